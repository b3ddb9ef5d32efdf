// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * plot.c - the verb plot: write the data of each plot beside its script
 * and let gnuplot draw it as svg and png.
 */
#include <argp.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "files.h"
#include "gtt2m.h"
#include "report/plot.h"
#include "records/manifest.h"
#include "run_arg.h"
#include "run/run.h"
#include "verbs/verbs.h"

static const char *const terminals[] = { "svg", "png" };

/* Write DIR/plots/NAME.dat; how many points, or -errno. */
static int write_dat(struct report *r, const struct plot *p, const char *dir)
{
	char path[600], *text = NULL;
	int points, err;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	if (!f)
		return -ENOMEM;
	points = (int)p->dat(r, f);
	fclose(f);
	snprintf(path, sizeof(path), "%s/%s.dat", dir, p->name);
	err = file_write(path, text, len);
	free(text);
	return err ? err : points;
}

/*
 * The script lies beside its data, so that the folder draws itself: where
 * there is no clone, the copy that is in the folder is used.
 */
static int copy_script(const char *scripts, const char *dir, const char *name)
{
	char from[600], to[600], *text;
	size_t len;
	int err;

	snprintf(from, sizeof(from), "%s/%s.gp", scripts, name);
	snprintf(to, sizeof(to), "%s/%s.gp", dir, name);
	err = file_read(from, &text, &len);
	if (err == -ENOENT && access(to, R_OK) == 0)
		return 0;
	if (!err) {
		err = file_write(to, text, len);
		free(text);
	}
	return err;
}

/* gnuplot in dir: NAME.gp with term and level set. Its exit status. */
static int draw(const char *dir, const char *name, const char *term,
		const char *level)
{
	char set[300], script[100];
	int status;
	pid_t pid;

	snprintf(set, sizeof(set), "term='%s'; level='%.100s'", term, level);
	snprintf(script, sizeof(script), "%s.gp", name);
	pid = fork();
	if (!pid) {
		if (chdir(dir) == 0)
			execlp("gnuplot", "gnuplot", "-e", set, script, NULL);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int make_plot(struct report *r, const struct plot *p,
		     const char *scripts, const char *dir)
{
	const char *level = report_fixed_str(r, "machine", "level");
	int points = write_dat(r, p, dir), status = 0;

	if (points < 0 || copy_script(scripts, dir, p->name)) {
		fprintf(stderr, "gtt2m plot: cannot write %s/%s\n", dir, p->name);
		return -1;
	}
	if (!points) {
		printf("%s: nothing to draw in this run\n", p->name);
		return 0;
	}
	for (size_t i = 0; !status && i < 2; i++)
		status = draw(dir, p->name, terminals[i], level);
	if (status)
		fprintf(stderr, "gtt2m plot: gnuplot failed on %s/%s.gp (%d)\n", dir,
			p->name, status);
	else
		printf("%s/%s.svg %s/%s.png\n", dir, p->name, dir, p->name);
	return status;
}

struct args {
	const char *dir, *scripts;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *a = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &a->dir;
		return 0;
	case 's':
		a->scripts = arg;
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

int cmd_plot(int argc, char **argv)
{
	static const struct argp_option options[] = {
		{ "scripts", 's', "DIR", 0, "Where the .gp files are (plots)", 0 },
		{ 0 }
	};
	static const struct argp argp = {
		.options = options, .parser = parse,
		.children = run_argument,
		.doc = "Write the plots of a run to RUN/plots: .dat, .gp, .svg, .png.",
	};
	struct args a = { .scripts = "plots" };
	char why[RUN_WHY] = "", dir[512];
	struct report r;
	int bad = 0;

	argp_parse(&argp, argc, argv, 0, NULL, &a);
	snprintf(dir, sizeof(dir), "%s/plots", a.dir);
	if (report_open(&r, a.dir, why, sizeof(why)) || dir_make(dir)) {
		fprintf(stderr, "gtt2m plot: %s\n", *why ? why : dir);
		bad = 1;
	}
	for (size_t i = 0; !bad && i < nplots; i++)
		bad = make_plot(&r, &plots[i], a.scripts, dir) != 0;
	report_close(&r);
	if (!bad)
		bad = manifest_refresh(a.dir) != 0;
	return bad ? EXIT_HARNESS : EXIT_FINE;
}
