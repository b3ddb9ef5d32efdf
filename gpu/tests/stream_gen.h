/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Streams of commands out of bytes: what a guest might submit, more often
 * legal than chance would have it, with privileged commands in the payload of
 * others. Included once per program.
 */
#ifndef GEN9_TESTS_STREAM_GEN_H
#define GEN9_TESTS_STREAM_GEN_H

#include "gpu/registers/engine_regs.h"
#include "gvt_registers.h"
#include "gvt_table.h"

/*
 * Where things are. A guest's user batches and data in its PPGTT, the same
 * addresses for both guests; its privileged ones in its own part of the GGTT.
 */
#define USER_VA		0x400000u
#define USER_SIZE	0x10000u
#define USER_BATCH(n)	(USER_VA + (n) * 0x2000u)
#define USER_DATA	(USER_VA + 0x8000u)
#define PART(guest)	(0x800000u + (guest) * 0x40000u)
#define PART_SIZE	0x10000u
#define PART_BATCH(n)	((n) * 0x1000u)
#define PART_INDIRECT	0x4000u
#define PART_PER_CTX	0x6000u
#define PART_DATA	0x8000u
#define PART_HWS	0xf000u
#define HOST_AT		0x700000u	/* GGTT: not of a guest */

struct in {
	const uint8_t *p, *end;
};

static inline uint32_t take(struct in *i, unsigned int n)
{
	uint32_t v = 0;

	for (unsigned int k = 0; k < n; k++)
		v |= (i->p < i->end ? *i->p++ : 0u) << 8 * k;
	return v;
}

struct stream {
	struct in *in;
	const struct gvt_table *table;
	unsigned int engine, guest;
	bool scanned;			/* GVT-g looks at it */
	bool image;			/* of a context */
	bool ring;
	uint64_t root[2];		/* page tables of both guests */
	uint32_t *dw;
	unsigned int n, max;
};

static inline void put(struct stream *s, uint32_t dw)
{
	if (s->n < s->max)
		s->dw[s->n++] = dw;
}

#define PUTS(s, ...) do { \
	const uint32_t dw_[] = { __VA_ARGS__ }; \
	for (unsigned int i_ = 0; i_ < sizeof(dw_) / 4; i_++) \
		put(s, dw_[i_]); \
} while (0)

static inline uint32_t user_address(struct stream *s)
{
	uint32_t v = take(s->in, 2);

	return (v & 0x8000 ? USER_DATA : USER_VA) + (v & 0x7ff8);
}

/* The guest's own, mostly: the other one's, the host's. */
static inline uint32_t ggtt_address(struct stream *s)
{
	uint32_t v = take(s->in, 2);

	switch (v >> 12) {
	case 0:
		return HOST_AT + (v & 0xff8);
	case 1:
		return PART(!s->guest) + (v & 0xff8);
	default:
		return PART(s->guest) + PART_DATA + (v & 0x6ff8);
	}
}

static inline uint32_t address(struct stream *s, bool ggtt)
{
	return ggtt ? ggtt_address(s) : user_address(s);
}

/* Registers that nobody but the host may write, and those of a context. */
static inline uint32_t forbidden_register(struct stream *s)
{
	static const uint32_t own[] = {
		0x230, 0x80, 0xa8, 0xb4, 0x4d0, 0x29c, 0x30, 0x34, 0x38, 0x3c,
		0x140, 0x110, 0x270, 0x274, 0x244, 0x1c0, 0x1c4, 0x3a8,
	}, other[] = { 0x44200, 0x941c, 0x4080, 0xa278, 0x101008, 0x44304 };
	uint32_t v = take(s->in, 1);

	return v & 0x80 ? other[v % 6] :
	       gen9_engine_base[s->engine] + own[v % (sizeof(own) / 4)];
}

static inline uint32_t allowed_register(struct stream *s)
{
	uint32_t v = take(s->in, 1);

	return gen9_engine_base[s->engine] +
	       (v < 0xf0 ? 0x600 + v % 32 * 4 : 0xc0);
}

/* A privileged command, whole; then, with luck, it is the batch's end. */
static inline void hidden(struct stream *s)
{
	uint32_t v = take(s->in, 1), host = HOST_AT + (take(s->in, 1) << 3),
		 mine = user_address(s);

	switch (s->image ? 2 : v % 7) {
	case 0:
		PUTS(s, 0x23u << 23 | 1u << 22 | 2, (0x600u + v) << 12,
		     0xdead1003, 0);
		break;
	case 1:
		PUTS(s, 0x20u << 23 | 1u << 22 | 2, host, 0, 0xbad1bad1);
		break;
	case 2:
		PUTS(s, 0x22u << 23 | 1, forbidden_register(s),
		     take(s->in, 2) << 4);
		break;
	case 3:
		if (s->engine == GEN9_CTR_RCS0)
			PUTS(s, 0x7a000004, 1u << 24 | 1u << 14, host, 0,
			     0xbad2bad2, 0xbad2bad2);
		else
			PUTS(s, 0x26u << 23 | 1u << 14 | 2, host | 4, 0,
			     0xbad3bad3);
		break;
	case 4:
		PUTS(s, 0x2eu << 23 | 1u << 22 | 3, mine, 0, host, 0);
		break;
	case 5:
		PUTS(s, 0x2fu << 23 | 1u << 22 | 1u << 18 | 4u << 8 | 9, host, 0,
		     0xbad4bad4, 0, 0, 0, 0, 0, 0, 0);
		break;
	case 6:
		PUTS(s, 0x31u << 23 | 1, host, 0);
		break;
	}
	if (v & 0x80)
		put(s, 0x0au << 23);
}

static inline uint32_t any_dword(struct stream *s)
{
	uint32_t v = take(s->in, 1);

	switch (v >> 5) {
	case 0:
		return user_address(s);
	case 1:
		return ggtt_address(s);
	case 2:
		return forbidden_register(s);
	case 3:
		return allowed_register(s);
	case 4:
		return take(s->in, 4);
	default:
		return 0;
	}
}

/* Until n: zeros, which are MI_NOOPs, and now and then something else. */
static inline void payload(struct stream *s, unsigned int n)
{
	while (s->n < n && s->n < s->max) {
		uint32_t v = take(s->in, 1);

		if (v < (s->image ? 0x50 : 0x30) && n - s->n >= 12)
			hidden(s);
		else if (v < 0x80)
			put(s, any_dword(s));
		else
			for (v &= 0x7f; v-- && s->n < n;)
				put(s, 0);
	}
	if (s->n > n)
		s->n = n;
}

/* A command of GVT-g's table. */
static inline void of_table(struct stream *s)
{
	const struct gvt_row *r = NULL;
	uint32_t pick = take(s->in, 2), field;
	unsigned int bits;

	for (unsigned int i = 0; i < s->table->n; i++) {
		const struct gvt_row *c = &s->table->row[(pick + i) % s->table->n];

		if (c->engines >> s->engine & 1 && !c->own &&
		    (!s->scanned || c->handler[0] == '-')) {
			r = c;
			break;
		}
	}
	if (!r)
		return;
	bits = r->len_mask ? 32 - __builtin_clz(r->len_mask) : 0;
	field = take(s->in, 1);
	if (r->legal)
		field = r->legal - r->fixed;
	else if (field & 0x80 && bits)
		field = 1u << (field >> 4 & 7) % bits | (field & 0xf) |
			(field & 0x40 && bits > 8 ? 1u << (bits - 1) : 0);
	else
		field &= 0xf;
	field &= r->len_mask;
	if (s->n + r->fixed + field > s->max)
		field &= 7;
	bits = s->n + r->fixed + field;
	put(s, r->op | field | (r->op >> 29 ? 0 : (take(s->in, 1) & 3) << 21));
	payload(s, bits);
}

/* Commands as a driver makes them, for the GGTT where v has bit 7. */
static inline void driver_mi(struct stream *s, uint32_t v)
{
	bool g = v & 0x80;
	uint32_t b22 = g ? 1u << 22 : 0, a;

	switch (v & 7) {
	case 0:
		PUTS(s, 0x20u << 23 | b22 | 2, address(s, g), 0, take(s->in, 4));
		break;
	case 1:
		PUTS(s, 0x20u << 23 | b22 | 1u << 21 | 3, address(s, g), 0, 1, 2);
		break;
	case 2:
		PUTS(s, 0x22u << 23 | 3, allowed_register(s), take(s->in, 2),
		     allowed_register(s), take(s->in, 1));
		break;
	case 3:
		PUTS(s, 0x2fu << 23 | b22 | 1u << 18 | (take(s->in, 1) & 0xf) << 8 |
		     9, address(s, g), 0, 3, 4, 0, 0, 0, 0, 0, 0);
		break;
	case 4:
		a = address(s, g);
		if (s->engine == GEN9_CTR_RCS0)
			PUTS(s, 0x7a000004, (g ? 1u << 24 : 0) | 1u << 20 |
			     (take(s->in, 1) & 3) << 14, a, 0, 5, 6);
		else
			PUTS(s, 0x26u << 23 | (v & 8 ? 3u : 1u) << 14 | 2,
			     a | (g ? 4 : 0), 0, 7);
		break;
	case 5:
		PUTS(s, 0x1au << 23 | 3, 0x080u << 20 | 0x20u << 10 | (v >> 3 & 3),
		     0x080u << 20 | 0x21u << 10 | 1, 0x100u << 20,
		     0x180u << 20 | (v >> 5) << 10 | 0x31);
		break;
	case 6:
		a = address(s, g && !s->scanned);
		PUTS(s, s->scanned ? 0 : 0x24u << 23 | b22 | 2,
		     s->scanned ? 0 : allowed_register(s), a * !s->scanned, 0);
		break;
	default:
		put(s, (v & 8 ? 0x05u : 0x02u) << 23);
		break;
	}
}

static inline void driver_2d(struct stream *s, uint32_t v)
{
	static const uint32_t pitches[] = { 0, 64, 256, 8192 };
	uint32_t p = pitches[v & 3], w = take(s->in, 1) << (v & 8 ? 3 : 0),
		 h = take(s->in, 1) << (v & 16 ? 4 : 0), a = user_address(s);

	switch (v >> 5) {
	case 0:
		PUTS(s, 2u << 29 | 0x01u << 22 | 3u << 20 | 8,
		     3u << 24 | 0xf0u << 16 | p, 0, h << 16 | w, a, 0, a ^ 4,
		     0x5e705e70, 0, 0);
		break;
	case 1:
		PUTS(s, 2u << 29 | 0x24u << 22, 0x00020000u | (w & 7));
		break;
	case 2:
		PUTS(s, 2u << 29 | 0x25u << 22 | 1, 0, h << 16 | w);
		break;
	case 3:
		PUTS(s, 2u << 29 | 0x53u << 22 | 3u << 20 | 8,
		     3u << 24 | 0xccu << 16 | p, 0, h << 16 | w, a, 0, 0, p,
		     user_address(s), 0);
		break;
	case 4:			/* long: the same row again and again */
		p = 0;
		w = 0x7f8;
		h = 0xfff;
		/* fall through */
	default:
		PUTS(s, 2u << 29 | 0x50u << 22 | 3u << 20 | 5,
		     3u << 24 | 0xf0u << 16 | p, 0, h << 16 | w, a, 0,
		     0xf111f111);
		break;
	}
}

/* A batch: a user's, a privileged one, in this level or the second. */
static inline void start(struct stream *s)
{
	uint32_t v = take(s->in, 1);
	bool user = v & 1 || !s->scanned;
	uint32_t a = user ? USER_BATCH(v >> 1 & 3) :
		     PART(s->guest) + PART_BATCH(v >> 1 & 3);

	if (s->image)
		return;
	PUTS(s, 0x31u << 23 | (user ? 1u << 8 : 0) | (v & 0x10 && !s->ring ? 1u << 22 : 0) |
	     (v >= 0xf0 ? 1u << 15 : 0) | 1, a + (v & 0x20 ? take(s->in, 1) * 4 : 0),
	     0);
}

/* Some commands, of which each byte decides; to be ended by the caller. */
static inline void commands(struct stream *s, unsigned int some)
{
	while (some-- && s->n + 16 < s->max) {
		uint32_t v = take(s->in, 1);

		if (v < 0xa0 && s->engine == GEN9_CTR_BCS0 && !s->image)
			driver_2d(s, take(s->in, 1));
		else if (v < 0x60 || s->image)
			of_table(s);
		else if (v < 0xd8)
			driver_mi(s, take(s->in, 1));
		else if (v < 0xe8)
			start(s);
		else if (v < 0xf8)
			put(s, 0);
		else if (s->scanned)
			put(s, any_dword(s));
		else
			hidden(s);
	}
}

/* Page table roots: one's own as a driver does it, others, half of them. */
static inline void load_root(struct stream *s, uint32_t v)
{
	uint32_t first = GEN8_RING_PDP_LDW(gen9_engine_base[s->engine], 0);
	uint64_t root = s->root[v & 1 ? !s->guest : s->guest];

	if (v & 2)
		PUTS(s, 0x22u << 23 | 1, first + (v & 0x1c), (uint32_t)root);
	else
		PUTS(s, 0x22u << 23 | 3, first + 4, root >> 32, first,
		     (uint32_t)root);
}

/* A register that GVT-g lets commands write, of this engine or not, or not. */
static inline void load_register(struct stream *s,
				 const struct gvt_registers *r)
{
	static const uint32_t values[] = { 0, ~0u, 0x00010001, 0xffff0000 };
	uint32_t v = take(s->in, 1), off = r->off[take(s->in, 2) % r->n];

	if (v < 0x20) {
		load_root(s, take(s->in, 1));
		return;
	}
	if (v < 0x40)
		off = RING_FORCE_TO_NONPRIV(gen9_engine_base[s->engine],
					    v % 12);
	else if (v < 0x50)
		off = forbidden_register(s);
	PUTS(s, 0x22u << 23 | 1, off, v & 1 ? values[v >> 1 & 3] :
	     v & 2 ? r->off[take(s->in, 2) % r->n] : take(s->in, 4));
}

#endif
