/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The GPU model's counters (gpu/counters.h) as L1 sees them in BAR0.
 */
#ifndef GTT2M_GPU_COUNTERS_H
#define GTT2M_GPU_COUNTERS_H

#include <jansson.h>

#include "counters.h"

/*
 * Copy the counters of the GPU at its usual place. -ENODEV: no GPU there,
 * or one without such counters (a real one); -EPROTO: of another layout
 * than this program was built with.
 */
int gpu_counters_read(struct gen9_counters *c);

/*
 * What happened between two readings, summed over contexts:
 * {"type":"gpu","params_hash":"16 hex digits","blits":n,"faults":n, ...,
 *  "pages":{"4k":{"bytes_read":n,...},...},"engines":{"rcs0":{...},...}}
 * Page kinds and engines that did nothing are left out.
 */
json_t *gpu_counters_record(const struct gen9_counters *before,
			    const struct gen9_counters *after);

#endif
