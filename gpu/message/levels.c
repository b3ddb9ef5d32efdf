// SPDX-License-Identifier: GPL-2.0-or-later
/* Tags of L3 and of the last-level cache; banks of local memory. */
#include <stdlib.h>
#include <string.h>

#include "gpu/host/work.h"
#include "gpu/message/levels.h"

#define LINE_SHIFT	6
#define EPOCH_SHIFT	40	/* a line's number has less bits */

struct gen9_levels *gen9_levels_new(void)
{
	struct gen9_levels *l = calloc(1, sizeof(*l));

	if (!l)
		return NULL;
	if (!gen9_tags_init(&l->l3, GEN9_L3_LINES) &&
	    !gen9_tags_init(&l->llc, GEN9_LLC_LINES))
		return l;
	gen9_levels_free(l);
	return NULL;
}

void gen9_levels_free(struct gen9_levels *l)
{
	if (!l)
		return;
	gen9_tags_free(&l->l3);
	gen9_tags_free(&l->llc);
	free(l);
}

void gen9_levels_empty(struct gen9_levels *l)
{
	gen9_levels_message(l);
	memset(l->done, 0, sizeof(l->done));
	if (++l->epoch < 1ull << (64 - EPOCH_SHIFT))
		return;
	gen9_tags_clear(&l->l3);
	gen9_tags_clear(&l->llc);
	l->epoch = 1;
}

void gen9_levels_message(struct gen9_levels *l)
{
	l->done[GEN9_DONE_SLM] += l->bank_clks;
	if (l->bank_clks)
		memset(l->bank, 0, sizeof(l->bank));
	l->bank_clks = l->lines = 0;
	l->level = GEN9_FROM_NONE;
	if (!++l->message) {
		memset(l->dword, 0, sizeof(l->dword));
		l->message = 1;
	}
}

/* Has this message touched the line before? Then it is one access. */
static bool already_touched(struct gen9_levels *l, uint64_t key)
{
	for (unsigned int i = l->lines; i--; )
		if (l->line[i] == key)
			return true;
	if (l->lines == GEN9_MSG_LINES)
		l->lines = 0;
	l->line[l->lines++] = key;
	return false;
}

/* A write of a line that L3 has not is one to memory, sooner or later. */
static enum gen9_from find(struct gen9_levels *l, uint64_t key, bool write)
{
	enum gen9_from level = GEN9_FROM_L3;
	struct gen9_tags_set *s, *in_llc;
	unsigned int way, at;

	if (!gen9_tags_use(&l->l3, key, &s, &way)) {
		level = gen9_tags_use(&l->llc, key, &in_llc, &at) ?
			GEN9_FROM_LLC : GEN9_FROM_MEM;
		if (!write)
			l->done[level == GEN9_FROM_LLC ? GEN9_DONE_LLC :
				GEN9_DONE_READ]++;
	}
	if (write && !(s->written >> way & 1)) {
		l->done[GEN9_DONE_WRITE]++;
		s->written |= 1ull << way;
	}
	return level;
}

/* A line that this message has not touched yet. Work of the host. */
static uint64_t touch_line(struct gen9_levels *l, uint64_t n, bool write)
{
	enum gen9_from level = find(l, n | l->epoch << EPOCH_SHIFT, write);

	l->done[GEN9_DONE_L3]++;
	if (level > l->level)
		l->level = level;
	return GEN9_WORK_WAY * (GEN9_L3_WAYS + GEN9_LLC_WAYS);
}

/* What a line is to a message: written after it was read, another access. */
static uint64_t access(const struct gen9_levels *l, uint64_t n, bool write)
{
	return (n | l->epoch << EPOCH_SHIFT) << 1 | write;
}

uint64_t gen9_levels_touch(struct gen9_levels *l, uint64_t pa, size_t len,
			   bool write)
{
	uint64_t end = (pa + len - 1) >> LINE_SHIFT, work = 0;

	for (uint64_t n = pa >> LINE_SHIFT; n <= end; n++)
		if (!already_touched(l, access(l, n, write)))
			work += touch_line(l, n, write);
	return work;
}

uint64_t gen9_levels_touch_even(struct gen9_levels *l, uint64_t pa, size_t len,
				uint64_t step, unsigned int n, bool write)
{
	/* the first of a message: what ascends is touched once */
	bool first = !l->lines;
	uint64_t next = 0, work = 0;

	for (; n; n--, pa += step) {
		uint64_t at = pa >> LINE_SHIFT, end = (pa + len - 1) >> LINE_SHIFT;

		for (at = at < next ? next : at; at <= end; at++) {
			uint64_t key = access(l, at, write);

			if (!first && already_touched(l, key))
				continue;
			if (first)
				l->line[l->lines++] = key;
			work += touch_line(l, at, write);
		}
		next = end + 1;
	}
	return work;
}

/* Each bank gives one dword a clock, to all who ask for it. */
void gen9_levels_slm(struct gen9_levels *l, uint32_t off, size_t len)
{
	for (uint32_t d = off / 4; d <= (off + len - 1) / 4; d++) {
		uint32_t *last = &l->dword[d % (GEN9_SLM_BYTES / 4)];
		unsigned int *bank = &l->bank[d % GEN9_SLM_BANKS];

		if (*last == l->message)
			continue;
		*last = l->message;
		if (++*bank > l->bank_clks)
			l->bank_clks = *bank;
	}
	if (l->level < GEN9_FROM_SLM)
		l->level = GEN9_FROM_SLM;
}

void gen9_levels_take_lines(struct gen9_levels *l, struct gen9_as *as)
{
	uint64_t *read = &l->done[GEN9_DONE_READ];
	uint64_t *write = &l->done[GEN9_DONE_WRITE];

	if (as->walker->lines + *read + *write < GEN9_WALKER_PIECE)
		return;
	gen9_walker_done(as, GEN9_DONE_READ, *read);
	gen9_walker_done(as, GEN9_DONE_WRITE, *write);
	gen9_walker_done(as, GEN9_DONE_PIECE, 1);
	*read = *write = 0;
}

void gen9_levels_take(struct gen9_levels *l, struct gen9_as *as)
{
	gen9_levels_message(l);
	for (unsigned int i = 0; i < GEN9_DONES; i++)
		gen9_walker_done(as, i, l->done[i]);
	memset(l->done, 0, sizeof(l->done));
}
