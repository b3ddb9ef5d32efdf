/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The memory that a trace has page tables of: a bus that answers with the words
 * that the recorded run has read, as far as the trace was read; the GGTT; and by
 * how large pages the IOMMU maps what.
 */
#ifndef GEN9_RECORDED_H
#define GEN9_RECORDED_H

#include "gpu/host/bus.h"
#include "gpu/memory/ggtt.h"
#include "gpu/memory/map.h"
#include "gpu/memory/reading.h"

struct gen9_recorded {
	struct gen9_bus bus;
	struct gen9_ggtt ggtt;
	struct gen9_map words, shifts;
	bool asked;		/* else nobody will: words are not kept */
};

/* 0 or -ENOMEM; gen9_recorded_free() in any case. m stays where it is. */
int gen9_recorded_new(struct gen9_recorded *m, bool asked);
void gen9_recorded_free(struct gen9_recorded *m);

/*
 * An event of memory, whose op was read: GEN9_TRACE_WORD, GGTT, IOMMU, IOMMU_NEW,
 * HAS_IOMMU, FLUSH_GGTT, DROP_GGTT.
 */
void gen9_recorded_read(struct gen9_recorded *m, struct gen9_reading *in,
			struct gen9_trace_last *last, unsigned int op);

#endif
