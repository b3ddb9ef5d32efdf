// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * report_repro.c - what reproducers and the fuzzer counted, by scenario,
 * each with the command that does it again. Crashes are told of by
 * report_failures(); here only what a boot lived to count.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lint_mail.h"
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

/* Boots that counted the same are told of together. */
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

void report_reproducers(struct report *r)
{
	struct count *c = calloc(r->run.records.n + 1, sizeof(*c));
	unsigned int any = 0;
	size_t n;

	for (size_t k = 0; c && k < r->run.plan.nscenarios; k++) {
		const struct plan_scenario *s = &r->run.plan.scenarios[k];

		n = 0;
		for (size_t i = 0; i < r->run.records.n; i++) {
			const struct record *e = &r->run.records.v[i];

			if (!of_scenario(e, s->name))
				continue;
			c[n] = (struct count){ e, count_text(e), false };
			n += c[n].text != NULL;
		}
		if (n && !any++)
			mail_para(r->out, "What reproducers counted [x] (make "
				  "bench SCENARIOS=NAME; overwritten: pages of "
				  "others that the GPU changed; a variant "
				  "without a seed: all its seeds)");
		if (n)
			mail_para(r->out, "%s: %s", s->name, s->why);
		tell(r, c, n);
		while (n)
			free(c[--n].text);
	}
	free(c);
	if (any)
		fputc('\n', r->out);
}
