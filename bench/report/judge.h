/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * judge.h - every series of a run judged against its margin, Holm's
 * correction over the primary family. Report and finding share it, so that
 * a sentence cannot say more than the table.
 */
#ifndef GTT2M_JUDGE_H
#define GTT2M_JUDGE_H

#include <stddef.h>

#include "stats.h"
#include "tally.h"

struct judged {
	const struct tally *t;
	struct contrast *c;	/* [series * nvariants + variant] */
	size_t *n;		/* blocks behind it, 0: none */
	size_t family;		/* contrasts of the primary family */
};

/* 0 or -ENOMEM. judged_free() after it. Nothing is judged without baseline. */
int judge_all(struct judged *j, const struct tally *t);
void judged_free(struct judged *j);

const struct contrast *judged_at(const struct judged *j, size_t series,
				 size_t variant);
size_t judged_blocks(const struct judged *j, size_t series, size_t variant);

/* The ratio to print: as measured, not turned towards "better". */
double judged_shown(const struct tally_series *s, double better);

#endif
