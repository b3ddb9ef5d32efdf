// SPDX-License-Identifier: GPL-2.0-or-later
/* The rows, and the streams that stand for them. */
#include <errno.h>
#include <stdlib.h>

#include "clock/published.h"
#include "gpu/memory/replay.h"

#define BLOCKS	512u	/* of 4 KiB */
#define READ_BLOCKS	4096u	/* so many that the first wait is no share */
#define NO_LESS	-20.0	/* % lost: huge pages may also gain */

#define URSULIN	"<20210909114448.508493-1-tvrtko.ursulin@linux.intel.com>"
#define CLPEAK	"krrishnarraj/clpeak, Intel_UHD_Graphics_620.log"

const char *const published_parts[PUBLISHED_PARTS] = {
	[PART_SKL_GT4E] = "skl-gt4e", [PART_KBL_U_GT2] = "kbl-u-gt2",
	[PART_BXT] = "bxt-j4205",
};

/*
 * The thread compares IOMMU off with on, in 4K pages, then with THP. i915 had
 * 2M pages of the GPU off by then (v5.4), so THP are pages of 64K there, and
 * of 2M in the IOMMU; and the GTT cache is on. That its render engine's
 * writes and reads are streams like the blitter's is assumed.
 */
#define STREAM(w, gpu, io) { .what = SYNTH_##w, \
	.blocks = SYNTH_##w == SYNTH_READ ? READ_BLOCKS : BLOCKS, \
	.gpu_shift = gpu, .iommu_shift = io, .gtt_cache = true }

#define LOST(n, p, l, h) .name = n ", IOMMU on", .source = URSULIN, .part = p, \
	.lo = l, .hi = h, .unit = "% lost"
#define ROW_4K(n, w, p, l, h) LOST(n ", 4K pages", p, l, h), \
	.base = STREAM(w, 12, 0), .with = STREAM(w, 12, 12)
/* The other reading of those: docs/clock.md, "Were the GPU's pages of 4K?" */
#define ROW_64K(n, w, p, l, h) \
	LOST(n ", 4K pages in the GPU's of 64K", p, l, h), \
	.base = STREAM(w, 12, 0), .with = STREAM(w, 16, 12)
#define ROW_THP(n, w, p, l, h) LOST(n ", THP", p, l, h), \
	.base = STREAM(w, 12, 0), .with = STREAM(w, 16, 21)

/*
 * "MemBW GPU texture" is not public: for how many texels it writes a pixel is
 * not known. So a row for none, and for two numbers of them. Reads of THP are slow
 * (i915_gemfs.c: "slow reads"; the thread: on Broxton textures lose 7 % more
 * with THP than without, on a GT4e TexMem): by what the set has for 2M pages.
 */
#define TEXTURE_4K(part, l, h) \
	{ ROW_4K("texture", READ, part, l, h) }, \
	{ ROW_4K("texture, 16 texels a pixel", READ, part, l, h), .texels = 16 }, \
	{ ROW_4K("texture, 4 texels a pixel", READ, part, l, h), .texels = 4 }
#define TEXTURE_THP(part, l, h) \
	{ ROW_THP("texture", READ, part, l, h), .slow = true }, \
	{ ROW_THP("texture, 16 texels a pixel", READ, part, l, h), \
	  .texels = 16, .slow = true }, \
	{ ROW_THP("texture, 4 texels a pixel", READ, part, l, h), \
	  .texels = 4, .slow = true }

/*
 * The same two by the render engine, which is likely to have done them: a copy
 * and a clear by a rectangle, whose memory and walks are a stream as a blit's.
 */
#define DRAWN(w, gpu, io, n, sub) { .what = SYNTH_RENDER_##w, \
	.blocks = READ_BLOCKS, .gpu_shift = gpu, .iommu_shift = io, \
	.gtt_cache = true, .eus = n, .subslices = sub }
#define DRAWN_4K(n, w, p, l, h, eus, sub) \
	{ LOST(n " by the render engine, 4K pages", p, l, h), \
	  .base = DRAWN(w, 12, 0, eus, sub), .with = DRAWN(w, 12, 12, eus, sub) }
#define DRAWN_THP(n, w, p, h, eus, sub) \
	{ LOST(n " by the render engine, THP", p, NO_LESS, h), \
	  .base = DRAWN(w, 12, 0, eus, sub), .with = DRAWN(w, 16, 21, eus, sub) }

const struct published published_rows[] = {
	{ ROW_4K("blit", COPY, PART_SKL_GT4E, 8, 10), .fitted = true },
	{ ROW_THP("blit", COPY, PART_SKL_GT4E, NO_LESS, 1), .fitted = true },
	{ ROW_4K("write", FILL, PART_SKL_GT4E, 20, 25), .fitted = true },
	{ ROW_THP("write", FILL, PART_SKL_GT4E, NO_LESS, 1), .fitted = true },
	{ ROW_64K("blit", COPY, PART_SKL_GT4E, 8, 10) },
	{ ROW_64K("write", FILL, PART_SKL_GT4E, 20, 25) },
	TEXTURE_4K(PART_SKL_GT4E, 3, 5),
	TEXTURE_THP(PART_SKL_GT4E, 2, 3),
	/* "20 %" and "30 %", where others are given by steps of 5 */
	{ ROW_4K("blit", COPY, PART_BXT, 17.5, 22.5) },
	{ ROW_THP("blit", COPY, PART_BXT, NO_LESS, 1) },
	{ ROW_4K("write", FILL, PART_BXT, 27.5, 32.5) },
	{ ROW_THP("write", FILL, PART_BXT, NO_LESS, 1) },
	TEXTURE_4K(PART_BXT, 10, 15),
	TEXTURE_THP(PART_BXT, 15, 20),
	DRAWN_4K("blit", COPY, PART_SKL_GT4E, 8, 10, 72, 9),
	DRAWN_THP("blit", COPY, PART_SKL_GT4E, 1, 72, 9),
	DRAWN_4K("write", FILL, PART_SKL_GT4E, 20, 25, 72, 9),
	DRAWN_THP("write", FILL, PART_SKL_GT4E, 1, 72, 9),
	DRAWN_4K("blit", COPY, PART_BXT, 17.5, 22.5, 18, 3),
	DRAWN_4K("write", FILL, PART_BXT, 27.5, 32.5, 18, 3),
	{ .name = "global memory read, no IOMMU", .source = CLPEAK,
	  .part = PART_KBL_U_GT2, .lo = 26.09, .hi = 29.73, .unit = "GB/s",
	  .with = STREAM(READ, 16, 0) },
};
const unsigned int published_count =
	sizeof(published_rows) / sizeof(published_rows[0]);

const struct published_not published_not_modelled[] = {
	{ "CSDof, IOMMU on", "30 to 35 % lost, 3 with THP", URSULIN,
	  "a 3D load: the model draws rectangles only" },
	{ "VSTangent, IOMMU on", "20 to 25 % lost; a smaller Skylake 14, 2 with THP",
	  URSULIN, "a 3D load" },
	{ "TexMem, THP", "20 to 25 % lost", URSULIN,
	  "a 3D load; the upper end of read_2m_penalty_pct" },
	{ "GVT-g's read and write of guest memory",
	  "694 and 1506 cycles by KVM, 1340 and 2248 by VFIO",
	  "Zhao, <20200123100227.GJ1759@joy-OptiPlex-7040>",
	  "a host's cycles; here instructions are counted" },
	{ "i915 submits from its interrupt handler, Kaby Lake", "about 5 us",
	  "Linux 9512f985c32d", "the same" },
	{ "PV submission and page tables in GVT-g",
	  "glxgears 30 to 50 % faster, large loads 4 %",
	  "Zhang, <1556507458-24684-1-git-send-email-xiaolin.zhang@intel.com>",
	  "never merged; it bounds what the traps of a guest cost" },
	{ "A guest beside its host, gVirt", "up to 95 % of native",
	  "Tian et al., USENIX ATC 2014", "nothing runs natively here" },
};
const unsigned int published_not_modelled_count =
	sizeof(published_not_modelled) / sizeof(published_not_modelled[0]);

/* Of a row; the last two are of the pixels. */
enum { BASE, WITH, BASE_WRITE, WITH_WRITE, TAPES };

static int trace(struct gen9_tape *t, const struct synth *s, bool write)
{
	struct synth of = *s;

	if (write)
		of.what = SYNTH_FILL;
	return s->blocks ? synth_trace(t, &of) : 0;
}

int published_open(struct published_traces *t)
{
	int err = 0;

	t->tape = calloc(TAPES * published_count, sizeof(*t->tape));
	if (!t->tape)
		return -ENOMEM;
	for (unsigned int i = 0; i < published_count && !err; i++)
		for (unsigned int k = BASE; k < TAPES && !err; k++) {
			const struct published *row = &published_rows[i];

			if (k < BASE_WRITE || row->texels)
				err = trace(&t->tape[TAPES * i + k], k % 2 ?
					    &row->with : &row->base,
					    k >= BASE_WRITE);
		}
	if (err)
		published_close(t);
	return err;
}

void published_close(struct published_traces *t)
{
	for (unsigned int i = 0; t->tape && i < TAPES * published_count; i++)
		gen9_tape_free(&t->tape[i]);
	free(t->tape);
	t->tape = NULL;
}

/* Adds part of the time of a tape, ps; what was not made takes none. */
static int add_time(const struct gen9_tape *t, const struct gen9_params *p,
		    double part, double *ps)
{
	struct gen9_replayed r;
	int err = t->len ? gen9_replay(t->buf, t->len, NULL, 0, p, &r) : 0;

	/* what is measured does not have its first context switch in it */
	if (t->len && !err)
		*ps += part * ((double)r.work_ps[GEN9_CTR_BCS0] -
			       1000.0 * p->ctx_switch_ns);
	return err;
}

/* What slow reads of that many bytes take more. */
static double slower(const struct gen9_params *p, uint64_t bytes)
{
	return gen9_cost_mem(p, bytes * p->read_2m_penalty_pct /
				(100 - p->read_2m_penalty_pct));
}

int published_model(const struct published_traces *t, unsigned int i,
		    const struct gen9_params *set, double *value)
{
	const struct published *row = &published_rows[i];
	const struct gen9_tape *tape = &t->tape[TAPES * i];
	struct gen9_params p = *set;
	double ps[2] = { 0 };
	int err = 0;

	p.mem_cpu_pct = 0;
	for (unsigned int k = BASE; k < BASE_WRITE && !err; k++)
		err = add_time(&tape[k], &p, 1, &ps[k]);
	for (unsigned int k = BASE_WRITE; k < TAPES && row->texels && !err; k++)
		err = add_time(&tape[k], &p, 1.0 / row->texels, &ps[k % 2]);
	if (err)
		return err;
	if (row->slow)
		ps[WITH] += slower(&p, row->with.blocks * 4096ull);
	*value = row->base.blocks ? 100 * (1 - ps[BASE] / ps[WITH]) :
				    row->with.blocks * 4096.0 * 1000 / ps[WITH];
	return 0;
}

bool published_agrees(const struct published *row, double value)
{
	return value >= row->lo && value <= row->hi;
}
