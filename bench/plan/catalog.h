/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * catalog.h - every cell kind there is, as L0 sees it: the probe's rows
 * (host/scenario.h) and the Linux guests' (guest/scenarios.h) in one list.
 */
#ifndef GTT2M_CATALOG_H
#define GTT2M_CATALOG_H

#include <stdbool.h>
#include <stddef.h>

#include "host/scenario.h"

/* Margin of throughput where the row declares none. */
#define CATALOG_MARGIN 0.01

struct catalog_row {
	char name[64];		/* a guest's has GUEST_PREFIX before it */
	const char *desc;
	bool guest, crash, primary, perf;
	char boots_as[64];	/* the row whose guests boot alike, "" for none */
	double margin;
	const char *append;	/* kernel command line, "" for none */
	const char *image;	/* one more image for L1, "" for none */
	bool on_request;	/* in no profile that does not name it */
	bool census;		/* guest/scenarios.h */
	bool curves;		/* host/scenario.h */
	unsigned int times;	/* its cell's usual time is that of so many; 0: 1 */
	const char *why;	/* the reason of the prediction, "" for none */
	const struct scenario *probe;	/* NULL for guests */
};

size_t catalog_size(void);
/* Row i of the list, probes first, in the order of their tables. */
void catalog_get(size_t i, struct catalog_row *row);
bool catalog_find(const char *name, struct catalog_row *row);

/*
 * The load ("LOAD/PHASE") of the declared primary family: one, so that 8
 * seeds carry the contrasts of four variants.
 */
#define CATALOG_PRIMARY_LOAD "blit-stream/steady"

#endif
