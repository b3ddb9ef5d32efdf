// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * report_census_policy.c - of the census: what each policy makes of the 2MiB
 * entries that programs write.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cell.h"
#include "lint_mail.h"
#include "policies.h"
#include "table.h"

static const enum count shown[] = {
	ENTRIES_2M, DIRECT, SPLIT, FAILED, UNSAFE,
};
#define SHOWN (sizeof(shown) / sizeof(shown[0]))

#define BACKINGS 16

/* What a load's entries became on the variants of these letters. */
struct became {
	char letters[POLICIES_MOST + 1];
	int64_t n[SHOWN];
	double moved;		/* MiB, by the GPU model, */
	char by_2m[8];		/* and per cent of it by 2MiB entries */
};

/* Behind pages of these names. */
struct backing {
	char pages[32];
	struct became v[POLICIES_MOST];
	size_t n;
};

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
		if (policies_same_row(&all->v[i].p, p))
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

		if (!policies_same_load(p, &all->v[at].p) ||
		    policies_met(all, i, policies_same_row) ||
		    !policies_judged(all, p, policies_same_row))
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
	char text[POLICIES_MOST * 32] = "";

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

void census_print_policies(const struct report *runs, size_t n, FILE *out)
{
	static const char *const heads[] = {
		"program", "pages", "on", "seen", "2MiB", "split", "fail",
		"unsafe", "MiB", "2M %",
	};
	struct policies all = { 0 };
	struct table t;
	size_t row = 1;
	int err = policies_collect(&all, runs, n);

	table_begin(&t, 3, 5 + SHOWN, heads);
	for (size_t i = 0; i < all.n && !err; i++)
		if (!policies_met(&all, i, policies_same_load))
			row = put_load(&t, row, &all, i);
	if (row > 1) {
		say_table(&all, out);
		table_end(&t, out);
		say_crashed(runs, n, out);
		policies_say_ended(&all, out);
		policies_say_asked(&all, out);
	}
	table_free(&t);
	free(all.v);
}
