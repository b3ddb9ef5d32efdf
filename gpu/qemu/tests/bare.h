/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the programs without an operating system of this folder share. They
 * are started by multiboot in 32-bit protected mode, print one line to the
 * first serial port and reset the machine (run with -no-reboot).
 */
#ifndef BARE_H
#define BARE_H

#include <stdint.h>

#define MULTIBOOT_MAGIC	0x1badb002u
#define CODE_SEL	0x08
#define DATA_SEL	0x10

__attribute__((section(".multiboot"), used))
static const uint32_t multiboot[3] = {
	MULTIBOOT_MAGIC, 0, -MULTIBOOT_MAGIC,
};

uint8_t stack[8192] __attribute__((aligned(16)));
/* The last two are for a program's own. */
static uint64_t gdt[5] = {
	0, 0x00cf9b000000ffffull, 0x00cf93000000ffffull,
};
static uint32_t idt[256][2];

struct table {
	uint16_t limit;
	uint32_t base;
} __attribute__((packed));

static inline void outb(uint16_t port, uint8_t v)
{
	__asm__ volatile("outb %0, %1" : : "a"(v), "Nd"(port));
}

static inline uint8_t inb(uint16_t port)
{
	uint8_t v;

	__asm__ volatile("inb %1, %0" : "=a"(v) : "Nd"(port));
	return v;
}

static inline uint64_t tsc(void)
{
	uint64_t t;

	__asm__ volatile("rdtsc" : "=A"(t));
	return t;
}

static inline void put(const char *s)
{
	for (; *s; s++) {
		while (!(inb(0x3fd) & 0x20))
			;
		outb(0x3f8, *s);
	}
}

static inline void put_number(uint32_t v, uint32_t base)
{
	char buf[12], *p = buf + sizeof(buf) - 1;

	*p = 0;
	do
		*--p = "0123456789abcdef"[v % base];
	while (v /= base);
	put(p);
}

/* The segments of our own table instead of the loader's. */
static inline void load_gdt(void)
{
	struct table g = { sizeof(gdt) - 1, (uint32_t)gdt };

	__asm__ volatile("lgdt %0\n"
			 "ljmp $0x08, $1f\n"
			 "1: movl $0x10, %%eax\n"
			 "movl %%eax, %%ds\n movl %%eax, %%es\n movl %%eax, %%ss"
			 : : "m"(g) : "eax", "memory");
}

/* An interrupt gate for VECTOR. */
static inline void set_gate(unsigned int vector, void (*handler)(void))
{
	uint32_t h = (uint32_t)handler;

	idt[vector][0] = CODE_SEL << 16 | (h & 0xffff);
	idt[vector][1] = (h & 0xffff0000) | 0x8e00;
}

/* Only line 0, the timer's, at that vector. */
static inline void set_pic(uint8_t vector)
{
	outb(0x20, 0x11);
	outb(0x21, vector);
	outb(0x21, 0x04);
	outb(0x21, 0x01);
	outb(0x21, 0xfe);
	outb(0xa1, 0xff);
}

static inline __attribute__((noreturn)) void reset(void)
{
	outb(0xcf9, 0x06);
	for (;;)
		__asm__ volatile("hlt");
}

void start(void);
__asm__(".globl _start\n"
	"_start:\n"
	"	cli\n"
	"	movl $stack + 8192, %esp\n"
	"	jmp start\n");

#endif
