/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A trace (trace.h) run again under a set of parameters: what each engine
 * would have been charged. A function of its arguments alone. It calls what
 * the device calls; under the device's own parameters the result is the
 * device's to the picosecond.
 */
#ifndef GEN9_REPLAY_H
#define GEN9_REPLAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gpu/host/counters.h"
#include "gpu/host/params.h"

struct gen9_replayed {
	uint64_t work_ps[GEN9_CTR_ENGINES];	/* under the set */
	uint64_t recorded_ps[GEN9_CTR_ENGINES];	/* by the device */
	uint64_t look_ups, misses, iotlb_misses;
};

/*
 * What a trace is made of, found once for all sets: the pieces between two
 * events that empty an engine's TLBs: a context is loaded, or a request begins
 * and drops them. A piece whose bytes are those of an earlier one, with
 * nothing new of memory in it and in no blit's midst, takes as long; not where
 * there is an IOMMU, whose TLB is not emptied.
 */
struct gen9_pieces {
	unsigned int n;
	struct gen9_piece {
		size_t at, len;		/* behind its SWITCH or FLUSH, up to the next */
		unsigned int same;	/* the first with these bytes; itself */
		bool repeats;		/* may be taken from an equal one */
	} *v;
};

/* 0; -EINVAL: no whole trace; -ENOMEM. gen9_pieces_free() in any case. */
int gen9_pieces_find(struct gen9_pieces *p, const uint8_t *trace, size_t len);
void gen9_pieces_free(struct gen9_pieces *p);

/*
 * pieces: of this very trace; NULL: each is run. The result does not depend
 * on it.
 *
 * 0; -EINVAL: not a whole trace, or not one at all; -ENOMEM. What is read of
 * a trace is checked: any bytes are safe.
 */
int gen9_replay(const uint8_t *trace, size_t len,
		const struct gen9_pieces *pieces, const struct gen9_params *p,
		struct gen9_replayed *out);

#endif
