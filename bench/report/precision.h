/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * precision.h - when a run has seeds enough: every primary interval is
 * narrow enough, or the plan's cap is reached. Never on a p value.
 */
#ifndef GTT2M_PRECISION_H
#define GTT2M_PRECISION_H

#include <stddef.h>

#include "tally.h"

/*
 * Half of the widest 95 % interval over the primary contrasts, in per cent
 * of the ratio; negative while one of them has no interval or there are
 * none. *blocks: seeds behind the least of them.
 */
double precision_of(const struct tally *t, size_t *blocks);

/*
 * Do the first `blocks` blocks in dir reach target (per cent)? 1 and a
 * sentence, 0, or -errno and a sentence.
 */
int precision_reached(const char *dir, double target, unsigned int blocks,
		      char *why, size_t len);

#endif
