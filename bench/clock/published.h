/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * published.h - what was measured on hardware and published, and what the
 * model makes of it. Fitted rows choose the sets of the ensemble; checked
 * rows are only compared, and no range was made with them in mind.
 */
#ifndef GTT2M_PUBLISHED_H
#define GTT2M_PUBLISHED_H

#include <stdbool.h>

#include "clock/synth.h"

/* Parts that rows are of: gpu/params/NAME.params. */
enum published_part {
	PART_SKL_GT4E, PART_KBL_U_GT2, PART_BXT, PUBLISHED_PARTS
};
extern const char *const published_parts[PUBLISHED_PARTS];

struct published {
	const char *name;
	const char *source;
	enum published_part part;
	bool fitted;
	double lo, hi;		/* as published; what is inside agrees */
	const char *unit;	/* "% lost", "GB/s" */
	/*
	 * "% lost": of the rate of base under with; "GB/s": of with, 0 being
	 * the time between two marks.
	 */
	struct synth base, with;
	/*
	 * Of reads: beside them a pixel is written for as many texels; 0: none.
	 * The two take turns at memory.
	 */
	unsigned int texels;
	/* with: reads cost what those through 2M pages do */
	bool slow;
};

extern const struct published published_rows[];
extern const unsigned int published_count;

/* The traces of all rows, made once. */
struct published_traces {
	struct gen9_tape *tape;		/* [row][base, with, and of pixels] */
};
int published_open(struct published_traces *t);
void published_close(struct published_traces *t);

/*
 * What the model makes of row i; 0, or -errno of gen9_replay(). As far as the
 * sources say no CPU works beside what was measured, so mem_cpu_pct is 0: its
 * range is for loads whose CPU works meanwhile.
 */
int published_model(const struct published_traces *t, unsigned int i,
		    const struct gen9_params *set, double *value);
/* Does it agree with the row? */
bool published_agrees(const struct published *row, double value);

/* Measured, too, but the model has nothing that it could be compared with. */
struct published_not {
	const char *name, *value, *source, *why;
};
extern const struct published_not published_not_modelled[];
extern const unsigned int published_not_modelled_count;

#endif
