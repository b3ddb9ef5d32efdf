// SPDX-License-Identifier: GPL-2.0-or-later
/* report.c - the verb report: report.txt from a run's records, and to stdout. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gtt2m.h"
#include "lint_mail.h"
#include "records/manifest.h"
#include "report/report.h"
#include "run/run.h"
#include "opts.h"
#include "verbs/verbs.h"

struct args {
	const char *dir;
	const char *lender;	/* whose clock; or NULL */
	bool brief;
};

/* The first screen only; nothing is written. */
static int print_short(const char *dir, const char *lender)
{
	char why[RUN_WHY] = "", *text = NULL;
	struct report r;
	int err = report_open(&r, dir, why, sizeof(why));

	if (!err && lender)
		err = report_borrow(&r, lender, why, sizeof(why));
	if (!err)
		text = report_render_short(&r);
	report_close(&r);
	if (!text) {
		fprintf(stderr, "gtt2m report: %s\n", err ? why : "out of memory");
		return EXIT_HARNESS;
	}
	fputs(text, stdout);
	free(text);
	return EXIT_FINE;
}

static int cmd_report(int argc, char **argv)
{
	struct args a = { 0 };
	const char *dir;
	char why[RUN_WHY] = "", *text;
	unsigned int bad;
	int err;
	const struct opt rows[] = {
		{ .name = "clock", .arg = "RUN", .text = &a.lender,
		  .help = "Take the GPU times of Q5 from this run, if the "
		  	"reported one has none; the report says so" },
		{ .name = "short", .flag = &a.brief,
		  .help = "Print only the first screen, at most 60 lines" },
		{ 0 }
	};
	const struct opts opts = {
		.words = "RESULTS/RUN", .row = rows,
		.least = 1, .most = 1, .word = &a.dir,
		.help = "Make a run's report.txt from its records, and print "
			"it. The same records give the same report, byte for "
			"byte. If the folder is read-only it is only printed. "
			"Needs no build and no network.",
	};

	opts_parse(argc, argv, &opts);
	dir = a.dir;
	if (a.brief)
		return print_short(dir, a.lender);
	err = report_write_with(dir, a.lender, &text, why, sizeof(why));
	if (err)
		fprintf(stderr, "gtt2m report: %s%s\n", why,
			text ? "(the report is printed, but not written)" : "");
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

const struct verb verb_report = {
	.name = "report", .fn = cmd_report,
	.help = "render report.txt from the records of a run",
};
