// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A program without an operating system that patch 0008 must not change:
 * random REP STOS and REP MOVS in 64-bit mode, across pages that lie apart,
 * that are the same one, and that are absent until they are touched, both
 * ways, under a timer whose interrupts come between two iterations. What it
 * sees of registers, memory, interrupts, page faults and the clock goes into
 * a sum.
 *
 * Prints "N cases, I interrupts, F faults, sum S".
 */
#include "bare.h"

#define CODE64_SEL	0x18
#define VECTOR		0x20
#define CASES		6000
#define PAGE		4096u
#define PAGES		24		/* of the window, the last 8 absent */
#define FRAMES		12
#define WINDOW		0x02000000u
#define PRESENT		3		/* and writable */
#define MSR_EFER	0xc0000080u

enum { STOSB, STOSW, STOSD, STOSQ, MOVSB, MOVSW, MOVSD, MOVSQ, OPS };

static uint64_t pml4[512] __attribute__((aligned(4096)));
static uint64_t pdpt[512] __attribute__((aligned(4096)));
static uint64_t pd[512] __attribute__((aligned(4096)));
uint64_t window_pt[512] __attribute__((aligned(4096)));
static uint8_t frames[FRAMES][PAGE] __attribute__((aligned(4096)));
static uint32_t idt64[256][4];

uint64_t arg_op, arg_back, reg_rax, reg_rcx, reg_rsi, reg_rdi, clock;
uint32_t seen_sum, interrupts, faults;

/*
 * run64() does the case of the variables above. The handlers fold what they
 * interrupt into seen_sum; a fault makes the page of the window present.
 */
void run64(void), tick64(void), fault64(void);
__asm__("run64:\n"
	"	pushal\n"
	"	ljmp $0x18, $1f\n"
	".code64\n"
	"1:	movq reg_rax(%rip), %rax\n"
	"	movq reg_rcx(%rip), %rcx\n"
	"	movq reg_rsi(%rip), %rsi\n"
	"	movq reg_rdi(%rip), %rdi\n"
	"	movl arg_op(%rip), %ebx\n"
	"	leal ops(,%ebx,8), %ebx\n"
	"	cld\n"
	"	cmpl $0, arg_back(%rip)\n"
	"	je 2f\n"
	"	std\n"
	"2:	call *%rbx\n"
	"	cld\n"
	"	movq %rcx, reg_rcx(%rip)\n"
	"	movq %rsi, reg_rsi(%rip)\n"
	"	movq %rdi, reg_rdi(%rip)\n"
	"	rdtsc\n"
	"	movl %eax, clock(%rip)\n"
	"	movl %edx, clock + 4(%rip)\n"
	"	pushq $0x08\n"
	"	leaq 3f(%rip), %rax\n"
	"	pushq %rax\n"
	"	lretq\n"
	".balign 8\n"
	"ops:	rep stosb\n	ret\n	.balign 8\n"
	"	rep stosw\n	ret\n	.balign 8\n"
	"	rep stosl\n	ret\n	.balign 8\n"
	"	rep stosq\n	ret\n	.balign 8\n"
	"	rep movsb\n	ret\n	.balign 8\n"
	"	rep movsw\n	ret\n	.balign 8\n"
	"	rep movsl\n	ret\n	.balign 8\n"
	"	rep movsq\n	ret\n	.balign 8\n"
	"see:	imull $31, seen_sum(%rip), %eax\n"
	"	addl %ecx, %eax\n"
	"	imull $31, %eax\n"
	"	addl %edi, %eax\n"
	"	imull $31, %eax\n"
	"	addl %esi, %eax\n"
	"	movl %eax, seen_sum(%rip)\n"
	"	ret\n"
	"tick64: pushq %rax\n"
	"	call see\n"
	"	incl interrupts(%rip)\n"
	"	movb $0x20, %al\n"
	"	outb %al, $0x20\n"
	"	popq %rax\n"
	"	iretq\n"
	"fault64: pushq %rax\n"
	"	call see\n"
	"	incl faults(%rip)\n"
	"	movq %cr2, %rax\n"
	"	shrl $12, %eax\n"
	"	andl $511, %eax\n"
	"	orl $1, window_pt(,%eax,8)\n"
	"	popq %rax\n"
	"	addq $8, %rsp\n"	/* the error code */
	"	iretq\n"
	".code32\n"
	"3:	popal\n"
	"	ret\n");

static uint32_t random_state = 1;

static uint32_t below(uint32_t n)
{
	random_state = random_state * 1664525 + 1013904223;
	return (random_state >> 8) % n;
}

static void fold(uint32_t v)
{
	seen_sum = seen_sum * 31 + v;
}

/* Frames in another order, the second half of the window on the first's. */
static void map_window(void)
{
	unsigned int i;

	for (i = 0; i < PAGES; i++)
		window_pt[i] = (uint32_t)frames[i * 5 % FRAMES] |
			       (i < PAGES - 8 ? PRESENT : PRESENT - 1);
	__asm__ volatile("movl %%cr3, %%eax\n movl %%eax, %%cr3"
			 : : : "eax", "memory");
}

static void set_gate64(unsigned int vector, void (*handler)(void))
{
	uint32_t h = (uint32_t)handler;

	idt64[vector][0] = CODE64_SEL << 16 | (h & 0xffff);
	idt64[vector][1] = (h & 0xffff0000) | 0x8e00;
}

static void enter_long_mode(void)
{
	struct table i = { sizeof(idt64) - 1, (uint32_t)idt64 };
	unsigned int k;

	pml4[0] = (uint32_t)pdpt | PRESENT;
	pdpt[0] = (uint32_t)pd | PRESENT;
	for (k = 0; k < 16; k++)
		pd[k] = k << 21 | 0x80 | PRESENT;
	pd[WINDOW >> 21] = (uint32_t)window_pt | PRESENT;
	gdt[CODE64_SEL / 8] = 0x00af9b000000ffffull;
	load_gdt();
	__asm__ volatile("movl %%cr4, %%eax\n orl $0x20, %%eax\n"
			 "movl %%eax, %%cr4\n movl %0, %%cr3\n"
			 "rdmsr\n orl $0x100, %%eax\n wrmsr\n"
			 "movl %%cr0, %%eax\n orl $0x80000000, %%eax\n"
			 "movl %%eax, %%cr0\n lidt %2"
			 : : "r"(pml4), "c"(MSR_EFER), "m"(i)
			 : "eax", "edx", "memory");
}

/*
 * To the instruction at the same time of the machine, however long its
 * firmware took: an instruction takes 2 ns, so do the rest of these.
 */
static void start_at(uint32_t ns)
{
	uint32_t late;

	while ((uint32_t)tsc() < ns)
		;
	late = ((uint32_t)tsc() - ns) / 2;
	__asm__ volatile("addl $1f, %0\n"
			 "jmp *%0\n"
			 "1: .fill 256, 1, 0x90\n"
			 : "+r"(late));
}

/* An interrupt each 20 us: 10,000 instructions. */
static void set_timer(void)
{
	set_pic(VECTOR);
	outb(0x43, 0x34);
	outb(0x40, 24);
	outb(0x40, 0);
	__asm__ volatile("sti");
}

/* An address from which LEN bytes lie in the window, that way. */
static uint32_t place(uint32_t len)
{
	uint32_t off = below(PAGES * PAGE - len - 8);

	if (below(2))
		off &= ~7u;
	return WINDOW + (arg_back ? off + len : off);
}

static void one_case(void)
{
	uint32_t size, n = below(8) ? below(300) : below(2500);

	arg_op = below(OPS);
	size = 1u << (arg_op & 3);
	arg_back = !below(8);
	reg_rax = (uint64_t)below(1u << 24) << 40 | below(1u << 24);
	if (!below(3))
		reg_rax = 0;
	reg_rcx = n;
	reg_rdi = place(n * size);
	reg_rsi = place(n * size);
	/* close behind or before each other */
	if (!below(4))
		reg_rsi = reg_rdi + below(64) - 32;
	if (reg_rsi < WINDOW + 64)
		reg_rsi = WINDOW + 64;
	run64();
	fold(reg_rcx);
	fold(reg_rsi);
	fold(reg_rdi);
	fold(clock);
}

static void fold_memory(void)
{
	const uint32_t *p = (const uint32_t *)frames;
	unsigned int i;

	for (i = 0; i < sizeof(frames) / 4; i++)
		fold(p[i]);
}

void start(void)
{
	unsigned int i;

	for (i = 0; i < sizeof(frames); i++)
		((uint8_t *)frames)[i] = below(256);
	set_gate64(VECTOR, tick64);
	set_gate64(14, fault64);
	enter_long_mode();
	start_at(1000000000);
	set_timer();
	for (i = 0; i < CASES; i++) {
		if (i % 16 == 0)
			map_window();
		one_case();
		if (i % 64 == 0)
			fold_memory();
	}
	__asm__ volatile("cli");
	put_number(CASES, 10);
	put(" cases, ");
	put_number(interrupts, 10);
	put(" interrupts, ");
	put_number(faults, 10);
	put(" faults, sum ");
	put_number(seen_sum, 16);
	put("\n");
	reset();
}
