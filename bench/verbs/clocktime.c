// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * clocktime.c - the verb clocktime: CPU time of deciding a load under all sets of
 * the ensemble, as a run does after its last cell (run/clocks.c).
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "clock/phase.h"
#include "clock/synth.h"
#include "files.h"
#include "gpu/host/state.h"
#include "gtt2m.h"
#include "opts.h"
#include "run/clocks.h"
#include "verbs/verbs.h"

#define LIMIT_S	60.0			/* of a load */
#define FILES	64u

struct clocktime {
	struct part parts[PUBLISHED_PARTS], part;
	struct ensemble e;
	uint64_t *ns;			/* [set] */
	unsigned int jobs;
	const char *file[FILES];
	unsigned int nfiles;
	bool over;			/* a load was over the limit */
};

/* A small load and the dearest one, as stock has them: 4K pages, a GTT cache. */
static const struct {
	const char *name;
	struct synth of;
} loads[] = {
	{ "blit-stream", { .what = SYNTH_COPY, .blocks = 131072, .gpu_shift = 12,
			   .gtt_cache = true } },
	{ "cl-gather", { .what = SYNTH_GATHER, .blocks = 4096, .gpu_shift = 12,
			 .gtt_cache = true, .eus = 24, .subslices = 3 } },
};

static double seconds(const struct timeval *t)
{
	return (double)t->tv_sec + (double)t->tv_usec * 1e-6;
}

/* Of this process and of those that it has waited for. */
static double cpu_s(void)
{
	struct rusage self, others;

	getrusage(RUSAGE_SELF, &self);
	getrusage(RUSAGE_CHILDREN, &others);
	return seconds(&self.ru_utime) + seconds(&self.ru_stime) +
	       seconds(&others.ru_utime) + seconds(&others.ru_stime);
}

/* Two builds whose times differ have different ones here. */
static uint64_t digest(const struct clocktime *c, const struct phase *p)
{
	uint64_t h = gen9_state_hash(GEN9_STATE_HASH, p->ns,
				     c->e.n * sizeof(*p->ns));

	return gen9_state_hash(h, &p->serial_ns, sizeof(p->serial_ns));
}

static int do_load(struct clocktime *c, const char *name, struct phase *p)
{
	double start = cpu_s(), used;
	int err;

	p->ns = c->ns;
	err = phases_run(p, 1, &c->e, &c->part, c->jobs, NULL);
	used = cpu_s() - start;
	if (!err && !p->whole)
		err = -EINVAL;
	if (err) {
		fprintf(stderr, "gtt2m clocktime: %s: %s\n", name, strerror(-err));
		return err;
	}
	printf("%-30s %8.1f %8.2f %8.1f %6.0f  %016" PRIx64 "%s\n", name,
	       (double)p->len / (1 << 20), used, c->e.n / used, LIMIT_S,
	       digest(c, p), used > LIMIT_S ? "  over" : "");
	fflush(stdout);
	c->over |= used > LIMIT_S;
	return 0;
}

static int do_synthetic(struct clocktime *c, unsigned int i)
{
	struct gen9_tape tape = { 0 };
	struct phase p = { 0 };
	int err = synth_trace(&tape, &loads[i].of);

	if (!err) {
		p.trace = tape.buf;
		p.len = tape.len;
		err = do_load(c, loads[i].name, &p);
	}
	gen9_tape_free(&tape);
	return err;
}

/* All traces of a file, "FOLDER:NUMBER" each; the folder is the cell's. */
static int do_file(struct clocktime *c, const char *path)
{
	const char *slash = strrchr(path, '/'), *folder = slash;
	char *text, name[64];
	struct phase p = { 0 };
	size_t len;
	int err = file_read(path, &text, &len);

	if (err) {
		fprintf(stderr, "gtt2m clocktime: %s: %s\n", path, strerror(-err));
		return err;
	}
	while (folder && folder > path && folder[-1] != '/')
		folder--;
	for (uint32_t n = 1; !err; n++) {
		/* the run's records have it: any that the work fits in */
		p = (struct phase){ .busy_ns = UINT64_MAX / 2000 };
		err = phase_find((const uint8_t *)text, len, n, &p);
		if (err)
			break;
		snprintf(name, sizeof(name), "%.*s:%u",
			 folder ? (int)(slash - folder) : (int)strlen(path),
			 folder ? folder : path, n);
		err = do_load(c, name, &p);
	}
	free(text);
	return err == -ENOENT ? 0 : err;
}

static int prepare(struct clocktime *c)
{
	char why[256] = "";
	int err = ensemble_parts(c->parts, ".", why, sizeof(why));

	if (!err)
		err = part_load(&c->part, ".", CLOCKS_PART, why, sizeof(why));
	if (!err)
		err = ensemble_read(&c->e, c->parts, ENSEMBLE_FILE, why, sizeof(why));
	if (err)
		fprintf(stderr, "gtt2m clocktime: %s\n", *why ? why : strerror(-err));
	c->ns = calloc(c->e.n + 1, sizeof(*c->ns));
	return err ?: c->ns ? 0 : -ENOMEM;
}

static int cmd_clocktime(int argc, char **argv)
{
	struct clocktime c = { .jobs = 1 };
	const struct opt rows[] = {
		{ .name = "jobs", .letter = 'j', .arg = "N",
		  .number = &c.jobs, .min = 1, .max = 1024,
		  .help = "Number of processes (default: 1)" },
		{ 0 }
	};
	const struct opts opts = {
		.words = "[clock.trace...]", .row = rows,
		.help = "CPU seconds of deciding a load under all sets: of two made "
			"loads, or of the traces that a run's cells have left. The "
			"last column is a digest of the times. Exit 1: over the limit.",
		.most = FILES, .n = &c.nfiles, .word = c.file,
	};
	int err;

	opts_parse(argc, argv, &opts);
	err = prepare(&c);
	if (!err)
		printf("%-30s %8s %8s %8s %6s  times\n", "load", "MiB", "CPU s",
		       "sets/s", "limit");
	for (unsigned int i = 0; i < c.nfiles && !err; i++)
		err = do_file(&c, c.file[i]);
	for (unsigned int i = 0; i < sizeof(loads) / sizeof(loads[0]) && !err &&
	     !c.nfiles; i++)
		err = do_synthetic(&c, i);
	ensemble_free(&c.e);
	free(c.ns);
	return err ? EXIT_HARNESS : c.over ? EXIT_WORSE : EXIT_FINE;
}

const struct verb verb_clocktime = {
	.name = "clocktime", .fn = cmd_clocktime,
	.help = "measure what it costs to decide a load under all sets",
};
