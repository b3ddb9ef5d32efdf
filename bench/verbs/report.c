// SPDX-License-Identifier: GPL-2.0-or-later
/* report.c - the verb report: report.txt from a run's records, and to stdout. */
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gtt2m.h"
#include "lint_mail.h"
#include "records/manifest.h"
#include "report/report.h"
#include "run/run.h"
#include "run_arg.h"
#include "verbs/verbs.h"

int cmd_report(int argc, char **argv)
{
	static const struct argp argp = {
		.children = run_argument,
		.doc = "Render report.txt of a run from its records, again byte for "
		       "byte, and print it; where the run cannot be written to, only "
		       "print it. Needs no build and no network.",
	};
	const char *dir = NULL;
	char why[RUN_WHY] = "", *text;
	unsigned int bad;
	int err;

	argp_parse(&argp, argc, argv, 0, NULL, &dir);
	err = report_write(dir, &text, why, sizeof(why));
	if (err)
		fprintf(stderr, "gtt2m report: %s%s\n", why,
			text ? " (the report is printed all the same)" : "");
	if (!text)
		return EXIT_HARNESS;
	if (!manifest_holds(dir))
		fprintf(stderr, "gtt2m report: %s/records.jsonl is not what SHA256SUMS "
			"says: changed since the run ended\n", dir);
	fputs(text, stdout);
	bad = lint_text("report.txt", text, strlen(text), stderr);
	free(text);
	if (err && err != -EACCES && err != -EROFS && err != -EPERM)
		return EXIT_HARNESS;
	return bad ? EXIT_INVALID : EXIT_FINE;
}
