/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stand-alone reproducers (scripts/repro-c.sh) in L1: programs that know
 * nothing of the suite, below /alone of the image. Each is given the UUID of
 * a fresh vGPU.
 */
#ifndef GTT2M_ALONE_H
#define GTT2M_ALONE_H

#include <stdint.h>

struct cell;

/* What a program that ended said of the defect, by its exit status. */
enum alone_status { ALONE_NOT_SEEN, ALONE_SEEN, ALONE_NOT_TRIED };

/*
 * Run these (names, separated by commas) one after the other: for each a
 * record {"type":"alone","name":N,"begins":true} before it and {"type":
 * "alone","name":N,"status":enum alone_status,"said":TEXT} after it, in which
 * -ETIME stands for one that did not end. 0, or -errno and c says why.
 */
int alone_cell(struct cell *c, const char *names, uint64_t seed);

#endif
