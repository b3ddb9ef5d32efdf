// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A program without an operating system that shows what patch 0001 is for.
 * It starts a virtual machine by VMRUN with one interrupt in EVENTINJ. The
 * guest counts how often its handler is entered, stays in it with
 * interrupts off for some ticks of the timer, and says good-bye by
 * VMMCALL. One injection is one delivery: anything else is the fault.
 *
 * Prints "delivered N times, exit code 0x81". Offsets: AMD64 Architecture
 * Programmer's Manual, volume 2, appendix B.
 */
#include "bare.h"

#define VECTOR		0x40
#define SPIN		3000000u	/* in the handler: 6 ms at 2 ns each */
#define MSR_EFER	0xc0000080u
#define MSR_VM_HSAVE_PA	0xc0010117u
#define EFER_SVME	0x1000u

static uint8_t vmcb[4096] __attribute__((aligned(4096)));
static uint8_t hsave[4096] __attribute__((aligned(4096)));
static uint8_t guest_stack[8192] __attribute__((aligned(16)));
volatile uint32_t delivered;

static void wrmsr(uint32_t msr, uint32_t v)
{
	__asm__ volatile("wrmsr" : : "c"(msr), "a"(v), "d"(0));
}

static uint32_t rdmsr(uint32_t msr)
{
	uint32_t lo, hi;

	__asm__ volatile("rdmsr" : "=a"(lo), "=d"(hi) : "c"(msr));
	return lo;
}

/* The guest: its handler, and what it runs before and after. */
void handler(void);
void guest(void);
__asm__(".globl handler, guest\n"
	"handler:\n"
	"	lock incl delivered\n"
	"	pushl %ecx\n"
	"	movl $3000000, %ecx\n"
	"1:	decl %ecx\n"
	"	jnz 1b\n"
	"	popl %ecx\n"
	"	iret\n"
	"guest:\n"
	"	movl $3000000, %ecx\n"
	"1:	decl %ecx\n"
	"	jnz 1b\n"
	"	vmmcall\n");

#define AT(type, off) (*(type *)(vmcb + (off)))

static void segment(unsigned int off, uint16_t sel, uint16_t attr,
		    uint32_t limit, uint32_t base)
{
	AT(uint16_t, off) = sel;
	AT(uint16_t, off + 2) = attr;
	AT(uint32_t, off + 4) = limit;
	AT(uint64_t, off + 8) = base;
}

static void fill_vmcb(void)
{
	uint32_t cr0;

	set_gate(VECTOR, handler);
	AT(uint32_t, 0x010) = 1u << 0 | 1u << 1;	/* VMRUN, VMMCALL */
	AT(uint32_t, 0x058) = 1;			/* ASID */
	AT(uint64_t, 0x0a8) = 1ull << 31 | VECTOR;	/* EVENTINJ: INTR */
	segment(0x400, DATA_SEL, 0xc93, ~0u, 0);	/* ES */
	segment(0x410, CODE_SEL, 0xc9b, ~0u, 0);
	segment(0x420, DATA_SEL, 0xc93, ~0u, 0);	/* SS */
	segment(0x430, DATA_SEL, 0xc93, ~0u, 0);
	segment(0x460, 0, 0, sizeof(gdt) - 1, (uint32_t)gdt);
	segment(0x480, 0, 0, sizeof(idt) - 1, (uint32_t)idt);
	__asm__ volatile("movl %%cr0, %0" : "=r"(cr0));
	AT(uint64_t, 0x4d0) = EFER_SVME;
	AT(uint64_t, 0x558) = cr0;
	AT(uint64_t, 0x560) = 0x400;			/* DR7 */
	AT(uint64_t, 0x568) = 0xffff0ff0;		/* DR6 */
	AT(uint64_t, 0x570) = 2;			/* RFLAGS: IF is 0 */
	AT(uint64_t, 0x578) = (uint32_t)guest;
	AT(uint64_t, 0x5d8) = (uint32_t)(guest_stack + sizeof(guest_stack));
}

/* Interrupts of devices stay masked: only the timer's ticks are wanted. */
static void start_timer(void)
{
	outb(0x21, 0xff);
	outb(0xa1, 0xff);
	outb(0x43, 0x34);		/* channel 0, mode 2 */
	outb(0x40, 1193 & 0xff);	/* 1 kHz */
	outb(0x40, 1193 >> 8);
}

void start(void)
{
	load_gdt();
	start_timer();
	wrmsr(MSR_EFER, rdmsr(MSR_EFER) | EFER_SVME);
	wrmsr(MSR_VM_HSAVE_PA, (uint32_t)hsave);
	fill_vmcb();
	__asm__ volatile("pushl %%ebp\n vmrun\n popl %%ebp\n stgi"
			 : : "a"(vmcb) : "ebx", "ecx", "edx", "esi", "edi",
			 "memory");
	put("delivered ");
	put_number(delivered, 10);
	put(" times, exit code 0x");
	put_number(AT(uint32_t, 0x070), 16);
	put("\n");
	reset();
}
