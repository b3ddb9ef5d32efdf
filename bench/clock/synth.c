// SPDX-License-Identifier: GPL-2.0-or-later
/* See synth.h. */
#include <errno.h>

#include "clock/synth.h"
#include "gpu/memory/pte.h"

#define ENGINE	GEN9_CTR_BCS0
#define BLOCK	4096ull
#define PML4	0x10000000ull	/* the four tables, then those of PTEs */
#define PDP	(PML4 + 0x1000)
#define PD	(PML4 + 0x2000)
#define PT	(PML4 + 0x3000)
#define SRC	0ull		/* virtual, and 1 GiB above in memory */
#define DST	0x20000000ull
#define MEMORY	0x40000000ull

static void word(struct gen9_trace *r, uint64_t table, unsigned int i,
		 uint64_t val)
{
	gen9_trace_word(r, table + 8 * i, val | GEN8_PAGE_PRESENT |
			GEN8_PAGE_RW);
}

/* The tables of the page at va, as a walk meets them. */
static void tables(struct gen9_trace *r, const struct synth *s, uint64_t va)
{
	const uint64_t by = s->moved, pd = va >> 21, pt = PT + by + (pd << 12);
	const uint64_t page = MEMORY + (va & -(1ull << s->gpu_shift));

	word(r, PML4 + by, 0, PDP + by);
	word(r, PDP + by, 0, PD + by);
	if (s->gpu_shift == 21) {
		word(r, PD + by, pd, page | GEN8_PDE_PS_2M);
		return;
	}
	word(r, PD + by, pd, pt | (s->gpu_shift == 16 ? GEN8_PDE_IPS_64K : 0));
	word(r, pt, va >> 12 & 511 & (s->gpu_shift == 16 ? ~15u : ~0u), page);
}

static void look_up(struct gen9_trace *r, const struct synth *s, uint64_t va,
		    bool write)
{
	tables(r, s, va);
	if (s->iommu_shift)
		gen9_trace_iommu(r, MEMORY + va, s->iommu_shift);
	gen9_trace_look_up(r, false, va, write);
}

/*
 * What threads of a rectangle do for a block: 64 of them, 16 pixels each, of
 * whose messages to the sampler every second one finds its lines in L3.
 */
static const struct {
	unsigned int done;
	uint16_t copy, fill;
} drawn[] = {
	{ GEN9_ISSUE_ALU * GEN9_ISSUE_LOGS + 2, 192, 256 },
	{ GEN9_ISSUE_OTHER * GEN9_ISSUE_LOGS + 2, 128, 64 },
	{ GEN9_DONE_WAIT + GEN9_FROM_L3, 32, 0 },
	{ GEN9_DONE_WAIT + GEN9_FROM_MEM, 32, 0 },
	{ GEN9_DONE_COVERED + GEN9_FROM_L3, 32, 0 },
	{ GEN9_DONE_COVERED + GEN9_FROM_MEM, 32, 0 },
	{ GEN9_DONE_L3, 128, 0 }, { GEN9_DONE_SAMPLER, 1024, 0 },
	{ GEN9_DONE_READ, 64, 0 }, { GEN9_DONE_WRITE, 64, 64 },
	{ GEN9_DONE_PS_THREADS, 64, 64 }, { GEN9_DONE_PIXELS, 1024, 1024 },
	{ GEN9_DONE_PIECE, 1, 1 },
};

static void drawn_block(struct gen9_trace *r, const struct synth *s,
			unsigned int i)
{
	bool copy = s->what == SYNTH_RENDER_COPY;

	if (copy) {
		look_up(r, s, SRC + i * BLOCK, false);
		gen9_trace_op(r, GEN9_TRACE_MESSAGE);
	}
	look_up(r, s, DST + i * BLOCK, true);
	gen9_trace_op(r, GEN9_TRACE_MESSAGE);
	for (unsigned int k = 0; k < sizeof(drawn) / sizeof(drawn[0]); k++)
		if (copy ? drawn[k].copy : drawn[k].fill)
			gen9_trace_done(r, drawn[k].done,
					copy ? drawn[k].copy : drawn[k].fill);
}

static struct gen9_walker_shape shape(const struct synth *s, uint64_t threads)
{
	return (struct gen9_walker_shape){
		.threads = threads, .slots = s->eus * GEN9_EU_THREADS,
		.eus = s->eus, .subslices = s->subslices,
		.primitive = s->what != SYNTH_GATHER,
	};
}

static void rectangle(struct gen9_trace *r, const struct synth *s)
{
	const struct gen9_walker_shape of = shape(s, s->eus * GEN9_EU_THREADS);

	gen9_trace_walker(r, &of);
	gen9_trace_op(r, GEN9_TRACE_WALK_OPEN);
	for (unsigned int i = 0; i < s->blocks; i++)
		drawn_block(r, s, i);
	gen9_trace_op(r, GEN9_TRACE_WALK_END);
	gen9_trace_op(r, GEN9_TRACE_WALK_CLOSE);
}

/* A block of a gather is a step of this many threads, 128 bytes of results each. */
#define THREADS		32u
#define TABLE_PAGES	8192u		/* at SRC */
#define INDEX		(SRC + 0x10000000ull)

/* What such a step has done; as recorded, but for the number of its threads. */
static const struct {
	unsigned int done, times;
} gathered[] = {
	{ GEN9_ISSUE_ALU * GEN9_ISSUE_LOGS, 1 },
	{ GEN9_ISSUE_ALU * GEN9_ISSUE_LOGS + 1, 2 },
	{ GEN9_ISSUE_ALU * GEN9_ISSUE_LOGS + 2, 8 },
	{ GEN9_ISSUE_MUL * GEN9_ISSUE_LOGS, 1 },
	{ GEN9_ISSUE_OTHER * GEN9_ISSUE_LOGS + 1, 1 },
	{ GEN9_ISSUE_OTHER * GEN9_ISSUE_LOGS + 2, 6 },
	{ GEN9_DONE_WAIT + GEN9_FROM_MEM, 2 },
	{ GEN9_DONE_COVERED + GEN9_FROM_MEM, 4 },
	{ GEN9_DONE_THREADS, 1 }, { GEN9_DONE_L3, 36 },
	{ GEN9_DONE_LLC, 13 }, { GEN9_DONE_READ, 20 }, { GEN9_DONE_WRITE, 2 },
};

/* A message that looks up n pages: of one surface, or anywhere in the table. */
static void message(struct gen9_trace *r, const struct synth *s, uint64_t va,
		    bool write, unsigned int n, uint64_t *seed)
{
	for (unsigned int i = 0; i < n; i++) {
		*seed = *seed * 6364136223846793005ull + 1442695040888963407ull;
		look_up(r, s, n > 1 ? SRC + (*seed >> 32) % TABLE_PAGES * BLOCK : va,
			write);
	}
	gen9_trace_op(r, GEN9_TRACE_MESSAGE);
}

/* Two messages for indices, two for what they say, two for the results. */
static void gather_step(struct gen9_trace *r, const struct synth *s,
			unsigned int i, uint64_t *seed)
{
	gen9_trace_op(r, GEN9_TRACE_WALK_OPEN);
	for (unsigned int k = 0; k < THREADS; k++) {
		for (unsigned int m = 0; m < 2; m++)
			message(r, s, INDEX + i * BLOCK, false, 1, seed);
		for (unsigned int m = 0; m < 2; m++)
			message(r, s, 0, false, 16, seed);
		for (unsigned int m = 0; m < 2; m++)
			message(r, s, DST + i * BLOCK, true, 1, seed);
	}
	for (unsigned int k = 0; k < sizeof(gathered) / sizeof(gathered[0]); k++)
		gen9_trace_done(r, gathered[k].done, THREADS * gathered[k].times);
	gen9_trace_op(r, GEN9_TRACE_WALK_CLOSE);
}

static void gather(struct gen9_trace *r, const struct synth *s)
{
	const struct gen9_walker_shape of = shape(s, (uint64_t)s->blocks * THREADS);
	uint64_t seed = 1;

	gen9_trace_walker(r, &of);
	for (unsigned int i = 0; i < s->blocks; i++)
		gather_step(r, s, i, &seed);
}

static void block(struct gen9_trace *r, const struct synth *s, unsigned int i)
{
	static const struct gen9_move moves[SYNTH_WHATS] = {
		[SYNTH_COPY] = { .kind = GEN9_BLT_COPY, .dst_bytes = BLOCK,
				 .mem_bytes = 2 * BLOCK },
		[SYNTH_FILL] = { .kind = GEN9_BLT_FILL, .dst_bytes = BLOCK,
				 .mem_bytes = BLOCK },
		[SYNTH_READ] = { .kind = GEN9_BLT_COPY, .mem_bytes = BLOCK },
	};

	if (s->what != SYNTH_FILL)
		look_up(r, s, SRC + i * BLOCK, false);
	if (s->what != SYNTH_READ)
		look_up(r, s, DST + i * BLOCK, true);
	gen9_trace_block(r, &moves[s->what]);
}

/* The IOMMU maps tables by 4 KiB, whatever it does with the surfaces. */
static void tables_in_iommu(struct gen9_trace *r, const struct synth *s)
{
	for (uint64_t a = PML4; a < PT + 512 * 4096; a += 4096)
		gen9_trace_iommu(r, s->moved + a, 12);
}

static void stream(struct gen9_trace *r, const struct synth *s)
{
	gen9_trace_op(r, s->what == SYNTH_READ ? GEN9_TRACE_START_SHADERS :
						 GEN9_TRACE_START);
	gen9_trace_op(r, GEN9_TRACE_OPEN);
	for (unsigned int i = 0; i < s->blocks; i++)
		block(r, s, i);
	gen9_trace_op(r, GEN9_TRACE_CLOSE);
}

int synth_trace(struct gen9_tape *t, const struct synth *s)
{
	static const uint64_t none[GEN9_CTR_ENGINES];
	struct gen9_trace r = { .tape = t, .engine = ENGINE };

	gen9_tape_begin(t, s->iommu_shift);
	gen9_trace_op(&r, GEN9_TRACE_SWITCH);
	gen9_trace_context(&r, PML4 + s->moved, false, s->gtt_cache);
	if (s->iommu_shift)
		tables_in_iommu(&r, s);
	gen9_trace_op(&r, GEN9_TRACE_CMD);
	if (s->what == SYNTH_GATHER)
		gather(&r, s);
	else if (s->what >= SYNTH_RENDER_COPY)
		rectangle(&r, s);
	else
		stream(&r, s);
	gen9_trace_op(&r, GEN9_TRACE_CMD_END);
	gen9_tape_end(t, none);
	return t->broken ? -ENOMEM : 0;
}
