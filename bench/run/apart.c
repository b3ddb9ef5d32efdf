// SPDX-License-Identifier: GPL-2.0-or-later
/* apart.c - one cell of a run, by a process alone; contract in parts.h. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "boot.h"
#include "files.h"
#include "parts.h"
#include "records/env.h"

/* Is this machine made of the same things as the run's environment? */
static int same_env(const struct apart *a, char *id, char *why, size_t len)
{
	struct env_where w = { .build = a->build, .gpu_params = a->gpu_params };
	char *path = path_join(a->dir, "env.json"), what[256], host[64] = "";
	json_t *want = path ? env_read(path, why, len) : NULL;
	json_t *have = want ? env_collect(a->plan, a->machine, &w, why, len) : NULL;
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

/* Run it to its end; a signal ends it without records. */
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
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	err = boot_start(&b, s, why, len);
	if (err)
		return err;
	while (waitpid(b.pid, &status, WNOHANG) != b.pid) {
		switch (sigtimedwait(&set, NULL, &nap)) {
		case SIGINT: case SIGTERM: case SIGHUP:
			boot_kill(&b);
			snprintf(why, len, "ended by a signal: it has left no records");
			return -EINTR;
		}
		boot_watch(&b);
	}
	return boot_finish(&b, status, res);
}

/* Before the boot: a result must have where to go. */
static int parts_folder(const struct apart *a, char *why, size_t len)
{
	char *path = path_join(a->dir, "parts");
	int err = path ? dir_make(path) : -ENOMEM;

	if (err)
		snprintf(why, len, "%s/parts: %s", a->dir, strerror(-err));
	free(path);
	return err;
}

int apart_run(const struct apart *a, char *why, size_t len)
{
	const char *slash = strrchr(a->dir, '/'), *t = getenv("TMPDIR");
	char id[ENV_ID], tmp[256], part[700];
	struct boot_result res = { 0 };
	struct cell_spec spec;
	struct spec_run s = {
		.plan = a->plan, .machine = a->machine, .dir = a->dir,
		.env = id, .tmp = tmp, .run = slash ? slash + 1 : a->dir,
		.build = a->build, .gpu_params = a->gpu_params,
	};
	int err = same_env(a, id, why, len);

	if (err)
		return err;
	err = parts_folder(a, why, len);
	if (err)
		return err;
	snprintf(tmp, sizeof(tmp), "%.200s/gtt2m-cell-XXXXXX", t && *t ? t : "/tmp");
	if (!mkdtemp(tmp)) {
		snprintf(why, len, "%s: %s", tmp, strerror(errno));
		return -errno;
	}
	err = spec_make(&spec, &s, &a->plan->cells[a->index], why, len);
	if (!err)
		err = one_boot(&spec, &res, why, len);
	unlink(spec.initrd);
	rmdir(tmp);
	part_name(a->dir, a->index, part, sizeof(part));
	if (!err) {
		err = file_write(part, res.text, res.len);
		if (err)
			snprintf(why, len, "%.400s: %s", part, strerror(-err));
	}
	free(res.text);
	return err;
}
