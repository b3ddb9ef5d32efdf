// SPDX-License-Identifier: GPL-2.0-or-later
/* See recorded.h. */
#include <endian.h>
#include <string.h>

#include "gpu/memory/recorded.h"

static int bus_read(void *opaque, uint64_t addr, void *buf, size_t len)
{
	struct gen9_recorded *m = opaque;
	uint64_t v;

	if (len != sizeof(v) || !gen9_map_get(&m->words, addr >> 3, &v))
		return -EFAULT;
	v = htole64(v);
	memcpy(buf, &v, sizeof(v));
	return 0;
}

/* A page that no walk of the recorded run came to is as its neighbours. */
static unsigned int bus_shift(void *opaque, uint64_t addr)
{
	struct gen9_recorded *m = opaque;
	unsigned int shift = 0;

	gen9_map_get_shift(&m->shifts, addr, &shift);
	return shift;
}

int gen9_recorded_new(struct gen9_recorded *m, bool asked)
{
	*m = (struct gen9_recorded){
		.bus = { .opaque = m, .dma_read = bus_read }, .asked = asked,
	};
	return asked ? gen9_ggtt_init(&m->ggtt, NULL, NULL) : 0;
}

void gen9_recorded_free(struct gen9_recorded *m)
{
	gen9_ggtt_free(&m->ggtt);
	gen9_map_free(&m->words);
	gen9_map_free(&m->shifts);
}

static void word(struct gen9_recorded *m, struct gen9_reading *in,
		 struct gen9_trace_last *l)
{
	l->word = gen9_read_distance(in, l->word);
	l->val = gen9_read_distance(in, l->val);
	if (m->asked && gen9_map_put(&m->words, l->word & ~(7ull << 61), l->val))
		gen9_read_fails(in, -ENOMEM);
}

static void ggtt_entry(struct gen9_recorded *m, struct gen9_reading *in)
{
	uint64_t n = gen9_read_num(in), v;

	if (n >= GEN9_GGTT_ENTRIES) {
		gen9_read_fails(in, -EINVAL);
		return;
	}
	v = gen9_read_num(in);
	if (m->asked)
		m->ggtt.pte[n] = v;
}

static void mapped(struct gen9_recorded *m, struct gen9_reading *in,
		   struct gen9_trace_last *l)
{
	uint64_t shift;

	l->pa = gen9_read_distance(in, l->pa);
	shift = gen9_read_num(in);
	if (shift > 48 || gen9_map_put_shift(&m->shifts, l->pa << 12, shift))
		gen9_read_fails(in, -EINVAL);
}

void gen9_recorded_read(struct gen9_recorded *m, struct gen9_reading *in,
			struct gen9_trace_last *last, unsigned int op)
{
	uint64_t n;

	switch (op) {
	case GEN9_TRACE_HAS_IOMMU:
		m->bus.iommu_shift = bus_shift;
		break;
	case GEN9_TRACE_WORD:
		word(m, in, last);
		break;
	case GEN9_TRACE_GGTT:
		ggtt_entry(m, in);
		break;
	case GEN9_TRACE_IOMMU:
		mapped(m, in, last);
		break;
	case GEN9_TRACE_IOMMU_NEW:
		gen9_map_clear(&m->shifts);
		break;
	case GEN9_TRACE_FLUSH_GGTT:
		gen9_ggtt_flush(&m->ggtt);
		break;
	case GEN9_TRACE_DROP_GGTT:
		n = gen9_read_num(in);
		if (n < m->ggtt.entries)
			gen9_ggtt_write(&m->ggtt, n, m->ggtt.pte[n]);
		break;
	}
}
