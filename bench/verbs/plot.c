// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * plot.c - the verb plot: write the data of each plot beside its script
 * and let gnuplot draw it as svg and png.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "files.h"
#include "gtt2m.h"
#include "report/plot.h"
#include "records/manifest.h"
#include "run/run.h"
#include "opts.h"
#include "verbs/verbs.h"

static const char *const terminals[] = { "svg", "png" };

/* Text from a run's folder as one line of a comment. */
static void put_level(FILE *f, const char *level)
{
	fputs("# level: ", f);
	for (; *level; level++)
		fputc(*level < ' ' || *level > '~' ? '?' : *level, f);
	fputc('\n', f);
}

/*
 * Write DIR/plots/NAME.dat; how many points, or -errno. Whatever a script
 * needs to know of the run is in there: what comes from a run is data, and
 * no part of a command.
 */
static int write_dat(struct report *r, const struct plot *p, const char *dir)
{
	char path[600], *text = NULL;
	int points, err;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	if (!f)
		return -ENOMEM;
	points = (int)p->dat(r, f);
	put_level(f, report_fixed_str(r, "machine", "level"));
	fclose(f);
	snprintf(path, sizeof(path), "%s/%s.dat", dir, p->name);
	err = file_write(path, text, len);
	free(text);
	return err ? err : points;
}

/*
 * The script lies beside its data, so that the folder draws itself: always
 * ours, since the folder may be somebody else's.
 */
static int copy_script(const char *scripts, const char *dir, const char *name)
{
	char from[600], to[600], *text;
	size_t len;
	int err;

	snprintf(from, sizeof(from), "%s/%s.gp", scripts, name);
	snprintf(to, sizeof(to), "%s/%s.gp", dir, name);
	err = file_read(from, &text, &len);
	if (!err) {
		err = file_write(to, text, len);
		free(text);
	}
	return err;
}

/* gnuplot in dir: NAME.gp, no settings of the user's. Its exit status. */
static int draw(const char *dir, const char *name, const char *term)
{
	char set[40], script[100], out[600];
	int status;
	pid_t pid;

	snprintf(set, sizeof(set), "term='%s'", term);
	snprintf(script, sizeof(script), "%s.gp", name);
	/* gnuplot would write through a link */
	snprintf(out, sizeof(out), "%s/%s.%s", dir, name, term);
	unlink(out);
	pid = fork();
	if (!pid) {
		if (chdir(dir) == 0)
			execlp("gnuplot", "gnuplot", "-d", "-e", set, script, NULL);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int make_plot(struct report *r, const struct plot *p,
		     const char *scripts, const char *dir)
{
	int points = write_dat(r, p, dir), status = 0;

	if (points < 0) {
		fprintf(stderr, "gtt2m plot: cannot write %s/%s.dat\n", dir, p->name);
		return -1;
	}
	if (copy_script(scripts, dir, p->name)) {
		fprintf(stderr, "gtt2m plot: cannot copy %s/%s.gp to %s: type it in the "
			"clone's top folder, or give --scripts\n", scripts, p->name, dir);
		return -1;
	}
	if (!points) {
		printf("%s: nothing to draw in this run\n", p->name);
		return 0;
	}
	for (size_t i = 0; !status && i < 2; i++)
		status = draw(dir, p->name, terminals[i]);
	if (status)
		fprintf(stderr, "gtt2m plot: gnuplot failed on %s/%s.gp (%d)\n", dir,
			p->name, status);
	else
		printf("%s/%s.svg %s/%s.png\n", dir, p->name, dir, p->name);
	return status;
}

/* DIR/plots, a folder and no link to one elsewhere. */
static int make_folder(const char *dir, char *why, size_t len)
{
	int err = dir_make(dir);
	struct stat st;

	if (!err && (lstat(dir, &st) || !S_ISDIR(st.st_mode)))
		err = -ENOTDIR;
	if (err)
		snprintf(why, len, "%.400s: %s", dir, strerror(-err));
	return err;
}

struct args {
	const char *dir, *scripts;
};

static int cmd_plot(int argc, char **argv)
{
	struct args a = { .scripts = "plots" };
	char why[RUN_WHY] = "", dir[512];
	struct report r;
	int bad = 0;
	const struct opt rows[] = {
		{ .name = "scripts", .arg = "DIR", .text = &a.scripts,
		  .help = "Folder of the .gp files (default: plots)" },
		{ 0 }
	};
	const struct opts opts = {
		.words = "RESULTS/RUN", .row = rows,
		.least = 1, .most = 1, .word = &a.dir,
		.help = "Write the plots of a run to RUN/plots: .dat, .gp, .svg, .png.",
	};

	opts_parse(argc, argv, &opts);
	snprintf(dir, sizeof(dir), "%s/plots", a.dir);
	if (report_open(&r, a.dir, why, sizeof(why)) ||
	    make_folder(dir, why, sizeof(why))) {
		fprintf(stderr, "gtt2m plot: %s\n", why);
		bad = 1;
	}
	for (size_t i = 0; !bad && i < nplots; i++)
		bad = make_plot(&r, &plots[i], a.scripts, dir) != 0;
	report_close(&r);
	if (!bad)
		bad = manifest_refresh(a.dir) != 0;
	return bad ? EXIT_HARNESS : EXIT_FINE;
}

const struct verb verb_plot = {
	.name = "plot", .fn = cmd_plot,
	.help = "draw the plots of a run with gnuplot",
};
