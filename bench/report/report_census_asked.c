// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * report_census_asked.c - of the census: whether programs ask for the same
 * whatever the policy and the pages behind the guest are.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lint_mail.h"
#include "policies.h"

/* The signal that ended the program before it had asked for all; 0: none did. */
static int ended_by(const struct phase *p)
{
	int64_t status = record_int(p->program, "exit_status", 0);

	return status > 256 && !json_is_true(json_object_get(p->program,
							     "stopped")) ?
	       (int)status - 256 : 0;
}

/* What backs a guest is nothing that it can see. */
static bool of_backing(const char *setting)
{
	return !*setting || !strcmp(setting, "4k") || !strcmp(setting, "1g");
}

static bool same_question(const struct phase *a, const struct phase *b)
{
	return policies_same_load(a, b) && (!strcmp(a->setting, b->setting) ||
		(of_backing(a->setting) && of_backing(b->setting)));
}

static bool same_asked(const struct phase *a, const struct phase *b)
{
	return !memcmp(&a->n[ENTRIES_4K], &b->n[ENTRIES_4K], 3 * sizeof(*a->n)) &&
	       census_bound_all(a, "bytes") == census_bound_all(b, "bytes");
}

/* Is it a cell of the question whose program was not ended by a signal? */
static bool of_question(const struct phase *a, const struct phase *p)
{
	return same_question(a, p) && !ended_by(a);
}

/* Did all cells of the question ask for the same? */
static bool all_same(const struct policies *all, const struct phase *p)
{
	const struct phase *first = NULL;

	for (size_t i = 0; i < all->n; i++) {
		const struct phase *q = &all->v[i].p;

		if (!of_question(q, p))
			continue;
		if (!first)
			first = q;
		if (!same_asked(q, first))
			return false;
	}
	return true;
}

static double entries_2m(const struct phase *p)
{
	return (double)p->n[ENTRIES_2M];
}

static double mib_bound(const struct phase *p)
{
	return (double)census_bound_all(p, "bytes") / 1048576;
}

static double mib_moved(const struct phase *p)
{
	return (double)census_moved(p) / 1048576;
}

/* "18 to 43", or "4" if it is the same in all cells of the question. */
static void say_range(const struct policies *all, const struct phase *p,
		      double (*of)(const struct phase *), int digits, FILE *f)
{
	double least = INFINITY, most = -INFINITY;
	char a[32], b[32];

	for (size_t i = 0; i < all->n; i++)
		if (of_question(&all->v[i].p, p)) {
			least = fmin(least, of(&all->v[i].p));
			most = fmax(most, of(&all->v[i].p));
		}
	if (least > most)	/* p itself was ended, and is alone */
		least = most = of(p);
	snprintf(a, sizeof(a), "%.*f", digits, least);
	snprintf(b, sizeof(b), "%.*f", digits, most);
	fputs(a, f);
	if (strcmp(a, b))
		fprintf(f, " to %s", b);
}

/*
 * Where a program asks for something else, it may be for when, or whether, the
 * GPU did its work: so what that moved is said, too.
 */
static void say_other(const struct policies *all, const struct phase *p, FILE *f)
{
	fprintf(f, "%s ", p->load);
	say_range(all, p, entries_2m, 0, f);
	fputs(" of 2MiB (", f);
	say_range(all, p, census_share, 1, f);
	fputs(" % of the mapped bytes), MiB bound ", f);
	say_range(all, p, mib_bound, 1, f);
	fputs(", moved ", f);
	say_range(all, p, mib_moved, 1, f);
}

void policies_say_asked(const struct policies *all, FILE *out)
{
	unsigned int n = 0, differ = 0;
	size_t len;
	char *text = NULL;
	FILE *f = open_memstream(&text, &len);

	for (size_t i = 0; i < all->n && f; i++) {
		const struct phase *p = &all->v[i].p;

		if (policies_met(all, i, same_question) ||
		    !policies_judged(all, p, same_question))
			continue;
		n++;
		if (all_same(all, p))
			continue;
		fputs(differ++ ? "; " : ". Others: ", f);
		say_other(all, p, f);
	}
	if (!f || fclose(f))
		return;
	mail_para(out, "Entries by size and bytes bound are the same on all variants "
		  "and pages: %u of %u programs%s.", n - differ, n, text);
	fputc('\n', out);
	free(text);
}

/* Programs that did not live to ask for all that they would have. */
void policies_say_ended(const struct policies *all, FILE *out)
{
	bool any = false;

	for (size_t i = 0; i < all->n; i++) {
		const struct phase *p = &all->v[i].p;

		if (!ended_by(p))
			continue;
		mail_para(out, "%s in %s on %s was ended by signal %d, and what it "
			  "asked for is not compared", p->load, p->scenario,
			  all->variant[all->v[i].variant], ended_by(p));
		any = true;
	}
	if (any)
		fputc('\n', out);
}

static double share(const struct phase *p)
{
	return fmax(census_share(p), 0);
}

void census_say_shares(const struct report *runs, size_t n,
		       const struct census *c, FILE *f)
{
	struct policies all = { 0 };
	int err = policies_collect(&all, runs, n);
	bool any = false;

	for (size_t i = 0; i < c->n && !err; i++) {
		const struct phase *p = &c->v[i];

		if (!p->program || !p->plain)
			continue;
		fprintf(f, "%s%s (%s) ", any ? ", " : "", p->load,
			record_str(p->program, "driver", "-"));
		say_range(&all, p, share, 1, f);
		any = true;
	}
	free(all.v);
}
