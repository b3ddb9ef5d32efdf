/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * phase.h - the time of recorded phases under each set of an ensemble.
 */
#ifndef GTT2M_PHASE_H
#define GTT2M_PHASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clock/ensemble.h"
#include "clock/memo.h"

#define CLOCKS_SCHEMA 2		/* of clock.json, which has such phases */

/* A trace in a file as the device writes it: number, length, the trace. */
struct phase {
	const uint8_t *trace;		/* in somebody's buffer */
	size_t len;
	uint64_t busy_ns;		/* of all engines, as counted */
	/* what phases_run() says */
	bool whole;			/* the trace can be replayed */
	bool exact;			/* serial gives what was recorded */
	uint64_t serial_ns;		/* the time under serial */
	uint64_t *ns;			/* [set]; the caller's */
};

/*
 * Trace number n of a file's text: 0; -ENOENT: it is not there; -EFBIG: it was
 * too long for the device to keep; -EINVAL: the file is damaged.
 */
int phase_find(const uint8_t *text, size_t len, uint32_t n, struct phase *p);

/*
 * Run all phases under serial and under each set of e for the part, in jobs
 * processes. What memo has of the same sets is not run again; it may be NULL. 0 or
 * -errno. The results depend neither on jobs nor on memo.
 */
int phases_run(struct phase *p, unsigned int n, const struct ensemble *e,
	       const struct part *part, unsigned int jobs, struct memo *memo);

#endif
