/* SPDX-License-Identifier: GPL-2.0-or-later */
/* verbs.h - the commands: cmd_NAME() is in NAME.c of this folder. */
#ifndef GTT2M_VERBS_H
#define GTT2M_VERBS_H

#include <stdbool.h>

/* A verb is a row: dispatch, listing and help come from it. */
struct verb {
	const char *name;
	const char *help;	/* one line, at most 58 columns */
	bool internal;		/* called by the suite, not by people */
	int (*fn)(int argc, char **argv);	/* returns enum gtt2m_exit */
	const char *usage;	/* arguments, if fn has no --help of its own */
};

/* argv[0] of a verb is "gtt2m VERB". */
int cmd_init(int argc, char **argv);
int cmd_probe(int argc, char **argv);
int cmd_load(int argc, char **argv);
int cmd_check(int argc, char **argv);
int cmd_here(int argc, char **argv);
int cmd_list(int argc, char **argv);
int cmd_plan(int argc, char **argv);
int cmd_run(int argc, char **argv);
int cmd_cell(int argc, char **argv);
int cmd_machine(int argc, char **argv);
int cmd_report(int argc, char **argv);
int cmd_show(int argc, char **argv);
int cmd_compare(int argc, char **argv);
int cmd_repeat(int argc, char **argv);
int cmd_defects(int argc, char **argv);
int cmd_census(int argc, char **argv);
int cmd_calibrate(int argc, char **argv);
int cmd_expect(int argc, char **argv);
int cmd_plot(int argc, char **argv);
int cmd_bundle(int argc, char **argv);
int cmd_html(int argc, char **argv);
int cmd_reply(int argc, char **argv);
int cmd_patches(int argc, char **argv);
int cmd_unmodelled(int argc, char **argv);
int cmd_dmesg(int argc, char **argv);
int cmd_boottime(int argc, char **argv);
int cmd_selftest(int argc, char **argv);
int cmd_alone(int argc, char **argv);
int cmd_lint_mail(int argc, char **argv);

#endif
