/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Three contexts on the render engine, and what they run. Once a program. */
#ifndef GEN9_TESTS_ENGINE_BED_H
#define GEN9_TESTS_ENGINE_BED_H

#include "each_bed.h"

#define DATA		0x80000u	/* GGTT address the tests write to */
#define BATCH		0x90000u
#define US		1000ull
#define MS		1000000ull

static inline struct bed *B(void **state)
{
	return *state;
}

static inline void begin(struct bed *b)
{
	for (unsigned int i = 0; i < 3; i++)
		bed_context(b, i, RCS_BASE);
	bed_start(b, RCS_BASE);
}
EACH_BED(begin);

static inline void emit_store(struct bed *b, unsigned int c, uint32_t addr,
		       uint32_t val)
{
	BED_EMIT(b, c, RCS_BASE, MI_STORE_DWORD_IMM | MI_USE_GGTT, addr, 0,
		 val);
}

static inline void put_batch(struct bed *b, uint32_t addr, const uint32_t *dw,
		      unsigned int n)
{
	memcpy(bed_mem(b, addr), dw, n * 4);
}

#define PUT_BATCH(b, addr, ...) do { \
	const uint32_t dw_[] = { __VA_ARGS__ }; \
	put_batch(b, addr, dw_, sizeof(dw_) / 4); \
} while (0)

static inline void emit_batch(struct bed *b, unsigned int c, uint32_t addr)
{
	BED_EMIT(b, c, RCS_BASE, MI_ARB_ON_OFF(1),
		 MI_BATCH_BUFFER_START, addr, 0, MI_ARB_ON_OFF(0), MI_NOOP);
}

/* A batch that jumps to itself, with an arbitration point or without. */
static inline void spin(struct bed *b, unsigned int c, bool arb)
{
	PUT_BATCH(b, BATCH + c * 0x1000, arb ? MI_ARB_CHECK : MI_NOOP, MI_NOOP,
		  MI_BATCH_BUFFER_START, BATCH + c * 0x1000, 0);
	emit_batch(b, c, BATCH + c * 0x1000);
}

#endif
