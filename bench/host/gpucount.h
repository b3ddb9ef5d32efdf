/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the GPU model counts (gpu/counters.h), read through BAR0. */
#ifndef GTT2M_GPUCOUNT_H
#define GTT2M_GPUCOUNT_H

#include <jansson.h>

#include "gpu/counters.h"

/* The block as it stands; -ENODEV: not the model (a real GPU). */
int gpucount_read(struct gen9_counters *c);
/*
 * A `gpu` record of what was counted from before to after: submissions and
 * interrupts by engine, bytes and translations by page size.
 */
json_t *gpucount_record(const struct gen9_counters *before,
			const struct gen9_counters *after);

#endif
