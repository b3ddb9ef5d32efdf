// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cmd_cell.c - the verb cell: one cell of a run's plan, on whatever machine
 * this is, into RUN/parts. A task of a Slurm array does this.
 */
#include <argp.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "run/boot.h"
#include "files.h"
#include "gtt2m.h"
#include "records/env.h"
#include "run/run.h"
#include "run/slurm.h"
#include "verbs/verbs.h"

struct args {
	const char *dir, *index, *build, *gpu_params;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *a = state->input;

	switch (key) {
	case 'b': a->build = arg; return 0;
	case 'g': a->gpu_params = arg; return 0;
	case ARGP_KEY_ARG:
		if (a->index)
			argp_usage(state);
		if (a->dir)
			a->index = arg;
		else
			a->dir = arg;
		return 0;
	case ARGP_KEY_END:
		if (!a->index)
			argp_usage(state);
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

/* Is this machine made of the same things as the run's environment? */
static int same_env(const struct args *a, const struct plan *p,
		    const struct machine *m, char *id, char *why, size_t len)
{
	struct env_where w = { .build = a->build, .gpu_params = a->gpu_params };
	char *path = path_join(a->dir, "env.json"), what[256], host[64] = "";
	json_t *want = path ? env_read(path, why, len) : NULL;
	json_t *have = want ? env_collect(p, m, &w, why, len) : NULL;
	int err = have ? 0 : -ENOENT;

	gethostname(host, sizeof(host) - 1);
	if (have && env_differ(want, have, what, sizeof(what))) {
		snprintf(why, len, "the environment of %s differs from the run's: %s",
			 host, what);
		err = -EINVAL;
	}
	if (!err)
		snprintf(id, ENV_ID, "%s", env_id(want));
	json_decref(want);
	json_decref(have);
	free(path);
	return err;
}

/* Run it to its end; a signal of the scheduler ends it without records. */
static int one_boot(const struct cell_spec *s, struct boot_result *res,
		    char *why, size_t len)
{
	const struct timespec nap = { .tv_nsec = 100000000 };
	struct boot b;
	sigset_t set;
	int status, err;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	err = boot_start(&b, s, why, len);
	if (err)
		return err;
	while (waitpid(b.pid, &status, WNOHANG) != b.pid) {
		switch (sigtimedwait(&set, NULL, &nap)) {
		case SIGINT: case SIGTERM:
			boot_kill(&b);
			snprintf(why, len, "ended by the scheduler");
			return -EINTR;
		}
		boot_watch(&b);
	}
	return boot_finish(&b, status, res);
}

static void remove_tmp(const char *dir, const struct plan *p)
{
	static const char *const kind[] = { "", "+guest" };
	char path[512];

	for (size_t v = 0; v < p->nvariants; v++)
		for (size_t k = 0; k < 2; k++) {
			snprintf(path, sizeof(path), "%s/%s%s.cpio", dir,
				 p->variants[v], kind[k]);
			unlink(path);
		}
	rmdir(dir);
}

static int run_one(const struct args *a, const struct plan *p,
		   unsigned int index, char *why, size_t len)
{
	const struct machine *m = machine_find(p->machine);
	const char *slash = strrchr(a->dir, '/'), *t = getenv("TMPDIR");
	char id[ENV_ID], tmp[256], part[700];
	struct boot_result res = { 0 };
	struct cell_spec spec;
	struct spec_run s = {
		.plan = p, .machine = m, .dir = a->dir, .env = id, .tmp = tmp,
		.run = slash ? slash + 1 : a->dir, .build = a->build,
		.gpu_params = a->gpu_params,
	};
	int err;

	if (!m) {
		snprintf(why, len, "no machine %s here", p->machine);
		return -EINVAL;
	}
	err = same_env(a, p, m, id, why, len);
	if (err)
		return err;
	snprintf(tmp, sizeof(tmp), "%.200s/gtt2m-cell-XXXXXX", t && *t ? t : "/tmp");
	if (!mkdtemp(tmp)) {
		snprintf(why, len, "%s: %s", tmp, strerror(errno));
		return -errno;
	}
	err = spec_make(&spec, &s, &p->cells[index], why, len);
	if (!err)
		err = one_boot(&spec, &res, why, len);
	remove_tmp(tmp, p);
	slurm_part_name(a->dir, index, part, sizeof(part));
	if (!err) {
		err = file_write(part, res.text, res.len);
		if (err)
			snprintf(why, len, "%.400s: %s", part, strerror(-err));
		else
			printf("%s\n", part);
	}
	free(res.text);
	return err;
}

int cmd_cell(int argc, char **argv)
{
	static const struct argp_option options[] = {
		{ "build", 'b', "DIR", 0, "Build folder (default: $O or build)", 0 },
		{ "gpu-params", 'g', "FILE", 0, "Cost parameters of the GPU model", 0 },
		{ 0 }
	};
	static const struct argp argp = {
		.options = options, .parser = parse, .args_doc = "RUN INDEX",
		.doc = "Run one cell of the plan in RUN and leave its records in "
		       "RUN/parts: what a task of a Slurm array does. A cell that is "
		       "there already is not run again.",
	};
	const char *o = getenv("O");
	struct args a = { .build = o && *o ? o : "build" };
	char why[RUN_WHY] = "out of memory", path[700], *end;
	unsigned long index;
	struct plan p;
	int err;

	argp_parse(&argp, argc, argv, 0, NULL, &a);
	err = run_plan(a.dir, &p, why, sizeof(why));
	index = strtoul(a.index, &end, 10);
	if (!err && (end == a.index || *end || index >= p.ncells)) {
		snprintf(why, sizeof(why), "%s is not the index of a cell (0 to %zu)",
			 a.index, p.ncells ? p.ncells - 1 : 0);
		err = -EINVAL;
	}
	slurm_part_name(a.dir, index, path, sizeof(path));
	if (!err && access(path, F_OK) != 0)
		err = run_one(&a, &p, index, why, sizeof(why));
	plan_free(&p);
	if (err)
		fprintf(stderr, "gtt2m cell: %s\n", why);
	return err ? EXIT_HARNESS : EXIT_FINE;
}
