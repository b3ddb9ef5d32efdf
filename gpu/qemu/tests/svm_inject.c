// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A program without an operating system that shows what patch 0001 is for.
 * It starts a virtual machine by VMRUN with one interrupt in EVENTINJ. The
 * guest counts how often its handler is entered, stays in it with
 * interrupts off for some ticks of the timer, and says good-bye by
 * VMMCALL. One injection is one delivery: anything else is the fault.
 *
 * Prints "delivered N times, exit code 0x81".
 */
#include "svm.h"

#define VECTOR		0x40

volatile uint32_t delivered;

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
	svm_on();
	svm_fill((uint32_t)guest);
	set_gate(VECTOR, handler);
	AT(uint64_t, 0x0a8) = 1ull << 31 | VECTOR;	/* EVENTINJ: INTR */
	svm_run();
	put("delivered ");
	put_number(delivered, 10);
	put(" times, exit code 0x");
	put_number(svm_exit_code(), 16);
	put("\n");
	reset();
}
