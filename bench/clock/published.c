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

const struct published published_rows[] = {
	{ .name = "blit, 4K pages, IOMMU on", .source = URSULIN,
	  .part = PART_SKL_GT4E, .fitted = true, .lo = 8, .hi = 10,
	  .unit = "% lost",
	  .base = STREAM(COPY, 12, 0), .with = STREAM(COPY, 12, 12) },
	{ .name = "blit, THP, IOMMU on", .source = URSULIN,
	  .part = PART_SKL_GT4E, .fitted = true, .lo = NO_LESS, .hi = 1,
	  .unit = "% lost",
	  .base = STREAM(COPY, 12, 0), .with = STREAM(COPY, 16, 21) },
	{ .name = "write, 4K pages, IOMMU on", .source = URSULIN,
	  .part = PART_SKL_GT4E, .fitted = true, .lo = 20, .hi = 25,
	  .unit = "% lost",
	  .base = STREAM(FILL, 12, 0), .with = STREAM(FILL, 12, 12) },
	{ .name = "write, THP, IOMMU on", .source = URSULIN,
	  .part = PART_SKL_GT4E, .fitted = true, .lo = NO_LESS, .hi = 1,
	  .unit = "% lost",
	  .base = STREAM(FILL, 12, 0), .with = STREAM(FILL, 16, 21) },
	{ .name = "texture read, 4K pages, IOMMU on", .source = URSULIN,
	  .part = PART_SKL_GT4E, .lo = 3, .hi = 5, .unit = "% lost",
	  .base = STREAM(READ, 12, 0), .with = STREAM(READ, 12, 12) },
	{ .name = "texture read, THP, IOMMU on", .source = URSULIN,
	  .part = PART_SKL_GT4E, .lo = 2, .hi = 3, .unit = "% lost",
	  .base = STREAM(READ, 12, 0), .with = STREAM(READ, 16, 21) },
	{ .name = "global memory read, no IOMMU", .source = CLPEAK,
	  .part = PART_KBL_U_GT2, .lo = 26.09, .hi = 29.73, .unit = "GB/s",
	  .with = STREAM(READ, 16, 0) },
};
const unsigned int published_count =
	sizeof(published_rows) / sizeof(published_rows[0]);

#define SELFTESTS "<20221103104840.7301df76@maurocar-mobl2>"
const struct published_not published_not_modelled[] = {
	{ "CSDof, IOMMU on", "30 to 35 % lost, 3 with THP", URSULIN,
	  "no shader runs yet" },
	{ "VSTangent, IOMMU on", "20 to 25 % lost", URSULIN,
	  "no shader runs yet" },
	{ "TexMem, THP", "20 to 25 % lost", URSULIN,
	  "in 64K pages, while texture reads lose 2 to 3: not a rate" },
	{ "i915 perf_migrate, copy of 64 MiB", "11604 MiB/s", SELFTESTS,
	  "another part" },
	{ "i915 perf_migrate, fill of 64 MiB", "3856 MiB/s", SELFTESTS,
	  "another part" },
	{ "i915 perf_request, context switch", "10.4 us", SELFTESTS,
	  "another part; the upper end of ctx_switch_ns" },
};
const unsigned int published_not_modelled_count =
	sizeof(published_not_modelled) / sizeof(published_not_modelled[0]);

int published_open(struct published_traces *t)
{
	int err = 0;

	t->tape = calloc(2 * published_count, sizeof(*t->tape));
	if (!t->tape)
		return -ENOMEM;
	for (unsigned int i = 0; i < published_count && !err; i++) {
		if (published_rows[i].base.blocks)
			err = synth_trace(&t->tape[2 * i],
					  &published_rows[i].base);
		if (!err)
			err = synth_trace(&t->tape[2 * i + 1],
					  &published_rows[i].with);
	}
	if (err)
		published_close(t);
	return err;
}

void published_close(struct published_traces *t)
{
	for (unsigned int i = 0; t->tape && i < 2 * published_count; i++)
		gen9_tape_free(&t->tape[i]);
	free(t->tape);
	t->tape = NULL;
}

static int time_of(const struct gen9_tape *t, const struct gen9_params *p,
		   double *ps)
{
	struct gen9_replayed r;
	int err = gen9_replay(t->buf, t->len, NULL, 0, p, &r);

	/* what is measured does not have its first context switch in it */
	*ps = (double)r.work_ps[GEN9_CTR_BCS0] - 1000.0 * p->ctx_switch_ns;
	return err;
}

int published_model(const struct published_traces *t, unsigned int i,
		    const struct gen9_params *p, double *value)
{
	const struct published *row = &published_rows[i];
	double base = 0, with;
	int err = time_of(&t->tape[2 * i + 1], p, &with);

	if (!err && row->base.blocks)
		err = time_of(&t->tape[2 * i], p, &base);
	if (err)
		return err;
	*value = row->base.blocks ? 100 * (1 - base / with) :
				    row->with.blocks * 4096.0 * 1000 / with;
	return 0;
}

bool published_agrees(const struct published *row, double value)
{
	return value >= row->lo && value <= row->hi;
}
