/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random inputs of fuzz_walker, plausible more often than not. Included by
 * that, behind its struct input.
 */
#ifndef GEN9_TESTS_WALKER_GEN_H
#define GEN9_TESTS_WALKER_GEN_H

#include "eu_gen.h"

static inline bool one_in(uint64_t *x, unsigned int n)
{
	return t_rand(x) % n == 0;
}

/* A bit or a field of n dwords that is something else, sometimes. */
static inline void disturb(uint32_t *dw, unsigned int n, uint64_t *x, unsigned int one)
{
	while (one_in(x, one)) {
		uint32_t *d = &dw[t_rand(x) % n];

		*d = one_in(x, 2) ? *d ^ 1u << t_rand(x) % 32 : (uint32_t)t_rand(x);
		one = 2;
	}
}

/* Opcodes are left alone: with others there is no walker. */
static inline uint32_t *command(uint32_t *p, uint64_t *x, const uint32_t *dw,
			 unsigned int n)
{
	memcpy(p, dw, n * 4);
	if (n > 1)
		disturb(p + 1, n - 1, x, 24);
	return p + n;
}
#define COMMAND(p, x, ...) do { \
	const uint32_t dw_[] = { __VA_ARGS__ }; \
	p = command(p, x, dw_, sizeof(dw_) / 4); \
} while (0)

static inline uint32_t *walker(uint32_t *p, uint64_t *x)
{
	unsigned int simd = t_rand(x) % 3;
	uint32_t threads = t_rand(x) % 8 | (one_in(x, 4) ? t_rand(x) % 4 << 8 : 0);

	COMMAND(p, x, 0x7105000d, 0, 0x400, 0, simd << 30 | threads, 0, 0,
		1 + t_rand(x) % 4, 0, 0, 1 + t_rand(x) % 3, 0, 1 + t_rand(x) % 2,
		(uint32_t)t_rand(x) | 1, ~0u);
	return p;
}

/* With or without inline data; or its walker. */
static inline uint32_t *media(uint32_t *p, uint64_t *x)
{
	COMMAND(p, x, 0x69040301);
	if (one_in(x, 2))
		COMMAND(p, x, 0x71000005, 0, 0, 0, t_rand(x) % 64, 0, 1);
	else
		COMMAND(p, x, 0x71030011, 0, 0, 0, 0, 0, 0, 0x00010001,
			0x00020002, 0, 0, 0x00010000, 1, 0x00030003, 0,
			0x00020000, 2, 1, 2);
	COMMAND(p, x, 0x69040302);
	return p;
}

static inline void batch(uint32_t *p, uint64_t *x)
{
	uint32_t *from = p;

	COMMAND(p, x, 0x69040302);
	COMMAND(p, x, 0x61010011, (uint32_t)VA | 1, 1, 0,
		(uint32_t)(VA + SURFACE) | 1, 1, (uint32_t)(VA + DYNAMIC) | 1, 1,
		(uint32_t)(VA + INDIRECT) | 1, 1, (uint32_t)(VA + KERNEL) | 1, 1,
		0xfffff001, 0xfffff001, 0xfffff001, 0xfffff001,
		(uint32_t)(VA + SURFACE) | 1, 1, 0);
	COMMAND(p, x, 0x70000007, SCRATCH | t_rand(x) % 4, 0, 167u << 16, 0, 0, 0,
		0, 0);
	if (one_in(x, 3))
		COMMAND(p, x, 0x70010002, 0, 0x400, 0x1000);
	COMMAND(p, x, 0x70020002, 0, 32, 0);
	for (unsigned int i = 1 + t_rand(x) % 2; i; i--)
		p = one_in(x, 6) ? media(p, x) : walker(p, x);
	COMMAND(p, x, 0x70040000, 0);
	*p++ = MI_BATCH_BUFFER_END;
	CHECK(p - from <= (long)COMMANDS);
}

static inline void surface(uint32_t *dw, bool buffer, uint64_t *x)
{
	static const uint16_t formats[] = { 0x1ff, 0x000, 0x0c0, 0x0c7, 0x0d6,
					    0x0d8, 0x140, 0x040, 0x085, 0x10c };
	uint64_t base = VA + t_rand(x) % WINDOW_BYTES / 64 * 64;
	unsigned int type = buffer ? 4 : one_in(x, 4) ? t_rand(x) % 4 : 1;

	dw[0] = type << 29 | formats[t_rand(x) % 10] << 18 | t_rand(x) % 4 << 12 |
		1u << 16 | 1u << 14;
	dw[2] = t_rand(x) % 128 | t_rand(x) % 128 << 16;
	dw[3] = (t_rand(x) % 512 * 4 + 3) | (one_in(x, 4) ? t_rand(x) % 4 << 21 : 0);
	dw[7] = 4u << 25 | 5u << 22 | 6u << 19 | 7u << 16;
	dw[8] = (uint32_t)base;
	dw[9] = base >> 32;
	disturb(dw, 16, x, 6);
}

static inline bool is_image(const struct msg_row *row)
{
	return row->fn == msg_typed || row->fn == msg_typed_atomic ||
	       row->fn == msg_sample || row->fn == msg_media_block;
}

/* What it reaches, mostly of a kind that the message takes. */
static inline uint32_t target(const struct msg_row *row, uint64_t *x)
{
	static const uint8_t others[] = { 252, 253, 254, 255 };

	if (one_in(x, 12))
		return t_rand(x) % 256;
	if (row->flags & MSG_A64)
		return 255;
	if (is_image(row))
		return SURFACES / 2 + t_rand(x) % (SURFACES / 2);
	return one_in(x, 2) ? others[t_rand(x) % 4] :
			      t_rand(x) % (SURFACES / 2);
}

/* Bits 13:8: the ones that are none are left out, mostly. */
static inline uint32_t control(const struct msg_row *row, uint64_t *x)
{
	uint32_t v = t_rand(x) % 64;

	if (one_in(x, 12))
		return v;
	if (row->fn == msg_untyped)
		return (v & 15) | (1 + v / 32) << 4;
	if (row->fn == msg_dword_scattered)
		return v | 2;
	if (row->fn == msg_byte_scattered || row->fn == msg_a64_scattered)
		return v & ~(one_in(x, 2) ? 4u : 9u);
	if (row->fn == msg_untyped_atomic)
		return (v & 0x30) | (row->flags & MSG_FLOAT ? 1 + v % 3 : v | 1);
	return row->fn == msg_oword_block ? v % 6 : v;
}

/* Any row of the messages, of registers that may be right. */
static inline void message(uint64_t w[2], uint64_t *x)
{
	unsigned int sfid, type, shift, reg = t_rand(x) % 100;
	const struct msg_row *row;
	uint32_t desc;

	do {
		sfid = t_rand(x) % 16;
		type = t_rand(x) % 32;
		row = &gen9_msg_rows[sfid][type];
	} while (!row->fn || (row->fn == msg_nothing && !one_in(x, 20)));
	shift = sfid == EU_SFID_SAMPLER ? 12 : sfid == EU_SFID_GATEWAY ||
		sfid == EU_SFID_SPAWNER ? 0 : 14;
	/* more registers than needed are no fault */
	desc = type << shift | (one_in(x, 12) ? t_rand(x) % 16 : 15) << 25 |
	       (one_in(x, 12) ? t_rand(x) % 32 :
		row->fn == msg_nothing ? 0 : 16) << 20;
	if (shift)
		desc |= control(row, x) << 8 | target(row, x);
	if (one_in(x, 3) || row->fn == msg_oword_block ||
	    row->fn == msg_a64_block || row->fn == msg_scratch_block ||
	    row->fn == msg_media_block)
		desc |= 1u << 19;
	w[0] = 0x31u | (one_in(x, 4) ? 4u : 3u) << 21 | sfid << 24 |
	       (uint64_t)(0x2000020c | reg * 32 << 16) << 32;
	w[1] = (0x06000000u | (one_in(x, 3) ? 0 : t_rand(x) % 120) * 32) |
	       (uint64_t)desc << 32;
}

static inline void code(struct input *in, uint64_t *x)
{
	static const uint64_t end[2][2] = {
		{ 0x2fe0020c00600001ull, 0x00000000008d0000ull },
		{ 0x2000020407600031ull, 0x8200001006000fe0ull },
	};
	unsigned int n = 1 + t_rand(x) % 40;

	for (unsigned int i = 0; i < MOST_CODE - 2; i++) {
		uint64_t *w = in->code[i];

		w[0] = t_rand(x);
		w[1] = t_rand(x);
		if (i >= n && !one_in(x, 30)) {
			memcpy(w, end, sizeof(end));
			i++;
		} else if (one_in(x, 5)) {
			message(w, x);
		} else {
			gen_instruction(w, x);
		}
	}
	memcpy(in->code[MOST_CODE - 2], end, sizeof(end));
}

static inline void random_input(struct input *in, uint64_t *x)
{
	memset(in, 0, sizeof(*in));
	in->holes = one_in(x, 2) ? 0 : (uint32_t)t_rand(x);
	batch(in->batch, x);
	in->descriptor[2] = 1u << 19 | t_rand(x) % 2 << 18;
	in->descriptor[3] = 0x200;
	in->descriptor[5] = (1 + t_rand(x) % 4) << 16;
	in->descriptor[6] = t_rand(x) % 8 << 16 | 1u << 21 | t_rand(x) % 4 << 22;
	in->descriptor[7] = t_rand(x) % 4;
	disturb(in->descriptor, 8, x, 10);
	for (unsigned int i = 0; i < 4; i++)
		in->sampler[i] = (uint32_t)t_rand(x);
	for (unsigned int i = 0; i < SURFACES; i++)
		surface(in->surface[i], i < SURFACES / 2, x);
	for (unsigned int i = 0; i < 64; i++)
		in->payload[i] = one_in(x, 8) ? (uint32_t)t_rand(x) :
				 t_rand(x) % 4096;
	code(in, x);
}

#endif
