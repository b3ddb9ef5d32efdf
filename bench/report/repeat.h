/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * repeat.h - two runs of the same cells with the same seeds: counts must
 * agree to the digit, virtual times to REPEAT_TOLERANCE.
 */
#ifndef GTT2M_REPEAT_H
#define GTT2M_REPEAT_H

#include <stddef.h>

#include "records/record.h"

#define REPEAT_TOLERANCE 1e-4	/* relative */

struct repeat {
	unsigned int records, counts, times;	/* compared */
	unsigned int differ;	/* counts that do, times beyond tolerance */
	double widest;		/* relative difference of two times */
	char first[256];	/* difference: where, and both values */
};

/*
 * Compare record by record. Those of kind cell (wall time) are left out.
 * 0, or -EINVAL with first: the runs are not of the same cells.
 */
int repeat_compare(const struct records *a, const struct records *b,
		   struct repeat *res);

#endif
