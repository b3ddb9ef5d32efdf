// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * main.c - the verbs of gtt2m. A new verb is a file that exports its row, and
 * its name here.
 */
#include <argp.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "gtt2m.h"
#include "nearest.h"
#include "suite.h"
#include "verbs/verbs.h"

/* In the order of help. */
static const struct verb *const verbs[] = {
	&verb_list, &verb_plan, &verb_run, &verb_cell, &verb_report,
	&verb_show, &verb_compare, &verb_repeat, &verb_census, &verb_defects,
	&verb_calibrate, &verb_expect, &verb_plot, &verb_html, &verb_reply,
	&verb_bundle, &verb_lint_mail, &verb_patches, &verb_probe,
	&verb_selftest, &verb_alone, &verb_together, &verb_unmodelled, &verb_dmesg,
	&verb_boottime, &verb_clocktime, &verb_load, &verb_check, &verb_machine,
	&verb_here, &verb_init,
};

#define NVERBS (sizeof(verbs) / sizeof(verbs[0]))

static void print_rows(FILE *f, bool internal)
{
	for (size_t i = 0; i < NVERBS; i++)
		if (verbs[i]->internal == internal)
			fprintf(f, "%-10s  %s\n", verbs[i]->name, verbs[i]->help);
}

static void print_help(FILE *f)
{
	fprintf(f, "usage: gtt2m VERB [OPTION...]\n\n");
	print_rows(f, false);
	fprintf(f, "%-10s  %s\n", "help", "this list; help VERB: what a verb "
		"does");
	fprintf(f, "%-10s  %s\n", "version", "print the program's version and "
		"commit");
	fprintf(f, "\nCalled by the suite itself:\n");
	print_rows(f, true);
}

/* For scripts: the names alone. */
static void print_verbs(void)
{
	for (size_t i = 0; i < NVERBS; i++)
		printf("%s\n", verbs[i]->name);
}

static const struct verb *find_verb(const char *name)
{
	for (size_t i = 0; i < NVERBS; i++)
		if (!strcmp(verbs[i]->name, name))
			return verbs[i];
	return NULL;
}

static int call_verb(const struct verb *v, int argc, char **argv)
{
	char title[64];

	if (v->usage && argc > 1 && !strcmp(argv[1], "--help")) {
		printf("usage: gtt2m %s %s\n%s\n", v->name, v->usage, v->help);
		return EXIT_FINE;
	}
	snprintf(title, sizeof(title), "gtt2m %s", v->name);
	argv[0] = title;
	return v->fn(argc, argv);
}

static int no_verb(const char *name)
{
	struct nearest n = { .word = name };
	char meant[96];

	for (size_t i = 0; i < NVERBS; i++)
		nearest_see(&n, verbs[i]->name);
	nearest_see(&n, "help");
	nearest_see(&n, "version");
	fprintf(stderr, "gtt2m: no verb '%s' (gtt2m help)%s\n", name,
		nearest_text(&n, meant));
	return EXIT_HARNESS;
}

/* help, help VERB, and for scripts help --verbs. */
static int help(int argc, char **argv)
{
	char *with[] = { argc > 2 ? argv[2] : NULL, "--help", NULL };
	const struct verb *v = argc > 2 ? find_verb(argv[2]) : NULL;

	if (argc < 3)
		print_help(stdout);
	else if (!strcmp(argv[2], "--verbs"))
		print_verbs();
	else
		return v ? call_verb(v, 2, with) : no_verb(argv[2]);
	return EXIT_FINE;
}

int main(int argc, char **argv)
{
	const struct verb *v;

	argp_err_exit_status = EXIT_HARNESS;
	if (argc >= 1 && (getpid() == 1 || !strcmp(basename(argv[0]), "init"))) {
		v = find_verb("init");
		return v ? call_verb(v, argc, argv) : EXIT_HARNESS;
	}
	if (argc < 2) {
		print_help(stderr);
		return EXIT_HARNESS;
	}
	if (!strcmp(argv[1], "help") || !strcmp(argv[1], "--help"))
		return help(argc, argv);
	if (!strcmp(argv[1], "version") || !strcmp(argv[1], "--version")) {
		printf("gtt2m %s, commit %s%s\n", GTT2M_VERSION, suite_commit(),
		       suite_modified() ? ", modified" : "");
		return EXIT_FINE;
	}
	v = find_verb(argv[1]);
	return v ? call_verb(v, argc - 1, argv + 1) : no_verb(argv[1]);
}
