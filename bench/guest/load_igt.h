/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * IGT's benchmarks as the distribution packages them. Each prints one
 * number a repetition; what it means differs by program:
 *
 * gem_blt       MiB/s of XY_SRC_COPY of an object of -s bytes, the fastest
 *               pass of the repetition. -S waits after each copy. How many
 *               copies a pass makes is derived from the CPU's speed of
 *               clearing 64 MiB, so the bytes moved are not known exactly.
 * gem_exec_nop  microseconds for an empty batch, over at least 2 s.
 *
 * gem_wsim      workloads a second, in a line of words, over -r of them. A
 *               workload is a list of context.engine.us.dependency.wait;
 *               the us are busy-waited by the GPU reading CTX_TIMESTAMP.
 *
 * They check no content and set no EXEC_OBJECT_SUPPORTS_48B_ADDRESS, so
 * their objects lie below 4 GiB, where i915 does not align them to 2 MiB:
 * which of them get 2MiB entries is counted, not chosen.
 */
#ifndef GTT2M_LOAD_IGT_H
#define GTT2M_LOAD_IGT_H

#include <stddef.h>
#include <stdint.h>

#include "load.h"

#define IGT_REPS_MAX 16

enum igt_unit {
	IGT_MIB_PER_S,
	IGT_US,
	IGT_PER_S,
};

struct igt_params {
	const char *argv[12];
	unsigned int reps;	/* numbers that it prints; <= IGT_REPS_MAX */
	uint64_t bytes;		/* of one operation; 0: it moves none */
	enum igt_unit unit;
	/*
	 * scanf format of the line that holds the number, with %n at its
	 * end; NULL: a line that is the number.
	 */
	const char *line;
	unsigned int limit_s;	/* virtual seconds */
};

/* Line of gem_wsim that ends a run. */
#define IGT_WSIM_LINE "%*fs elapsed (%lf workloads/s)%n"

/*
 * The numbers in a program's output: lines that are one positive finite
 * number, or match line (see above); other lines (warnings) are passed
 * over. Exactly want of them, the
 * text ending with a newline: 0. -ENODATA: too few; -E2BIG: too many;
 * -EBADMSG: a number that cannot be, or a last line cut short.
 */
int igt_parse(const char *text, const char *line, double *v,
	      unsigned int want);
/* The middle one of n > 0 numbers, which are sorted; lower of two. */
double igt_median(double *v, unsigned int n);
/* ns for one operation of bytes, from a number in that unit. */
uint64_t igt_ns(double v, enum igt_unit unit, uint64_t bytes);

int load_igt(const struct load *l, uint64_t seed);

extern const struct rowset load_igt_rows;

#endif
