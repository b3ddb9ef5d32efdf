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
	const char *dir[8], *name;
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

static int list(const char *name)
{
	if (name && !find(name)) {
		fprintf(stderr, "gtt2m defects: no reproducer '%s'; there are:",
			name);
		for (size_t i = 0; i < ndefects; i++)
			fprintf(stderr, " %s", defects[i].scenario);
		fputc('\n', stderr);
		return EXIT_HARNESS;
	}
	for (size_t i = 0; i < ndefects && !name; i++)
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
		{ "list", LONG('l'), NULL, 0, "Names of the reproducers; with "
		  "--name: is there one?", 0 },
		{ 0 }
	};
	static const struct argp argp = {
		.options = options, .parser = parse,
		.args_doc = "RESULTS/RUN...",
		.doc = "What the reproducers of defects showed in runs, by "
		       "kernel and variant: \"no\", how much of it, \"crash\", "
		       "\"spins\"; \"-\" was not run.",
	};
	struct defect_run runs[8] = { 0 };
	char why[RECORD_WHY];
	struct args a = { 0 };
	int code = EXIT_HARNESS;
	unsigned int i;

	argp_parse(&argp, argc, argv, 0, NULL, &a);
	if (a.list || (a.name && !find(a.name)))
		return list(a.name);
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
