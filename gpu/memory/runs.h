/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Messages of a walker (walker.h) and what its threads have done, with nothing
 * else among them in the trace: only their sums count. Where they are is found
 * once and not for each set of parameters.
 */
#ifndef GEN9_RUNS_H
#define GEN9_RUNS_H

#include <stddef.h>
#include <stdint.h>

struct gen9_run {
	size_t at, end;			/* bytes of the trace */
	size_t message, done;		/* the first one, in the lists */
	uint32_t messages, dones, looks;
	uint64_t page[2];		/* the last ones, [write] */
};

struct gen9_runs {
	struct gen9_run *v;
	uint32_t *message;		/* its look-ups */
	struct gen9_run_done {
		uint64_t i, n;		/* of gen9_walker_done() */
	} *done;
	size_t n, messages, dones;
};

/* 0; -EINVAL: no whole trace; -ENOMEM. gen9_runs_free() in any case. */
int gen9_runs_find(struct gen9_runs *l, const uint8_t *trace, size_t len);
void gen9_runs_free(struct gen9_runs *l);

#endif
