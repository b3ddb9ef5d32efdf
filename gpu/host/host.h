/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What all of the model stands on: the embedder, the parameters in force,
 * the counters, time. Times are virtual picoseconds since machine start
 * unless a name says otherwise.
 */
#ifndef GEN9_HOST_H
#define GEN9_HOST_H

#include "gpu/host/bus.h"
#include "gpu/host/cost.h"
#include "gpu/host/counters.h"


struct gen9_host {
	struct gen9_bus bus;
	struct gen9_params params;	/* in force */
	struct gen9_counters ctr;
	struct gen9_unmodelled unmodelled;
	uint64_t refused;	/* reasons for which nothing was drawn: logged */
	/* The clock of the engine that executes a command now, or NULL. */
	const uint64_t *clock;
};

/* *bus and *params are copied; counters start at zero. */
void gen9_host_init(struct gen9_host *h, const struct gen9_bus *bus,
		    const struct gen9_params *params);

/* The machine's time. */
uint64_t gen9_now(const struct gen9_host *h);
/* As the present actor sees it: the running engine's, else the machine's. */
uint64_t gen9_time(const struct gen9_host *h);

/*
 * Ticks of the command streamers' clock in ps, rounded down: 12 MHz, which
 * is what RPM_CONFIG0 and CTC_MODE read as (i915's gt/intel_gt_clock_utils.c,
 * gen9_get_crystal_clock_freq()). Exact for all of uint64_t.
 */
uint64_t gen9_ticks(uint64_t ps);

/* One line to the embedder's log. */
void gen9_log(const struct gen9_host *h, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
