/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the GPU model counts (gpu/host/counters.h), read through BAR0. */
#ifndef GTT2M_GPUCOUNT_H
#define GTT2M_GPUCOUNT_H

#include <jansson.h>
#include <stdbool.h>

#include "gpu/host/counters.h"

/* The block as it stands; -ENODEV: not the model (a real GPU). */
int gpucount_read(struct gen9_counters *c);
/*
 * What has been touched since the machine started and is not modelled:
 * ["register 0x12345", "command 0x7b00", ...], sorted; NULL: not the model.
 */
json_t *gpucount_unmodelled(void);
/*
 * Commands that the model met from before to after and did not execute, by
 * name: {"GPGPU_WALKER":n}; they add up to not_executed.
 */
json_t *gpucount_skipped(const struct gen9_counters *before,
			 const struct gen9_counters *after);
/*
 * A `gpu` record of what was counted from before to after: submissions and
 * interrupts by engine, bytes and translations by page size.
 */
json_t *gpucount_record(const struct gen9_counters *before,
			const struct gen9_counters *after);
/*
 * End the trace of the GPU's work that is under way; begin trace n unless n is
 * 0 (gpu/host/params.h, GEN9_TRACE_MARK). false: none is taken here.
 */
bool gpucount_mark(uint32_t n);
/* Bytes and busy_ns of each context that moved bytes through its PPGTT. */
json_t *gpucount_contexts(const struct gen9_counters *before,
			  const struct gen9_counters *after);

#endif
