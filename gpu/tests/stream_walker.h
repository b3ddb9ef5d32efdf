/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A whole GPGPU_WALKER out of bytes, in a guest's memory: heaps, descriptor,
 * CURBE, a kernel of instructions that are legal more often than chance would
 * have it, and messages to addresses that are not the guest's. A part of
 * stream_bed.h.
 */
#ifndef GEN9_TESTS_STREAM_WALKER_H
#define GEN9_TESTS_STREAM_WALKER_H

#include "gpu/message/msg.h"

/* Between the user's batches: offsets from USER_VA, 4 KiB each. */
#define WALK_KERNEL	0x1000u
#define WALK_DYNAMIC	0x3000u
#define WALK_SURFACE	0x5000u
#define WALK_CURBE	0x400u		/* from WALK_DYNAMIC */
#define WALK_SAMPLER	0x200u
#define WALK_STATES	0x100u		/* surface states, from WALK_SURFACE */
#define WALK_BTIS	5u		/* the last is all zeros */
#define WALK_REGS	24u		/* that instructions use, from r8 on */

/* In a 64-bit address space: the guest's own, whose number means another's. */
static uint64_t walk_address(struct in *in, unsigned int guest)
{
	uint32_t v = take(in, 1);

	switch (v >> 4) {
	case 0:
		return HOST_BUS + (v & 15) * 64;
	case 1:
		return HOST_AT + (v & 15) * 64;
	case 2:
		return USER_BUS(!guest) + (v & 15) * 64;
	case 3:
		return PART(!guest) + (v & 15) * 64;
	case 4:
		return BED_TABLES + (v & 15) * 8;
	case 5:
		return (uint64_t)take(in, 4) << 16 | take(in, 2);
	case 6:
		return USER_VA + USER_SIZE - 8 + (v & 15);
	case 7:
		return ~0ull - take(in, 1);
	default:
		return (v & 0x80 ? USER_DATA : USER_VA) + (v & 0x7f) * 0x40;
	}
}

static unsigned int walk_reg(struct in *in)
{
	return 8 + take(in, 1) % WALK_REGS;
}

/* mov rN of eight dwords, or of one qword, from an immediate. */
static void walk_move(struct stream *s)
{
	uint32_t v = take(s->in, 1), reg = walk_reg(s->in) << 21;
	uint64_t imm = walk_address(s->in, s->guest);

	if (v & 1)
		PUTS(s, 0x00000001, 0x2000470cu | reg | (v & 0x18) << 16,
		     (uint32_t)imm, imm >> 32);
	else
		PUTS(s, 0x00600001, 0x2000060cu | reg, 0,
		     v & 0x80 ? take(s->in, 4) : (uint32_t)imm);
}

/* Of dwords in registers: moves, logic, shifts, sums, products, cmp. */
static void walk_alu(struct stream *s)
{
	static const uint8_t op[] = { 0x01, 0x02, 0x04, 0x05, 0x06, 0x07, 0x08,
				      0x09, 0x0c, 0x10, 0x40, 0x41, 0x48, 0x49 };
	uint32_t v = take(s->in, 1), dst = walk_reg(s->in) << 21,
		 a = walk_reg(s->in) << 5, b = walk_reg(s->in) << 5;

	PUTS(s, 0x00600000u | op[v % sizeof(op)] | (v & 0x80 ? 1u << 16 : 0) |
	     (v & 0x40 ? 3u << 24 : 0), 0x2000020cu | dst,
	     (op[v % sizeof(op)] < 5 ? 0x008d0000u : 0x028d0000u) | a,
	     0x008d0000u | b);
}

/* Of surfaces 0 to 3 the first two are buffers, the others images. */
static bool walk_has_image(const struct msg_row *r)
{
	return r->fn == msg_typed || r->fn == msg_typed_atomic ||
	       r->fn == msg_media_block || r->fn == msg_sample;
}

/* Which messages need a header: blocks. */
static bool walk_has_header(const struct msg_row *r)
{
	return r->fn == msg_oword_block || r->fn == msg_a64_block ||
	       r->fn == msg_scratch_block || r->fn == msg_media_block;
}

/* Bits 13:8, of which some values are refused. */
static uint32_t walk_control(struct in *in, const struct msg_row *r)
{
	uint32_t w = take(in, 1);

	if (w >= 0xf8)
		return take(in, 1) & 0x3f;
	if (r->fn == msg_untyped || r->fn == msg_typed)
		return (w & 0xf) | (w & 0x10 ? 0x10 : 0x20);
	if (r->fn == msg_dword_scattered)
		return (w & 0x3d) | 2;
	if (r->fn == msg_untyped_atomic || r->fn == msg_typed_atomic)
		return (w & 0x37) | 1;
	if (r->fn == msg_a64_scattered || r->fn == msg_byte_scattered)
		return w & 0x15;
	if (r->fn == msg_media_block)
		return 0;
	return w & 0x1b;
}

/*
 * A message that there is; fields of its descriptor out of bytes. Most have a
 * payload and a response longer than they need.
 */
static uint32_t walk_descriptor(struct in *in, unsigned int sfid)
{
	static const uint8_t btis[] = { 0xff, 0xfe, 0xfd, 0xfc, 0xf0 };
	uint32_t type = take(in, 1) & 31, v = take(in, 1), bti = take(in, 1);
	const struct msg_row *r;
	unsigned int len = 12;

	while (!gen9_msg_rows[sfid][type].fn)
		type = (type + 1) & 31;
	r = &gen9_msg_rows[sfid][type];
	if (v >= 0xfc || r->fn == msg_typed || r->fn == msg_typed_atomic)
		len = 1 + (v & 7);
	if (r->flags & MSG_A64 && bti < 0xf8)
		bti = BTI_STATELESS;
	else if (bti < 0xc0)
		bti = (bti & 1) + (walk_has_image(r) ? 2 : 0);
	else
		bti = bti & 1 ? btis[bti % sizeof(btis)] : bti % WALK_BTIS;
	return len << 25 | (v >= 0xf8 ? v & 3 : 8u) << 20 |
	       (walk_has_header(r) || v & 8 ? 1u << 19 : 0) |
	       (sfid == EU_SFID_SAMPLER ? type << 12 | (1 + (v >> 4 & 1)) << 17 :
		type << 14) | walk_control(in, r) << 8 | bti;
}

static void walk_send(struct stream *s)
{
	static const uint8_t sfids[] = { EU_SFID_DC0, EU_SFID_DC1, EU_SFID_DC1,
					 EU_SFID_SAMPLER, EU_SFID_DC_RO };
	uint32_t v = take(s->in, 1), sfid = sfids[v % sizeof(sfids)],
		 desc = walk_descriptor(s->in, sfid), dst = walk_reg(s->in),
		 src = walk_reg(s->in);

	PUTS(s, sfid << 24 | (v & 0x40 ? 0x00800000u : 0x00600000u) | 0x31,
	     0x2000020cu | dst << 21, 0x06000000u | src << 5, desc);
}

/* A64, one slot or a block, at an address of any kind. */
static void walk_access(struct stream *s)
{
	static const uint32_t messages[] = {
		0x19u << 14 | 0x2e00, 0x1au << 14 | 0x0100,	/* writes */
		0x12u << 14 | 0x2400, 0x15u << 14 | 1u << 19,
		0x11u << 14 | 0x2e00, 0x10u << 14 | 0x0100,	/* reads */
		0x1au << 14 | 0x0500, 0x14u << 14 | 1u << 19,
	};
	uint32_t v = take(s->in, 1), reg = walk_reg(s->in);
	uint64_t at = walk_address(s->in, s->guest);

	PUTS(s, 0x00000001, 0x2000470cu | reg << 21, (uint32_t)at, at >> 32,
	     0x0c000031, 0x2000020cu | walk_reg(s->in) << 21,
	     0x06000000u | reg << 5,
	     12u << 25 | 8u << 20 | messages[v & 7] | BTI_STATELESS);
}

#define WALK_SHOWN	40u	/* a header, and behind it what is shown */
#define WALK_SLM	(12u << 25 | 8u << 20 | 0x2e00 | BTI_SLM)

/* Local memory is written, or it and a register go to the guest's own data. */
static void walk_local(struct stream *s)
{
	uint32_t v = take(s->in, 1), reg = v & 2 ? WALK_SHOWN + 1 : 42 + v % 80,
		 type = v & 1 ? 0x09u : 0x01u;

	PUTS(s, 0x00600001, 0x2000060cu | 39u << 21, 0, (v >> 2 & 3) * 4,
	     0x0c600031, 0x2000020cu | reg << 21, 0x06000000u | 39u << 5,
	     type << 14 | WALK_SLM);
	if (v & 1)
		return;
	PUTS(s, 0x00600001, 0x2000020cu | (WALK_SHOWN + 1) << 21,
	     0x008d0000u | reg << 5, 0,
	     0x00000001, 0x2000470cu | WALK_SHOWN << 21, USER_DATA + v * 32, 0,
	     0x0c600031, 0x20000204, 0x06000000u | WALK_SHOWN << 5,
	     2u << 25 | 1u << 19 | 0x15u << 14 | 0x200 | BTI_STATELESS);
}

static void walk_instruction(struct stream *s)
{
	uint32_t v = take(s->in, 1);

	if (v < 0x50)
		walk_send(s);
	else if (v < 0x90)
		walk_access(s);
	else if (v < 0xb0)
		walk_local(s);
	else if (v < 0xc8)
		walk_move(s);
	else if (v < 0xf8)
		walk_alu(s);
	else if (v < 0xfb)			/* jmpi, forwards or back */
		PUTS(s, 0x00000020, 0x34000004, 0x0e001400,
		     (uint32_t)((int)(take(s->in, 1) % 8) - 1) * 16);
	else if (v < 0xfe)			/* barrier */
		PUTS(s, 0x03600031, 0x20000204, 0x06000000u | walk_reg(s->in) << 5,
		     0x02000004);
	else
		PUTS(s, take(s->in, 4), take(s->in, 4), take(s->in, 4),
		     take(s->in, 4));
}

static void walk_kernel(struct stream *s, struct guest *g)
{
	unsigned int some = 1 + take(s->in, 1) % 24;

	s->dw = (uint32_t *)(g->user + WALK_KERNEL);
	s->n = 0;
	s->max = 1000;
	while (some--)
		walk_instruction(s);
	PUTS(s, 0x00600001, 0x2fe0020c, 0x008d0000, 0,		/* the end */
	     0x07600031, 0x20000204, 0x06000fe0, 0x82000010);
}

/* A buffer, an image, or what is none. */
static void walk_surface(struct stream *s, uint32_t *dw, bool image)
{
	static const uint16_t formats[] = { 0x0d7, 0x0c7, 0x0c7, 0x000, 0x140 };
	uint32_t v = take(s->in, 1), w = take(s->in, 1);
	uint64_t at = walk_address(s->in, s->guest);

	if (!image || v >= 0xf0) {
		dw[0] = 4u << 29 | 0x1ffu << 18;
		dw[3] = w & 0x80 ? take(s->in, 4) : 0;
	} else {
		dw[0] = (v < 0xe0 ? 1u : v & 7) << 29 |
			(uint32_t)formats[v % 5] << 18 | 1u << 16 | 1u << 14 |
			(w & 0x40 ? 0 : 2 + (w >> 7)) << 12;
		dw[3] = w & 0x10 ? take(s->in, 4) & ~(1u << 18) : 0x1ff;
	}
	dw[2] = (w & 0x7f) | (w & 0x1f) << 16;
	dw[7] = 4u << 25 | 5u << 22 | 6u << 19 | 7u << 16;
	dw[8] = (uint32_t)at & ~63u;
	dw[9] = at >> 32;
}

static void walk_surfaces(struct stream *s, struct guest *g)
{
	uint32_t *table = (uint32_t *)(g->user + WALK_SURFACE);

	for (unsigned int i = 0; i < WALK_BTIS; i++) {
		table[i] = WALK_STATES + i * 64;
		if (i < WALK_BTIS - 1)
			walk_surface(s, table + table[i] / 4, i >= 2);
	}
}

/* Interface descriptor and payload; returns threads of a group. */
static unsigned int walk_descriptors(struct stream *s, struct guest *g)
{
	uint32_t *dw = (uint32_t *)(g->user + WALK_DYNAMIC), v = take(s->in, 1);
	unsigned int threads = v & 0x80 ? 1 + (v & 7) : 1;
	uint32_t *curbe = dw + WALK_CURBE / 4;

	dw[0] = v & 0x40 ? (take(s->in, 1) & 3) * 64 : 0;
	dw[2] = 1u << 19;
	dw[3] = WALK_SAMPLER;
	dw[5] = (v & 3) << 16;
	dw[6] = threads | 1u << 21 | (v >> 3 & 7) << 16;
	dw[7] = v >> 4 & 3;
	for (unsigned int i = 0; i < 64; i += 2) {
		uint64_t a = walk_address(s->in, s->guest);

		curbe[i] = (uint32_t)a;
		curbe[i + 1] = a >> 32;
	}
	return threads;
}

static void walk_base(struct stream *s, uint32_t offset)
{
	uint32_t v = take(s->in, 1);
	uint64_t at = v < 0xf0 ? USER_VA + offset :
		      walk_address(s->in, s->guest) & ~0xfffull;

	PUTS(s, (uint32_t)at | 1, at >> 32);
}

static void walk_state(struct stream *s)
{
	PUTS(s, 0x69040302, 0x61010011);	/* and STATE_BASE_ADDRESS */
	walk_base(s, 0);			/* general */
	put(s, 0);
	walk_base(s, WALK_SURFACE);
	walk_base(s, WALK_DYNAMIC);
	walk_base(s, WALK_DYNAMIC);		/* indirect */
	walk_base(s, WALK_KERNEL);
	PUTS(s, 0xfffff001, 0xfffff001, 0xfffff001, 0xfffff001);
	walk_base(s, 0);			/* bindless */
	PUTS(s, 0, 0x70000007, 0x8000u | (take(s->in, 1) & 3), 0, 167u << 16,
	     0, 0, 0, 0, 0);			/* and MEDIA_VFE_STATE */
}

static void walk_walker(struct stream *s, unsigned int threads)
{
	uint32_t v = take(s->in, 1), w = take(s->in, 1);

	PUTS(s, 0x70010002, 0, 0x200, WALK_CURBE,	/* MEDIA_CURBE_LOAD */
	     0x70020002, 0, 32, 0);		/* and the descriptor's */
	for (unsigned int i = 0; i < 3 && v & 0x80; i++)
		PUTS(s, 0x22u << 23 | 1, 0x2500u + i * 4, 1 + (w >> 2 * i & 3));
	PUTS(s, 0x7105000d | (v & 0x80 ? 1u << 10 : 0) |
	     (v & 0x40 && w & 1 ? 1u << 8 : 0), 0,
	     v & 0x20 ? 0x100 : 0, v & 0x20 ? WALK_CURBE : 0,
	     (v < 0xf8 ? v % 3 : 3) << 30 | (threads - 1), 0, 0, w & 3, 0, 0, 1 + (w >> 2 & 3),
	     0, 1 + (w >> 4 & 1), v & 4 ? w | 1 : ~0u, ~0u);
	PUTS(s, 0x70040000, 0);			/* MEDIA_STATE_FLUSH */
}

/* A walker or two in a user batch that the ring starts. */
static void make_walker(struct stream *s, struct guest *g, uint32_t v)
{
	unsigned int batch = v % BATCHES, threads;

	walk_kernel(s, g);
	walk_surfaces(s, g);
	threads = walk_descriptors(s, g);
	s->dw = (uint32_t *)(g->user + batch * 0x2000);
	s->n = 0;
	s->max = BATCH_DWORDS - 2;
	s->scanned = false;
	walk_state(s);
	walk_walker(s, threads);
	if (v & 0x20)
		walk_walker(s, threads);
	commands(s, v >= 0xf0 ? 2 : 0);
	end_batch(s);
	s->dw = g->ring;
	s->n = g->ring_n;
	if (v & 0x80) {				/* alone */
		s->n = g->image_n = 0;
		g->indirect = g->per_ctx = 0;
	}
	s->max = RING_MAX - 1;
	PUTS(s, 0x31u << 23 | 1u << 8 | 1, USER_BATCH(batch), 0, 0);
	g->ring_n = s->n;
	g->walker = true;
}

static void make_walkers(struct in *in)
{
	for (unsigned int i = 0; i < 2; i++) {
		struct stream s = {
			.in = in, .table = &table, .engine = GEN9_CTR_RCS0,
			.guest = i,
		};
		uint32_t v = take(in, 1);

		if (v >= 0x40 && plan.engine == GEN9_CTR_RCS0)
			make_walker(&s, &plan.guest[i], v);
	}
}

#endif
