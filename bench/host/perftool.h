/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Linux's own perf around the populate path: `perf stat` on GVT-g's trace
 * event, `perf record` on the CPU clock. Needs the program in the image
 * (perf.cpio) or on the system.
 */
#ifndef GTT2M_PERFTOOL_H
#define GTT2M_PERFTOOL_H

#include <stdint.h>

/* Entries by outcome, as `perf stat -e gvt:gvt_2m_entry` counts them. */
struct perf_counts {
	int64_t seen, direct, split, failed;	/* -1: not counted */
};

/* Of the text of perf stat -x,: 0, or -EINVAL when a line is missing. */
int perf_parse_stat(const char *text, struct perf_counts *c);
/*
 * A line of perf report -t,: samples, dso and symbol (cut to len), or
 * -EINVAL for a line that is none (a comment).
 */
int perf_parse_line(const char *line, uint64_t *samples, char *dso,
		    char *symbol, unsigned int len);

#endif
