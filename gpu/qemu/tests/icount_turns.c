// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A program without an operating system that shows what patch 0007 is for:
 * two CPUs under -icount (run with -smp 2). The first starts the second,
 * takes the timer's interrupts and waits for the second to count; then both
 * count, and fold what they see of the other's count into a sum, which
 * depends on every turn they take.
 *
 * Prints "second CPU: counted N in 20 ms", or "both counted to N, sums S
 * and S".
 */
#include "bare.h"

#define TRAMPOLINE	0x8000u
#define APIC		0xfee00000u
#define APIC_SVR	0xf0
#define APIC_ICR_LOW	0x300
#define ICR_INIT	0xc4500u	/* all but this one, assert, INIT */
#define ICR_STARTUP	0xc4600u	/* the same, STARTUP; the page is or'ed in */
#define COUNT		5000000u
#define STARTED		100000u		/* of COUNT: 3 ms alone */
#define VECTOR		0x20
#define PATIENCE	20000000ull	/* ns: the TSC counts nanoseconds */

struct one {
	volatile uint32_t count, sum;
};

static struct one first, second;

void tick(void);
__asm__("tick:\n"
	"	pushl %eax\n"
	"	movb $0x20, %al\n"
	"	outb %al, $0x20\n"
	"	popl %eax\n"
	"	iret\n");

uint8_t second_stack[4096] __attribute__((aligned(16)));

/* Copied to TRAMPOLINE: real mode to this program's segments. */
extern const uint8_t trampoline[], trampoline_end[];
extern struct table ap_gdt;
__asm__(".pushsection .rodata\n"
	".code16\n"
	"trampoline:\n"
	"	cli\n"
	"	xorw %ax, %ax\n"
	"	movw %ax, %ds\n"
	"	lgdtl (0x8000 + ap_gdt - trampoline)\n"
	"	movl %cr0, %eax\n"
	"	orl $1, %eax\n"
	"	movl %eax, %cr0\n"
	"	ljmpl $0x08, $second_enters\n"
	"ap_gdt:\n"
	"	.word 39\n"
	"	.long gdt_of_both\n"
	"trampoline_end:\n"
	".code32\n"
	".popsection\n"
	"second_enters:\n"
	"	movl $0x10, %eax\n"
	"	movl %eax, %ds\n"
	"	movl %eax, %es\n"
	"	movl %eax, %ss\n"
	"	movl $second_stack + 4096, %esp\n"
	"	jmp second_main\n");

uint64_t gdt_of_both[5] = { 0, 0x00cf9b000000ffffull, 0x00cf93000000ffffull };

static void apic_write(uint32_t reg, uint32_t v)
{
	*(volatile uint32_t *)(APIC + reg) = v;
}

static void count(struct one *mine, const struct one *other)
{
	while (mine->count < COUNT) {
		mine->sum = mine->sum * 31 + other->count;
		mine->count++;
	}
}

void second_main(void);
void second_main(void)
{
	count(&second, &first);
	for (;;)
		__asm__ volatile("hlt");
}

/* A timer of 1 ms on line 0, at VECTOR. */
static void set_timer(void)
{
	struct table i = { sizeof(idt) - 1, (uint32_t)idt };

	set_gate(VECTOR, tick);
	__asm__ volatile("lidt %0" : : "m"(i));
	set_pic(VECTOR);
	outb(0x43, 0x34);
	outb(0x40, 1193 & 0xff);
	outb(0x40, 1193 >> 8);
	__asm__ volatile("sti");
}

static void start_second(void)
{
	uint8_t *to = (uint8_t *)TRAMPOLINE;

	for (const uint8_t *from = trampoline; from < trampoline_end; from++)
		*to++ = *from;
	apic_write(APIC_SVR, 0x1ff);
	apic_write(APIC_ICR_LOW, ICR_INIT);
	apic_write(APIC_ICR_LOW, ICR_STARTUP | TRAMPOLINE >> 12);
}

void start(void)
{
	uint64_t from;

	load_gdt();
	set_timer();
	start_second();
	for (from = tsc(); second.count < STARTED; )
		if (tsc() - from > PATIENCE) {
			put("second CPU: counted ");
			put_number(second.count, 10);
			put(" in 20 ms\n");
			reset();
		}
	count(&first, &second);
	while (second.count < COUNT)
		;
	put("both counted to ");
	put_number(COUNT, 10);
	put(", sums ");
	put_number(first.sum, 16);
	put(" and ");
	put_number(second.sum, 16);
	put("\n");
	reset();
}
