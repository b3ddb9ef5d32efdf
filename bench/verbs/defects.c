// SPDX-License-Identifier: GPL-2.0-or-later
/* defects.c - the verb defects: what reproducers showed, from their runs. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gtt2m.h"
#include "report/defects.h"
#include "opts.h"
#include "verbs/verbs.h"

struct args {
	const char *dir[16], *name, *kernel, *gate;
	unsigned int n;
	bool markdown, check, list;
};

static const struct defect *find(const char *name)
{
	for (size_t i = 0; i < ndefects; i++)
		if (!strcmp(defects[i].scenario, name))
			return &defects[i];
	return NULL;
}

static int listed(const struct defect *d, const struct args *a)
{
	return (!a->name || !strcmp(d->scenario, a->name)) &&
	       defect_is_of(d, a->kernel) &&
	       (!a->gate || d->open == !strcmp(a->gate, "open"));
}

static int list(const struct args *a)
{
	if (a->name && !find(a->name)) {
		fprintf(stderr, "gtt2m defects: no reproducer '%s'; there are:",
			a->name);
		for (size_t i = 0; i < ndefects; i++)
			fprintf(stderr, " %s", defects[i].scenario);
		fputc('\n', stderr);
		return EXIT_HARNESS;
	}
	for (size_t i = 0; i < ndefects; i++)
		if (listed(&defects[i], a))
			printf("%s\n", defects[i].scenario);
	return EXIT_FINE;
}

static int show(const struct args *a, const struct defect_run *runs)
{
	const struct defect *d = a->name ? find(a->name) : NULL;
	int err;

	if (a->check)
		return defects_check(runs, a->n, stdout) ? EXIT_WORSE :
							   EXIT_FINE;
	err = d ? defect_print(runs, a->n, d, stdout) :
		  defects_print(runs, a->n, a->markdown, stdout);
	return err ? EXIT_HARNESS : EXIT_FINE;
}

static int cmd_defects(int argc, char **argv)
{
	struct defect_run runs[16] = { 0 };
	char why[RECORD_WHY];
	struct args a = { 0 };
	int code = EXIT_HARNESS;
	unsigned int i;
	const struct opt rows[] = {
		{ .name = "name", .arg = "SCENARIO", .text = &a.name,
		  .help = "Print all that is known of this one" },
		{ .name = "markdown", .flag = &a.markdown,
		  .help = "Print the table as Markdown" },
		{ .name = "check", .flag = &a.check,
		  .help = "Exit 1 unless each defect is seen without the "
		  	"fixes, and not seen with them" },
		{ .name = "list", .flag = &a.list,
		  .help = "Print the names of the reproducers: all, or those "
		  	"that fit --name, --kernel and --gate" },
		{ .name = "kernel", .arg = "KERNEL", .text = &a.kernel,
		  .help = "With --list: only those that this kernel (6.12) "
		  	"can show" },
		{ .name = "gate", .arg = "open|closed",
		  .text = &a.gate, .only = "open or closed",
		  .help = "With --list: only those that need the page-size "
		  	"gate open, or do not" },
		{ 0 }
	};
	const struct opts opts = {
		.words = "RESULTS/RUN...", .row = rows,
		.most = 16, .word = a.dir, .n = &a.n,
		.help = "Print what the reproducers of defects showed in "
			"these runs, by kernel and variant: a number says how "
			"much was seen, \"no\": nothing; \"crash\"; "
			"\"spins\": it loops for ever; \"hangs\": a call "
			"does not end; \"-\": not run.",
	};

	opts_parse(argc, argv, &opts);
	if (!a.n && !a.list) {
		fprintf(stderr, "gtt2m defects: RESULTS/RUN... is missing\n");
		return EXIT_HARNESS;
	}
	if (a.list || (a.name && !find(a.name)))
		return list(&a);
	for (i = 0; i < a.n; i++)
		if (defect_run_read(&runs[i], a.dir[i], why, sizeof(why)))
			break;
	if (i < a.n)
		fprintf(stderr, "gtt2m defects: %s\n", why);
	else
		code = show(&a, runs);
	for (i = 0; i < a.n; i++)
		defect_run_free(&runs[i]);
	return code;
}

const struct verb verb_defects = {
	.name = "defects", .fn = cmd_defects,
	.help = "print what the reproducers of defects showed, by variant",
};
