/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * perf.h - i915's performance selftests: a kept run on the emulated GPU (gtt2m
 * selftest --keep), compared with published figures of another GPU. Nothing was
 * fitted to these.
 */
#ifndef GTT2M_PERF_H
#define GTT2M_PERF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct perf_figure {
	char name[60];		/* "bcs0-64-kib-copy" */
	const char *unit;	/* "MiB/s", "ns", "cycles" */
	double value;		/* more than 0 */
};

/*
 * The figure in a line of the kernel's log; false: the line has none.
 * "bcs0: 64 KiB copy: 394 MiB/s" (gt/selftest_migrate.c), "bcs0: semaphore
 * response 11 cycles, 873ns" (selftests/i915_request.c: the time is taken),
 * "bcs0: 16K MI_NOOP cycles: 780" (gt/selftest_engine_cs.c).
 */
bool perf_read(const char *line, struct perf_figure *f);

#define PERF_FILE	"gpu/tests/selftests.perf"

/*
 * Prints both, a line a figure. 0, or -errno with a sentence in why: the file
 * is not there, is damaged (FILE:LINE), or a figure is missing in it.
 */
int perf_print(const char *path, FILE *out, char *why, size_t whylen);

#endif
