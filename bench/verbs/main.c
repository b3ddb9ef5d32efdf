// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * main.c - the verbs of gtt2m. A new verb is one function and one row.
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

static const struct verb verbs[] = {
	{ .name = "list", .fn = cmd_list,
	  .help = "scenarios, guests, loads, machines, variants, profiles",
	  .usage = "[KIND]   (one of these; none: all)" },
	{ .name = "plan", .fn = cmd_plan,
	  .help = "show the cells of a run and how long it will take" },
	{ .name = "run", .fn = cmd_run,
	  .help = "run the cells of a plan and write a report" },
	{ .name = "cell", .fn = cmd_cell, .internal = true,
	  .help = "run one cell of a plan (a task of a Slurm array)" },
	{ .name = "report", .fn = cmd_report,
	  .help = "render report.txt from the records of a run" },
	{ .name = "show", .fn = cmd_show,
	  .help = "print all that a run knows of one scenario" },
	{ .name = "compare", .fn = cmd_compare,
	  .help = "compare variants within a run, or two runs" },
	{ .name = "repeat", .fn = cmd_repeat,
	  .help = "compare two runs of the same cells, record by record" },
	{ .name = "census", .fn = cmd_census,
	  .help = "which drivers write 2MiB entries: tables of census runs" },
	{ .name = "defects", .fn = cmd_defects,
	  .help = "print what the reproducers of defects showed, by variant" },
	{ .name = "calibrate", .fn = cmd_calibrate,
	  .help = "compare the GPU's clock with published measurements" },
	{ .name = "expect", .fn = cmd_expect,
	  .help = "compare a run's exact counts with those in a file" },
	{ .name = "plot", .fn = cmd_plot,
	  .help = "draw the plots of a run with gnuplot" },
	{ .name = "html", .fn = cmd_html,
	  .help = "write a run's report and plots as one page" },
	{ .name = "reply", .fn = cmd_reply,
	  .help = "write a mail that replies to the thread with results" },
	{ .name = "bundle", .fn = cmd_bundle,
	  .help = "pack a run with all that is needed to repeat it" },
	{ .name = "lint-mail", .fn = cmd_lint_mail,
	  .help = "check that a text survives a mailing list" },
	{ .name = "patches", .fn = cmd_patches, .internal = true,
	  .help = "check patches and list the files that they change" },
	{ .name = "probe", .fn = cmd_probe,
	  .help = "drive a vGPU without a guest OS (as root, L1)",
	  .usage = "SCENARIO [SEED]   (no SCENARIO: lists them)" },
	{ .name = "selftest", .fn = cmd_selftest,
	  .help = "run i915's own selftests on the emulated machine" },
	{ .name = "alone", .fn = cmd_alone, .internal = true,
	  .help = "run stand-alone reproducers on the emulated machine" },
	{ .name = "unmodelled", .fn = cmd_unmodelled,
	  .help = "list what boots used and the GPU model lacks" },
	{ .name = "dmesg", .fn = cmd_dmesg,
	  .help = "list the warnings of the kernels of L1 and a guest" },
	{ .name = "boottime", .fn = cmd_boottime,
	  .help = "measure the time from QEMU's start until i915 is up" },
	{ .name = "load", .fn = cmd_load,
	  .help = "run GPU loads on this machine's i915" },
	{ .name = "check", .fn = cmd_check,
	  .help = "check whether this machine can run measurements" },
	{ .name = "machine", .fn = cmd_machine, .internal = true,
	  .help = "print the QEMU command line of a machine",
	  .usage = "NAME [KEY=VALUE...]   (qemu, kernel, initrd, append, console, ...)" },
	{ .name = "here", .fn = cmd_here, .internal = true,
	  .help = "run one cell on this machine, as root",
	  .usage = "SCENARIO SEED FILE" },
	{ .name = "init", .fn = cmd_init, .internal = true,
	  .help = "init of the emulated machine and of its guests",
	  .usage = "(as process 1 only)" },
};

#define NVERBS (sizeof(verbs) / sizeof(verbs[0]))

static void print_rows(FILE *f, bool internal)
{
	for (size_t i = 0; i < NVERBS; i++)
		if (verbs[i].internal == internal)
			fprintf(f, "%-10s  %s\n", verbs[i].name, verbs[i].help);
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
		printf("%s\n", verbs[i].name);
}

static const struct verb *find_verb(const char *name)
{
	for (size_t i = 0; i < NVERBS; i++)
		if (!strcmp(verbs[i].name, name))
			return &verbs[i];
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
		nearest_see(&n, verbs[i].name);
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
