/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The bytes of a trace (trace.h), read one after the other. They are checked:
 * behind the end there are zeros, and err is set.
 */
#ifndef GEN9_READING_H
#define GEN9_READING_H

#include <errno.h>

#include "gpu/memory/trace.h"

struct gen9_reading {
	const uint8_t *at, *end;
	int err;		/* the first one, or 0 */
};

static inline void gen9_read_fails(struct gen9_reading *r, int err)
{
	r->err = r->err ? r->err : err;
}

static inline uint64_t gen9_read_num(struct gen9_reading *r)
{
	uint64_t v = 0;

	for (unsigned int shift = 0; shift < 64 && r->at < r->end; shift += 7) {
		v |= (uint64_t)(*r->at & 127) << shift;
		if (!(*r->at++ & 128))
			return v;
	}
	gen9_read_fails(r, -EINVAL);
	return 0;
}

static inline uint64_t gen9_read_distance(struct gen9_reading *r, uint64_t from)
{
	uint64_t v = gen9_read_num(r);

	return from + (v >> 1 ^ -(v & 1));
}

/* What follows is of that engine; *e stays if there is no such. */
static inline void gen9_read_engine(struct gen9_reading *r, unsigned int *e)
{
	uint64_t n = gen9_read_num(r);

	if (n < GEN9_CTR_ENGINES)
		*e = n;
	else
		gen9_read_fails(r, -EINVAL);
}

/* The magic number, with which it begins. */
static inline void gen9_read_magic(struct gen9_reading *r)
{
	uint32_t v = 0;

	for (unsigned int i = 0; i < 4 && r->at < r->end; i++)
		v |= (uint32_t)*r->at++ << 8 * i;
	if (v != GEN9_TRACE_MAGIC)
		gen9_read_fails(r, -EINVAL);
}

static inline bool gen9_read_is_look_up(unsigned int op)
{
	return op >> 3 == GEN9_TRACE_LOOK_UP >> 3;
}

/* The page of a look-up whose op was read. */
static inline uint64_t gen9_read_page(struct gen9_reading *r, unsigned int op,
				      uint64_t page[2][2])
{
	uint64_t *last = &page[op >> 2 & 1][op >> 1 & 1];

	*last = op & 1 ? *last + 1 : gen9_read_distance(r, *last);
	return *last;
}

/* What follows an op that is no look-up. */
static inline void gen9_read_skip(struct gen9_reading *r, unsigned int op)
{
	for (unsigned int i = gen9_trace_numbers[op]; i && !r->err; i--)
		gen9_read_num(r);
}

#endif
