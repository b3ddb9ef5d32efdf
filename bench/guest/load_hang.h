/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A batch that never ends, as IGT's hang tests have it (i915_hangman,
 * gem_reset_stats; the distribution packages IGT's benchmarks only): the
 * guest's i915 has to find the hang, reset the engine and put the blame on
 * the context that did it, and work of another context is right before and
 * after. Behind a vGPU the host must not be hurt either.
 */
#ifndef GTT2M_LOAD_HANG_H
#define GTT2M_LOAD_HANG_H

#include "load.h"

struct hang_params {
	unsigned int hangs;	/* one after the other, each a context of its own */
};

int load_hang(const struct load *l, uint64_t seed);

extern const struct rowset load_hang_rows;

#endif
