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
 * The batch here changes its next command and then executes it: a copy does not
 * change, so which value it stores says what the GPU has run.
 */
#include <string.h>

#include "host/blt.h"
#include "host/repro_int.h"
#include "host/rows.h"
#include "host/work.h"

#define CREATE		VGT_G2V_PPGTT_L4_PAGE_TABLE_CREATE
#define MI_STORE_DWORD	(0x20u << 23 | 2)
#define MI_BATCH_GGTT	(0x31u << 23 | 1)	/* first level, 64 bit */
#define COPY		1u	/* what the command stores as it was scanned */
#define ORIGINAL	2u	/* and after the batch has changed it */

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

	start(ring + n, w->gma + WORK_GGTT_PAGES * 4096, BATCH);
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
	start(page + BATCH, w->gma + WORK_GGTT_PAGES * 4096, SECOND);
	batch_fill(page, SECOND);
	ret = run(p, w, root, 4, &chained);
	probe_found(p, "chained", chained);
	repro_shown(p, (first != COPY) + (ret || chained != COPY));
	return 0;
}

static int repro_batch(struct probe *p)
{
	uint64_t root;
	struct work w;
	int ret = repro_work(p, &w, &root);

	if (ret)
		return ret;
	blt_end((uint32_t *)(p->low + w.batch_gpa));
	ret = work_ggtt(p, &w, WORK_GGTT_PAGES, w.src_gpa);
	if (!ret)
		ret = probe_notify(p, root, CREATE);
	cell_phase(&p->res->cell, "batch");
	if (!ret)
		ret = attempt(p, &w, root);
	return repro_end(p, ret);
}

static const struct scenario rows[] = {
	{
		.name = "repro-batch", .ranges = 1, .crash = true,
		.desc = "batches in the GGTT: first in a ring, and chained",
		.why = "the address of a batch's copy is set at an offset in the ring: not at 0, and for a chain far behind it",
		PLAN(.backing = BACKING_THP, .special = repro_batch),
	},
};
const struct rowset repro_batch_rows = ROWSET(rows);
