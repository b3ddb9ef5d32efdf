// SPDX-License-Identifier: GPL-2.0-or-later
/* cmd_run.c - the verbs plan and run: options, folders, exit codes. */
#include <argp.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "files.h"
#include "gtt2m.h"
#include "lint_mail.h"
#include "metal/metal.h"
#include "metal/settings.h"
#include "number.h"
#include "records/env.h"
#include "records/manifest.h"
#include "report/precision.h"
#include "report/report.h"
#include "run/clocks.h"
#include "run/run.h"
#include "run/slurm.h"
#include "run/spec.h"
#include "verbs/verbs.h"

#define JOBS_MAX 1024

struct args {
	struct plan_request plan;
	const char *out, *resume, *results, *gpu_params, *build;
	char *snapshots;	/* their folder, or NULL */
	unsigned int jobs, jobs_asked;
	bool fresh, slurm, next, prepare, boots;
};

enum { KEY_SEEDS = 0x100, KEY_ORDER, KEY_RESULTS, KEY_GPU, KEY_FRESH,
       KEY_BUILD, KEY_MACHINE, KEY_ENGINE,
       KEY_PRECISION, KEY_NEXT,
       KEY_PREPARE, KEY_BOOT };

#define PLAN_OPTIONS \
	{ "profile", 'p', "NAME", 0, "quick, default or full (gtt2m list " \
		"profiles has all)", 0 }, \
	{ "variants", 'v', "LIST", 0, "Only these; baseline-aa is the " \
		"baseline once more", 0 }, \
	{ "scenarios", 's', "LIST", 0, "Only these instead of the profile's", 0 }, \
	{ "seeds", KEY_SEEDS, "N", 0, "Seeds 1 to N instead of the profile's", 0 }, \
	{ "precision", KEY_PRECISION, "PCT", 0, "Stop as soon as every " \
		"primary interval is within +-PCT %, or after the last seed", 0 }, \
	{ "order-seed", KEY_ORDER, "N", 0, "Seed of the random order of " \
		"cells; it is recorded", 0 }, \
	{ "machine", KEY_MACHINE, "LIST", 0, "emulated (default); vtd-strict, " \
		"vtd-lazy, vtd-pt: behind an IOMMU; smp2, smp4: more CPUs; " \
		"debug: for PROFILE=debug; metal: this machine", 0 }, \
	{ "build", KEY_BUILD, "DIR", 0, "Build folder (default: $O or build)", 0 }, \
	{ "jobs", 'j', "N", 0, "Cells at a time (default: $JOBS or the number " \
		"of cores)", 0 }

static const struct argp_option plan_options[] = { PLAN_OPTIONS, { 0 } };
static const struct argp_option run_options[] = {
	PLAN_OPTIONS,
	{ "out", 'o', "DIR", 0, "The run's folder (default: a new one below results)", 0 },
	{ "resume", 'r', "DIR", 0, "Resume the run in DIR", 0 },
	{ "results", KEY_RESULTS, "DIR", 0, "Folder of the runs (default: "
		"results)", 0 },
	{ "fresh", KEY_FRESH, NULL, 0, "Do not resume an interrupted run", 0 },
	{ "engine", KEY_ENGINE, "NAME", 0, "local (default), or slurm: a job "
		"array with a task for each cell", 0 },
	{ "next", KEY_NEXT, "kexec", 0, "On metal: boot each of the variants "
		"by kexec", 0 },
	{ "prepare", KEY_PREPARE, NULL, 0, "Write plan and environment, but "
		"run nothing; for --resume elsewhere", 0 },
	{ "no-snapshot", KEY_BOOT, NULL, 0, "Boot each cell; else those that "
		"boot alike start from a machine that has booted", 0 },
	{ "gpu-params", KEY_GPU, "FILE", 0, "Cost parameters of the GPU model", 0 },
	{ 0 }
};

static char *without_slash(char *s)
{
	for (size_t n = strlen(s); n > 1 && s[n - 1] == '/'; n--)
		s[n - 1] = '\0';
	return s;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *a = state->input;
	char *end;

	switch (key) {
	case 'p': a->plan.profile = arg; return 0;
	case 'v': a->plan.variants = arg; return 0;
	case 's': a->plan.scenarios = arg; return 0;
	case 'j': a->jobs = number_arg(state, arg, 1, JOBS_MAX); return 0;
	case 'o': a->out = without_slash(arg); return 0;
	case 'r': a->resume = without_slash(arg); return 0;
	case KEY_SEEDS: a->plan.seeds = number_arg(state, arg, 1, 1000); return 0;
	case KEY_ORDER:
		a->plan.order_seed = number_arg(state, arg, 0, UINT32_MAX);
		a->plan.order_seed_given = true;
		return 0;
	case KEY_PRECISION:
		a->plan.precision = strtod(arg, &end);
		if (end == arg || *end || !(a->plan.precision > 0) ||
		    a->plan.precision > 100)
			argp_error(state, "not a percentage above 0: %s", arg);
		return 0;
	case KEY_RESULTS: a->results = without_slash(arg); return 0;
	case KEY_GPU: a->gpu_params = arg; return 0;
	case KEY_PREPARE: a->prepare = true; return 0;
	case KEY_NEXT:
		if (strcmp(arg, "kexec"))
			argp_error(state, "--next %s: only kexec is known", arg);
		a->next = true;
		return 0;
	case KEY_BOOT: a->boots = true; return 0;
	case KEY_FRESH: a->fresh = true; return 0;
	case KEY_BUILD: a->build = without_slash(arg); return 0;
	case KEY_MACHINE: a->plan.machine = arg; return 0;
	case KEY_ENGINE:
		a->slurm = !strcmp(arg, "slurm");
		if (!a->slurm && strcmp(arg, "local"))
			argp_error(state, "no engine '%s' (local, slurm)", arg);
		return 0;
	case ARGP_KEY_ARG:
		argp_usage(state);
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static void defaults(struct args *a)
{
	const char *jobs = getenv("JOBS"), *o = getenv("O");
	uint64_t n;

	if (!a->build)
		a->build = o && *o ? o : "build";
	a->plan.build = a->build;
	if (!a->results)
		a->results = "results";
	if (!a->jobs && jobs && *jobs) {
		if (number_read(jobs, 1, JOBS_MAX, &n)) {
			fprintf(stderr, "JOBS=%s is no number from 1 to %d\n", jobs,
				JOBS_MAX);
			exit(EXIT_HARNESS);
		}
		a->jobs = n;
	}
	a->jobs_asked = a->jobs;
	if (!a->jobs)
		a->jobs = sysconf(_SC_NPROCESSORS_ONLN);
}

static int refuse(const char *verb, const char *why)
{
	fprintf(stderr, "gtt2m %s: %s\n", verb, why);
	return EXIT_HARNESS;
}

static int cmd_plan(int argc, char **argv)
{
	static const struct argp argp = {
		.options = plan_options, .parser = parse,
		.doc = "Print what gtt2m run would do with the same options: "
			"cells, their order, how long it will take and how "
			"long it can take at most. Runs nothing.",
	};
	const struct machine *m;
	struct args a = { 0 };
	char why[RUN_WHY];
	struct plan p;
	int err;

	argp_parse(&argp, argc, argv, 0, NULL, &a);
	defaults(&a);
	err = plan_make(&p, &a.plan, why, sizeof(why));
	if (!err) {
		m = machine_find(p.machine);
		plan_print(&p, m, run_jobs(&p, m, a.jobs), true);
	}
	plan_free(&p);
	return err ? refuse("plan", why) : EXIT_FINE;
}

/* What a run is made of, settled before its first cell. */
struct run_setup {
	struct plan plan;
	char *dir;
	json_t *env;
};

static char *new_dir(const struct args *a, const struct plan *p)
{
	time_t now = time(NULL);
	char name[96];
	struct tm tm;

	if (a->out)
		return strdup(a->out);
	gmtime_r(&now, &tm);
	strftime(name, sizeof(name), "%Y%m%d-%H%M%S-", &tm);
	strncat(name, p->profile, sizeof(name) - strlen(name) - 1);
	return path_join(a->results, name);
}

static void say_boots(const char *what, const char *why)
{
	fprintf(stderr, "gtt2m run: each cell boots, there are no snapshots: %s: %s\n",
		what, why);
}

/*
 * $CACHE/snapshots, as in scripts/lib.sh: an absolute name, or NULL and why. A
 * comma would end the name of a file for QEMU.
 */
static char *snapshot_folder(void)
{
	const char *cache = getenv("CACHE"), *xdg = getenv("XDG_CACHE_HOME");
	const char *home = getenv("HOME");
	char *path = NULL, *whole;
	int err;

	if (cache && *cache)
		path = path_join(cache, "snapshots");
	else if (xdg && *xdg)
		path = path_join(xdg, "gtt2m/snapshots");
	else if (home && *home)
		path = path_join(home, ".cache/gtt2m/snapshots");
	if (!path) {
		say_boots("CACHE", "not set, and no HOME");
		return NULL;
	}
	err = dir_make(path);
	whole = err ? NULL : realpath(path, NULL);
	if (!whole)
		say_boots(path, strerror(err ? -err : errno));
	else if (strchr(whole, ','))
		say_boots(whole, "a comma in the name");
	else if (strlen(whole) > SPEC_SNAPSHOTS)
		say_boots(whole, "the name is too long");
	else
		err = 1;
	free(path);
	if (err > 0)
		return whole;
	free(whole);
	return NULL;
}

static int collect(struct run_setup *s, struct args *a, char *why, size_t len)
{
	struct env_where where = { .build = a->build,
				   .gpu_params = a->gpu_params,
				   .engine = a->slurm ? "slurm" : "local",
				   .jobs = a->slurm ? a->jobs_asked : a->jobs };
	const struct machine *m = machine_find(s->plan.machine);

	if (!m) {
		snprintf(why, len, "the plan's machine %s is not known here",
			 s->plan.machine);
		return -EINVAL;
	}
	if (!a->boots && !a->slurm && plan_saves(&s->plan, m))
		a->snapshots = snapshot_folder();
	where.snapshots = a->snapshots != NULL;
	/* the same run after a boot: its kernel is checked instead */
	if (m->metal && a->resume) {
		char *path = path_join(a->resume, "env.json");

		s->env = path ? json_read(path) : NULL;
		free(path);
	}
	if (!s->env)
		s->env = env_collect(&s->plan, m, &where, why, len);
	return s->env ? 0 : -ENOENT;
}

/*
 * Go on with an interrupted run of the same plan, unless what it was made
 * with has changed since: then a new one starts, and why is said.
 */
static bool take_up(struct run_setup *s, const struct args *a, char *why,
		    size_t len)
{
	char id[65], what[200], *found, *path;
	struct plan old;
	json_t *env;
	bool same;

	plan_id(&s->plan, id);
	found = run_unfinished(a->results, id);
	path = found ? path_join(found, "env.json") : NULL;
	env = path ? json_read(path) : NULL;
	same = env && !env_differ(env, s->env, what, sizeof(what));
	if (env && !same)
		fprintf(stderr, "not resuming the interrupted run in %s, its "
			"environment differs: %s\n",
			found, what);
	if (same && !run_plan(found, &old, why, len)) {
		fprintf(stderr, "resuming the interrupted run in %s (--fresh: "
			"start a new one)\n",
			found);
		plan_free(&s->plan);
		s->plan = old;
		s->dir = found;
		found = NULL;
	}
	json_decref(env);
	free(path);
	free(found);
	return s->dir != NULL;
}

/* The folder that was named has this plan in an order of its own: that one. */
static void take_order(struct run_setup *s, const char *dir)
{
	char mine[65], its[65], why[200];
	struct plan old;

	if (run_plan(dir, &old, why, sizeof(why)))
		return;
	plan_id(&s->plan, mine);
	plan_id(&old, its);
	if (strcmp(mine, its)) {
		plan_free(&old);
		return;
	}
	plan_free(&s->plan);
	s->plan = old;
}

static int settle(struct run_setup *s, struct args *a, char *why, size_t len)
{
	int err = a->resume ? run_plan(a->resume, &s->plan, why, len) :
			      plan_make(&s->plan, &a->plan, why, len);

	if (!err)
		err = collect(s, a, why, len);
	if (err)
		return err;
	if (a->resume)
		s->dir = strdup(a->resume);
	else if (a->out || a->fresh || a->plan.order_seed_given ||
		 !take_up(s, a, why, len))
		s->dir = new_dir(a, &s->plan);
	if (a->out && !a->plan.order_seed_given)
		take_order(s, a->out);
	return s->dir ? 0 : -ENOMEM;
}

static int print_report(const char *dir, const struct machine *m)
{
	char why[RUN_WHY], *text, what[256];
	unsigned int differ, bad;
	struct report r;
	int code = EXIT_FINE;

	if (report_write(dir, &text, why, sizeof(why)) ||
	    report_open(&r, dir, why, sizeof(why))) {
		free(text);
		return refuse("run", why);
	}
	if (manifest_write(dir))
		fprintf(stderr, "gtt2m run: cannot write %s/SHA256SUMS\n", dir);
	bad = lint_text("report.txt", text, strlen(text), stderr);
	free(text);
	text = report_render_short(&r);
	printf("\n%s", text ?: "");
	free(text);
	report_repeats(&r, &differ, what, sizeof(what));
	if (bad || (m->exact && differ))
		code = EXIT_INVALID;
	else if (r.tally.failed)
		code = EXIT_HARNESS;
	if (r.tally.failed)
		fprintf(stderr, "%u of %u cells failed; their logs are in %s/logs\n",
			r.tally.failed, r.tally.planned, dir);
	printf("\nreport: %s/report.txt\n", dir);
	report_close(&r);
	return code;
}

/* Of --prepare: no cell is for now. */
static bool never(const struct plan *p, const struct plan_cell *c,
		  const void *arg)
{
	return false;
}

/* On hardware with what is set otherwise by default, and put back after. */
static enum run_end run_here(const struct run_setup *s, const struct machine *m,
			     const struct run_options *o, bool set, char *why,
			     size_t len)
{
	char *file = set ? path_join(s->dir, SETTINGS_FILE) : NULL;
	enum run_end end;

	if (file)
		settings_take("", file, stderr);
	end = run_cells(&s->plan, m, s->env, o, why, len);
	if (file)
		settings_back("", file, stderr);
	free(file);
	return end;
}

static int run_it(const struct args *a, const struct run_setup *s)
{
	const struct machine *m = machine_find(s->plan.machine), *kvm;
	struct run_options o = { .dir = s->dir, .build = a->build,
				 .gpu_params = a->gpu_params,
				 .snapshots = a->snapshots,
				 .enough = precision_reached,
				 .progress = stderr,
				 .terminal = isatty(STDERR_FILENO) };
	struct metal_boot boot;
	struct accel_host host = accel_this_host;
	char why[RUN_WHY] = "", qemu[600];

	o.jobs = a->slurm ? a->jobs_asked : run_jobs(&s->plan, m, a->jobs);
	o.engine = a->slurm ? slurm_engine : NULL;
	if (!a->slurm && o.jobs < a->jobs)
		fprintf(stderr, "free memory allows %u of %u cells at a time\n",
			o.jobs, a->jobs);
	plan_print(&s->plan, m, o.jobs ? o.jobs : a->jobs, false);
	printf("folder: %s\n", s->dir);
	fflush(stdout);
	kvm = plan_kvm(&s->plan, m);
	snprintf(qemu, sizeof(qemu), "%s/%s", a->build, kvm ? kvm->program : "");
	host.qemu = qemu;
	if (kvm && !a->prepare && accel_kvm(&host, why, sizeof(why)))
		return refuse("run", why);
	if (a->prepare)
		o.here = never;
	else if (m->metal && metal_begin(&s->plan, a->build, a->next, &boot, why,
				    sizeof(why)))
		return refuse("run", why);
	if (m->metal && !a->prepare) {
		o.jobs = 1;
		o.here = metal_here;
		o.here_arg = &boot;
	}
	if (run_here(s, m, &o, m->metal && !a->prepare && boot.variant >= 0, why,
		     sizeof(why)) != RUN_DONE)
		return refuse("run", why);
	if (a->prepare)
		return EXIT_FINE;
	if (m->metal && metal_end(s->dir, &s->plan, a->build, a->next, why,
				  sizeof(why)))
		return refuse("run", why);
	if (clocks_make(s->dir, ".", a->jobs, why, sizeof(why)) < 0)
		fprintf(stderr, "gtt2m run: no intervals of GPU time: %s\n", why);
	return print_report(s->dir, m);
}

static int cmd_run(int argc, char **argv)
{
	static const struct argp argp = {
		.options = run_options, .parser = parse,
		.doc = "Run the cells of a plan, and write records and "
			"report. An interrupted run of the same plan is "
			"resumed. Exit 0: all cells ended well; 3: the same "
			"seed gave other counts; 4: a cell failed, or the run "
			"was aborted.",
	};
	struct args a = { 0 };
	char why[RUN_WHY] = "out of memory";
	struct run_setup s = { 0 };
	int code;

	argp_parse(&argp, argc, argv, 0, NULL, &a);
	defaults(&a);
	if (a.slurm && a.plan.precision > 0)
		return refuse("run", "a job array is submitted whole: --precision needs "
			      "--engine local");
	if (settle(&s, &a, why, sizeof(why)))
		code = refuse("run", why);
	else
		code = run_it(&a, &s);
	plan_free(&s.plan);
	free(s.dir);
	free(a.snapshots);
	json_decref(s.env);
	return code;
}

const struct verb verb_plan = {
	.name = "plan", .fn = cmd_plan,
	.help = "show the cells of a run and how long it will take",
};

const struct verb verb_run = {
	.name = "run", .fn = cmd_run,
	.help = "run the cells of a plan and write a report",
};
