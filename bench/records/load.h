/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * load.h - a run's folder, read and checked: what every report, comparison
 * and plot starts from.
 *
 * A run that stopped early holds stop.json:
 * {"schema":1,"blocks":N,"why":"..."}; cells of later blocks are not part
 * of the run, for whoever reads it.
 */
#ifndef GTT2M_LOAD_RUN_H
#define GTT2M_LOAD_RUN_H

#include <jansson.h>
#include <stddef.h>

#include "plan/plan.h"
#include "records/record.h"

#define STOP_SCHEMA 1
#define RUN_WHY 512		/* room for a sentence about a run */

struct run_data {
	struct plan plan;	/* without the cells behind a stop */
	struct records records;
	json_t *env;
	char records_sha256[65];	/* of whole lines: a torn end is not */
	/* The records know their run's name, wherever the folder lies now. */
	const char *name;
};

/* Read all; 0 or -errno with a sentence. run_unload() in any case. */
int run_load(struct run_data *r, const char *dir, char *why, size_t whylen);
void run_unload(struct run_data *r);

/*
 * Only plan.json with stop.json; 0 or -errno with a sentence. plan_free()
 * in any case.
 */
int run_plan(const char *dir, struct plan *p, char *why, size_t whylen);

/* Write stop.json: the run ends after so many blocks. 0 or -errno. */
int run_stop(const char *dir, unsigned int blocks, const char *why);

#endif
