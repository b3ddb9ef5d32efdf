/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * clocks.h - after a run: the time of its guests' phases under each parameter
 * set of the ensemble (bench/clock/), from the traces that the cells left.
 */
#ifndef GTT2M_CLOCKS_H
#define GTT2M_CLOCKS_H

#include <stddef.h>

/* The part that the emulated GPU is. */
#define CLOCKS_PART "kbl-gt2"
#define CLOCKS_FILE "clock.json"

/*
 * Write dir/clock.json (docs/records.md) in jobs processes and delete the
 * traces, with a line of progress a cell; root is where gpu/params is. Cells that
 * an interrupted call has done are not done again. The number of phases, 0 if the
 * run has no traces (then nothing is written), or -errno with a sentence in why.
 */
int clocks_make(const char *dir, const char *root, unsigned int jobs, char *why,
		size_t whylen);

#endif
