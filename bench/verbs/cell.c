// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cmd_cell.c - the verb cell: one cell of a run's plan, on whatever machine
 * this is, into RUN/parts. A task of a Slurm array does this.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "gtt2m.h"
#include "number.h"
#include "run/parts.h"
#include "opts.h"
#include "verbs/verbs.h"

struct args {
	const char *dir, *index, *build, *gpu_params;
};

/* path, of 700 bytes: where its part is. */
static int run_one(const struct args *a, const struct plan *p, char *path,
		   char *why, size_t len)
{
	struct apart one = {
		.plan = p, .machine = machine_find(p->machine), .dir = a->dir,
		.build = a->build, .gpu_params = a->gpu_params,
	};
	uint64_t index;

	if (!p->ncells || number_read(a->index, 0, p->ncells - 1, &index)) {
		snprintf(why, len, "%s is not the index of a cell (0 to %zu)",
			 a->index, p->ncells ? p->ncells - 1 : 0);
		return -EINVAL;
	}
	if (!one.machine) {
		snprintf(why, len, "no machine %s here", p->machine);
		return -EINVAL;
	}
	one.index = index;
	part_name(a->dir, index, path, 700);
	return access(path, F_OK) ? apart_run(&one, why, len) : 0;
}

static int cmd_cell(int argc, char **argv)
{
	const char *o = getenv("O"), *word[2];
	struct args a = { .build = o && *o ? o : "build" };
	char why[RUN_WHY] = "out of memory", path[700];
	struct plan p;
	int err;
	const struct opt rows[] = {
		{ .name = "build", .arg = "DIR", .text = &a.build,
		  .help = "Build folder (default: $O or build)" },
		{ .name = "gpu-params", .arg = "FILE", .text = &a.gpu_params,
		  .help = "Cost parameters of the GPU model" },
		{ 0 }
	};
	const struct opts opts = {
		.words = "RUN INDEX", .row = rows,
		.least = 2, .most = 2, .word = word,
		.help = "Run one cell of the plan in RUN and leave its "
			"records in RUN/parts, as a task of a Slurm array "
			"does. A cell that has records is not run again. "
			"gtt2m run --resume RUN adds the parts to the run's "
			"records.",
	};

	opts_parse(argc, argv, &opts);
	a.dir = word[0];
	a.index = word[1];
	err = run_plan(a.dir, &p, why, sizeof(why));
	if (!err)
		err = run_one(&a, &p, path, why, sizeof(why));
	plan_free(&p);
	if (err)
		fprintf(stderr, "gtt2m cell: %s\n", why);
	else
		printf("%s\n", path);
	return err ? EXIT_HARNESS : EXIT_FINE;
}

const struct verb verb_cell = {
	.name = "cell", .fn = cmd_cell, .internal = true,
	.help = "run one cell of a plan (a task of a Slurm array)",
};
