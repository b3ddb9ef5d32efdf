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
#include "gpu/memory/outcomes.h"

struct gen9_replayed {
	uint64_t work_ps[GEN9_CTR_ENGINES];	/* under the set */
	uint64_t recorded_ps[GEN9_CTR_ENGINES];	/* by the device */
	uint64_t look_ups, misses, iotlb_misses;
};

/*
 * known: what becomes of this very trace's look-ups under a list of sets, of
 * which p is number set; NULL: the TLBs are run. The result does not depend
 * on it.
 *
 * 0; -EINVAL: not a whole trace, or not one at all; -ENOMEM. What is read of
 * a trace is checked: any bytes are safe.
 */
int gen9_replay(const uint8_t *trace, size_t len,
		const struct gen9_outcomes *known, unsigned int set,
		const struct gen9_params *p, struct gen9_replayed *out);

#endif
