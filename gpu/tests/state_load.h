/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A GPU under load, at random: contexts with blits, stores, semaphores,
 * faults, walkers and rectangles on two engines, and what a CPU does meanwhile. All of it
 * follows from a seed. Included once per program.
 */
#ifndef GEN9_TESTS_STATE_LOAD_H
#define GEN9_TESTS_STATE_LOAD_H

#include "draw_bed.h"
#include "gpgpu_kernels.h"
#include "gpu/blocks/blocks.h"
#include "gpu/gpgpu/walk.h"

#define GDRST		0x941cu
#define AREA		0xf00000u	/* 8 MiB, which blits are in */
#define AREA_BYTES	0x800000u
#define HUGE_VA		0x40000000u	/* the same by a page of 2 MiB each */
#define MIDDLE_VA	0x50000000u	/* by pages of 64 KiB */
#define NOWHERE		0x60000000u	/* not mapped */
#define SEMAPHORE	0x90000u
#define WORDS		0x98000u	/* what stores go to */
#define SEEN		0x9d000u	/* what was read */
#define CONTEXTS	4u		/* 0, 1: render; 2, 3: blitter */

struct load {
	struct bed b;
	uint64_t seed;
	uint64_t traced;		/* hash of the traces that ended */
};

static uint64_t rnd(struct load *l, uint64_t n)
{
	return t_rand(&l->seed) % n;
}

static uint32_t base_of(unsigned int c)
{
	return c < 2 ? RCS_BASE : BCS_BASE;
}

static void map_area(struct bed *b)
{
	for (uint32_t o = 0; o < AREA_BYTES; o += 4096)
		t_map(&b->m, AREA + o, AREA + o, 12, T_RW);
	for (uint32_t o = 0; o < AREA_BYTES; o += 0x10000)
		t_map(&b->m, MIDDLE_VA + o, AREA + o, 16, T_RW);
	for (uint32_t o = 0; o < AREA_BYTES; o += 0x200000)
		t_map(&b->m, HUGE_VA + o, 0x1000000 + o % 0x600000, 21, T_RW);
	for (uint32_t o = 0; o < 0x100000; o += 4096)
		t_map(&b->m, o, o, 12, T_RW);
}

static void fresh_contexts(struct bed *b)
{
	for (unsigned int c = 0; c < CONTEXTS; c++)
		bed_context(b, c, base_of(c));
	bed_start(b, RCS_BASE);
	bed_start(b, BCS_BASE);
}

static void load_trace(void *o, uint32_t mark, const void *buf, size_t len)
{
	struct load *l = ((struct tmem *)o)->user;
	const uint8_t *p = buf;

	l->traced = l->traced * 31 + mark;
	for (size_t i = 0; i < len; i++)
		l->traced = (l->traced ^ p[i]) * 1099511628211ull;
}

/* params: a file, or NULL for those that are compiled in. */
static void load_init(struct load *l, uint64_t seed, const char *params,
		      unsigned int iommu_shift)
{
	char err[200];

	memset(l, 0, sizeof(*l));
	cl_init(&l->b);
	l->seed = seed;
	l->b.m.iommu_shift = iommu_shift;
	if (params && gen9_params_load(&l->b.params, params, err, sizeof(err))) {
		fprintf(stderr, "%s\n", err);
		abort();
	}
	gen9_free(l->b.g);
	l->b.m.bus.trace = load_trace;
	l->b.g = gen9_new(&l->b.m.bus, &l->b.params, NULL);
	for (uint64_t i = 0; i < BED_RAM / 4096; i++)
		gen9_get_ggtt(l->b.g)[i] = i << 12 | 1;
	map_area(&l->b);
	fresh_contexts(&l->b);
}

/* ---- what is submitted --------------------------------------------------- */

static uint32_t place(struct load *l)
{
	static const uint32_t at[] = { AREA, AREA, HUGE_VA, MIDDLE_VA, 0 };
	uint32_t from = at[rnd(l, 5)];

	if (!from)
		return rnd(l, 8) ? AREA : NOWHERE;
	return from + (uint32_t)rnd(l, AREA_BYTES / 2) / 4096 * 4096;
}

/* Room for some more in the ring: what is done of it does not matter here. */
static bool has_room(struct load *l, unsigned int c)
{
	uint32_t tail = *bed_image(&l->b, c, base_of(c) + 0x30);

	return tail < BED_RING_SIZE - 0x400;
}

/* Fills, copies, raster operations; linear and in X and Y tiles. */
static void blit(struct load *l, unsigned int c)
{
	static const struct { uint32_t op; unsigned int n; } form[] = {
		{ 0x50, 7 }, { 0x53, 10 }, { 0x53, 10 }, { 0x51, 8 }, { 0x54, 10 },
	};
	static const uint32_t rop[] = { 0xf0, 0xcc, 0x66, 0xb8, 0xaa };
	unsigned int k = (unsigned int)rnd(l, 5);
	uint32_t tiled = rnd(l, 3) ? 0 : (uint32_t)rnd(l, 4);
	uint32_t x = (uint32_t)rnd(l, 64), y = (uint32_t)rnd(l, 64);
	uint32_t w = 1 + (uint32_t)rnd(l, 960), h = 1 + (uint32_t)rnd(l, 700);
	uint32_t dw[10] = {
		2u << 29 | form[k].op << 22 | 3u << 20 | (tiled & 1) << 11 |
		(tiled >> 1) << 15 | (form[k].n - 2),
		3u << 24 | rop[rnd(l, 5)] << 16 | (tiled & 1 ? 1024 : 4096),
		y << 16 | x, (y + h) << 16 | (x + w), place(l), 0,
	};

	BED_EMIT(&l->b, c, BCS_BASE, MI_LRI(1), 0x22200,
		 0x30000 | (uint32_t)rnd(l, 4));
	dw[6] = k == 1 || k == 2 ? (uint32_t)rnd(l, 64) << 16 : place(l);
	if (k == 1 || k == 2) {
		dw[7] = tiled >> 1 ? 1024 : 4096;
		dw[8] = place(l);
	}
	bed_emit(&l->b, c, BCS_BASE, dw, form[k].n);
}

/* A fault of a store; of a fetch, which hangs the engine; or words. */
static void store(struct load *l, unsigned int c)
{
	uint32_t at = rnd(l, 100) ? WORDS + (uint32_t)rnd(l, 0x1000) * 4 : NOWHERE;

	BED_EMIT(&l->b, c, base_of(c), MI_STORE_DWORD_IMM, at, 0,
		 (uint32_t)rnd(l, 1u << 31), MI_NOOP);
	if (!rnd(l, 200))
		BED_EMIT(&l->b, c, base_of(c), MI_BATCH_BUFFER_START |
			 MI_BATCH_PPGTT, NOWHERE, 0);
}

/* Until the word is at least so much; the CPU counts it up. */
static void wait(struct load *l, unsigned int c)
{
	BED_EMIT(&l->b, c, base_of(c), MI_SEMAPHORE_WAIT | MI_USE_GGTT |
		 1u << 15 | 1u << 12,
		 *bed_mem(&l->b, SEMAPHORE) + (uint32_t)rnd(l, 2), SEMAPHORE, 0);
}

static void other(struct load *l, unsigned int c)
{
	uint32_t b = base_of(c);

	switch (rnd(l, 5)) {
	case 0:
		BED_EMIT(&l->b, c, b, MI_USER_INTERRUPT, MI_ARB_CHECK);
		break;
	case 1:
		BED_EMIT(&l->b, c, b, MI_ARB_ON_OFF(rnd(l, 2)), MI_NOOP);
		break;
	case 2:
		BED_EMIT(&l->b, c, b, MI_LRI(2), b + 0x600, 1, b + 0x608, 2);
		break;
	case 3:
		BED_EMIT(&l->b, c, b, MI_SRM | MI_USE_GGTT, b + 0x358,
			 WORDS + 0x100, 0);
		break;
	default:
		BED_EMIT(&l->b, c, b, MI_STORE_DWORD_IMM | MI_USE_GGTT,
			 WORDS + 0x104, 0, 1, MI_ARB_CHECK);
	}
}

/* Threads of the media pipeline: lines, or diagonals with empty ends. */
static void media(struct kernel *k)
{
	static uint32_t dw[19];
	uint32_t n = k->r.global[0], w = 1 + n % 12, h = 1 + n % 6;
	bool lines = n & 8;

	memset(dw, 0, sizeof(dw));
	dw[0] = 0x71030011;
	dw[7] = lines ? h - 1 : w + h - 2;
	dw[8] = dw[13] = w | h << 16;
	dw[11] = lines ? 1u << 16 : 1;		/* outer */
	dw[12] = lines ? 1 : 0x10fff;		/* inner */
	k->r.curbe = true;
	k->r.media = dw;
	k->r.media_dwords = 19;
}

static void walker(struct load *l)
{
	struct kernel k;

	if (rnd(l, 2)) {
		KERNEL(&k, count_up);
		k.r.local[0] = 1 + (unsigned int)rnd(l, 64);
	} else {
		KERNEL(&k, meet);
		k.k.slm = 1024;
		k.k.barriers = 1;
		k.r.local[0] = 8 * (1 + (unsigned int)rnd(l, 20));
	}
	k.r.global[0] = k.r.local[0] * (1 + (unsigned int)rnd(l, 40));
	k.r.curbe = rnd(l, 2);
	if (!(k.r.global[0] & 7))
		media(&k);
	cl_prepare(&l->b, &k.r);
}

/*
 * Turns, then a colour: iga64's (-a -p=9) of
 *
 *	(W) mov (1|M0) r20.0<1>:ud 0x0:ud
 *	L1:
 *	(W) add (1|M0) r20.0<1>:ud r20.0<0;1,0>:ud 0x1:ud
 *	(W) cmp (1|M0) (lt)f0.0 null<1>:ud r20.0<0;1,0>:ud 0x200:ud
 *	(W&f0.0) jmpi L1
 *	(W) mov (1|M0) r112.0<1>:ud r2.3<0;1,0>:ud
 *	(W) mov (1|M0) r112.1<1>:ud r2.7<0;1,0>:ud
 *	(W) mov (1|M0) r112.2<1>:ud r3.3<0;1,0>:ud
 *	(W) mov (1|M0) r112.3<1>:ud r3.7<0;1,0>:ud
 *	sendc (16|M0) null r112 0x25 0x02031100 {EOT}
 */
KERNEL_TEXT colour[] = {
	0x00000001, 0x2280060c, 0x00000000, 0x00000000,
	0x00000040, 0x2280020c, 0x06000280, 0x00000001,
	0x05000010, 0x20000204, 0x06000280, 0x00000200,
	0x00010020, 0x34000004, 0x0e001400, 0xffffffd0,
	0x00000001, 0x2e00020c, 0x0000004c, 0x00000000,
	0x00000001, 0x2e04020c, 0x0000005c, 0x00000000,
	0x00000001, 0x2e08020c, 0x0000006c, 0x00000000,
	0x00000001, 0x2e0c020c, 0x0000007c, 0x00000000,
	0x05800032, 0x20000200, 0x06000e00, 0x82031100,
};

/* With blending or without, some with a batch that draws nothing. */
static void rectangle(struct load *l)
{
	struct draw d = d_default();

	memcpy(d_at(&l->b, D_KERNEL), colour, sizeof(colour));
	d.x1 = (float)rnd(l, 140);
	d.y1 = (float)rnd(l, 140);
	d.target.width = d.target.height = 256;
	d.target.pitch = 1024;
	d.target.tiling = (unsigned int)rnd(l, 3);
	d.blend[0] = rnd(l, 2) ? 1u << 31 | 3u << 26 | 19u << 21 : 0;
	if (!rnd(l, 8)) {
		d.odd_op = 0x784f0000;
		d.odd_dw = 1;
	}
	d_heaps(&l->b, &d);
	d_batch(&l->b, &d);
	BED_EMIT(&l->b, 0, RCS_BASE, MI_BATCH_BUFFER_START | MI_BATCH_PPGTT,
		 (uint32_t)D_VA, D_VA >> 32, MI_NOOP);
}

/* Whose heaps are in use is not touched. */
static bool free_heaps(const struct load *l)
{
	const struct gen9_engine *e = &l->b.g->engine[GEN9_CTR_RCS0];

	return e->walk == GEN9_WALK_NONE && !e->drawing;
}

static void emit(struct load *l)
{
	unsigned int c = (unsigned int)rnd(l, CONTEXTS);

	if (!has_room(l, c))
		return;
	if (!rnd(l, 8))
		wait(l, c);
	else if (c >= 2 && rnd(l, 3))
		blit(l, c);
	else if (!c && free_heaps(l) && rnd(l, 2))
		walker(l);
	else if (!c && free_heaps(l))
		rectangle(l);
	else if (rnd(l, 2))
		store(l, c);
	else
		other(l, c);
}

static void submit(struct load *l)
{
	unsigned int c = (unsigned int)rnd(l, CONTEXTS);

	bed_submit(&l->b, base_of(c), bed_desc(c),
		   rnd(l, 2) ? bed_desc(c ^ 1) : 0);
}

/* ---- what the CPU does --------------------------------------------------- */

static void tune(struct load *l)
{
	unsigned int row = (unsigned int)rnd(l, GEN9_PARAM_COUNT);
	uint32_t at = GEN9_TUNE_BASE + row * 4;

	bed_wr(&l->b, at, bed_rd(&l->b, at) + (uint32_t)rnd(l, 3));
	if (rnd(l, 2))
		bed_wr(&l->b, GEN9_TUNE_APPLY, 1);
}

/* What is read goes to memory, where it is compared. */
static void look(struct load *l)
{
	static const uint32_t reg[] = {
		0x2358, 0x22358, 0x23a8, 0x223a8, 0x138108, 0xa050,
		GEN9_TUNE_APPLY, 0x2074, 0x22074,
	};
	uint32_t at = (uint32_t)rnd(l, sizeof(reg) / sizeof(*reg));

	*bed_mem(&l->b, SEEN + (uint32_t)rnd(l, 1024) * 4) =
		bed_rd(&l->b, reg[at]);
}

static void cpu(struct load *l)
{
	static const uint32_t reg[] = {
		0xa278, 0xa188, 0xa090, 0xa094, 0xa024, 0x138124, 0x138128,
		0x100000, 0x100004, 0x44308, 0x4094, 0x12345, 0x54321,
	};
	uint32_t at = reg[rnd(l, sizeof(reg) / sizeof(*reg))] & ~3u;
	uint32_t page = 0x300 + (uint32_t)rnd(l, 0x80);

	switch (rnd(l, 8)) {
	case 0:
		bed_rd(&l->b, at);
		break;
	case 6:
		/* GEN6_RC_CONTROL: RC6 by itself; or not */
		bed_wr(&l->b, 0xa090, rnd(l, 3) ? 0x80040000 : 0);
		break;
	case 7:
		look(l);
		break;
	case 1:
		bed_wr(&l->b, at, (uint32_t)rnd(l, 1ull << 32));
		break;
	case 2:
		gen9_mmio_write(l->b.g, GEN9_GGTT_OFFSET + page * 8,
				(uint64_t)page << 12 | 1, 8);
		break;
	case 3:
		gen9_aperture_write(l->b.g, WORDS + (uint32_t)rnd(l, 64) * 8,
				    rnd(l, 1u << 20), 8);
		break;
	case 4:
		bed_wr(&l->b, GEN9_TRACE_MARK, (uint32_t)rnd(l, 3));
		break;
	default:
		for (unsigned int i = 0; i < 4; i++)
			look(l);
	}
}

/* Engines and rings as at first; what was counted goes on. */
static void load_restart(struct load *l)
{
	bed_wr(&l->b, GDRST, 1);
	fresh_contexts(&l->b);
}

static bool hung(const struct load *l)
{
	return l->b.g->engine[GEN9_CTR_RCS0].hung ||
	       l->b.g->engine[GEN9_CTR_BCS0].hung;
}

/* One thing, and a while. */
static void load_step(struct load *l)
{
	uint64_t k = rnd(l, 100);

	if (hung(l) && !rnd(l, 4))
		load_restart(l);
	if (k < 40)
		emit(l);
	else if (k < 60)
		submit(l);
	else if (k < 70)
		++*bed_mem(&l->b, SEMAPHORE);
	else if (k < 90)
		cpu(l);
	else if (k < 91)
		tune(l);
	bed_run(&l->b, rnd(l, 4) ? rnd(l, 3000) : rnd(l, 100000));
}

#endif
