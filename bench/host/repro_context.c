// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A render context has 22 pages. GVT-g copies those behind the registers from
 * the guest before the engine restores them, and back after it has saved them,
 * neighbours in guest memory at one go. A last page that is no neighbour of the
 * one before is left out of both.
 *
 * Each page begins with a mark, a no-op with a number, since GVT-g scans what it
 * reads. The engine has one shadow of all contexts of a vGPU, and a context that
 * restores nothing reads nothing: so its pages are, afterwards, what the engine
 * has got of the context before. The model's engine leaves the marks alone.
 */
#include <errno.h>
#include <stddef.h>

#include "host/ppgtt.h"
#include "host/repro_int.h"
#include "host/rows.h"
#include "host/work.h"
#include "lib/sizes.h"

#define CREATE	VGT_G2V_PPGTT_L4_PAGE_TABLE_CREATE
#define PAGES	20u	/* intel_engine_cs.c: 22, less status page and registers */
#define NOOP(n)	(n)	/* MI_NOOP, its identification number in bits 21:0 */

/* What follows registers: in a row, or with the last page elsewhere. */
struct context {
	unsigned int lrca;
	uint64_t gpa[PAGES];
};

static int context_open(struct probe *p, struct work *w, struct context *c,
			unsigned int lrca, bool apart)
{
	int ret;

	c->lrca = lrca;
	for (unsigned int i = 0; i < PAGES; i++) {
		if (apart && i == PAGES - 1)
			ppgtt_page(&p->tables);
		c->gpa[i] = ppgtt_page(&p->tables);
		if (!c->gpa[i])
			return -ENOSPC;
	}
	ret = work_ggtt(p, w, lrca, w->page[WORK_STATE - 1]);
	if (!ret)
		ret = work_ggtt(p, w, lrca + 1, w->page[WORK_STATE]);
	for (unsigned int i = 0; i < PAGES && !ret; i++)
		ret = work_ggtt(p, w, lrca + 2 + i, c->gpa[i]);
	return ret;
}

static uint32_t *mark(struct probe *p, const struct context *c, unsigned int i)
{
	return (uint32_t *)(p->low + c->gpa[i]);
}

/* Run it; its pages are restored if marks begin at a number, else saved only. */
static int run(struct probe *p, struct work *w, uint64_t root,
	       const struct context *c, uint32_t first)
{
	for (unsigned int i = 0; i < PAGES; i++)
		*mark(p, c, i) = first ? NOOP(first + i) : 0;
	w->lrca = c->lrca;
	w->restore = first != 0;
	return work_idle(p, w, root);
}

static unsigned int arrived(struct probe *p, const struct context *c,
			    uint32_t first)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < PAGES; i++)
		n += *(volatile uint32_t *)mark(p, c, i) == NOOP(first + i);
	return n;
}

/* The marks of one context, as the next one saves them. */
static int pass(struct probe *p, struct work *w, uint64_t root,
		const struct context *from, const struct context *to,
		uint32_t first, const char *as, unsigned int *lost)
{
	int ret = run(p, w, root, from, first);
	unsigned int n;

	if (!ret)
		ret = run(p, w, root, to, 0);
	if (ret)
		return ret;
	n = arrived(p, to, first);
	probe_found(p, as, n);
	*lost += PAGES - n;
	return 0;
}

/* A context that ran last is not read again, so it takes one more. */
enum { APART, ROW, OTHER, CONTEXTS };

static int contexts_open(struct probe *p, struct work *w, struct context *c)
{
	int ret;

	w->base = RENDER_RING_BASE;
	ret = work_start(p, w);
	for (unsigned int i = 0; i < CONTEXTS && !ret; i++)
		ret = context_open(p, w, &c[i],
				   WORK_GGTT_PAGES + i * (PAGES + 2),
				   i == APART);
	return ret ? cell_fail(&p->res->cell, ret, "set-up") : 0;
}

static int repro_context(struct probe *p)
{
	struct context c[CONTEXTS];
	unsigned int lost = 0;
	uint64_t root;
	struct work w;
	int ret = repro_work(p, &w, &root);

	if (!ret)
		ret = contexts_open(p, &w, c);
	if (ret)
		return ret;
	cell_phase(&p->res->cell, "contexts");
	ret = probe_notify(p, root, CREATE);
	probe_found(p, "pages", PAGES);
	if (!ret)
		ret = pass(p, &w, root, &c[APART], &c[ROW], 0x100, "read",
			   &lost);
	if (!ret)
		ret = pass(p, &w, root, &c[OTHER], &c[APART], 0x200,
			   "written_back", &lost);
	repro_shown(p, lost);
	return repro_end(p, ret);
}

static const struct scenario rows[] = {
	{
		.name = "repro-context", .ranges = 1,
		.desc = "a render context whose last page is elsewhere",
		.why = "populate_shadow_context and update_guest_context leave out a last page that is no neighbour",
		PLAN(.backing = BACKING_THP, .special = repro_context),
	},
};
const struct rowset repro_context_rows = ROWSET(rows);
