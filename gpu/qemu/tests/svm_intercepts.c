// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A program without an operating system that shows what patch 0006 is for.
 * For each instruction that a hypervisor can intercept it runs a guest that
 * executes it with that intercept on alone: it has to come back with the
 * exit code of it. Then with that intercept off and all others of the same
 * word on: it must not exit, as itself or as another. Exceptions are
 * intercepted in both; #UD says that this processor has no such instruction.
 *
 * Prints "N of M intercepts met; not met: ...; exits without it: ...; no
 * instruction: ...". Exit codes: AMD64 Architecture Programmer's Manual,
 * volume 2, appendix C. The write traps (0x8f to 0x9f) are SEV-ES's.
 */
#include <stdbool.h>

#include "svm.h"

#define EXIT_EXCP	0x40u	/* and the vector */
#define EXIT_WORD	0x60u	/* from here on: bits of one word */
#define EXIT_END	0x8fu
#define UD		6u
#define CR4_OSXSAVE	(1u << 18)
#define TSS_SEL		0x18

enum {
	ONCE = 1,	/* with the intercept off the guest would not end */
	NAKED = 2,	/* exceptions are not intercepted */
};

/* Exit code, name, flags, what the guest executes before its VMMCALL. */
#define INSTRUCTIONS(X)							\
	X(0x00, read_cr0, 0, "movl %cr0, %eax")				\
	X(0x03, read_cr3, 0, "movl %cr3, %eax")				\
	X(0x04, read_cr4, 0, "movl %cr4, %eax")				\
	X(0x10, write_cr0, 0, "movl %cr0, %eax\n movl %eax, %cr0")	\
	X(0x13, write_cr3, 0, "xorl %eax, %eax\n movl %eax, %cr3")	\
	X(0x14, write_cr4, 0, "xorl %eax, %eax\n movl %eax, %cr4")	\
	X(0x27, read_dr7, 0, "movl %dr7, %eax")				\
	X(0x37, write_dr7, 0, "movl $0x400, %eax\n movl %eax, %dr7")	\
	X(0x40, divide_error, ONCE, "xorl %ecx, %ecx\n divl %ecx")	\
	X(0x65, cr0_selective, 0, "movl $0x40000011, %eax\n movl %eax, %cr0") \
	X(0x66, sidt, 0, "sidt scratch")				\
	X(0x67, sgdt, 0, "sgdt scratch")				\
	X(0x68, sldt, 0, "sldt scratch")				\
	X(0x69, str, 0, "str scratch")					\
	X(0x6a, lidt, 0, "lidt scratch")				\
	X(0x6b, lgdt, 0, "lgdt scratch")				\
	X(0x6c, lldt, 0, "xorl %eax, %eax\n lldt %ax")			\
	X(0x6d, ltr, 0, "movl $0x18, %eax\n ltr %ax")			\
	X(0x6e, rdtsc, 0, "rdtsc")					\
	X(0x6f, rdpmc, 0, "xorl %ecx, %ecx\n rdpmc")			\
	X(0x70, pushf, 0, "pushf")					\
	X(0x71, popf, 0, "pushl $2\n popf")				\
	X(0x72, cpuid, 0, "xorl %eax, %eax\n cpuid")			\
	X(0x73, rsm, 0, "rsm")						\
	X(0x74, iret, 0, "pushl $2\n pushl $8\n pushl $1f\n iret\n 1:")	\
	X(0x75, int_n, 0, "int $0x41")					\
	X(0x76, invd, 0, "invd")					\
	X(0x77, pause, 0, "pause")					\
	X(0x78, hlt, ONCE, "hlt")					\
	X(0x79, invlpg, 0, "invlpg scratch")				\
	X(0x7a, invlpga, 0, "xorl %ecx, %ecx\n xorl %eax, %eax\n invlpga") \
	X(0x7b, in, 0, "inb $0x80, %al")				\
	X(0x7c, rdmsr, 0, "movl $0xc0000080, %ecx\n rdmsr")		\
	X(0x7d, task_switch, 0, "ljmp $0x18, $0\n 1:")			\
	X(0x7f, shutdown, ONCE | NAKED, "lidt no_table\n int3")			\
	X(0x80, vmrun, ONCE, "movl $scratch, %eax\n vmrun")		\
	X(0x81, vmmcall, ONCE, "")					\
	X(0x82, vmload, 0, "movl $scratch, %eax\n vmload")		\
	X(0x83, vmsave, 0, "movl $scratch, %eax\n vmsave")		\
	X(0x84, stgi, 0, "stgi")					\
	X(0x85, clgi, 0, "clgi")					\
	X(0x86, skinit, 0, "skinit")					\
	X(0x87, rdtscp, 0, "rdtscp")					\
	X(0x88, icebp, 0, ".byte 0xf1")					\
	X(0x89, wbinvd, 0, "wbinvd")					\
	X(0x8a, monitor, 0, "movl $scratch, %eax\n xorl %ecx, %ecx\n monitor") \
	X(0x8b, mwait, ONCE, "xorl %ecx, %ecx\n mwait")			\
	X(0x8d, xsetbv, 0, "xorl %ecx, %ecx\n xorl %edx, %edx\n"	\
	  "movl $1, %eax\n xsetbv")					\
	X(0x8e, rdpru, 0, "xorl %ecx, %ecx\n .byte 0x0f, 0x01, 0xfd")

#define CODE(code, name, flags, text)					\
	void do_##name(void);						\
	__asm__("do_" #name ":\n" text "\n vmmcall\n");
INSTRUCTIONS(CODE)

#define ROW(code, name, flags, text) { code, flags, #name, do_##name },
static const struct row {
	unsigned int code, flags;
	const char *name;
	void (*guest)(void);
} rows[] = { INSTRUCTIONS(ROW) };

#define NROWS (sizeof(rows) / sizeof(rows[0]))

/* What the instructions above refer to. */
uint8_t scratch[4096] __attribute__((aligned(4096)));
struct table no_table;
/* Bits of all ports, of all MSRs, as VMCB offsets 0x040 and 0x048 want. */
static uint8_t permissions[12288] __attribute__((aligned(4096)));

/* The task that do_task_switch() goes to: it says VMMCALL at once. */
static uint32_t tss[26];

static void fill_task(void)
{
	const uint32_t base = (uint32_t)tss;
	unsigned int i;

	gdt[TSS_SEL / 8] = (sizeof(tss) - 1) | (base & 0xffffffull) << 16 |
			   0x89ull << 40 | (uint64_t)(base >> 24) << 56;
	tss[8] = (uint32_t)do_vmmcall;
	tss[9] = 2;		/* flags */
	tss[14] = (uint32_t)(guest_stack + sizeof(guest_stack));
	for (i = 18; i < 24; i++)
		tss[i] = i == 19 ? CODE_SEL : DATA_SEL;
}

/* In the guest's VMCB: the intercept of an exit code, and nothing else. */
static void intercept(unsigned int code)
{
	if (code < EXIT_EXCP)
		AT(uint16_t, code / 16 * 2) |= 1u << code % 16;
	else if (code < EXIT_WORD)
		AT(uint32_t, 0x008) |= 1u << (code - EXIT_EXCP);
	else
		svm_intercept(code);
}

/* Runs the guest of a row; what it comes back with. */
static unsigned int run(const struct row *r, bool itself)
{
	unsigned int code;

	gdt[TSS_SEL / 8] &= ~(2ull << 40);	/* not busy */
	svm_fill((uint32_t)r->guest);
	AT(uint64_t, 0x040) = AT(uint64_t, 0x048) = (uint32_t)permissions;
	AT(uint64_t, 0x548) = CR4_OSXSAVE;
	svm_segment(0x490, TSS_SEL + 8, 0x8b, sizeof(tss) - 1,
		    (uint32_t)scratch);
	for (code = EXIT_EXCP + 1; code < EXIT_WORD; code++)
		if (!(r->flags & NAKED))
			intercept(code);
	if (itself)
		intercept(r->code);
	for (code = EXIT_WORD; !itself && code < EXIT_END; code++)
		if (code != r->code)
			intercept(code);
	svm_run();
	return svm_exit_code();
}

enum verdict { MET, NOT_MET, UNASKED, NO_INSTRUCTION };

static enum verdict judge(const struct row *r)
{
	unsigned int code = run(r, true);

	if (code == EXIT_EXCP + UD)
		return NO_INSTRUCTION;
	if (code != r->code)
		return NOT_MET;
	if (r->flags & ONCE)
		return MET;
	code = run(r, false);
	return code < EXIT_WORD || code == EXIT_VMMCALL ? MET : UNASKED;
}

static void list(const char *title, const enum verdict *v, enum verdict want)
{
	unsigned int i;

	put("; ");
	put(title);
	put(":");
	for (i = 0; i < NROWS; i++) {
		if (v[i] != want)
			continue;
		put(" ");
		put(rows[i].name);
	}
}

void start(void)
{
	enum verdict v[NROWS];
	unsigned int i, met = 0;

	load_gdt();
	outb(0x21, 0xff);	/* no interrupts of devices */
	outb(0xa1, 0xff);
	for (i = 0; i < sizeof(permissions); i++)
		permissions[i] = 0xff;
	fill_task();
	svm_on();
	for (i = 0; i < NROWS; i++) {
		v[i] = judge(&rows[i]);
		met += v[i] == MET;
	}
	put_number(met, 10);
	put(" of ");
	put_number(NROWS, 10);
	put(" intercepts met");
	list("not met", v, NOT_MET);
	list("exits without it", v, UNASKED);
	list("no instruction", v, NO_INSTRUCTION);
	put("\n");
	reset();
}
