/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * progress.h - what a run shows while it runs: on a terminal one status
 * line, otherwise one line a finished cell. The remaining time is the sum
 * of what cells of the same kind took so far.
 */
#ifndef GTT2M_PROGRESS_H
#define GTT2M_PROGRESS_H

#include <stdbool.h>
#include <stdio.h>

struct progress {
	FILE *out;		/* NULL: silent */
	bool terminal;
	unsigned int total, done, failed, jobs;
	/* by kind: 0 probe, 1 guest */
	unsigned int left[2], seen[2];
	double sum_s[2];
	unsigned int usual_s[2];
	double drawn_at;
};

/* Remaining time, s. */
unsigned int progress_eta(const struct progress *p);
/* A cell ended. */
void progress_cell(struct progress *p, bool guest, double wall_s,
		   const char *status, const char *name,
		   unsigned long long seed, const char *why);
/* Redraw the status line with the cells that run now; terminals only. */
void progress_draw(struct progress *p, const char *current);
/* Take the status line away. */
void progress_clear(struct progress *p);

#endif
