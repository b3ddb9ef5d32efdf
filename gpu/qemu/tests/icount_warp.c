// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A program without an operating system that shows what patch 0005 is for.
 * Again and again it asks the i8254 for one interrupt 50 us later, computes
 * for a part of that time, sleeps by HLT and reads the TSC when it is woken.
 * With -icount both clocks count instructions: every interval is the same,
 * however long the computation and whatever the host does meanwhile.
 *
 * Prints "woken N times, M late, by up to T ns".
 */
#include "bare.h"

#define VECTOR		0x20
#define ROUNDS		100000u
#define COUNT		60		/* of 838 ns each */
#define STEPS		8192u		/* of two instructions, 4 ns */
#define TOLERANCE	100u		/* ns; a handful of instructions */

volatile uint32_t woken_at, woken;

void handler(void);
__asm__(".globl handler\n"
	"handler:\n"
	"	pushl %eax\n"
	"	pushl %edx\n"
	"	rdtsc\n"
	"	movl %eax, woken_at\n"
	"	incl woken\n"
	"	movb $0x20, %al\n"
	"	outb %al, $0x20\n"
	"	popl %edx\n"
	"	popl %eax\n"
	"	iret\n");

static uint32_t interval(uint32_t steps)
{
	uint32_t from;

	outb(0x43, 0x30);		/* channel 0, mode 0: one interrupt */
	outb(0x40, COUNT);
	outb(0x40, 0);
	from = tsc();
	__asm__ volatile("1: decl %0\n jnz 1b" : "+r"(steps));
	__asm__ volatile("sti\n hlt\n cli" : : : "memory");
	return woken_at - from;
}

void start(void)
{
	static uint32_t took[ROUNDS];
	struct table i = { sizeof(idt) - 1, (uint32_t)idt };
	uint32_t least = ~0u, most = 0, late = 0, r;

	load_gdt();
	set_gate(VECTOR, handler);
	__asm__ volatile("lidt %0" : : "m"(i));
	set_pic(VECTOR);
	for (r = 0; r < ROUNDS; r++)
		took[r] = interval(1 + r * 7919 % STEPS);
	for (r = 0; r < ROUNDS; r++) {
		if (took[r] < least)
			least = took[r];
		if (took[r] > most)
			most = took[r];
	}
	for (r = 0; r < ROUNDS; r++)
		late += took[r] > least + TOLERANCE;
	put("woken ");
	put_number(woken, 10);
	put(" times, ");
	put_number(late, 10);
	put(" late, by up to ");
	put_number(most - least, 10);
	put(" ns\n");
	reset();
}
