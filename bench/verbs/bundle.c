// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bundle.c - the verb bundle: one archive that a mail can link to, with
 * all that is needed to check the report and to repeat the run: its
 * folder, the patches, the model's parameters, the scripts. The same run
 * and sources give the same bytes.
 */
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "files.h"
#include "gtt2m.h"
#include "run_arg.h"
#include "report/report.h"
#include "run/run.h"
#include "verbs/verbs.h"

struct args {
	const char *dir, *out;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *a = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &a->dir;
		return 0;
	case 'o':
		a->out = arg;
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

/* tar; its exit status, or -errno. */
static int archive(const char *out, const char *parent, const char *run)
{
	/* what is not there (a clone without gpu/params) is left out */
	static const char *const sources[] = {
		"Makefile", "README.md", "docs", "gpu/params", "kernel",
		"plots", "scripts", "variants",
	};
	const char *argv[32] = {
		"tar", "--create", "--gzip", "--sort=name", "--owner=0",
		"--group=0", "--numeric-owner", "--mtime=@0",
		"--exclude=*/lock", "--exclude=*/tmp", "--force-local", "--file", out,
	};
	size_t n = 13;
	int status;
	pid_t pid;

	for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]); i++)
		if (access(sources[i], R_OK) == 0)
			argv[n++] = sources[i];
	argv[n++] = "--directory";
	argv[n++] = parent;
	argv[n++] = "--";	/* a run's name may begin with "-" */
	argv[n++] = run;
	pid = fork();
	if (!pid) {
		execvp("tar", (char *const *)argv);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return -errno;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -EINTR;
}

int cmd_bundle(int argc, char **argv)
{
	static const struct argp_option options[] = {
		{ "out", 'o', "FILE", 0, "Where to (RUN.tar.gz)", 0 },
		{ 0 }
	};
	static const struct argp argp = {
		.options = options, .parser = parse,
		.children = run_argument,
		.doc = "Pack a run with what is needed to check and repeat it. Type "
		       "it in the clone's top folder.",
	};
	char why[RUN_WHY] = "", parent[512], out[600], *slash;
	struct args a = { 0 };
	const char *run;
	struct report r;
	int err;

	argp_parse(&argp, argc, argv, 0, NULL, &a);
	snprintf(parent, sizeof(parent), "%s", a.dir);
	slash = strrchr(parent, '/');
	run = slash ? slash + 1 : a.dir;
	if (slash)
		*slash = '\0';
	snprintf(out, sizeof(out), "%s.tar.gz", run);
	err = report_open(&r, a.dir, why, sizeof(why));
	report_close(&r);
	if (!err) {
		err = archive(a.out ? a.out : out, !slash ? "." : *parent ? parent : "/", run);
		snprintf(why, sizeof(why), "tar failed (%d)", err);
	}
	if (err)
		fprintf(stderr, "gtt2m bundle: %s\n", why);
	else
		printf("%s\n", a.out ? a.out : out);
	return err ? EXIT_HARNESS : EXIT_FINE;
}
