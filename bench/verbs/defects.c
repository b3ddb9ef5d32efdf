// SPDX-License-Identifier: GPL-2.0-or-later
/* defects.c - the verb defects: what reproducers showed, from their runs. */
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gtt2m.h"
#include "report/defects.h"
#include "verbs/verbs.h"

struct args {
	const char *dir[16], *name, *kernel, *gate;
	unsigned int n;
	int markdown, check, list;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *a = state->input;

	switch (key) {
	case LONG('n'):
		a->name = arg;
		return 0;
	case LONG('m'):
		a->markdown = 1;
		return 0;
	case LONG('c'):
		a->check = 1;
		return 0;
	case LONG('l'):
		a->list = 1;
		return 0;
	case LONG('k'):
		a->kernel = arg;
		return 0;
	case LONG('g'):
		if (strcmp(arg, "open") && strcmp(arg, "closed"))
			argp_error(state, "--gate %s: open or closed", arg);
		a->gate = arg;
		return 0;
	case ARGP_KEY_ARG:
		if (a->n == sizeof(a->dir) / sizeof(a->dir[0]))
			argp_usage(state);
		a->dir[a->n++] = arg;
		return 0;
	case ARGP_KEY_END:
		if (!a->n && !a->list)
			argp_usage(state);
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

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

int cmd_defects(int argc, char **argv)
{
	static const struct argp_option options[] = {
		{ "name", LONG('n'), "SCENARIO", 0, "All that is known of one", 0 },
		{ "markdown", LONG('m'), NULL, 0, "The table for a document", 0 },
		{ "check", LONG('c'), NULL, 0,
		  "Exit 1 unless each is seen without the fixes, and with "
		  "them not", 0 },
		{ "list", LONG('l'), NULL, 0, "Names of the reproducers, all "
		  "or those that fit --name, --kernel and --gate", 0 },
		{ "kernel", LONG('k'), "KERNEL", 0,
		  "With --list: that can be seen on this one (6.12)", 0 },
		{ "gate", LONG('g'), "open|closed", 0,
		  "With --list: that need it open, or do not", 0 },
		{ 0 }
	};
	static const struct argp argp = {
		.options = options, .parser = parse,
		.args_doc = "RESULTS/RUN...",
		.doc = "What the reproducers of defects showed in runs, by "
		       "kernel and variant: \"no\", how much of it, \"crash\", "
		       "\"spins\"; \"-\" was not run.",
	};
	struct defect_run runs[16] = { 0 };
	char why[RECORD_WHY];
	struct args a = { 0 };
	int code = EXIT_HARNESS;
	unsigned int i;

	argp_parse(&argp, argc, argv, 0, NULL, &a);
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
