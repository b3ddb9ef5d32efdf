// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * report_clock_sum.c - GPU time over all parameter sets where many guests have
 * it: by load and variants what is not the same, guests of one answer together.
 */
#include <stdlib.h>
#include <string.h>

#include "clock_sum.h"
#include "lint_mail.h"
#include "table.h"

#define LETTERS 32
/* What a row's first column may have beside the others. */
#define WHO_COLS 26

/* Guests in which a load says the same of the same variants. */
struct row {
	const char *what;
	char letters[LETTERS];
	char mark;
	const char *decider;
	double lo, hi;
	size_t n;
	const char *guest;	/* the first */
	bool exact;
};

struct sum {
	struct report *r;
	struct row *v;
	size_t n;
	size_t pairs, same;	/* a variant's load in a guest: all, and those as the baseline's */
	bool short_of_memory;
};

/*
 * Entries that fail lead nowhere, and unsafe ones elsewhere; work that the model
 * did not execute takes no time.
 */
static bool right(const struct report *r, const struct tally_series *s, size_t v)
{
	const struct outcome *o = &tally_cell(&r->tally, v, s->scenario)->sum;

	return !o->failed && !o->unsafe && !report_apart(r, v, s->scenario) &&
	       !tally_lacks(&r->tally, s, v);
}

static bool has_pair(const struct report *r, const struct tally_series *s,
		     size_t v, struct clock_pair *p)
{
	return report_gpu_time(s) && (int)v != r->tally.baseline &&
	       right(r, s, v) && right(r, s, r->tally.baseline) &&
	       !report_clock_pair(r, v, r->tally.baseline, s->scenario, s->what, p);
}

/* To three decimals, as they are printed. */
static bool same_numbers(const struct clock_pair *a, const struct clock_pair *b)
{
	char x[40], y[40];

	snprintf(x, sizeof(x), "%.3f %.3f", a->s.p5, a->s.p95);
	snprintf(y, sizeof(y), "%.3f %.3f", b->s.p5, b->s.p95);
	return a->says == b->says && !strcmp(x, y);
}

static bool same_row(const struct row *a, const struct row *b)
{
	return !strcmp(a->what, b->what) && !strcmp(a->letters, b->letters) &&
	       a->mark == b->mark && (!a->decider || !b->decider ?
	       a->decider == b->decider : !strcmp(a->decider, b->decider));
}

static void add_row(struct sum *sum, const struct row *one)
{
	struct row *v;

	for (size_t i = 0; i < sum->n; i++)
		if (same_row(&sum->v[i], one)) {
			v = &sum->v[i];
			v->lo = one->lo < v->lo ? one->lo : v->lo;
			v->hi = one->hi > v->hi ? one->hi : v->hi;
			v->exact &= one->exact;
			v->n++;
			return;
		}
	v = realloc(sum->v, (sum->n + 1) * sizeof(*v));
	if (!v) {
		sum->short_of_memory = true;
		return;
	}
	sum->v = v;
	v[sum->n++] = *one;
}

/* A load of a guest: variants of the same numbers are one. */
static void take_series(struct sum *sum, const struct tally_series *s)
{
	const struct report *r = sum->r;
	size_t nv = r->run.plan.nvariants;
	struct clock_pair *p = calloc(nv, sizeof(*p));
	bool *left = calloc(nv, sizeof(*left));

	sum->short_of_memory |= !p || !left;
	for (size_t v = 0; p && left && v < nv; v++) {
		if (!has_pair(r, s, v, &p[v]))
			continue;
		sum->pairs++;
		left[v] = p[v].says != CLOCK_SAME;
		sum->same += !left[v];
	}
	for (size_t v = 0; p && left && v < nv; v++) {
		struct row one = {
			.what = s->what, .n = 1, .exact = true,
			.guest = r->run.plan.scenarios[s->scenario].name,
		};
		size_t len = 0;

		if (!left[v])
			continue;
		one.mark = report_clock_mark(&p[v]);
		one.decider = p[v].by[0].name;
		one.lo = p[v].s.p5;
		one.hi = p[v].s.p95;
		for (size_t w = v; w < nv; w++)
			if (left[w] && same_numbers(&p[v], &p[w])) {
				left[w] = false;
				one.exact &= p[w].exact;
				if (len + 1 < LETTERS)
					one.letters[len++] = report_letter(r, w);
			}
		add_row(sum, &one);
	}
	free(p);
	free(left);
}

/* Only one row is of this load: its line has the load, too. */
static bool alone(const struct sum *sum, const struct row *v)
{
	size_t n = 0;

	for (size_t i = 0; i < sum->n; i++)
		n += !strcmp(sum->v[i].what, v->what);
	return n == 1;
}

static void put_row(struct table *t, size_t at, const struct row *v, bool alone)
{
	if (alone)
		table_put(t, at, 0, "%s: %s, %zu guest%s", v->what, v->letters, v->n,
			  v->n == 1 ? "" : "s");
	else if (v->n == 1 && strlen(v->letters) + strlen(v->guest) < WHO_COLS)
		table_put(t, at, 0, "- %s, %s", v->letters, v->guest);
	else
		table_put(t, at, 0, "- %s, %zu guest%s", v->letters, v->n,
			  v->n == 1 ? "" : "s");
	table_put(t, at, 1, "%.3f-%.3f %c", v->lo, v->hi, v->mark);
	table_put(t, at, 2, "%s", v->decider ?: v->mark == '?' ?
		  "no single parameter" : "-");
}

/* Rows by load, as loads come. */
static void print_rows(const struct sum *sum)
{
	static const char *const heads[] = { "load, variants", "5 to 95 %",
					     "would decide" };
	struct table t;
	size_t at = 0;

	table_begin(&t, 3, 3, heads);
	for (size_t i = 0; i < sum->n; i++) {
		bool told = false;

		for (size_t k = 0; k < i && !told; k++)
			told = !strcmp(sum->v[k].what, sum->v[i].what);
		if (told)
			continue;
		if (!alone(sum, &sum->v[i]))
			table_put(&t, ++at, 0, "%s", sum->v[i].what);
		for (size_t k = i; k < sum->n; k++)
			if (!strcmp(sum->v[k].what, sum->v[i].what))
				put_row(&t, ++at, &sum->v[k], alone(sum, &sum->v[k]));
	}
	table_print(&t, sum->r->out, MAIL_COLS);
	table_free(&t);
}

void clock_sum_print(struct report *r)
{
	struct sum sum = { .r = r };
	bool exact = true;

	for (size_t i = 0; i < r->tally.nseries; i++)
		take_series(&sum, &r->tally.series[i]);
	mail_para(r->out, "GPU time [v], rate over baseline's, higher is better, under "
		  "%u " CLOCK_SETS ". Of memory that was mapped before, in guests "
		  "whose entries are right and comparable: the same within the "
		  "margin in %zu of %zu loads on a variant.%s", r->clock.sets,
		  sum.same, sum.pairs, sum.n ? " The others, by load and "
		  "variants (the matrix's letters), from the least to the most of "
		  "all guests that say the same: + better, - worse, ? "
		  CLOCK_UNDECIDED ". A guest's own: gtt2m show." : "");
	if (sum.n)
		print_rows(&sum);
	for (size_t i = 0; i < sum.n; i++)
		exact &= sum.v[i].exact;
	if (!exact)
		mail_para(r->out, CLOCK_NOT_EXACT);
	if (sum.short_of_memory)
		mail_para(r->out, "NOT ALL: out of memory.");
	fputc('\n', r->out);
	free(sum.v);
}
