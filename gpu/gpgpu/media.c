// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * MEDIA_OBJECT and MEDIA_OBJECT_WALKER: threads of the media pipeline. Fields:
 * Mesa's src/intel/genxml/gen9.xml.
 *
 * A walker's five loops, from the outside: blocks along lines (global outer,
 * global inner), and in a block threads along lines (local outer, middle,
 * inner). The inner loops are lines without an end: of each the part that is
 * inside, from the first place to the last.
 */
#include <string.h>

#include "gpu/gpgpu/walk.h"
#include "gpu/host/work.h"

#define WALKER_SUBOP		3u
#define OBJECT_DWORDS		6u	/* before the inline data */
#define WALKER_DWORDS		17u

static bool is_walker(const uint32_t *dw)
{
	return (dw[0] >> 16 & 0xff) == WALKER_SUBOP;
}

/* Not what needs more than a thread on its own: gpu/spec-eu.md, "Dispatch". */
bool media_executed(const uint32_t *dw)
{
	uint32_t indirect = dw[2] & 0x1ffff, sync = dw[2] & 1u << 24;

	if (indirect || sync)
		return false;
	if (!is_walker(dw))
		return !(dw[2] >> 31);			/* children */
	return !(dw[2] >> 22 & 3) &&			/* masked dispatch */
	       !(dw[5] >> 8) && !(dw[6] >> 24 & 0xf);	/* groups, colors */
}

static int32_t field(uint32_t dw, unsigned int low, unsigned int bits, bool sign)
{
	uint32_t v = dw >> low & ((1u << bits) - 1);

	return sign && v >> (bits - 1) ? (int32_t)v - (1 << bits) : (int32_t)v;
}

/* X in the low half, Y in the high one. */
static void pair(int32_t to[2], uint32_t dw, unsigned int bits, bool sign)
{
	to[0] = field(dw, 0, bits, sign);
	to[1] = field(dw, 16, bits, sign);
}

static void take_walker(struct media_walk *m, const uint32_t *dw)
{
	m->last[MEDIA_MIDDLE] = field(dw[6], 16, 5, false);
	m->step[MEDIA_MIDDLE][0] = field(dw[6], 8, 2, true);
	m->step[MEDIA_MIDDLE][1] = field(dw[6], 12, 2, true);
	m->last[MEDIA_OUTER] = field(dw[7], 0, 12, false);
	m->last[MEDIA_GLOBAL_OUTER] = field(dw[7], 16, 12, false);
	pair(m->block, dw[8], 11, false);
	pair(m->local, dw[9], 11, false);
	pair(m->step[MEDIA_OUTER], dw[11], 12, true);
	pair(m->step[MEDIA_INNER], dw[12], 12, true);
	pair(m->whole, dw[13], 11, false);
	pair(m->global, dw[14], 12, true);
	pair(m->step[MEDIA_GLOBAL_OUTER], dw[15], 12, true);
	pair(m->step[MEDIA_GLOBAL_INNER], dw[16], 12, true);
}

/* One thread, at its place of the scoreboard. */
static void take_object(struct media_walk *m, const uint32_t *dw)
{
	pair(m->global, dw[4], 9, false);
	for (unsigned int i = 0; i < 2; i++) {
		m->whole[i] = m->global[i] + 1;
		m->block[i] = 1;
	}
}

static void take(struct media_walk *m, const uint32_t *dw)
{
	*m = (struct media_walk){ .on = true, .loop = MEDIA_GLOBAL_OUTER };
	if (is_walker(dw))
		take_walker(m, dw);
	else
		take_object(m, dw);
	/* before its first turn */
	m->at[MEDIA_GLOBAL_OUTER] = -1;
}

/* Turns of a line: those at which from + i * step is in [0, size). */
struct turns {
	int64_t first, last;
};

static void clip(struct turns *t, int64_t from, int64_t step, int64_t size)
{
	int64_t first = 0, last;

	if (step < 0) {
		from = size - 1 - from;
		step = -step;
	}
	if (from >= size)
		last = -1;
	else if (!step)
		last = from < 0 ? -1 : INT32_MAX;
	else
		last = (size - 1 - from) / step;
	if (from < 0 && step)
		first = (step - 1 - from) / step;
	t->first = first > t->first ? first : t->first;
	t->last = last < t->last ? last : t->last;
}

static int64_t global_at(const struct media_walk *m, unsigned int i)
{
	return m->global[i] +
	       (int64_t)m->at[MEDIA_GLOBAL_OUTER] * m->step[MEDIA_GLOBAL_OUTER][i] +
	       (int64_t)m->at[MEDIA_GLOBAL_INNER] * m->step[MEDIA_GLOBAL_INNER][i];
}

static int64_t local_at(const struct media_walk *m, unsigned int i)
{
	return m->local[i] + (int64_t)m->at[MEDIA_OUTER] * m->step[MEDIA_OUTER][i] +
	       (int64_t)m->at[MEDIA_MIDDLE] * m->step[MEDIA_MIDDLE][i] +
	       (int64_t)m->at[MEDIA_INNER] * m->step[MEDIA_INNER][i];
}

/* A block ends where the whole does. */
static int64_t block_size(const struct media_walk *m, unsigned int i)
{
	int64_t left = m->whole[i] - global_at(m, i);

	return left < m->block[i] ? left : m->block[i];
}

/* To the first turn of a loop. false: it has none. */
static bool enter(struct media_walk *m, unsigned int loop)
{
	const int32_t *step = m->step[loop];
	struct turns t = { 0, step[0] || step[1] ? INT32_MAX : 0 };

	m->at[loop] = 0;
	if (loop != MEDIA_INNER && loop != MEDIA_GLOBAL_INNER)
		return true;
	for (unsigned int i = 0; i < 2; i++) {
		if (loop == MEDIA_INNER)
			clip(&t, local_at(m, i), step[i], block_size(m, i));
		else
			clip(&t, global_at(m, i), step[i], m->whole[i]);
	}
	m->at[loop] = (int32_t)t.first;
	m->last[loop] = (int32_t)t.last;
	return t.first <= t.last;
}

enum media_next media_next(struct media_walk *m)
{
	while (m->loop < MEDIA_LOOPS && m->at[m->loop] >= m->last[m->loop])
		m->loop++;
	if (m->loop == MEDIA_LOOPS)
		return MEDIA_END;
	m->at[m->loop]++;
	for (; m->loop; m->loop--)
		if (!enter(m, m->loop - 1))
			return MEDIA_NOTHING;
	return MEDIA_THREAD;
}

uint32_t media_place(const struct media_walk *m)
{
	uint32_t x = (uint32_t)(global_at(m, 0) + local_at(m, 0));
	uint32_t y = (uint32_t)(global_at(m, 1) + local_at(m, 1));

	return (x & 0xffff) | y << 16;
}

/* The CURBE, then what the command has behind its fields. */
static const char *take_payload(struct gen9_gpgpu *g, const uint32_t *dw,
				unsigned int n, uint16_t read_offset)
{
	unsigned int from = is_walker(dw) ? WALKER_DWORDS : OBJECT_DWORDS;
	struct walk *w = &g->w;
	size_t curbe;

	w->cross = w->per;
	w->per = ((n - from) * 4 + EU_GRF_BYTES - 1) / EU_GRF_BYTES;
	w->per_first = false;
	if (w->cross + w->per > EU_GRFS - 1)
		return "a payload of more registers than there are";
	curbe = w->cross * EU_GRF_BYTES;
	gen9_port_read(&g->port, gpgpu_curbe_at(g, read_offset), g->payload, curbe);
	memset(g->payload + curbe, 0, w->per * EU_GRF_BYTES);
	memcpy(g->payload + curbe, dw + from, (n - from) * 4);
	return NULL;
}

const char *media_prepare(struct gen9_gpgpu *g, const uint32_t *dw, unsigned int n)
{
	uint16_t read_offset = gpgpu_descriptor(g, dw[1]);
	struct walk *w = &g->w;

	w->threads = w->width = w->height = 1;
	w->mask = w->right = w->bottom = ~0u;
	take(&w->media, dw);
	return take_payload(g, dw, n, read_offset);
}

/* Threads that there may be, at most. */
uint64_t media_threads(const struct media_walk *m)
{
	int32_t inner = m->step[MEDIA_INNER][0] | m->step[MEDIA_INNER][1];

	return inner || m->last[MEDIA_OUTER] || m->last[MEDIA_MIDDLE] ?
	       (uint64_t)m->whole[0] * (uint64_t)m->whole[1] : 1;
}
