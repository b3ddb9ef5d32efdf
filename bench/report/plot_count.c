// SPDX-License-Identifier: GPL-2.0-or-later
/* plot_count.c - data of the plots made of exact counts. */
#include <stdlib.h>
#include <string.h>

#include "plot.h"

/* One row of a variant and scenario, without its end. */
static void put_counts(struct report *r, size_t v, size_t k, FILE *f)
{
	const struct tally_cell *c = tally_cell(&r->tally, v, k);

	fprintf(f, "\"%s\" \"%s\" ", r->run.plan.scenarios[k].name,
		r->run.plan.variants[v]);
	if (c->counted && c->sum.seen)
		fprintf(f, "%.3f", 100.0 * (double)c->sum.direct /
			(double)c->sum.seen);
	else
		fputc('?', f);
	fprintf(f, " %llu %llu %llu %llu", (unsigned long long)c->sum.direct,
		(unsigned long long)c->sum.seen,
		(unsigned long long)c->sum.failed,
		(unsigned long long)c->sum.unsafe);
}

/* Why there is no hit ratio; "-" where there is one or none was planned. */
static const char *why_none(const struct tally_cell *c)
{
	if (!c->planned || (c->counted && c->sum.seen))
		return "-";
	if (c->crashed)
		return "crash";
	if (c->failed)
		return "failed";
	if (c->not_set_up)
		return "not set up";
	if (c->counted)
		return "none seen";
	return c->done ? "no counter" : "not run";
}

unsigned int plot_hits(struct report *r, FILE *f)
{
	unsigned int points = 0;

	fputs("# scenario variant hit_percent direct seen failed unsafe why_none\n",
	      f);
	for (size_t k = 0; k < r->run.plan.nscenarios; k++)
		for (size_t v = 0; v < r->run.plan.nvariants; v++) {
			const struct tally_cell *c = tally_cell(&r->tally, v, k);

			put_counts(r, v, k, f);
			fprintf(f, " \"%s\"\n", why_none(c));
			points += c->counted && c->sum.seen;
		}
	return points;
}

/* What a scenario's pages are backed by, as L1 wrote it; NULL: nothing. */
static const char *backing_of(const struct report *r, size_t scenario)
{
	const struct plan_scenario *s = &r->run.plan.scenarios[scenario];

	for (size_t i = 0; i < r->run.records.n; i++) {
		const struct record *rec = &r->run.records.v[i];

		if (!strcmp(rec->kind, s->guest ? "backing" : "probe") &&
		    !strcmp(rec->scenario, s->name))
			return record_str(rec->data, s->guest ? "ram" : "backing",
					  NULL);
	}
	return NULL;
}

/*
 * The first scenario of each backing is the plain one: rows that add a
 * memslot boundary, a tracked page, another load or machine come after it.
 */
static bool is_plain(const struct report *r, const char *const *backing,
		     size_t k)
{
	if (!backing[k])
		return false;
	for (size_t i = 0; i < k; i++)
		if (backing[i] && !strcmp(backing[i], backing[k]) &&
		    r->run.plan.scenarios[i].guest == r->run.plan.scenarios[k].guest)
			return false;
	return true;
}

unsigned int plot_backing(struct report *r, FILE *f)
{
	const char **backing = calloc(r->run.plan.nscenarios + 1, sizeof(*backing));
	unsigned int points = 0, group = 0;

	fputs("# scenario variant hit_percent direct seen failed unsafe backing group place\n",
	      f);
	for (size_t k = 0; backing && k < r->run.plan.nscenarios; k++) {
		backing[k] = backing_of(r, k);
		if (!is_plain(r, backing, k))
			continue;
		for (size_t v = 0; v < r->run.plan.nvariants; v++) {
			const struct tally_cell *c = tally_cell(&r->tally, v, k);

			if ((int)v == r->tally.aa)
				continue;
			put_counts(r, v, k, f);
			fprintf(f, " \"%s\" %u %zu\n", backing[k], group, v);
			points += c->counted && c->sum.seen;
		}
		group++;
	}
	free(backing);
	return points;
}

#define BUCKETS 64	/* of the kernel's log2 histogram, ns */

static uint64_t take_hist(const struct report *r, size_t v, size_t k,
			  uint64_t n[BUCKETS])
{
	uint64_t sum = 0;
	char key[16];

	memset(n, 0, BUCKETS * sizeof(*n));
	for (size_t b = 0; b < r->tally.blocks; b++) {
		const struct tally_boot *boot = tally_boot(&r->tally, v, k, b);
		const json_t *c = json_object_get(boot->counts, "counters");

		if (!boot->counted || boot->status == CELL_FAIL)
			continue;
		for (unsigned int i = 0; i < BUCKETS; i++) {
			snprintf(key, sizeof(key), "hist_%u", i);
			n[i] += record_int(c, key, 0);
		}
	}
	for (unsigned int i = 0; i < BUCKETS; i++)
		sum += n[i];
	return sum;
}

/*
 * The kernel's log2 histogram as a cumulative share, stepped at the upper
 * end of each bucket: a curve never claims to be faster than was counted.
 */
static unsigned int put_ecdf(const uint64_t n[BUCKETS], uint64_t sum, FILE *f)
{
	unsigned int first = 0, last = BUCKETS - 1;
	uint64_t upto = 0;

	while (!n[first])
		first++;
	while (!n[last])
		last--;
	fprintf(f, "%.0f 0\n", (double)(1ULL << first));
	for (unsigned int i = first; i <= last; i++) {
		upto += n[i];
		fprintf(f, "%.0f %.6f\n", 2.0 * (double)(1ULL << i),
			(double)upto / (double)sum);
	}
	/* so that a line is seen where all fell into one bucket */
	fprintf(f, "%.0f 1\n", 8.0 * (double)(1ULL << last));
	return last - first + 3;
}

static bool has_primary(const struct report *r)
{
	for (size_t k = 0; k < r->run.plan.nscenarios; k++)
		if (r->run.plan.scenarios[k].primary)
			return true;
	return false;
}

/* One block of rows a scenario and variant; blank lines between. */
unsigned int plot_populate(struct report *r, FILE *f)
{
	bool primary = has_primary(r);
	unsigned int points = 0;
	uint64_t n[BUCKETS], sum;

	fputs("# upper_end_ns cumulative_share (blocks: \"scenario\" \"variant\" place ranges failed)\n",
	      f);
	for (size_t k = 0; k < r->run.plan.nscenarios; k++)
		for (size_t v = 0; v < r->run.plan.nvariants; v++) {
			if ((primary && !r->run.plan.scenarios[k].primary) ||
			    (int)v == r->tally.aa)
				continue;
			sum = take_hist(r, v, k, n);
			if (!sum)
				continue;
			fprintf(f, "%s\"%s\" \"%s\" %zu %llu %llu\n",
				points ? "\n\n" : "",
				r->run.plan.scenarios[k].name, r->run.plan.variants[v],
				v, (unsigned long long)sum,
				(unsigned long long)
				tally_cell(&r->tally, v, k)->sum.failed);
			points += put_ecdf(n, sum, f);
		}
	return points;
}
