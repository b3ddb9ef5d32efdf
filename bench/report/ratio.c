// SPDX-License-Identifier: GPL-2.0-or-later
/* ratio.c - see ratio.h. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ratio.h"

static bool has(const struct ratios *q, size_t i, size_t v)
{
	return q->r->tally.series[i].rate == q->rate && judged_blocks(&q->j, i, v);
}

static double at(const struct ratios *q, size_t i, size_t v)
{
	return judged_at(&q->j, i, v)->ci.est;
}

/* By the same way, too: as many pins, as many in vain, in each boot. */
static bool same_way(const struct report *r, size_t v, size_t k)
{
	static const char *const keys[] = { "pin_calls", "pins_wasted",
					    "decided_split" };

	for (size_t i = 0; i < r->tally.blocks; i++) {
		const json_t *a = tally_boot(&r->tally, v, k, i)->counts;
		const json_t *b = tally_boot(&r->tally, r->tally.baseline, k, i)->counts;

		for (size_t n = 0; n < sizeof(keys) / sizeof(keys[0]); n++)
			if (record_int(json_object_get(a, "counters"), keys[n], -1) !=
			    record_int(json_object_get(b, "counters"), keys[n], -1))
				return false;
	}
	return true;
}

/*
 * The variant's entries became what the baseline's did: on like pages, or
 * all of them one thing, whatever the pages were.
 */
bool ratios_same_end(const struct report *r, size_t v, size_t k)
{
	const struct outcome *o = &tally_cell(&r->tally, v, k)->sum;

	return tally_cell(&r->tally, v, k)->counted &&
	       report_same_sum(o, &tally_cell(&r->tally, r->tally.baseline, k)->sum) &&
	       (tally_comparable(&r->tally, v, r->tally.baseline, k) ||
		!o->direct || o->direct == o->seen);
}

/* What it costs to get there is what a time is about, and no noise in it. */
static bool does_the_same(const struct ratios *q, size_t v, size_t k)
{
	return ratios_same_end(q->r, v, k) && (q->rate || same_way(q->r, v, k));
}

/* 'E', 'U': time in which entries failed or led astray buys nothing. */
char ratios_spoilt(const struct report *r, size_t v, size_t k)
{
	const struct outcome *o = &tally_cell(&r->tally, v, k)->sum;

	return o->failed ? 'E' : o->unsafe ? 'U' : 0;
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/*
 * Is a ratio noise? That of the placebo, always; of a judged variant, where it
 * does what the baseline does.
 */
static bool is_noise(const struct ratios *q, size_t i, size_t v)
{
	unsigned int k = q->r->tally.series[i].scenario;

	return has(q, i, v) && !ratios_spoilt(q->r, v, k) &&
	       (report_placebo(q->r, v) ||
		(tally_contrast(&q->r->tally, v) && does_the_same(q, v, k)));
}

static void take_noise(struct ratios *q)
{
	const struct tally *t = &q->r->tally;

	for (size_t i = 0; i < t->nseries; i++)
		for (size_t v = 0; v < q->r->run.plan.nvariants; v++) {
			double x;

			if (!is_noise(q, i, v))
				continue;
			x = fabs(at(q, i, v));
			q->where = x > q->most ? i : q->where;
			q->most = fmax(x, q->most);
			q->noise[q->n++] = x;
		}
	qsort(q->noise, q->n, sizeof(*q->noise), ascending);
}

/* The largest ratio that is noise, of the same load in any scenario. */
static double floor_of(const struct ratios *q, size_t of)
{
	const struct tally_series *s = q->r->tally.series;
	double most = 0;

	for (size_t i = 0; i < q->r->tally.nseries; i++)
		for (size_t v = 0; v < q->r->run.plan.nvariants; v++)
			if (!strcmp(s[i].what, s[of].what) && is_noise(q, i, v))
				most = fmax(most, fabs(at(q, i, v)));
	return most;
}

double ratios_floor(const struct ratios *q, size_t i)
{
	return expm1(floor_of(q, i)) * 100;
}

/* A judged variant's ratio that is no noise and not the price of an error. */
static bool differs(const struct ratios *q, size_t i, size_t v, double least)
{
	unsigned int k = q->r->tally.series[i].scenario;

	return has(q, i, v) && tally_contrast(&q->r->tally, v) &&
	       !does_the_same(q, v, k) && !ratios_spoilt(q->r, v, k) &&
	       fabs(at(q, i, v)) > least;
}

bool ratios_tell(const struct ratios *q, size_t i, ratio_fn *only)
{
	const struct tally_series *s = &q->r->tally.series[i];
	double least = fmax(log1p(RATIO_LEAST), floor_of(q, i));

	if (ratios_spoilt(q->r, (size_t)q->r->tally.baseline, s->scenario))
		return false;	/* a ratio to what failed says nothing */
	for (size_t v = 0; v < q->r->run.plan.nvariants; v++)
		if (differs(q, i, v, least) && (!only || only(q->r, s, v)))
			return true;
	return false;
}

bool ratios_same(const struct ratios *q, size_t v, size_t k)
{
	return tally_contrast(&q->r->tally, v) && does_the_same(q, v, k);
}

double ratios_noise(const struct ratios *q, unsigned int of_100)
{
	return q->n ? expm1(q->noise[(q->n * of_100 + 99) / 100 - 1]) * 100 : 0;
}

int ratios_make(struct ratios *q, struct report *r, bool rate)
{
	*q = (struct ratios){ .r = r, .rate = rate };
	if (r->tally.baseline < 0)
		return -ENOENT;
	if (judge_all(&q->j, &r->tally))
		return -ENOMEM;
	q->noise = calloc(r->tally.nseries * r->run.plan.nvariants + 1,
			  sizeof(*q->noise));
	if (!q->noise) {
		ratios_free(q);
		return -ENOMEM;
	}
	take_noise(q);
	return 0;
}

void ratios_free(struct ratios *q)
{
	free(q->noise);
	judged_free(&q->j);
}

void ratio_say_span(FILE *f, int digits, double least, double most)
{
	char from[32], to[32];

	snprintf(from, sizeof(from), "%.*f", digits, least);
	snprintf(to, sizeof(to), "%.*f", digits, most);
	if (strcmp(from, to))
		fprintf(f, "%s to %s", from, to);
	else
		fputs(from, f);
}
