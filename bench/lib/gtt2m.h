/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * gtt2m.h - what every part of the program shares: verbs and exit codes.
 *
 * One binary serves at all levels (docs/architecture.md). Library code
 * returns 0 or -errno (or a count >= 0) and prints nothing unless its
 * header says so; only verbs print and decide the exit code.
 */
#ifndef GTT2M_H
#define GTT2M_H

#define GTT2M_VERSION "0.1"

/* Exit codes of every verb (docs/method.md). */
enum gtt2m_exit {
	EXIT_FINE = 0,		/* done; nothing worse */
	EXIT_WORSE = 1,		/* a proved regression beyond the margin */
	EXIT_UNDECIDED = 2,	/* the data do not decide */
	EXIT_INVALID = 3,	/* purity, environment, nondeterminism */
	EXIT_HARNESS = 4,	/* the bed broke, wrong usage included */
};

/* A verb is a row: dispatch, listing and help come from it. */
struct verb {
	const char *name;
	const char *help;	/* one line, at most 58 columns */
	int (*fn)(int argc, char **argv);	/* returns enum gtt2m_exit */
	const char *usage;	/* arguments, if fn has no --help of its own */
};

/* argv[0] of a verb is "gtt2m VERB". */
int cmd_init(int argc, char **argv);		/* bench/host: PID 1 in L1, L2 */
int cmd_probe(int argc, char **argv);		/* bench/host */
int cmd_load(int argc, char **argv);		/* bench/guest: GPU loads */
int cmd_check(int argc, char **argv);		/* bench/metal */
int cmd_here(int argc, char **argv);		/* bench/metal */
int cmd_plan(int argc, char **argv);		/* plan.c */
int cmd_run(int argc, char **argv);		/* run.c */
int cmd_cell(int argc, char **argv);		/* cmd_cell.c */
int cmd_report(int argc, char **argv);		/* report.c */
int cmd_compare(int argc, char **argv);		/* compare.c */
int cmd_repeat(int argc, char **argv);		/* repeat.c */
int cmd_expect(int argc, char **argv);		/* expect.c */
int cmd_plot(int argc, char **argv);		/* plot.c */
int cmd_bundle(int argc, char **argv);		/* bundle.c */
int cmd_html(int argc, char **argv);		/* html.c */
int cmd_reply(int argc, char **argv);		/* reply.c */
int cmd_unmodelled(int argc, char **argv);	/* unmodelled.c */
int cmd_dmesg(int argc, char **argv);	/* dmesg.c */
int cmd_boottime(int argc, char **argv);	/* boottime.c */
int cmd_selftest(int argc, char **argv);	/* selftest.c */
int cmd_lint_mail(int argc, char **argv);	/* lint_mail.c */

#endif
