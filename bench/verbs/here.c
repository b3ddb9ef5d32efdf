// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * here.c - `gtt2m here SCENARIO SEED FILE`: what init does on the
 * emulated machine, on the machine that runs now: one scenario, its
 * records in FILE, an end marker whatever happened.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "cell.h"
#include "gtt2m.h"
#include "guest/traps.h"
#include "host/gpucount.h"
#include "host/host.h"
#include "lib/rec.h"
#include "lib/sys.h"
#include "metal/metal.h"
#include "number.h"
#include "verbs/verbs.h"

/* Within the limits that the machine's row gives the cell from outside. */
#define LIMIT_NS (840 * NSEC_PER_SEC)

struct job {
	struct cell cell;
	const char *scenario;
	uint64_t seed;
	bool ill;
};

static int scenario_job(void *arg)
{
	static struct gen9_counters before, after;
	struct job *job = arg;
	bool model;
	int ret;

	cell_phase(&job->cell, "loading modules");
	ret = gvt_load(&job->cell);
	if (ret)
		return ret;
	rec_emit(metal_record());
	model = gpucount_read(&before) == 0;
	cell_phase(&job->cell, "scenario");
	ret = scenario_cell(&job->cell, job->scenario, job->seed, &job->ill);
	if (model && !gpucount_read(&after))
		rec_emit(gpucount_record(&before, &after));
	return ret;
}

static int cmd_here(int argc, char **argv)
{
	struct rlimit no_limit = { RLIM_INFINITY, RLIM_INFINITY };
	struct job *job = cell_shared(sizeof(*job));
	struct cell_end end;

	if (argc != 4 || !job || number_read(argv[2], 0, UINT64_MAX, &job->seed)) {
		fprintf(stderr, "usage: gtt2m here SCENARIO SEED FILE\n");
		return EXIT_HARNESS;
	}
	if (rec_open(argv[3])) {
		fprintf(stderr, "gtt2m here: cannot write %s\n", argv[3]);
		return EXIT_HARNESS;
	}
	setrlimit(RLIMIT_MEMLOCK, &no_limit);
	job->scenario = argv[1];
	cell_run(&job->cell, scenario_job, job, LIMIT_NS, 10 * NSEC_PER_SEC,
		 &end);
	rec_emit(json_pack("{s:s, s:o}", "type", "kernel",
			   "complaints", kmsg_json(&end.kmsg)));
	rec_end(end.status == 0, job->cell.why);
	if (end.status)
		fprintf(stderr, "gtt2m here: %s\n", job->cell.why);
	return end.status ? EXIT_HARNESS : EXIT_FINE;
}

const struct verb verb_here = {
	.name = "here", .fn = cmd_here, .internal = true,
	.help = "run one cell on this machine, as root",
	.usage = "SCENARIO SEED FILE",
};
