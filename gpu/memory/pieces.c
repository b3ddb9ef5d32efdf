// SPDX-License-Identifier: GPL-2.0-or-later
/* Pieces of a trace that are alike; see replay.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "gpu/memory/replay.h"
#include "gpu/memory/trace.h"

/* Numbers behind an event; what is not here has none. */
static const uint8_t numbers[] = {
	[GEN9_TRACE_END] = GEN9_CTR_ENGINES, [GEN9_TRACE_ENGINE] = 1,
	[GEN9_TRACE_BLOCK] = 3, [GEN9_TRACE_BYTES] = 1, [GEN9_TRACE_CLKS] = 1,
	[GEN9_TRACE_IOTLB] = 1, [GEN9_TRACE_IOMMU_DIR] = 1,
	[GEN9_TRACE_CONTEXT] = 2, [GEN9_TRACE_RAW] = 1,
	[GEN9_TRACE_UNCHARGED] = 1, [GEN9_TRACE_WORD] = 2,
	[GEN9_TRACE_GGTT] = 2, [GEN9_TRACE_IOMMU] = 2,
	[GEN9_TRACE_DROP_GGTT] = 1,
};

/* Does it leave all but the engine's own state as it was? */
static bool is_own(unsigned int op)
{
	switch (op) {
	case GEN9_TRACE_START:
	case GEN9_TRACE_OPEN:
	case GEN9_TRACE_CLOSE:
	case GEN9_TRACE_BLOCK:
	case GEN9_TRACE_SAME_BLOCK:
	case GEN9_TRACE_BYTES:
	case GEN9_TRACE_CLKS:
	case GEN9_TRACE_CONTEXT:
	case GEN9_TRACE_CMD:
	case GEN9_TRACE_CMD_END:
	case GEN9_TRACE_WAIT:
	case GEN9_TRACE_CHARGE:
		return true;
	default:
		return op >= GEN9_TRACE_LOOK_UP;
	}
}

static bool empties(unsigned int op)
{
	return op == GEN9_TRACE_SWITCH || op == GEN9_TRACE_FLUSH;
}

/* The end of the event at s, or NULL. */
static const uint8_t *skip(const uint8_t *s, const uint8_t *end)
{
	unsigned int op = *s++, n = 0;

	if (op < sizeof(numbers))
		n = numbers[op];
	else if (op >= GEN9_TRACE_LOOK_UP)
		n = !(op & 1);
	for (; n && s < end; s++)
		n -= !(*s & 128);
	return n ? NULL : s;
}

static int add(struct gen9_pieces *p, size_t at)
{
	struct gen9_piece *more = p->v;

	if (!(p->n & (p->n - 1)))
		more = realloc(p->v, (p->n ? 2 * p->n : 1) * sizeof(*more));
	if (!more)
		return -ENOMEM;
	p->v = more;
	p->v[p->n] = (struct gen9_piece){ .at = at, .same = p->n,
					  .repeats = true };
	p->n++;
	return 0;
}

static uint64_t hash(const uint8_t *s, size_t len)
{
	uint64_t h = len;

	while (len--)
		h = (h ^ *s++) * 0x100000001b3ull;
	return h & ~(1ull << 63);
}

/* The first of each hash; a piece is the same as that if the bytes are. */
static int find_equal(struct gen9_pieces *p, const uint8_t *trace)
{
	struct gen9_map first = { 0 };
	uint64_t h, at;
	int err = 0;

	for (unsigned int i = 0; i < p->n && !err; i++) {
		struct gen9_piece *v = &p->v[i];

		if (!v->repeats)
			continue;
		h = hash(trace + v->at, v->len);
		if (!gen9_map_get(&first, h, &at))
			err = gen9_map_put(&first, h, i);
		else if (p->v[at].len == v->len &&
			 !memcmp(trace + p->v[at].at, trace + v->at, v->len))
			v->same = at;
	}
	gen9_map_free(&first);
	return err;
}

int gen9_pieces_find(struct gen9_pieces *p, const uint8_t *trace, size_t len)
{
	const uint8_t *s = trace + 4, *end = trace + len, *next;
	bool iommu = false, started = false;
	int err = 0;

	*p = (struct gen9_pieces){ 0 };
	if (len < 4)
		return -EINVAL;
	for (; s < end && !err; s = next) {
		unsigned int op = *s;

		next = skip(s, end);
		if (!next)
			return -EINVAL;
		iommu |= op == GEN9_TRACE_HAS_IOMMU;
		started |= op == GEN9_TRACE_START;
		/* a blit that the piece before began: neither stands alone */
		if (op == GEN9_TRACE_OPEN && !started)
			for (unsigned int i = 1; i <= 2 && i <= p->n; i++)
				p->v[p->n - i].repeats = false;
		if (p->n && (empties(op) || op == GEN9_TRACE_END))
			p->v[p->n - 1].len = s - trace - p->v[p->n - 1].at;
		/* the last one may end with what was not charged yet */
		if (p->n && !empties(op))
			p->v[p->n - 1].repeats &= is_own(op) && !iommu;
		if (empties(op)) {
			started = false;
			err = add(p, next - trace);
		}
	}
	return err ?: find_equal(p, trace);
}

void gen9_pieces_free(struct gen9_pieces *p)
{
	free(p->v);
	*p = (struct gen9_pieces){ 0 };
}
