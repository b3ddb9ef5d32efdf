// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * expect.c - the verb expect: compare the exact counts of a run with those
 * written down before, digit for digit. One line a boot:
 *   VARIANT SCENARIO SEED seen direct split failed unsafe
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "gtt2m.h"
#include "report/report.h"
#include "run/run.h"
#include "opts.h"
#include "verbs/verbs.h"

struct args {
	const char *dir, *file;
	bool write;
};

/* All counted boots, in the order of the tables. */
static char *list_counts(const struct report *r)
{
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	if (!f)
		return NULL;
	fprintf(f, "# variant scenario seed seen direct split failed unsafe\n");
	for (size_t v = 0; v < r->run.plan.nvariants; v++)
		for (size_t k = 0; k < r->run.plan.nscenarios; k++)
			for (size_t b = 0; b < r->tally.blocks; b++) {
				const struct tally_boot *x =
					tally_boot(&r->tally, v, k, b);

				if (!x->counted || !x->end ||
				    x->status == CELL_FAIL)
					continue;
				fprintf(f, "%s %s %llu %llu %llu %llu %llu %llu\n",
					r->run.plan.variants[v],
					r->run.plan.scenarios[k].name,
					(unsigned long long)x->end->seed,
					(unsigned long long)x->o.seen,
					(unsigned long long)x->o.direct,
					(unsigned long long)x->o.split,
					(unsigned long long)x->o.failed,
					(unsigned long long)x->o.unsafe);
			}
	fclose(f);
	return text;
}

static bool has_line(const char *text, const char *line)
{
	size_t n = strlen(line);

	for (const char *p = text; (p = strstr(p, line)); p++)
		if ((p == text || p[-1] == '\n') && (p[n] == '\n' || !p[n]))
			return true;
	return false;
}

/* Lines of a that b lacks, each with the mark; how many. */
static unsigned int missing(const char *a, const char *b, char mark)
{
	char *copy = strdup(a), *save, *line;
	unsigned int n = 0;

	for (line = copy ? strtok_r(copy, "\n", &save) : NULL; line;
	     line = strtok_r(NULL, "\n", &save)) {
		if (*line == '#' || has_line(b, line))
			continue;
		printf("%c %s\n", mark, line);
		n++;
	}
	free(copy);
	return n;
}

static int check(const char *counts, const char *file)
{
	unsigned int lines = 0, bad;
	char *want;
	size_t len;
	int err = file_read(file, &want, &len);

	if (err) {
		fprintf(stderr, "gtt2m expect: %s: %s\n", file, strerror(-err));
		return EXIT_HARNESS;
	}
	bad = missing(want, counts, '-');
	bad += missing(counts, want, '+');
	for (const char *p = want; *p; p++)
		lines += *p == '\n';
	free(want);
	if (bad)
		printf("exact counts differ (- expected, + counted)\n");
	else
		printf("%u boots counted as expected\n", lines ? lines - 1 : 0);
	return bad || lines < 2 ? EXIT_WORSE : EXIT_FINE;
}

static int cmd_expect(int argc, char **argv)
{
	const char *word[2];
	struct args a = { 0 };
	char why[RUN_WHY] = "", *counts = NULL;
	struct report r;
	int code = EXIT_HARNESS;
	const struct opt rows[] = {
		{ .name = "write", .flag = &a.write,
		  .help = "Write the run's counts to FILE instead" },
		{ 0 }
	};
	const struct opts opts = {
		.words = "RESULTS/RUN FILE", .row = rows,
		.least = 2, .most = 2, .word = word,
		.help = "Compare the exact counts of a run with those in "
			"FILE. Exit 0: they are equal; 1: the printed lines "
			"differ.",
	};

	opts_parse(argc, argv, &opts);
	a.dir = word[0];
	a.file = word[1];
	if (report_open(&r, a.dir, why, sizeof(why)))
		fprintf(stderr, "gtt2m expect: %s\n", why);
	else
		counts = list_counts(&r);
	if (counts && a.write)
		code = file_write(a.file, counts, strlen(counts)) ?
		       EXIT_HARNESS : EXIT_FINE;
	else if (counts)
		code = check(counts, a.file);
	free(counts);
	report_close(&r);
	return code;
}

const struct verb verb_expect = {
	.name = "expect", .fn = cmd_expect,
	.help = "compare a run's exact counts with those in a file",
};
