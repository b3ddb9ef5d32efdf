// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * report_repro.c - what reproducers and the fuzzer counted, by scenario,
 * each with the command that does it again. Crashes are told of by
 * report_failures(); here only what a boot lived to count.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mail/lint_mail.h"
#include "report.h"

static bool of_scenario(const struct record *e, const char *name)
{
	return !strcmp(e->kind, "probe") && !strcmp(e->scenario, name) &&
	       json_object_size(json_object_get(e->data, "found"));
}

/* "overwritten 8, ranges 8": keys in their sorted order. */
static void boot_line(struct report *r, const struct record *e)
{
	json_t *found = json_object_get(e->data, "found");
	char *text = NULL;
	size_t len, n = 0;
	FILE *f = open_memstream(&text, &len);
	const char *key;
	json_t *v;

	if (!f)
		return;
	json_object_foreach(found, key, v)
		fprintf(f, "%s%s %lld", n++ ? ", " : "", key,
			(long long)json_integer_value(v));
	if (!fclose(f))
		mail_para(r->out, "- %s seed %llu: %s", e->variant,
			  (unsigned long long)e->seed, text);
	free(text);
}

void report_reproducers(struct report *r)
{
	unsigned int any = 0;

	for (size_t k = 0; k < r->plan.nscenarios; k++) {
		const char *name = r->plan.scenarios[k].name;
		unsigned int n = 0;

		for (size_t i = 0; i < r->records.n; i++) {
			const struct record *e = &r->records.v[i];

			if (!of_scenario(e, name))
				continue;
			if (!any++)
				mail_para(r->out, "What reproducers counted [x] "
					  "(make bench SCENARIOS=NAME; "
					  "overwritten: pages of others that "
					  "the GPU changed)");
			if (!n++)
				mail_para(r->out, "%s: %s", name,
					  r->plan.scenarios[k].why);
			boot_line(r, e);
		}
	}
	if (any)
		fputc('\n', r->out);
}
