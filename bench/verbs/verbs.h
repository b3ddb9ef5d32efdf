/* SPDX-License-Identifier: GPL-2.0-or-later */
/* verbs.h - the commands: verb_NAME is in NAME.c of this folder. */
#ifndef GTT2M_VERBS_H
#define GTT2M_VERBS_H

#include <stdbool.h>

/* A verb is a row: dispatch, listing and help come from it. */
struct verb {
	const char *name;
	const char *help;	/* one line, at most 58 columns */
	bool internal;		/* called by the suite, not by people */
	/* argv[0] is "gtt2m VERB". Returns enum gtt2m_exit. */
	int (*fn)(int argc, char **argv);
	const char *usage;	/* arguments, if fn has no --help of its own */
};

extern const struct verb verb_list;
extern const struct verb verb_plan;
extern const struct verb verb_run;
extern const struct verb verb_cell;
extern const struct verb verb_report;
extern const struct verb verb_show;
extern const struct verb verb_compare;
extern const struct verb verb_repeat;
extern const struct verb verb_census;
extern const struct verb verb_defects;
extern const struct verb verb_calibrate;
extern const struct verb verb_expect;
extern const struct verb verb_plot;
extern const struct verb verb_html;
extern const struct verb verb_reply;
extern const struct verb verb_bundle;
extern const struct verb verb_lint_mail;
extern const struct verb verb_patches;
extern const struct verb verb_probe;
extern const struct verb verb_selftest;
extern const struct verb verb_alone;
extern const struct verb verb_together;
extern const struct verb verb_unmodelled;
extern const struct verb verb_dmesg;
extern const struct verb verb_boottime;
extern const struct verb verb_clocktime;
extern const struct verb verb_load;
extern const struct verb verb_check;
extern const struct verb verb_machine;
extern const struct verb verb_here;
extern const struct verb verb_init;

#endif
