/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ratio.h - times and rates as ratios to the baseline: which are noise, since
 * the variant does what the baseline does, and which say something.
 */
#ifndef GTT2M_RATIO_H
#define GTT2M_RATIO_H

#include "judge.h"
#include "report.h"

#define RATIO_LEAST 0.01	/* a ratio nearer to 1 says nothing */

struct ratios {
	struct report *r;
	struct judged j;
	bool rate;		/* rates, or times */
	double *noise;		/* |log| of ratios that are noise, ascending */
	size_t n;
	double most;		/* the largest, and its series */
	size_t where;
};

/* 0, -ENOMEM, -ENOENT without a baseline; ratios_free() after 0. */
int ratios_make(struct ratios *q, struct report *r, bool rate);
void ratios_free(struct ratios *q);
/* Per cent within which so many of 100 noise ratios are; 0: there is none. */
double ratios_noise(const struct ratios *q, unsigned int of_100);
/* Per cent within which all noise of the series' load is, in all scenarios. */
double ratios_floor(const struct ratios *q, size_t series);
typedef bool ratio_fn(const struct report *r, const struct tally_series *s,
		      size_t variant);
/*
 * Does a judged variant differ in the series, by more than the least and noise? Of
 * those for which only() is true; NULL: of all.
 */
bool ratios_tell(const struct ratios *q, size_t series, ratio_fn *only);
/* A judged variant that does in the scenario what the baseline does. */
bool ratios_same(const struct ratios *q, size_t variant, size_t scenario);
/* The variant's entries became what the baseline's did; counted in both. */
bool ratios_same_end(const struct report *r, size_t variant, size_t scenario);
/* 'E', 'U': entries fail or lead astray, so that the time buys nothing; or 0. */
char ratios_spoilt(const struct report *r, size_t variant, size_t scenario);
/* "0.90 to 1.00"; where both ends print the same, that one. */
void ratio_say_span(FILE *f, int digits, double least, double most);

#endif
