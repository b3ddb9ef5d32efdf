// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A batch in the GGTT is privileged. GVT-g copies it, scans the copy, and has the
 * command that starts it name the copy. That command is in the copy of the ring
 * that was scanned, so after this has been copied into the real ring the address
 * is set there, at the command's offset; an offset of 0 is taken for "not in a
 * ring". Both are wrong:
 *
 * - the first command of a ring keeps the guest's own address, so the GPU runs
 *   what was scanned before, as it is now;
 * - a batch that goes on in another one has its command in its own copy. The
 *   offset is the distance of two buffers of the kernel's, and the address is
 *   stored that far behind the ring.
 *
 * A batch that the engine runs whenever it has loaded a context is one in the GGTT,
 * too. GVT-g scans it as what follows the context's indirect batch, and leaves
 * both as they are if there is no indirect one.
 *
 * The batch here changes its next command and then executes it: a copy does not
 * change, so which value it stores says what the GPU has run.
 */
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "host/blt.h"
#include "host/ppgtt.h"
#include "host/repro_int.h"
#include "host/rows.h"
#include "host/work.h"

#define CREATE		VGT_G2V_PPGTT_L4_PAGE_TABLE_CREATE
#define MI_STORE_DWORD	(0x20u << 23 | 2)
#define MI_BATCH_GGTT	(0x31u << 23 | 1)	/* first level, 64 bit */
#define PER_CTX_VALID	1u
#define INDIRECT_CTX_LINE 1u			/* how many of 64 bytes */
#define COPY		1u	/* what the command stores as it was scanned */
#define ORIGINAL	2u	/* and after the batch has changed it */

/* Pages of the aperture, from the work's on: a render context, then ours. */
#define CONTEXT_PAGES	22u
#define PAGE_AT		(WORK_GGTT_PAGES + CONTEXT_PAGES)

/* In the source page, in dwords: both batches, and where they store. */
enum { BATCH = 0, SECOND = 256, TARGET = 512 };

static uint32_t *store(uint32_t *c, unsigned int dword, uint32_t value)
{
	uint64_t va = WORK_SRC_VA + 4 * dword;

	*c++ = MI_STORE_DWORD;
	*c++ = (uint32_t)va;
	*c++ = va >> 32;
	*c++ = value;
	return c;
}

static uint32_t *start(uint32_t *c, uint64_t gma, unsigned int dword)
{
	*c++ = MI_BATCH_GGTT;
	*c++ = gma + 4 * dword;
	*c++ = 0;
	return c;
}

/* The batch at this dword of the page: changes a command, executes it. */
static void batch_fill(uint32_t *page, unsigned int at)
{
	uint32_t *c = page + at, *next = store(c, at + 7, ORIGINAL);

	blt_end(store(next, TARGET, COPY));
}

/*
 * Run what begins at a dword of the page, after n no-ops in the ring; *ran:
 * COPY, ORIGINAL, or 0 for neither.
 */
static int run(struct probe *p, struct work *w, uint64_t root, unsigned int n,
	       uint32_t *ran)
{
	uint32_t ring[WORK_BEFORE_MAX] = { 0 }, *page = work_src(p, w);
	int ret;

	start(ring + n, w->gma + PAGE_AT * 4096, BATCH);
	page[TARGET] = 0;
	ret = work_run_after(p, w, root, ring, n + 4);
	*ran = ((volatile uint32_t *)page)[TARGET];
	return ret;
}

static int attempt(struct probe *p, struct work *w, uint64_t root)
{
	uint32_t *page = work_src(p, w), later, first, chained;
	int ret;

	batch_fill(page, BATCH);
	ret = run(p, w, root, 4, &later);
	batch_fill(page, BATCH);
	if (!ret)
		ret = run(p, w, root, 0, &first);
	if (ret)
		return cell_fail(&p->res->cell, ret, "batch");
	probe_found(p, "later_in_ring", later);
	probe_found(p, "first_in_ring", first);
	cell_phase(&p->res->cell, "chained");
	memset(page, 0, 4096);
	start(page + BATCH, w->gma + PAGE_AT * 4096, SECOND);
	batch_fill(page, SECOND);
	ret = run(p, w, root, 4, &chained);
	probe_found(p, "chained", chained);
	repro_shown(p, (first != COPY) + (ret || chained != COPY));
	return 0;
}

typedef int attempt_fn(struct probe *p, struct work *w, uint64_t root);

/* On that engine, with the source page in the GGTT, too. */
static int with_page(struct probe *p, uint32_t base, attempt_fn *fn)
{
	uint64_t root;
	struct work w;
	int ret = repro_work(p, &w, &root);

	if (ret)
		return ret;
	blt_end((uint32_t *)(p->low + w.batch_gpa));
	w.base = base;
	ret = work_start(p, &w);
	if (!ret)
		ret = work_ggtt(p, &w, PAGE_AT, w.src_gpa);
	if (!ret)
		ret = probe_notify(p, root, CREATE);
	cell_phase(&p->res->cell, "batch");
	if (!ret)
		ret = fn(p, &w, root);
	return repro_end(p, ret);
}

static int repro_batch(struct probe *p)
{
	return with_page(p, BLT_RING_BASE, attempt);
}

/* The context's batch; in front of it one line of the indirect batch, or none. */
static int context_run(struct probe *p, struct work *w, uint64_t root,
		       bool indirect, uint32_t *ran)
{
	uint64_t gma = w->gma + PAGE_AT * 4096;
	uint32_t *page = work_src(p, w);
	int ret;

	batch_fill(page, BATCH);
	page[TARGET] = 0;
	w->per_ctx = gma | PER_CTX_VALID;
	/* the page behind: 16 no-ops */
	w->indirect_ctx = indirect ? (gma + 4096) | INDIRECT_CTX_LINE : 0;
	ret = work_idle(p, w, root);
	*ran = ((volatile uint32_t *)page)[TARGET];
	return ret;
}

/* All of the context's pages are the engine's, and GVT-g writes them back. */
static int context_open(struct probe *p, struct work *w)
{
	int ret;

	w->lrca = WORK_GGTT_PAGES;
	ret = work_ggtt(p, w, w->lrca, w->page[WORK_STATE - 1]);
	if (!ret)
		ret = work_ggtt(p, w, w->lrca + 1, w->page[WORK_STATE]);
	/* and the page behind ours: no-ops */
	for (unsigned int i = 2; i < CONTEXT_PAGES + 2 && !ret; i++) {
		uint64_t gpa = ppgtt_page(&p->tables);

		if (w->lrca + i != PAGE_AT)
			ret = gpa ? work_ggtt(p, w, w->lrca + i, gpa) : -ENOSPC;
	}
	return ret;
}

static int context_attempt(struct probe *p, struct work *w, uint64_t root)
{
	uint32_t with, without;
	int ret = context_open(p, w);

	if (!ret)
		ret = context_run(p, w, root, true, &with);
	if (!ret)
		ret = context_run(p, w, root, false, &without);
	if (ret)
		return cell_fail(&p->res->cell, ret, "batch");
	probe_found(p, "with_indirect", with);
	probe_found(p, "without_indirect", without);
	repro_shown(p, (with != COPY) + (without != COPY));
	return 0;
}

static int repro_perctx(struct probe *p)
{
	return with_page(p, RENDER_RING_BASE, context_attempt);
}

static const struct scenario rows[] = {
	{
		.name = "repro-batch", .ranges = 1, .crash = true,
		.desc = "batches in the GGTT: first in a ring, and chained",
		.why = "the address of a batch's copy is set at an offset in the ring: not at 0, and for a chain far behind it",
		PLAN(.backing = BACKING_THP, .special = repro_batch),
	},
	{
		.name = "repro-perctx", .ranges = 1,
		.desc = "a context's batch without an indirect one",
		.why = "intel_gvt_scan_and_shadow_wa_ctx returns if the indirect batch has no line, and the other goes to the GPU as it is",
		PLAN(.backing = BACKING_THP, .special = repro_perctx),
	},
};
const struct rowset repro_batch_rows = ROWSET(rows);
