// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * report_repro.c - what reproducers and the fuzzer counted, by scenario: in
 * short, the boots of a variant together; of one scenario, boot by boot.
 * Crashes are in report_failures.c's section; here only what a boot lived to
 * count.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lint_mail.h"
#include "names.h"
#include "report.h"

static bool of_scenario(const struct record *e, const char *name)
{
	return !strcmp(e->kind, "probe") && !strcmp(e->scenario, name) &&
	       json_object_size(json_object_get(e->data, "found"));
}

/* What one boot counted. */
struct count {
	const struct record *e;
	char *text;		/* "overwritten 8, ranges 8", keys sorted */
	bool told;
};

static char *count_text(const struct record *e)
{
	char *text = NULL;
	size_t len, n = 0;
	FILE *f = open_memstream(&text, &len);
	const char *key;
	json_t *v;

	if (!f)
		return NULL;
	json_object_foreach(json_object_get(e->data, "found"), key, v)
		fprintf(f, "%s%s %lld", n++ ? ", " : "", key,
			(long long)json_integer_value(v));
	fclose(f);
	return text;
}

/* Those of a variant with this text; *all: it has no others. */
static unsigned int agreeing(const struct count *c, size_t n,
			     const char *variant, const char *text, bool *all)
{
	unsigned int boots = 0, same = 0;

	for (size_t i = 0; i < n; i++) {
		if (strcmp(c[i].e->variant, variant))
			continue;
		boots++;
		same += !strcmp(c[i].text, text);
	}
	*all = same == boots;
	return same;
}

/* "baseline, no-check seed 2": a variant without a seed means all of them. */
static void put_who(struct report *r, struct count *c, size_t n,
		    const char *text, FILE *f)
{
	unsigned int named = 0;
	bool all;

	for (size_t v = 0; v < r->run.plan.nvariants; v++) {
		const char *name = r->run.plan.variants[v];

		if (!agreeing(c, n, name, text, &all))
			continue;
		if (all)
			fprintf(f, "%s%s", named++ ? ", " : "", name);
		for (size_t i = 0; i < n; i++) {
			if (strcmp(c[i].e->variant, name) ||
			    strcmp(c[i].text, text))
				continue;
			c[i].told = true;
			if (!all)
				fprintf(f, "%s%s seed %llu", named++ ? ", " : "",
					name, (unsigned long long)c[i].e->seed);
		}
	}
}

/* Boots that counted the same are grouped. */
static void tell(struct report *r, struct count *c, size_t n)
{
	char *who;
	size_t len;
	FILE *f;

	for (size_t v = 0; v < r->run.plan.nvariants; v++)
		for (size_t i = 0; i < n; i++) {
			if (c[i].told || strcmp(c[i].e->variant,
						r->run.plan.variants[v]))
				continue;
			f = open_memstream(&who, &len);
			if (!f)
				return;
			put_who(r, c, n, c[i].text, f);
			fclose(f);
			mail_para(r->out, "- %s: %s", who, c[i].text);
			free(who);
		}
}

/* ---- in short -------------------------------------------------------------- */

/* The ways of ranges are the matrix's; what was asked for is no result. */
static bool telling(const char *key)
{
	static const char *const known[] = { "seen", "direct", "split", "failed",
					     "ranges", "steps", "contexts" };

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (!strcmp(key, known[i]))
			return false;
	return true;
}

/* Least and most of a key over a variant's boots. */
static void put_key(struct names *l, bool *any, const struct count *c, size_t n,
		    const char *variant, const char *key)
{
	int64_t least = INT64_MAX, most = INT64_MIN;

	for (size_t i = 0; i < n; i++) {
		int64_t x = record_int(json_object_get(c[i].e->data, "found"), key, 0);

		if (strcmp(c[i].e->variant, variant))
			continue;
		least = x < least ? x : least;
		most = x > most ? x : most;
	}
	*any |= most >= 0;
	if (most < 0)
		return;		/* no counter */
	if (least == most && most)
		names_add(l, "%s %lld", key, (long long)most);
	else if (least != most)
		names_add(l, "%s %lld-%lld", key, (long long)least, (long long)most);
}

/* What is not 0 of all that a variant's boots counted; NULL: it has none. */
static char *variant_text(const struct count *c, size_t n, const char *variant)
{
	char *text = NULL;
	const char *key;
	struct names l;
	bool any = false;
	json_t *v;
	size_t i = 0;

	while (i < n && strcmp(c[i].e->variant, variant))
		i++;
	if (i < n && names_open(&l, 0)) {
		json_object_foreach(json_object_get(c[i].e->data, "found"), key, v)
			if (telling(key))
				put_key(&l, &any, c, n, variant, key);
		text = strdup(l.n ? names_text(&l) : any ? "all 0" : "not counted");
		names_close(&l);
	}
	return text;
}

#define FOLD 3	/* variants with one text that are not named */

/* How many variants have v's text; which of them is the first. */
static size_t sharing(char *const *text, size_t nv, size_t v, size_t *first)
{
	size_t n = 0;

	*first = v;
	for (size_t w = nv; text[v] && w-- > 0;)
		if (text[w] && !strcmp(text[w], text[v])) {
			*first = w;
			n++;
		}
	return n;
}

/* "baseline, no-check": of one text; or "all", or "the others", told last. */
static void put_sharing(const struct report *r, char *const *text, size_t v, FILE *f)
{
	size_t nv = r->run.plan.nvariants, n = 0;

	for (size_t w = v; w < nv; w++)
		if (text[w] && !strcmp(text[w], text[v]))
			fprintf(f, "%s%s", n++ ? ", " : "", r->run.plan.variants[w]);
	fprintf(f, ": %s", text[v]);
}

/* "repro-mixed: stock: all 0; the others: lost_refs 8": the largest group is last. */
static void put_short(const struct report *r, char *const *text, FILE *f)
{
	size_t nv = r->run.plan.nvariants, most = 0, large = nv, told = 0, first, n;

	for (size_t v = 0; v < nv; v++) {
		n = sharing(text, nv, v, &first);
		large = n > most ? v : large;
		most = n > most ? n : most;
	}
	for (size_t v = 0; v < nv; v++) {
		if (!sharing(text, nv, v, &first) || first != v ||
		    (v == large && most >= FOLD))
			continue;
		fputs(told++ ? "; " : "", f);
		put_sharing(r, text, v, f);
	}
	if (most >= FOLD)
		fprintf(f, "%s: %s", told ? "; the others" : "all", text[large]);
}

static void tell_short(struct report *r, const struct count *c, size_t n, size_t k)
{
	size_t nv = r->run.plan.nvariants, len;
	char **text = calloc(nv + 1, sizeof(*text)), *line = NULL;
	FILE *f = open_memstream(&line, &len);

	for (size_t v = 0; text && v < nv; v++)
		text[v] = (int)v == r->tally.aa ? NULL :
			  variant_text(c, n, r->run.plan.variants[v]);
	if (text && f)
		put_short(r, text, f);
	if (f && !fclose(f) && *line)
		mail_para(r->out, "%s: %s", r->run.plan.scenarios[k].name, line);
	free(line);
	for (size_t v = 0; text && v < nv; v++)
		free(text[v]);
	free(text);
}

/* perf's counts are no defect's: report_outcome_cost() says if they agree. */
static bool in_report(const struct report *r, size_t k)
{
	return report_wants(r, k) &&
	       (r->only >= 0 || !r->run.plan.scenarios[k].perf);
}

/* In short, a race has a table of its own, by seed: report_races.c. */
static bool raced(const struct report *r, const struct record *e)
{
	return r->only < 0 &&
	       json_object_get(json_object_get(e->data, "found"), "turns");
}

static void print_reproducers(struct report *r)
{
	struct count *c = calloc(r->run.records.n + 1, sizeof(*c));
	unsigned int any = 0;
	size_t n;

	for (size_t k = 0; c && k < r->run.plan.nscenarios; k++) {
		const struct plan_scenario *s = &r->run.plan.scenarios[k];

		n = 0;
		for (size_t i = 0; in_report(r, k) && i < r->run.records.n; i++) {
			const struct record *e = &r->run.records.v[i];

			if (!of_scenario(e, s->name) || raced(r, e))
				continue;
			c[n] = (struct count){ e, count_text(e), false };
			n += c[n].text != NULL;
		}
		if (n && !any++)
			mail_para(r->out, "%s", r->only < 0 ?
				  "What reproducers counted [x], zeros left out "
				  "(overwritten: pages of others that the GPU changed); "
				  "what each shows: docs/defects.md, gtt2m show" :
				  "What else was counted [x] (a variant without a "
				  "seed: all its seeds)");
		if (n && r->only < 0)
			tell_short(r, c, n, k);
		else
			tell(r, c, n);
		while (n)
			free(c[--n].text);
	}
	free(c);
	if (any)
		fputc('\n', r->out);
}

const struct section section_reproducers = { .all = print_reproducers, .one = print_reproducers };
