/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A GPU on a table: memory, a clock that only the test moves, contexts and
 * rings built by hand. GGTT page n maps bus page n. Included once per
 * program.
 */
#ifndef GEN9_TESTS_BED_H
#define GEN9_TESTS_BED_H

#include "mem.h"
#include "gpu/device/gen9.h"

#ifndef BED_RAM			/* a program may have more */
#define BED_RAM		(32u << 20)
#define BED_TABLES	(24u << 20)
#endif
#define BED_HWSP	0x10000u	/* + 0x1000 * engine */
#define BED_CTX(n)	(0x100000u + (n) * 0x10000u)
#define BED_CTX_END	0x9au		/* dword of the image where it ends */
#define BED_RING(n)	(BED_CTX(n) + 0x8000u)
#define BED_RING_SIZE	0x4000u

#define RCS_BASE	0x2000u
#define BCS_BASE	0x22000u

/* i915's gt/intel_gpu_commands.h */
#define MI_NOOP			0u
#define MI_USER_INTERRUPT	(0x02u << 23)
#define MI_ARB_CHECK		(0x05u << 23)
#define MI_ARB_ON_OFF(on)	(0x08u << 23 | (on))
#define MI_BATCH_BUFFER_END	(0x0au << 23)
#define MI_MATH(n)		(0x1au << 23 | ((n) - 1))
#define MI_SEMAPHORE_WAIT	(0x1cu << 23 | 2)
#define MI_STORE_DWORD_IMM	(0x20u << 23 | 2)
#define MI_LRI(n)		(0x22u << 23 | (2 * (n) - 1))
#define MI_SRM			(0x24u << 23 | 2)
#define MI_BATCH_BUFFER_START	(0x31u << 23 | 1)
#define MI_USE_GGTT		(1u << 22)
#define MI_BATCH_PPGTT		(1u << 8)

/* Events of the context status buffer: gt/intel_lrc_reg.h, GEN8_CTX_STATUS_*. */
#define IDLE_ACTIVE	(1u << 0)
#define PREEMPTED	(1u << 1)
#define ELEMENT_SWITCH	(1u << 2)
#define ACTIVE_IDLE	(1u << 3)
#define COMPLETE	(1u << 4)
#define LITE_RESTORE	(1u << 15)

struct bed {
	struct tmem m;
	struct gen9_params params;
	struct gen9 *g;
	uint64_t now, deadline;
	bool irq;
	unsigned int edges, logs;
	char log[160];
};

static inline void bed_set_irq(void *o, bool level)
{
	struct bed *b = ((struct tmem *)o)->user;

	b->edges += level && !b->irq;
	b->irq = level;
}

static inline uint64_t bed_now(void *o)
{
	return ((struct bed *)((struct tmem *)o)->user)->now;
}

static inline void bed_set_timer(void *o, uint64_t t)
{
	((struct bed *)((struct tmem *)o)->user)->deadline = t;
}

static inline void bed_log(void *o, const char *msg)
{
	struct bed *b = ((struct tmem *)o)->user;

	b->logs++;
	snprintf(b->log, sizeof(b->log), "%s", msg);
}

/* Who takes traces of what is made from now on. */
static void (*bed_trace)(void *opaque, uint32_t mark, const void *buf,
			 size_t len);

/* NULL: the set that is compiled in. */
static inline void bed_init_with(struct bed *b, const struct gen9_params *p)
{
	uint64_t *ggtt;

	memset(b, 0, sizeof(*b));
	t_init(&b->m, BED_RAM, BED_TABLES);
	b->m.user = b;
	b->m.bus.set_irq = bed_set_irq;
	b->m.bus.now_ns = bed_now;
	b->m.bus.set_timer = bed_set_timer;
	b->m.bus.log = bed_log;
	b->m.bus.trace = bed_trace;
	b->deadline = UINT64_MAX;
	gen9_params_default(&b->params);
	if (p)
		b->params = *p;
	b->g = gen9_new(&b->m.bus, &b->params, NULL);
	if (!b->g)
		abort();
	ggtt = gen9_get_ggtt(b->g);
	for (uint64_t i = 0; i < BED_RAM / 4096; i++)
		ggtt[i] = i << 12 | 1;
}

static inline void bed_init(struct bed *b)
{
	bed_init_with(b, NULL);
}

static inline void bed_free(struct bed *b)
{
	gen9_free(b->g);
	free(b->m.ram);
}

/* One call of the timer, at its deadline. */
static inline void bed_timer(struct bed *b)
{
	if (b->deadline > b->now)
		b->now = b->deadline;
	b->deadline = UINT64_MAX;
	gen9_timer(b->g);
}

/* Let ns pass; the timer fires at its deadlines on the way. */
static inline unsigned int bed_run(struct bed *b, uint64_t ns)
{
	uint64_t end = b->now + ns;
	unsigned int fired = 0;

	while (b->deadline <= end) {
		bed_timer(b);
		if (++fired > 10000000)
			abort();	/* time does not move */
	}
	b->now = end;
	return fired;
}

static inline uint32_t bed_rd(struct bed *b, uint32_t off)
{
	return (uint32_t)gen9_mmio_read(b->g, off, 4);
}

static inline void bed_wr(struct bed *b, uint32_t off, uint32_t val)
{
	gen9_mmio_write(b->g, off, val, 4);
}

static inline uint32_t *bed_mem(struct bed *b, uint64_t addr)
{
	return (uint32_t *)(b->m.ram + addr);
}

static inline uint64_t bed_desc(unsigned int n)
{
	return (uint64_t)(n + 1) << 37 | BED_CTX(n) | 3u << 3 | 1u;
}

static inline uint32_t *bed_state(struct bed *b, unsigned int n)
{
	return bed_mem(b, BED_CTX(n) + 0x1000);
}

/* Value of a register in the image of context n; NULL: it is not there. */
static inline uint32_t *bed_image(struct bed *b, unsigned int n, uint32_t reg)
{
	uint32_t *s = bed_state(b, n);

	for (unsigned int i = 1, k; i < 0x100; i++) {
		if (s[i] >> 23 != 0x22)
			continue;
		for (k = ((s[i] & 0xff) + 1) / 2, i++; k; k--, i += 2)
			if (s[i] == reg)
				return &s[i + 1];
		i--;
	}
	return NULL;
}

/* An image as i915 lays it out for gen9 (gt/intel_lrc.c), empty ring. */
static inline void bed_context(struct bed *b, unsigned int n, uint32_t base)
{
	static const uint16_t first[] = {
		0x244, 0x34, 0x30, 0x38, 0x3c, 0x168, 0x140, 0x110, 0x11c,
		0x114, 0x118, 0x1c0, 0x1c4, 0x1c8,
	};
	static const uint16_t second[] = {
		0x3a8, 0x28c, 0x288, 0x284, 0x280, 0x27c, 0x278, 0x274, 0x270,
	};
	uint32_t *s = bed_state(b, n), *p = s + 1;

	memset(bed_mem(b, BED_CTX(n)), 0, 0x10000);
	*p++ = MI_LRI(14) | 1u << 12;
	for (unsigned int i = 0; i < 14; i++, p += 2)
		p[0] = base + first[i];
	p += 3;
	*p++ = MI_LRI(9) | 1u << 12;
	for (unsigned int i = 0; i < 9; i++, p += 2)
		p[0] = base + second[i];
	p = s + 0x54 - 1;
	*p++ = MI_LRI(33) | 1u << 12;
	*p = base + 0x28;
	p += 2;
	for (unsigned int i = 0; i < 32; i++, p += 2)
		p[0] = base + 0x600 + i * 4;
	s[BED_CTX_END] = MI_BATCH_BUFFER_END;
	*bed_image(b, n, base + 0x244) = 0x00090008;
	*bed_image(b, n, base + 0x38) = BED_RING(n);
	*bed_image(b, n, base + 0x3c) = (BED_RING_SIZE - 0x1000) | 1;
	*bed_image(b, n, base + 0x270) = (uint32_t)b->m.pml4;
	*bed_image(b, n, base + 0x274) = b->m.pml4 >> 32;
}

/* Add n dwords to the ring of context c; its image's tail follows. */
static inline void bed_emit(struct bed *b, unsigned int c, uint32_t base,
			    const uint32_t *dw, unsigned int n)
{
	uint32_t *tail = bed_image(b, c, base + 0x30);

	for (unsigned int i = 0; i < n; i++) {
		*bed_mem(b, BED_RING(c) + *tail) = dw[i];
		*tail = (*tail + 4) % BED_RING_SIZE;
	}
	if (n & 1) {
		*bed_mem(b, BED_RING(c) + *tail) = MI_NOOP;
		*tail = (*tail + 4) % BED_RING_SIZE;
	}
}

#define BED_EMIT(b, c, base, ...) do { \
	const uint32_t dw_[] = { __VA_ARGS__ }; \
	bed_emit(b, c, base, dw_, sizeof(dw_) / 4); \
} while (0)

/* What the driver does before the first submission. */
static inline void bed_start(struct bed *b, uint32_t base)
{
	uint32_t hwsp = BED_HWSP + (base == BCS_BASE ? 0x1000 : 0);

	bed_wr(b, base + 0x29c, 1u << 31 | 1u << 15);
	bed_wr(b, base + 0x80, hwsp);
	bed_wr(b, base + 0xb4, ~1u);
	bed_wr(b, base + 0xa8, base == BCS_BASE ? ~0x01090000u : ~0x0109u);
	bed_wr(b, 0x44304, 0);
	bed_wr(b, 0x4430c, ~0u);
	bed_wr(b, 0x44200, 1u << 31);
	memset(bed_mem(b, hwsp), 0xff, 0x80);
}

static inline void bed_submit(struct bed *b, uint32_t base, uint64_t d0,
			      uint64_t d1)
{
	bed_wr(b, base + 0x230, d1 >> 32);
	bed_wr(b, base + 0x230, (uint32_t)d1);
	bed_wr(b, base + 0x230, d0 >> 32);
	bed_wr(b, base + 0x230, (uint32_t)d0);
}

/* Status dword of event i (0: the first after reset), and its context. */
static inline uint32_t bed_csb(struct bed *b, uint32_t base, unsigned int i,
			       uint32_t *ctx)
{
	uint32_t hwsp = BED_HWSP + (base == BCS_BASE ? 0x1000 : 0);
	uint32_t *e = bed_mem(b, hwsp + 0x40 + i % 6 * 8);

	if (ctx)
		*ctx = e[1];
	return e[0];
}

static inline uint32_t bed_csb_wp(struct bed *b, uint32_t base)
{
	return *bed_mem(b, BED_HWSP + (base == BCS_BASE ? 0x1000 : 0) + 0x7c);
}

#endif
