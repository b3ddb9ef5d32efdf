// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * census_all.c - several runs of the census as one: parts of a profile,
 * kernels. What more than one run has is compared, and the last one's shown.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "census.h"
#include "lint_mail.h"
#include "report.h"
#include "table.h"

/*
 * What must be the same each time: entries by size, what is bound. NULL: all
 * is. i915's own objects by number are not among it: their number follows that
 * of submissions, which another build of the guest's init has changed.
 */
static const char *differs(const struct phase *a, const struct phase *b)
{
	static const enum count entries[] = {
		ENTRIES_4K, ENTRIES_64K, ENTRIES_2M,
	};

	for (size_t k = 0; k < 3; k++)
		if (a->n[entries[k]] != b->n[entries[k]])
			return "entries";
	if (a->objects && b->objects &&
	    !json_equal(json_object_get(a->objects, "bound"),
			json_object_get(b->objects, "bound")))
		return "what is bound";
	return NULL;
}

static int note_again(struct census *c, const struct phase *a,
		      const struct phase *b)
{
	const char *what = differs(a, b);

	c->again++;
	c->differ += what != NULL;
	if (!what || c->first)
		return 0;
	return asprintf(&c->first, "%s of %s%s%s (%lld and %lld entries of 2MiB)",
			what, a->load, *a->setting ? ", " : "", a->setting,
			(long long)a->n[ENTRIES_2M],
			(long long)b->n[ENTRIES_2M]) < 0 ? -ENOMEM : 0;
}

static struct phase *find(struct census *c, const struct phase *p)
{
	for (size_t i = 0; i < c->n; i++)
		if (census_same_program(&c->v[i], p) &&
		    !strcmp(c->v[i].load, p->load) &&
		    !strcmp(c->v[i].setting, p->setting))
			return &c->v[i];
	return NULL;
}

/* Takes *p, and what it owns. */
static int add(struct census *c, struct phase *p)
{
	struct phase *v = find(c, p);
	int err = 0;

	if (v) {
		err = note_again(c, v, p);
		census_drop(v);
		*v = *p;
	} else {
		v = realloc(c->v, (c->n + 1) * sizeof(*v));
		if (!v)
			return -ENOMEM;
		c->v = v;
		v[c->n++] = *p;
	}
	p->skipped = p->writers = NULL;
	return err;
}

int census_merge(struct census *c, const struct report *runs, size_t n)
{
	int err = 0;

	*c = (struct census){ 0 };
	for (size_t i = 0; i < n && !err; i++) {
		struct census one = { 0 };

		if (runs[i].tally.baseline < 0)
			continue;	/* of policies alone */
		census_collect(&one, &runs[i], census_variant(&runs[i]));
		for (size_t k = 0; k < one.n && !err; k++) {
			census_name_kernel(&one.v[k], runs);
			err = add(c, &one.v[k]);
		}
		census_free(&one);
	}
	census_settle(c);
	return err;
}

/* ---- all of it --------------------------------------------------------------- */

/* Every load in every guest: what it bound, which entries, what was moved. */
static void print_cells(const struct census *c, FILE *out)
{
	static const char *const heads[] = {
		"program", "setting", "MiB", "4K", "64K", "2MiB", "2MiB %",
		"moved %",
	};
	struct table t;
	size_t row = 1;

	table_begin(&t, 2, 8, heads);
	for (size_t i = 0; i < c->n; i++) {
		const struct phase *p = &c->v[i];

		if (!strcmp(p->load, CENSUS_BOOT))
			continue;
		table_put(&t, row, 0, "%s", p->load);
		table_put(&t, row, 1, "%s", *p->setting ? p->setting : "default");
		if (p->objects)
			table_put(&t, row, 2, "%.1f", (double)
				  census_bound_all(p, "bytes") / 1048576);
		else
			table_put(&t, row, 2, "-");
		census_put_entries(&t, row, 3, p);
		census_put_share(&t, row, 6, census_share(p), "-");
		census_put_share(&t, row++, 7, census_moved_2m(p), "-");
	}
	mail_para(out, "All that was counted [x]: MiB bound; entries written, and "
		  "per cent of the bytes mapped by those of 2MiB; moved %%: per "
		  "cent of what the GPU model moved through 2MiB entries (-: it "
		  "left commands out)");
	table_end(&t, out);
}

static void print_again(const struct census *c, FILE *out)
{
	if (!c->again)
		return;
	mail_para(out, "Loads that more than one run has: %u, some by other builds of "
		  "this suite. In %u the entries by size and the objects bound "
		  "(kind, size, address) are the same%s%s.", c->again, c->again - c->differ,
		  c->first ? "; different: first " : "", c->first ? c->first : "");
	fputc('\n', out);
}

int census_print_all(const struct report *runs, size_t n, FILE *out)
{
	struct report r = *runs;	/* for where it is printed alone */
	struct census c;
	int err = census_merge(&c, runs, n);

	r.out = out;
	if (!err && c.n) {
		census_print_first(out, &c, runs, n);
		fputc('\n', out);
		mail_para(out, "Entries that unmodified user space wrote into its "
			  "PPGTTs [x], and per cent of the bytes mapped by those "
			  "of 2MiB");
		census_print_tables(&r, &c);
		print_cells(&c, out);
		census_print_policies(runs, n, out);
		census_print_gpu(&r, &c);
		print_again(&c, out);
	}
	if (!err)
		census_print_worth(out, runs, n);
	census_free(&c);
	return err;
}
