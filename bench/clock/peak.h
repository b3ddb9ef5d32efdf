/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * peak.h - clpeak's rows under each set of the ensemble: a replay of what
 * gpu/tests/cl_peak.c has recorded of its kernels. No set was chosen by these rows.
 * The CPU is idle meanwhile, so mem_cpu_pct is 0 instead of the set's value.
 *
 * FOLDER/peak.rows: "NUMBER PUBLISHED WORK UNIT FITTED NAME" a line; WORK by
 * nanoseconds is PUBLISHED's unit; FITTED is the parameter whose nominal value the
 * row has chosen, or "-". The last line is of a kernel that does nothing,
 * whose time is no part of a row's. FOLDER/peak.traces: by number, as in a file
 * of the device (bench/clock/phase.h).
 */
#ifndef GTT2M_PEAK_H
#define GTT2M_PEAK_H

#include <stdio.h>

#include "clock/ensemble.h"

/* 0; -errno with a sentence in why: what is in folder is not whole. */
int peak_print(const char *folder, const struct ensemble *e,
	       const struct part *part, FILE *out, char *why, size_t whylen);

#endif
