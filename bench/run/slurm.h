/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * slurm.h - running the cells of a plan as a Slurm job array: one task a
 * cell, the run's folder being on a file system that all nodes see. A task
 * is `gtt2m cell RUN INDEX` (parts.h), and the process that submitted puts
 * what it leaves into the records.
 *
 * RUN/slurm/: the scripts submitted, the lists of cells, ids of the jobs,
 * what each task said. A killed submitter is taken up again: parts that
 * are there are taken, jobs that still run are waited for, and only what
 * is missing then is submitted.
 */
#ifndef GTT2M_SLURM_H
#define GTT2M_SLURM_H

#include "run.h"

enum run_end slurm_engine(struct run_sink *s, const struct run_options *o);

#endif
