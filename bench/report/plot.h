/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * plot.h - plots of a run. A plot is a row in plot.c, a function that
 * writes its data, and plots/NAME.gp. A picture answers one question; its
 * title is the answer, "# answer: TEXT" in the data. These are text, columns
 * named in the first line, "?" where there is no value.
 */
#ifndef GTT2M_PLOT_H
#define GTT2M_PLOT_H

#include <stdio.h>

#include "report.h"

struct plot {
	const char *name;	/* of the .gp and what is made with it */
	const char *title;	/* heading on the page */
	unsigned int (*dat)(struct report *r, FILE *f);	/* points written */
};

extern const struct plot plots[];
extern const size_t nplots;

/* plot_count.c: made of exact counts. */
unsigned int plot_hits(struct report *r, FILE *f);
/* plot_rate.c: made of times and rates. */
unsigned int plot_forest(struct report *r, FILE *f);
unsigned int plot_order(struct report *r, FILE *f);
unsigned int plot_sweep(struct report *r, FILE *f);

#endif
