// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bundle.c - the verb bundle: one archive that a mail can link to, with
 * all that is needed to check the report and to repeat the run: its
 * folder, the patches, the model's parameters, the scripts. The same run
 * and sources give the same bytes.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "files.h"
#include "gtt2m.h"
#include "report/report.h"
#include "suite.h"
#include "opts.h"
#include "verbs/verbs.h"

/* What of the clone goes in; all of it must be there. */
static const char *const sources[] = {
	"Makefile", "README.md", "docs", "gpu/params", "kernel", "plots",
	"scripts", "variants",
};

#define NSOURCES (sizeof(sources) / sizeof(sources[0]))

struct args {
	const char *dir, *out, *clone;
};

static int check_clone(const char *clone, char *why, size_t len)
{
	char *path;
	bool there;

	for (size_t i = 0; i < NSOURCES; i++) {
		path = path_join(clone, sources[i]);
		there = path && access(path, R_OK) == 0;
		free(path);
		if (there)
			continue;
		snprintf(why, len, "%s is not a clone of the suite (no %s), "
			"and a bundle needs its patches and scripts: use "
			"--clone DIR",
			 clone, sources[i]);
		return -ENOENT;
	}
	return 0;
}

/* The archive at out; tar's exit status, or -errno. */
static int archive(const char *out, const char *clone, const char *parent,
		   const char *run)
{
	const char *argv[32] = {
		"tar", "--create", "--gzip", "--sort=name", "--owner=0",
		"--group=0", "--numeric-owner", "--mtime=@0",
		"--exclude=*/lock", "--exclude=*/tmp", "--force-local",
		"--file", out, "--directory", clone,
	};
	size_t n = 15;
	int status;
	pid_t pid;

	for (size_t i = 0; i < NSOURCES; i++)
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

/* Whole or not at all: out is renamed when tar has ended well. */
static int pack(const struct args *a, const char *dir, const char *out,
		char *why, size_t len)
{
	const char *run = strrchr(dir, '/') + 1;
	char *parent = strndup(dir, run - dir), *tmp = NULL;
	int err = parent && asprintf(&tmp, "%s.new", out) >= 0 ? 0 : -ENOMEM;

	if (!err)
		err = archive(tmp, a->clone, parent, run);
	if (err) {
		snprintf(why, len, "tar failed (%d)", err);
		if (tmp)
			unlink(tmp);
	} else if (rename(tmp, out)) {
		err = -errno;
		snprintf(why, len, "%.300s: %s", out, strerror(-err));
	}
	free(parent);
	free(tmp);
	return err;
}

/* Patches and scripts are the clone's: of the run's commit, or it is said. */
static void say_commit(const struct report *r)
{
	const char *made = report_fixed_str(r, "suite", "commit");

	if (strcmp(made, suite_commit()))
		fprintf(stderr, "gtt2m bundle: the run was made at commit "
			"%.12s, this program is of %.12s: use a clone at the "
			"run's commit\n",
			made, suite_commit());
}

static int make(const struct args *a, char *out, size_t outlen, char *why,
		size_t len)
{
	char *dir = realpath(a->dir, NULL);
	struct report r;
	int err;

	if (!dir) {
		snprintf(why, len, "%s: %s", a->dir, strerror(errno));
		return -errno;
	}
	snprintf(out, outlen, "%s.tar.gz", strrchr(dir, '/') + 1);
	if (a->out)
		snprintf(out, outlen, "%s", a->out);
	err = report_open(&r, dir, why, len);
	if (!err)
		err = check_clone(a->clone, why, len);
	if (!err) {
		say_commit(&r);
		err = pack(a, dir, out, why, len);
	}
	report_close(&r);
	free(dir);
	return err;
}

static int cmd_bundle(int argc, char **argv)
{
	struct args a = { .clone = "." };
	char why[RUN_WHY] = "", out[600];
	const struct opt rows[] = {
		{ .name = "out", .letter = 'o', .arg = "FILE", .text = &a.out,
		  .help = "File to write (default: RUN.tar.gz)" },
		{ .name = "clone", .arg = "DIR", .text = &a.clone,
		  .help = "The suite's clone (default: .)" },
		{ 0 }
	};
	const struct opts opts = {
		.words = "RESULTS/RUN", .row = rows,
		.least = 1, .most = 1, .word = &a.dir,
		.help = "Pack a run with what is needed to check and repeat it: the "
			"run's folder, the patches, the scripts, the documents.",
	};

	opts_parse(argc, argv, &opts);
	if (make(&a, out, sizeof(out), why, sizeof(why))) {
		fprintf(stderr, "gtt2m bundle: %s\n", why);
		return EXIT_HARNESS;
	}
	printf("%s\n", out);
	return EXIT_FINE;
}

const struct verb verb_bundle = {
	.name = "bundle", .fn = cmd_bundle,
	.help = "pack a run with all that is needed to repeat it",
};
