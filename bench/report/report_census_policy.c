// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * report_census_policy.c - of the census: what each policy makes of the 2MiB
 * entries that programs write, and whether these ask for the same everywhere.
 */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cell.h"
#include "census.h"
#include "lint_mail.h"
#include "report.h"
#include "table.h"

static const enum count shown[] = {
	ENTRIES_2M, DIRECT, SPLIT, FAILED, UNSAFE,
};
#define SHOWN (sizeof(shown) / sizeof(shown[0]))

#define VARIANTS 26		/* as many as there are letters */
#define BACKINGS 16

/* A load on a variant. */
struct made {
	struct phase p;
	size_t variant;
};

struct policies {
	const char *variant[VARIANTS];
	size_t nvariants;
	struct made *v;		/* by program and setting, as they were first met */
	size_t n;
};

/* What a load's entries became on the variants of these letters. */
struct became {
	char letters[VARIANTS + 1];
	int64_t n[SHOWN];
	double moved;		/* MiB, by the GPU model, */
	char by_2m[8];		/* and per cent of it by 2MiB entries */
};

/* Behind pages of these names. */
struct backing {
	char pages[32];
	struct became v[VARIANTS];
	size_t n;
};

static bool same_load(const struct phase *a, const struct phase *b)
{
	return census_same_program(a, b) && !strcmp(a->load, b->load);
}

static bool same_row(const struct phase *a, const struct phase *b)
{
	return same_load(a, b) && !strcmp(a->setting, b->setting);
}

/* ---- of all runs ------------------------------------------------------------ */

static size_t variant_of(struct policies *all, const char *name)
{
	size_t i = 0;

	while (i < all->nvariants && strcmp(all->variant[i], name))
		i++;
	if (i == all->nvariants && i < VARIANTS)
		all->variant[all->nvariants++] = name;
	return i;
}

/* A later run's cell takes the place of an earlier one's. 0 or -ENOMEM. */
static int take(struct policies *all, const struct phase *p, size_t variant)
{
	struct made one = { *p, variant }, *v;

	one.p.skipped = one.p.writers = NULL;	/* stay *p's */
	for (size_t i = 0; i < all->n; i++)
		if (all->v[i].variant == variant && same_row(&all->v[i].p, p)) {
			all->v[i] = one;
			return 0;
		}
	v = realloc(all->v, (all->n + 1) * sizeof(*v));
	if (!v)
		return -ENOMEM;
	all->v = v;
	v[all->n++] = one;
	return 0;
}

static int take_variant(struct policies *all, const struct report *r, size_t v,
			const struct report *first)
{
	struct census c = { 0 };
	int err = 0;

	census_collect(&c, r, v);
	for (size_t i = 0; i < c.n && !err; i++) {
		size_t at = variant_of(all, r->run.plan.variants[v]);

		if (at == VARIANTS || !strcmp(c.v[i].load, CENSUS_BOOT))
			continue;
		census_name_kernel(&c.v[i], first);
		err = take(all, &c.v[i], at);
	}
	census_free(&c);
	return err;
}

static int collect(struct policies *all, const struct report *runs, size_t n)
{
	int err = 0;

	for (size_t i = 0; i < n && !err; i++)
		for (size_t v = 0; v < runs[i].run.plan.nvariants && !err; v++)
			err = take_variant(all, &runs[i], v, runs);
	return err;
}

typedef bool (*alike)(const struct phase *a, const struct phase *b);

/* The baseline alone is a question of what guests ask for. */
static bool of_policies(const struct policies *all, const struct phase *p,
			alike same)
{
	for (size_t i = 0; i < all->n; i++)
		if (same(&all->v[i].p, p) &&
		    strcmp(all->variant[all->v[i].variant], BASELINE))
			return true;
	return false;
}

/* Is there one like it before at? */
static bool met(const struct policies *all, size_t at, alike same)
{
	for (size_t i = 0; i < at; i++)
		if (same(&all->v[i].p, &all->v[at].p))
			return true;
	return false;
}

/* ---- what the entries became ------------------------------------------------- */

static void became_of(const struct phase *p, struct became *b)
{
	double moved = (double)census_moved(p);

	memset(b, 0, sizeof(*b));
	for (size_t k = 0; k < SHOWN; k++)
		b->n[k] = p->n[shown[k]];
	b->moved = moved / 1048576;
	snprintf(b->by_2m, sizeof(b->by_2m), moved > 0 ? "%.1f" : "-",
		 100 * (double)p->n[GPU_2M] / moved);
}

/* What is moved in a given time, as some loads do, differs by up to a third. */
static bool same_moved(double a, double b)
{
	return fmax(a, b) <= 2 * fmin(a, b);
}

static bool same_fate(const struct became *a, const struct became *b)
{
	return !memcmp(a->n, b->n, sizeof(a->n)) &&
	       same_moved(a->moved, b->moved) && !strcmp(a->by_2m, b->by_2m);
}

static void add_letter(char *letters, size_t variant)
{
	size_t n = 0;
	char c = (char)('A' + variant);

	while (letters[n] && letters[n] < c)
		n++;
	memmove(letters + n + 1, letters + n, strlen(letters + n) + 1);
	letters[n] = c;
}

static void add_variant(struct backing *b, const struct made *m)
{
	struct became one;
	size_t i = 0;

	became_of(&m->p, &one);
	while (i < b->n && !same_fate(&b->v[i], &one))
		i++;
	if (i == b->n)
		b->v[b->n++] = one;
	add_letter(b->v[i].letters, m->variant);
}

static int by_letters(const void *a, const void *b)
{
	return strcmp(((const struct became *)a)->letters,
		      ((const struct became *)b)->letters);
}

/* What the table calls a setting; others by their own name. */
static const char *pages_of(const char *setting)
{
	static const struct {
		const char *setting, *pages;
	} row[] = {
		{ "", "THP" }, { "4k", "4K" }, { "1g", "1G" },
		{ "shmem", "THP+s" }, { "4k-shmem", "4K+s" },
		{ "4g-shmem", "THP+s/4G" }, { "4g-4k-shmem", "4K+s/4G" },
	};

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++)
		if (!strcmp(row[i].setting, setting))
			return row[i].pages;
	return setting;
}

static void backing_of(const struct policies *all, const struct phase *p,
		       struct backing *b)
{
	memset(b, 0, sizeof(*b));
	snprintf(b->pages, sizeof(b->pages), "%s", pages_of(p->setting));
	for (size_t i = 0; i < all->n; i++)
		if (same_row(&all->v[i].p, p))
			add_variant(b, &all->v[i]);
	qsort(b->v, b->n, sizeof(*b->v), by_letters);
}

static bool same_backing(const struct backing *a, const struct backing *b)
{
	bool same = a->n == b->n;

	for (size_t i = 0; i < a->n && same; i++)
		same = same_fate(&a->v[i], &b->v[i]) &&
		       !strcmp(a->v[i].letters, b->v[i].letters);
	return same;
}

/* Adds a backing, or its name to that of an equal one. */
static size_t fold(struct backing *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (same_backing(&list[i], &list[n])) {
			size_t used = strlen(list[i].pages);

			snprintf(list[i].pages + used,
				 sizeof(list[i].pages) - used, " %s",
				 list[n].pages);
			return n;
		}
	return n + 1;
}

static size_t put_backing(struct table *t, size_t row, const char *load,
			  const struct policies *all, const struct backing *b)
{
	for (size_t i = 0; i < b->n; i++, row++) {
		table_put(t, row, 0, "%s", load);
		table_put(t, row, 1, "%s", b->pages);
		table_put(t, row, 2, "%s", strlen(b->v[i].letters) ==
			  all->nvariants ? "all" : b->v[i].letters);
		for (size_t k = 0; k < SHOWN; k++)
			table_put(t, row, 3 + k, "%lld",
				  (long long)b->v[i].n[k]);
		table_put(t, row, 3 + SHOWN, "%.*f", b->v[i].moved < 10,
			  b->v[i].moved);
		table_put(t, row, 4 + SHOWN, "%s", b->v[i].by_2m);
	}
	return row;
}

/* All backings of the load at a place; the new row. */
static size_t put_load(struct table *t, size_t row, const struct policies *all,
		       size_t at)
{
	static struct backing list[BACKINGS];
	size_t n = 0, kinds = 0;

	for (size_t i = at; i < all->n && n < BACKINGS; i++) {
		const struct phase *p = &all->v[i].p;

		if (!same_load(p, &all->v[at].p) || met(all, i, same_row) ||
		    !of_policies(all, p, same_row))
			continue;
		backing_of(all, p, &list[n]);
		n = fold(list, n);
		kinds++;
	}
	if (n == 1 && kinds > 2)
		snprintf(list[0].pages, sizeof(list[0].pages), "all");
	for (size_t i = 0; i < n; i++)
		row = put_backing(t, row, all->v[at].p.load, all, &list[i]);
	return row;
}

static void say_table(const struct policies *all, FILE *out)
{
	char text[VARIANTS * 32] = "";

	for (size_t i = 0; i < all->nvariants; i++) {
		size_t used = strlen(text);

		snprintf(text + used, sizeof(text) - used, "%s%c %s",
			 i ? ", " : "", (char)('A' + i), all->variant[i]);
	}
	mail_para(out, "What each policy makes of these programs' 2MiB entries "
		  "[x]: %s. pages: of the host, behind the guest (+s: which has "
		  "shmem_enabled=always, /4G: and 4 GiB); 2MiB: of those seen, "
		  "shadowed as 2MiB; unsafe: of these, the GPU would reach "
		  "pages that were not pinned; MiB: moved by the GPU model, within "
		  "a factor of two, 2M %%: of these through 2MiB entries, without "
		  "the commands that it did not execute", text);
}

/* ---- what was asked for ------------------------------------------------------ */

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
	return same_load(a, b) && (!strcmp(a->setting, b->setting) ||
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

static void say_asked(const struct policies *all, FILE *out)
{
	unsigned int n = 0, differ = 0;
	size_t len;
	char *text = NULL;
	FILE *f = open_memstream(&text, &len);

	for (size_t i = 0; i < all->n && f; i++) {
		const struct phase *p = &all->v[i].p;

		if (met(all, i, same_question) ||
		    !of_policies(all, p, same_question))
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

/* Guests that did not live to be counted are in no row. */
static void say_crashed(const struct report *runs, size_t n, FILE *out)
{
	const struct record_like like = { .kind = "cell" };
	bool any = false;

	for (size_t i = 0; i < n; i++) {
		const struct record *e = NULL;

		while ((e = records_next(&runs[i].run.records, &like, e)))
			if (census_is(e->scenario) &&
			    record_status(e) == CELL_CRASH) {
				mail_para(out, "%s on %s crashed: %s",
					  cell_guest(e->scenario), e->variant,
					  record_str(e->data, "why", ""));
				any = true;
			}
	}
	if (any)
		fputc('\n', out);
}

/* Programs that did not live to ask for all that they would have. */
static void say_ended(const struct policies *all, FILE *out)
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

void census_print_policies(const struct report *runs, size_t n, FILE *out)
{
	static const char *const heads[] = {
		"program", "pages", "on", "seen", "2MiB", "split", "fail",
		"unsafe", "MiB", "2M %",
	};
	struct policies all = { 0 };
	struct table t;
	size_t row = 1;
	int err = collect(&all, runs, n);

	table_begin(&t, 3, 5 + SHOWN, heads);
	for (size_t i = 0; i < all.n && !err; i++)
		if (!met(&all, i, same_load))
			row = put_load(&t, row, &all, i);
	if (row > 1) {
		say_table(&all, out);
		table_end(&t, out);
		say_crashed(runs, n, out);
		say_ended(&all, out);
		say_asked(&all, out);
	}
	table_free(&t);
	free(all.v);
}

static double share(const struct phase *p)
{
	return fmax(census_share(p), 0);
}

void census_say_shares(const struct report *runs, size_t n,
		       const struct census *c, FILE *f)
{
	struct policies all = { 0 };
	int err = collect(&all, runs, n);
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
