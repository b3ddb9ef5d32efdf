/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What fuzzers of threads share: a bed whose memory says where it is touched,
 * with pages that are missing or read-only, and calls that are bounded. Included
 * once per program, before bed.h.
 */
#ifndef GEN9_TESTS_FUZZ_BED_H
#define GEN9_TESTS_FUZZ_BED_H

#define BED_RAM		(4u << 20)
#define BED_TABLES	(3u << 20)
#include "bed.h"
#include "check.h"
#include "gpu/blocks/blocks.h"
#include "gpu/engine/engine.h"
#include "gpu/host/work.h"

#define WINDOW		0x200000u	/* 1 MiB of RAM ... */
#define WINDOW_BYTES	0x100000u
#define VA		0x180000000ull	/* ... is here */
#define SCRATCH		0x80000u	/* offsets in it */
#define DONE		0x7f000u
#define CALLS		12u		/* of the timer, then it is reset */
#define MOST_WORK	(GEN9_WORK_RUN + 6ull * GEN9_BLT_BUDGET)
#define GDRST		0x941cu

static uint32_t holes;		/* pages that are not there: one in 1 + holes % 16 */

/* ---- memory that says where it is touched ------------------------------- */

enum { PAGE_GONE, PAGE_RO, PAGE_RW };

static inline unsigned int page_of(uint64_t pa)
{
	unsigned int n = (pa - WINDOW) / 4096;

	if (n * 4096u >= DONE && n * 4096u < SCRATCH)
		return PAGE_RW;
	if (n * 4096u < DONE && (n * 4096u & 0xffff) == 0)
		return PAGE_RW;
	if (holes && n % (1 + holes % 16) == 1)
		return PAGE_GONE;
	return holes >> 8 && n % (2 + (holes >> 8) % 16) == 1 ? PAGE_RO : PAGE_RW;
}

static inline bool in_window(uint64_t pa)
{
	return pa - WINDOW < WINDOW_BYTES;
}

/* Images, rings and status pages: what the engine itself keeps. */
static inline bool is_engines(uint64_t pa)
{
	return (pa >= BED_HWSP && pa < BED_HWSP + 0x2000) ||
	       (pa >= BED_CTX(0) && pa < BED_CTX(2));
}

static inline void may_write(uint64_t pa, size_t n)
{
	for (uint64_t a = pa & ~4095ull; a < pa + n; a += 4096)
		CHECK(in_window(a) ? page_of(a) == PAGE_RW : is_engines(a));
}

static inline void may_read(uint64_t pa, size_t n)
{
	for (uint64_t a = pa & ~4095ull; a < pa + n; a += 4096)
		CHECK(in_window(a) ? page_of(a) != PAGE_GONE :
		      is_engines(a) || (a >= BED_TABLES && a < BED_RAM));
}

static inline int see_write(void *o, uint64_t pa, const void *buf, size_t n)
{
	may_write(pa, n);
	return t_dma_write(o, pa, buf, n);
}

static inline int see_read(void *o, uint64_t pa, void *buf, size_t n)
{
	may_read(pa, n);
	return t_dma_read(o, pa, buf, n);
}

/* A mapping is a block of its own behind a header that says where it is of. */
struct mapped {
	uint64_t pa, n;
};

static inline void *see_map(void *o, uint64_t pa, size_t *n, bool write)
{
	struct tmem *m = o;
	struct mapped *p;

	if (!t_inside(m, pa, *n))
		return NULL;
	if (write)
		may_write(pa, *n);
	else
		may_read(pa, *n);
	p = malloc(sizeof(*p) + *n);
	CHECK(p);
	*p = (struct mapped){ pa, *n };
	memcpy(p + 1, m->ram + pa, *n);
	m->maps_out++;
	return p + 1;
}

static inline void see_unmap(void *o, void *at, size_t n, bool write)
{
	struct mapped *p = (struct mapped *)at - 1;
	struct tmem *m = o;

	CHECK(n <= p->n);
	if (write)
		memcpy(m->ram + p->pa, p + 1, n);
	m->maps_out--;
	free(p);
}

/* ---- a run -------------------------------------------------------------- */

static inline uint32_t *at(struct bed *b, uint32_t off)
{
	return bed_mem(b, WINDOW + off);
}

static inline struct gen9_engine *render(struct bed *b)
{
	return &b->g->engine[GEN9_CTR_RCS0];
}

static inline void make(struct bed *b)
{
	uint64_t *ggtt;

	bed_init(b);
	gen9_free(b->g);
	b->m.bus.dma_read = see_read;
	b->m.bus.dma_write = see_write;
	b->m.bus.dma_map = see_map;
	b->m.bus.dma_unmap = see_unmap;
	b->m.bus.iommu_shift = NULL;
	b->g = gen9_new(&b->m.bus, &b->params, NULL);
	CHECK(b->g);
	ggtt = gen9_get_ggtt(b->g);
	for (uint64_t i = 0; i < BED_RAM / 4096; i++)
		ggtt[i] = i << 12 | 1;
	for (uint32_t o = 0; o < WINDOW_BYTES; o += 4096)
		if (page_of(WINDOW + o) != PAGE_GONE)
			t_map(&b->m, VA + o, WINDOW + o, 12,
			      page_of(WINDOW + o) == PAGE_RW ? T_RW : 0);
	bed_context(b, 0, RCS_BASE);
	bed_context(b, 1, RCS_BASE);
	bed_start(b, RCS_BASE);
}

/* A call of the timer: bounded. false: nothing is left to do. */
static inline bool call(struct bed *b)
{
	uint64_t t = render(b)->t;

	if (b->deadline == UINT64_MAX)
		return false;
	bed_timer(b);
	CHECK(b->g->work <= MOST_WORK);
	CHECK(render(b)->t >= t);
	CHECK(!b->m.maps_out);
	return true;
}

static inline void start(struct bed *b, unsigned int ctx, uint32_t batch)
{
	BED_EMIT(b, ctx, RCS_BASE, MI_BATCH_BUFFER_START | MI_BATCH_PPGTT,
		 (uint32_t)(VA + batch), (VA + batch) >> 32, MI_NOOP);
	bed_submit(b, RCS_BASE, bed_desc(ctx), 0);
}

/* After a reset another context stores a dword. */
static inline void works_still(struct bed *b)
{
	uint32_t *dw = at(b, DONE);

	dw[0] = MI_STORE_DWORD_IMM;
	dw[1] = (uint32_t)(VA + DONE + 0x100);
	dw[2] = (VA + DONE + 0x100) >> 32;
	dw[3] = 0x600d;
	dw[4] = MI_BATCH_BUFFER_END;
	dw[0x40] = 0;
	bed_wr(b, GDRST, 2);
	bed_start(b, RCS_BASE);
	start(b, 1, DONE);
	for (unsigned int i = 0; i < CALLS && dw[0x40] != 0x600d; i++)
		if (!call(b))
			break;
	CHECK(dw[0x40] == 0x600d);
}

/* ---- a case ------------------------------------------------------------- */

struct end {
	uint64_t hash, t, now;
};

static unsigned long long ended, hung;

/* The timer's calls, until nothing is left to do or there were too many. */
static inline void run_out(struct bed *b)
{
	unsigned int n = 0;

	while (n < CALLS && call(b))
		n++;
	ended += !render(b)->hung && n < CALLS;
	hung += render(b)->hung;
}

/* What it has left; the bed is gone then. */
static inline struct end end_of(struct bed *b)
{
	struct end e = { .hash = 0xcbf29ce484222325ull };

	for (unsigned int i = 0; i < WINDOW_BYTES / 4; i++)
		e.hash = (e.hash ^ at(b, 0)[i]) * 0x100000001b3ull;
	e.t = render(b)->t;
	e.now = b->now;
	works_still(b);
	bed_free(b);
	return e;
}

/* The fuzzer's call: run(const struct input *) twice, to the same end. */
#define FUZZ_TWICE(run) \
	int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) \
	{ \
		static struct input in; \
		struct end a, b; \
		\
		memset(&in, 0, sizeof(in)); \
		memcpy(&in, data, size < sizeof(in) ? size : sizeof(in)); \
		a = run(&in); \
		b = run(&in); \
		CHECK(!memcmp(&a, &b, sizeof(a))); \
		return 0; \
	}

#endif
