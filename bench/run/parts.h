/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * parts.h - cells that ran elsewhere (a task of a Slurm array, or gtt2m cell
 * by hand): each leaves its lines in RUN/parts/INDEX.jsonl, until a process
 * that runs the folder takes them into its records.
 */
#ifndef GTT2M_PARTS_H
#define GTT2M_PARTS_H

#include "run.h"

void part_name(const char *dir, unsigned int index, char *out, size_t len);

/*
 * Take in what lies in dir/parts. A part holds one whole cell, the one that
 * its name says. 0, or -errno and k->why.
 */
int parts_take(struct run_sink *k, const char *dir);

/* A cell to be run by this process alone. */
struct apart {
	const struct plan *plan;
	const struct machine *machine;	/* the plan's own */
	const char *dir, *build;
	const char *gpu_params;		/* or NULL */
	unsigned int index;
};

/*
 * Run it, if this computer is made of the same things as the run, and leave
 * its part. 0, or -errno and a sentence; -EINTR: ended by a signal, nothing
 * is left.
 */
int apart_run(const struct apart *a, char *why, size_t len);

#endif
