// SPDX-License-Identifier: GPL-2.0-or-later
/* census.c - the verb census: runs of the census as one. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gtt2m.h"
#include "report/census.h"
#include "run/run.h"
#include "opts.h"
#include "verbs/verbs.h"

#define RUNS_MAX 32

struct args {
	const char *dir[RUNS_MAX];
	unsigned int n;
};

static const char *date(const struct report *r)
{
	return record_str(json_object_get(r->run.env, "observed"), "date", "");
}

static int by_date(const void *a, const void *b)
{
	return strcmp(date(a), date(b));
}

static int cmd_census(int argc, char **argv)
{
	static struct report runs[RUNS_MAX];
	char why[RUN_WHY] = "";
	struct args a = { 0 };
	int err = 0;
	size_t i;
	const struct opts opts = {
		.words = "RESULTS/RUN...",
		.least = 1, .most = RUNS_MAX, .word = a.dir, .n = &a.n,
		.help = "Print which drivers write 2MiB entries, from several "
			"runs of the profiles census and census-policy. If "
			"several runs have a load, the newest one is shown, "
			"and whether they agree. A row names its kernel "
			"unless it is that of the oldest run.",
	};

	opts_parse(argc, argv, &opts);
	for (i = 0; i < a.n && !err; i++)
		err = report_open(&runs[i], a.dir[i], why, sizeof(why));
	if (!err)
		qsort(runs, a.n, sizeof(*runs), by_date);
	if (err)
		fprintf(stderr, "gtt2m census: %s\n", why);
	else if (census_print_all(runs, a.n, stdout)) {
		fputs("gtt2m census: out of memory\n", stderr);
		err = 1;
	}
	while (i--)
		report_close(&runs[i]);
	return err ? EXIT_HARNESS : EXIT_FINE;
}

const struct verb verb_census = {
	.name = "census", .fn = cmd_census,
	.help = "which drivers write 2MiB entries: tables of census runs",
};
