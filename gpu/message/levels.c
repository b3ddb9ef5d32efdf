// SPDX-License-Identifier: GPL-2.0-or-later
/* Tags of L3 and of the last-level cache; banks of local memory. */
#include <stdlib.h>

#include "gpu/host/work.h"
#include "gpu/message/levels.h"

#define LINE_SHIFT	6
#define EPOCH_SHIFT	40	/* a line's number has less bits */

struct gen9_levels *gen9_levels_new(void)
{
	struct gen9_levels *l = calloc(1, sizeof(*l));

	if (!l)
		return NULL;
	gen9_cache_size(&l->l3, GEN9_L3_LINES, GEN9_L3_WAYS);
	gen9_cache_size(&l->llc, GEN9_LLC_LINES, GEN9_LLC_WAYS);
	l->l3.e = calloc(GEN9_L3_LINES, sizeof(*l->l3.e));
	l->llc.e = calloc(GEN9_LLC_LINES, sizeof(*l->llc.e));
	if (l->l3.e && l->llc.e)
		return l;
	gen9_levels_free(l);
	return NULL;
}

void gen9_levels_free(struct gen9_levels *l)
{
	if (!l)
		return;
	free(l->l3.e);
	free(l->llc.e);
	free(l);
}

void gen9_levels_empty(struct gen9_levels *l)
{
	gen9_levels_message(l);
	memset(l->done, 0, sizeof(l->done));
	if (++l->epoch < 1ull << (64 - EPOCH_SHIFT))
		return;
	memset(l->l3.e, 0, GEN9_L3_LINES * sizeof(*l->l3.e));
	memset(l->llc.e, 0, GEN9_LLC_LINES * sizeof(*l->llc.e));
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
	struct gen9_cache_ent *e = gen9_cache_find(&l->l3, key);
	enum gen9_from level = GEN9_FROM_L3;

	if (!e) {
		level = gen9_cache_find(&l->llc, key) ? GEN9_FROM_LLC :
							GEN9_FROM_MEM;
		if (level == GEN9_FROM_MEM)
			gen9_cache_put(&l->llc, key, 0);
		e = gen9_cache_put(&l->l3, key, false);
		if (!write)
			l->done[level == GEN9_FROM_LLC ? GEN9_DONE_LLC :
				GEN9_DONE_READ]++;
	}
	if (write && e && !e->val) {
		l->done[GEN9_DONE_WRITE]++;
		e->val = true;
	}
	return level;
}

uint64_t gen9_levels_touch(struct gen9_levels *l, uint64_t pa, size_t len,
			   bool write)
{
	uint64_t end = (pa + len - 1) >> LINE_SHIFT, work = 0;

	for (uint64_t n = pa >> LINE_SHIFT; n <= end; n++) {
		uint64_t key = n | l->epoch << EPOCH_SHIFT;
		enum gen9_from level;

		/* written after it was read: another access */
		if (already_touched(l, key << 1 | write))
			continue;
		l->done[GEN9_DONE_L3]++;
		work += GEN9_WORK_WAY * (GEN9_L3_WAYS + GEN9_LLC_WAYS);
		level = find(l, key, write);
		if (level > l->level)
			l->level = level;
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
