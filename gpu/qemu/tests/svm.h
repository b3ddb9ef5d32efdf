/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A virtual machine for the programs without an operating system: one VMCB
 * whose guest runs in the flat segments of its host, with paging off.
 * Offsets and bits: AMD64 Architecture Programmer's Manual, volume 2,
 * appendix B.
 */
#ifndef SVM_H
#define SVM_H

#include "bare.h"

#define MSR_EFER	0xc0000080u
#define MSR_VM_HSAVE_PA	0xc0010117u
#define EFER_SVME	0x1000u

static uint8_t vmcb[4096] __attribute__((aligned(4096)));
static uint8_t hsave[4096] __attribute__((aligned(4096)));
static uint8_t guest_stack[8192] __attribute__((aligned(16)));

#define AT(type, off) (*(type *)(vmcb + (off)))

/* Intercepts: the bit of exit code C is bit C - 0x60 of the word at 0x00c. */
#define EXIT_VMRUN	0x80u
#define EXIT_VMMCALL	0x81u

static inline void svm_intercept(unsigned int code)
{
	AT(uint64_t, 0x00c) |= 1ull << (code - 0x60);
}

static inline uint32_t svm_exit_code(void)
{
	return AT(uint32_t, 0x070);
}

static inline void wrmsr(uint32_t msr, uint32_t v)
{
	__asm__ volatile("wrmsr" : : "c"(msr), "a"(v), "d"(0));
}

static inline uint32_t rdmsr(uint32_t msr)
{
	uint32_t lo, hi;

	__asm__ volatile("rdmsr" : "=a"(lo), "=d"(hi) : "c"(msr));
	return lo;
}

static inline void svm_segment(unsigned int off, uint16_t sel, uint16_t attr,
			       uint32_t limit, uint32_t base)
{
	AT(uint16_t, off) = sel;
	AT(uint16_t, off + 2) = attr;
	AT(uint32_t, off + 4) = limit;
	AT(uint64_t, off + 8) = base;
}

static inline void svm_on(void)
{
	wrmsr(MSR_EFER, rdmsr(MSR_EFER) | EFER_SVME);
	wrmsr(MSR_VM_HSAVE_PA, (uint32_t)hsave);
}

/* A guest that begins at eip, interrupts off, and may only say VMMCALL. */
static inline void svm_fill(uint32_t eip)
{
	uint32_t cr0;
	unsigned int i;

	for (i = 0; i < sizeof(vmcb) / 4; i++)
		((volatile uint32_t *)vmcb)[i] = 0;
	svm_intercept(EXIT_VMRUN);
	svm_intercept(EXIT_VMMCALL);
	AT(uint32_t, 0x058) = 1;			/* ASID */
	svm_segment(0x400, DATA_SEL, 0xc93, ~0u, 0);	/* ES */
	svm_segment(0x410, CODE_SEL, 0xc9b, ~0u, 0);
	svm_segment(0x420, DATA_SEL, 0xc93, ~0u, 0);	/* SS */
	svm_segment(0x430, DATA_SEL, 0xc93, ~0u, 0);
	svm_segment(0x460, 0, 0, sizeof(gdt) - 1, (uint32_t)gdt);
	svm_segment(0x480, 0, 0, sizeof(idt) - 1, (uint32_t)idt);
	__asm__ volatile("movl %%cr0, %0" : "=r"(cr0));
	AT(uint64_t, 0x4d0) = EFER_SVME;
	AT(uint64_t, 0x558) = cr0;
	AT(uint64_t, 0x560) = 0x400;			/* DR7 */
	AT(uint64_t, 0x568) = 0xffff0ff0;		/* DR6 */
	AT(uint64_t, 0x570) = 2;			/* RFLAGS: IF is 0 */
	AT(uint64_t, 0x578) = eip;
	AT(uint64_t, 0x5d8) = (uint32_t)(guest_stack + sizeof(guest_stack));
}

/* Until its next #VMEXIT. */
static inline void svm_run(void)
{
	__asm__ volatile("pushl %%ebp\n vmrun\n popl %%ebp\n stgi"
			 : : "a"(vmcb) : "ebx", "ecx", "edx", "esi", "edi",
			 "memory");
}

#endif
