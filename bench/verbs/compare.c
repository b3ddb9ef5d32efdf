// SPDX-License-Identifier: GPL-2.0-or-later
/* compare.c - the verb compare: variants of a run, or two runs. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "gtt2m.h"
#include "nearest.h"
#include "report/compare.h"
#include "run/run.h"
#include "opts.h"
#include "verbs/verbs.h"

struct args {
	const char *dir[2], *base, *format;
	unsigned int n;
};

static int print_it(const struct compare *c, const char *format)
{
	if (!strcmp(format, "csv"))
		compare_csv(c, stdout);
	else if (!strcmp(format, "json"))
		compare_json(c, stdout);
	else
		compare_text(c, stdout);
	return compare_code(c);
}

static void no_base(const struct args *a, const struct report *r, char *why,
		    size_t len)
{
	struct nearest n = { .word = a->base };
	char meant[96];

	for (size_t v = 0; v < r->run.plan.nvariants; v++)
		nearest_see(&n, r->run.plan.variants[v]);
	snprintf(why, len, "no variant '%s' in %s%s", a->base, a->dir[0],
		 nearest_text(&n, meant));
}

static int cmd_compare(int argc, char **argv)
{
	struct args a = { .base = BASELINE, .format = "text" };
	struct report r[2] = { 0 };
	char why[RUN_WHY] = "";
	struct compare c = { 0 };
	int err = 0, code;
	const struct opt rows[] = {
		{ .name = "base", .letter = 'b', .arg = "VARIANT",
		  .text = &a.base,
		  .help = "Variant to compare with (default: baseline)" },
		{ .name = "format", .arg = "NAME",
		  .text = &a.format, .only = "text, json or csv",
		  .help = "text (default), json or csv" },
		{ 0 }
	};
	const struct opts opts = {
		.words = "RUN [RUN]", .row = rows,
		.least = 1, .most = 2, .word = a.dir, .n = &a.n,
		.help = "Compare the variants of a run, or the cells that two "
			"runs share. Exit 0: nothing is worse; 1: something "
			"is worse by more than its margin; 2: undecided; 3: "
			"invalid, the same seed gave other counts; 4: cells "
			"failed or are missing, or a folder cannot be read.",
	};

	opts_parse(argc, argv, &opts);
	for (unsigned int i = 0; !err && i < a.n; i++)
		err = report_open(&r[i], a.dir[i], why, sizeof(why));
	if (!err && a.n == 1) {
		err = compare_variants(&c, &r[0], a.base);
		if (err == -EINVAL)
			no_base(&a, &r[0], why, sizeof(why));
	} else if (!err) {
		err = compare_runs(&c, &r[0], &r[1]);
	}
	if (err)
		fprintf(stderr, "gtt2m compare: %s\n", *why ? why : strerror(-err));
	code = err ? EXIT_HARNESS : print_it(&c, a.format);
	compare_free(&c);
	for (unsigned int i = 0; i < 2; i++)
		report_close(&r[i]);
	return code;
}

const struct verb verb_compare = {
	.name = "compare", .fn = cmd_compare,
	.help = "compare variants within a run, or two runs",
};
