// SPDX-License-Identifier: GPL-2.0-or-later
/* show.c - the verb show: all that a run knows of one scenario. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gtt2m.h"
#include "nearest.h"
#include "report/report.h"
#include "opts.h"
#include "verbs/verbs.h"

struct args {
	const char *scenario, *dir;
};

static int unknown(const struct report *r, const struct args *a)
{
	struct nearest near = { .word = a->scenario };
	char hint[96];

	for (size_t k = 0; k < r->run.plan.nscenarios; k++)
		nearest_see(&near, r->run.plan.scenarios[k].name);
	fprintf(stderr, "gtt2m show: %s has no scenario '%s'%s\n", a->dir,
		a->scenario, nearest_text(&near, hint));
	return EXIT_HARNESS;
}

static int cmd_show(int argc, char **argv)
{
	char why[RUN_WHY] = "", *text = NULL;
	const char *word[2];
	struct args a = { 0 };
	struct report r;
	int err, k;
	const struct opts opts = {
		.words = "SCENARIO RESULTS/RUN",
		.least = 2, .most = 2, .word = word,
		.help = "Print all that a run knows of one scenario: the "
			"counts of each boot, what was found, failures, "
			"ratios, traps, curves. It writes no files.",
	};

	opts_parse(argc, argv, &opts);
	a.scenario = word[0];
	a.dir = word[1];
	err = report_open(&r, a.dir, why, sizeof(why));
	if (err) {
		fprintf(stderr, "gtt2m show: %s\n", why);
		report_close(&r);
		return EXIT_HARNESS;
	}
	k = report_scenario(&r, a.scenario);
	if (k < 0)
		err = unknown(&r, &a);
	else
		text = report_render_scenario(&r, (size_t)k);
	report_close(&r);
	if (text)
		fputs(text, stdout);
	free(text);
	return err ? err : text ? EXIT_FINE : EXIT_HARNESS;
}

const struct verb verb_show = {
	.name = "show", .fn = cmd_show,
	.help = "print all that a run knows of one scenario",
};
