/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A tape of what iris submitted (tape.h) on a bed: gpu/tests/iris/NAME.tape.xz.
 * Included once per program, before bed.h.
 */
#ifndef GEN9_TESTS_IRIS_PLAY_H
#define GEN9_TESTS_IRIS_PLAY_H

#define BED_RAM		(32u << 20)
#define BED_TABLES	(24u << 20)
#include "../bed.h"
#include "tape.h"

#define PLAY_CONTEXTS	8u
#define PLAY_MOST	(16u << 20)	/* bytes of a tape */

struct play {
	struct bed b;
	const uint8_t *at, *end;	/* the tape */
	uint64_t submissions, changed;
	uint8_t mapped[BED_TABLES / 4096];	/* pages of RAM that objects have */
	/*
	 * The batch is at va, all is written: run it. false: what it left is not
	 * looked at, and the tape not played on.
	 */
	bool (*run)(struct play *p, unsigned int ctx, uint64_t va);
	/* The CPU has written a page; NULL: nobody asks. */
	void (*wrote)(struct play *p, uint8_t *page);
	const char *why;		/* it is not as it was recorded */
};

/* A tape, unpacked: its bytes, of which the caller has to free the first. */
static inline uint8_t *play_load(const char *name, size_t *len)
{
	uint8_t *all = malloc(PLAY_MOST);
	char cmd[80];
	FILE *f;

	snprintf(cmd, sizeof(cmd), "xz -dc gpu/tests/iris/%s.tape.xz", name);
	f = popen(cmd, "r");
	if (!all || !f)
		abort();
	*len = fread(all, 1, PLAY_MOST, f);
	if (pclose(f) || !*len || *len == PLAY_MOST)
		abort();
	return all;
}

static inline uint64_t play_get(struct play *p)
{
	uint64_t v;

	if (p->end - p->at < (ptrdiff_t)sizeof(v))
		abort();		/* cut short */
	memcpy(&v, p->at, sizeof(v));
	p->at += sizeof(v);
	return v;
}

static inline uint8_t *play_memory(struct play *p, uint64_t at, uint64_t size)
{
	if (at < IRIS_FIRST || size > BED_TABLES || at > BED_TABLES - size)
		abort();
	return p->b.m.ram + at;
}

static inline void play_map(struct play *p)
{
	uint64_t va = play_get(p), at = play_get(p), size = play_get(p);

	play_memory(p, at, size);
	for (uint64_t n = 0; n < size; n += IRIS_PAGE)
		t_map(&p->b.m, va + n, at + n, 12, T_RW);
	memset(p->mapped + at / 4096, 1, size / 4096);
}

static inline void play_write(struct play *p)
{
	uint8_t *to = play_memory(p, play_get(p), IRIS_PAGE);

	if (p->end - p->at < IRIS_PAGE)
		abort();
	memcpy(to, p->at, IRIS_PAGE);
	p->at += IRIS_PAGE;
	if (p->wrote)
		p->wrote(p, to);
}

static inline bool play_exec(struct play *p)
{
	uint64_t ctx = play_get(p), va = play_get(p), n = play_get(p), hash = 0;

	if (ctx >= PLAY_CONTEXTS)
		abort();
	p->submissions++;
	p->changed += n;
	if (!p->run(p, (unsigned int)ctx, va))
		return false;
	while (n--)
		hash = iris_hash(hash, play_memory(p, play_get(p), IRIS_PAGE),
				 IRIS_PAGE);
	if (hash != play_get(p) && !p->why)
		p->why = "a submission left something else";
	return true;
}

static inline void play_end(struct play *p)
{
	uint64_t top = play_get(p);
	const uint8_t *from = play_memory(p, top, 0) - (top - IRIS_FIRST);

	if (iris_hash(0, from, top - IRIS_FIRST) != play_get(p) && !p->why)
		p->why = "memory beside what was recorded has changed";
}

/* To the end of the tape, or until run() says so. The bed is new. */
static inline void play(struct play *p)
{
	for (unsigned int i = 0; i < PLAY_CONTEXTS; i++)
		bed_context(&p->b, i, RCS_BASE);
	bed_start(&p->b, RCS_BASE);
	if (play_get(p) != IRIS_MAGIC)
		abort();
	for (;;) {
		switch (play_get(p)) {
		case IRIS_MAP:
			play_map(p);
			break;
		case IRIS_WRITE:
			play_write(p);
			break;
		case IRIS_EXEC:
			if (!play_exec(p))
				return;
			break;
		case IRIS_END:
			play_end(p);
			return;
		default:
			abort();
		}
	}
}

static inline void play_submit(struct play *p, unsigned int ctx, uint64_t va)
{
	BED_EMIT(&p->b, ctx, RCS_BASE, MI_BATCH_BUFFER_START | MI_BATCH_PPGTT,
		 (uint32_t)va, (uint32_t)(va >> 32), MI_NOOP);
	bed_submit(&p->b, RCS_BASE, bed_desc(ctx), 0);
}

#endif
