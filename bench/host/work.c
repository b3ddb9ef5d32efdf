// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Execlist submission by hand; contract in work.h. Register and command
 * names and numbers: i915's gt/intel_engine_regs.h, gt/intel_gpu_commands.h
 * and gvt/execlist.h; context image offsets as in struct
 * execlist_ring_context there.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "host/blt.h"
#include "host/probe.h"
#include "host/work.h"
#include "lib/sys.h"

#define PVINFO_GMADR_BASE	0x78040		/* avail_rs.mappable_gmadr */
#define GGTT_OFFSET		(8ull << 20)	/* entries in BAR0 */
#define RING_HWS_PGA		0x80	/* from an engine's base on */
#define RING_ELSP		0x230
#define RING_EXECLIST_STATUS	0x234
#define   EXECLIST_VALID	(1u << 3 | 1u << 4)	/* one of the two */
#define RING_MODE		0x29c
#define GEN6_GDRST		0x941c
#define GEN6_GRDOM_FULL		1u
#define GFX_RUN_LIST_ENABLE	(1u << 15)
#define MASKED_ENABLE(bit)	((bit) << 16 | (bit))

#define MI_BATCH_BUFFER_START	(0x31u << 23 | 1u << 8 | 1) /* PPGTT, 64 bit */
/* Poll; go on when memory is not below the data. Four dwords. */
#define MI_SEMAPHORE_WAIT	(0x1cu << 23 | 1u << 15 | 1u << 12 | 2)
#define CTX_VALID		(1u << 0)
#define CTX_LEGACY_64B		(3u << 3)
#define CTX_PRIVILEGE		(1u << 8)
#define CONTEXT_ID		0x20
/* Dwords of the register state. */
#define CTX_CONTROL		3
#define CTX_RING_HEAD		5
#define CTX_RING_TAIL		7
#define CTX_RING_START		9
#define CTX_RING_CTL		11
#define CTX_PER_CTX		25
#define CTX_INDIRECT_CTX	27
#define CTX_PDP0_UDW		49
#define CTX_PDP0_LDW		51
/* Inhibit restore, and synchronous switch: both masked bits. */
#define CTX_CONTROL_INIT	(MASKED_ENABLE(1u << 3) | MASKED_ENABLE(1u))
#define CTX_CONTROL_RESTORE	(MASKED_ENABLE(1u << 3) | 1u << 16)
#define RING_VALID		1u
#define RING_OFFSET		0x1ffffcu

#define PAGE		4096u
#define RING_STEP	32u	/* bytes of a submission in the ring, or twice that */
#define LIMIT_NS	NSEC_PER_SEC

/* Pages from gma on; the context is a status page and its registers. */
enum { PAGE_RING, PAGE_PPHWSP, PAGE_CONTEXT, PAGE_HWSP };

static void *at_gpa(struct probe *p, uint64_t gpa)
{
	return p->low + gpa;
}

static int map_ggtt(struct probe *p, uint64_t gma, uint64_t gpa)
{
	return vfio_write64(&p->vfio, GGTT_OFFSET + (gma >> 12) * 8,
			    gpa | GEN8_PAGE_PRESENT);
}

int work_ggtt(struct probe *p, struct work *w, unsigned int n, uint64_t gpa)
{
	return map_ggtt(p, w->gma + n * PAGE, gpa);
}

int work_start(struct probe *p, struct work *w)
{
	uint32_t base;
	int i, ret;

	w->tail = 0;
	/* Reading PVINFO also tells GVT-g that this guest knows it. */
	ret = vfio_read32(&p->vfio, PVINFO_GMADR_BASE, &base);
	w->gma = base;
	for (i = 0; i < WORK_GGTT_PAGES && !ret; i++)
		ret = map_ggtt(p, w->gma + i * PAGE, w->page[i]);
	if (ret)
		return ret;
	ret = vfio_write32(&p->vfio, w->base + RING_HWS_PGA,
			   w->gma + PAGE_HWSP * PAGE);
	return ret ? ret : vfio_write32(&p->vfio, w->base + RING_MODE,
					MASKED_ENABLE(GFX_RUN_LIST_ENABLE));
}

int work_restart(struct probe *p, struct work *w)
{
	int ret = vfio_write32(&p->vfio, GEN6_GDRST, GEN6_GRDOM_FULL);

	return ret ? ret : work_start(p, w);
}

int work_open(struct probe *p, struct work *w)
{
	int i;

	memset(w, 0, sizeof(*w));
	w->base = BLT_RING_BASE;
	w->lrca = PAGE_PPHWSP;
	for (i = 0; i < WORK_GGTT_PAGES; i++)
		w->page[i] = ppgtt_page(&p->tables);
	w->batch_gpa = ppgtt_page(&p->tables);
	w->src_gpa = ppgtt_page(&p->tables);
	if (!w->batch_gpa || !w->src_gpa)
		return -ENOSPC;
	return work_start(p, w);
}

int work_map(struct probe *p, struct work *w, uint64_t root)
{
	uint64_t *pde = ppgtt_pde(&p->tables, root, WORK_BATCH_VA);
	uint64_t pt = pde ? ppgtt_page(&p->tables) : 0;

	if (!pt)
		return -ENOSPC;
	ppgtt_table(&p->tables, pt)[0] = ppgtt_4k(w->batch_gpa);
	ppgtt_table(&p->tables, pt)[1] = ppgtt_4k(w->src_gpa);
	*pde = ppgtt_4k(pt);
	return 0;
}

void *work_src(struct probe *p, const struct work *w)
{
	return at_gpa(p, w->src_gpa);
}

static void fill_context(uint32_t *reg, const struct work *w, uint64_t root,
			 uint32_t head)
{
	memset(reg, 0, PAGE);
	reg[CTX_CONTROL] = w->restore ? CTX_CONTROL_RESTORE : CTX_CONTROL_INIT;
	reg[CTX_RING_HEAD] = head;
	reg[CTX_RING_TAIL] = w->tail;
	reg[CTX_RING_START] = w->gma;
	reg[CTX_RING_CTL] = RING_VALID;		/* one page */
	reg[CTX_PER_CTX] = w->per_ctx;
	reg[CTX_INDIRECT_CTX] = w->indirect_ctx;
	reg[CTX_PDP0_UDW] = root >> 32;
	reg[CTX_PDP0_LDW] = root;
}

/* The descriptor's halves last, the second context's (none) first. */
static int submit(struct probe *p, const struct work *w)
{
	uint32_t lrca = w->gma + w->lrca * PAGE;
	uint32_t elsp[] = {
		0, 0, CONTEXT_ID,
		lrca | CTX_VALID | CTX_LEGACY_64B | CTX_PRIVILEGE,
	};
	size_t i;
	int ret = 0;

	for (i = 0; i < sizeof(elsp) / sizeof(elsp[0]) && !ret; i++)
		ret = vfio_write32(&p->vfio, w->base + RING_ELSP, elsp[i]);
	return ret;
}

/*
 * Done when the saved head is the tail; above the offset it counts wraps. And
 * when no context is there any more: GVT-g writes other registers of the
 * context after the head, so until then it is not the guest's.
 */
static bool done(struct probe *p, const struct work *w, int *ret)
{
	const volatile uint32_t *reg = at_gpa(p, w->page[PAGE_CONTEXT]);
	uint32_t status = 0;

	if ((reg[CTX_RING_HEAD] & RING_OFFSET) != w->tail)
		return false;
	*ret = vfio_read32(&p->vfio, w->base + RING_EXECLIST_STATUS, &status);
	return *ret || !(status & EXECLIST_VALID);
}

/* Of a submission with n dwords before its batch. */
static uint32_t step_of(unsigned int n)
{
	return n + 4 > RING_STEP / 4 ? 2 * RING_STEP : RING_STEP;
}

/* In the ring: n dwords, then the batch; MI_NOOPs up to the step. */
static void fill_ring(struct probe *p, struct work *w, const uint32_t *before,
		      unsigned int n)
{
	uint32_t *ring = at_gpa(p, w->page[PAGE_RING]), *r = ring + w->tail / 4;

	memset(r, 0, step_of(n));
	if (n)
		memcpy(r, before, n * 4);
	r += n;
	r[0] = MI_BATCH_BUFFER_START;
	r[1] = (uint32_t)WORK_BATCH_VA;
	r[2] = WORK_BATCH_VA >> 32;
}

static int submit_after(struct probe *p, struct work *w, uint64_t root,
			const uint32_t *before, unsigned int n)
{
	uint32_t head = w->tail;

	if (n > WORK_BEFORE_MAX || head + step_of(n) > PAGE)
		return -ENOSPC;
	fill_ring(p, w, before, n);
	w->tail = (w->tail + step_of(n)) % PAGE;
	fill_context(at_gpa(p, w->page[PAGE_CONTEXT]), w, root, head);
	return submit(p, w);
}

int work_wait(struct probe *p, const struct work *w)
{
	uint64_t end = clock_ns() + LIMIT_NS;
	int ret = 0;

	while (!done(p, w, &ret)) {
		if (clock_ns() > end)
			return -ETIME;
		usleep(100);
	}
	return ret;
}

int work_run(struct probe *p, struct work *w, uint64_t root)
{
	return work_run_after(p, w, root, NULL, 0);
}

int work_run_after(struct probe *p, struct work *w, uint64_t root,
		   const uint32_t *before, unsigned int n)
{
	int ret = submit_after(p, w, root, before, n);

	return ret ? ret : work_wait(p, w);
}

int work_idle(struct probe *p, struct work *w, uint64_t root)
{
	blt_end(at_gpa(p, w->batch_gpa));
	return work_run(p, w, root);
}

int work_hold(struct probe *p, struct work *w, uint64_t root)
{
	uint32_t *batch = at_gpa(p, w->batch_gpa);

	*batch++ = MI_SEMAPHORE_WAIT;
	*batch++ = 1;
	*batch++ = (uint32_t)WORK_SRC_VA;
	*batch++ = WORK_SRC_VA >> 32;
	blt_end(batch);
	return submit_after(p, w, root, NULL, 0);
}

int work_copy(struct probe *p, struct work *w, uint64_t root, uint64_t dst,
	      uint32_t len)
{
	uint32_t *batch = at_gpa(p, w->batch_gpa);

	batch += blt_copy(batch, BLT_SRC_COPY, dst, WORK_SRC_VA, len);
	blt_end(batch);
	return work_run(p, w, root);
}
