// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * plot.c - the verb plot: write the data of each plot beside its script
 * and let gnuplot draw it as svg and png. A plot is a row below, a
 * function that writes its .dat, and plots/NAME.gp.
 */
#include <argp.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "curve.h"
#include "files.h"
#include "gtt2m.h"
#include "report.h"
#include "run.h"

/* Scenario x variant, hit ratio in per cent, "nan" where nothing was counted. */
static unsigned int hits_dat(struct report *r, FILE *f)
{
	unsigned int points = 0;

	fputs("# scenario variant hit_percent direct seen failed unsafe\n", f);
	for (size_t k = 0; k < r->plan.nscenarios; k++) {
		for (size_t v = 0; v < r->plan.nvariants; v++) {
			const struct tally_cell *c = tally_cell(&r->tally, v, k);

			fprintf(f, "\"%s\" \"%s\" ", r->plan.scenarios[k].name,
				r->plan.variants[v]);
			if (c->counted && c->sum.seen) {
				fprintf(f, "%.3f", 100.0 * (double)c->sum.direct /
					(double)c->sum.seen);
				points++;
			} else {
				fputs("nan", f);
			}
			fprintf(f, " %llu %llu %llu %llu\n",
				(unsigned long long)c->sum.direct,
				(unsigned long long)c->sum.seen,
				(unsigned long long)c->sum.failed,
				(unsigned long long)c->sum.unsafe);
		}
	}
	return points;
}

/* One row a variant and series: ratio and interval (ratio where none). */
static unsigned int forest_dat(struct report *r, FILE *f)
{
	const struct tally *t = &r->tally;
	double *x = calloc(t->blocks + 1, sizeof(*x));
	unsigned int row = 0;

	fputs("# row label ratio low high margin seeds\n", f);
	for (size_t i = 0; x && i < t->nseries; i++)
		for (size_t v = 0; v < r->plan.nvariants; v++) {
			const struct tally_series *s = &t->series[i];
			size_t n = tally_ratios(t, s, v, x);
			struct interval ci;
			int sign = s->rate ? 1 : -1;

			if (!n || (int)v == t->baseline || !s->rate)
				continue;
			ci = stats_interval(x, n, STATS_FLIP_SEED);
			if (!ci.valid)
				ci.lo = ci.hi = ci.est;
			fprintf(f, "%u \"%s %s %s\" %.6f %.6f %.6f %g %zu\n", row++,
				r->plan.variants[v],
				r->plan.scenarios[s->scenario].name, s->what,
				exp(sign * ci.est), exp(sign * ci.lo),
				exp(sign * ci.hi), s->margin, n);
		}
	free(x);
	return row;
}

/* Median over the blocks of a variant; 0 when there is no value. */
static double middle(const struct tally *t, const struct tally_series *s,
		     size_t variant)
{
	double *v = calloc(t->blocks + 1, sizeof(*v)), mid = 0;
	size_t n = 0;

	for (size_t b = 0; v && b < t->blocks; b++)
		if (isfinite(s->v[variant * t->blocks + b]))
			v[n++] = s->v[variant * t->blocks + b];
	if (n)
		mid = stats_median(v, n);
	free(v);
	return mid;
}

/* Every value in run order, relative to its own median: is there a drift? */
static unsigned int order_dat(struct report *r, FILE *f)
{
	const struct tally *t = &r->tally;
	unsigned int points = 0;

	fputs("# place_in_order variant value_over_median what\n", f);
	/* one value is its own median: nothing could be seen */
	for (size_t n = 0; t->blocks > 1 && n < r->plan.ncells; n++) {
		const struct plan_cell *c = &r->plan.cells[n];

		for (size_t i = 0; i < t->nseries; i++) {
			const struct tally_series *s = &t->series[i];
			double v = s->v[(size_t)c->variant * t->blocks + c->block];

			if (s->scenario != c->scenario || !isfinite(v))
				continue;
			fprintf(f, "%zu \"%s\" %.6f \"%s\"\n", n,
				r->plan.variants[c->variant],
				v / middle(t, s, c->variant), s->what);
			points++;
		}
	}
	return points;
}

/* A row a point: which panel, which line, where. */
static unsigned int sweep_dat(struct report *r, FILE *f)
{
	struct curves c;
	unsigned int points = 0;

	fputs("# panel variant percent_of_own_value ratio_to_baseline\n", f);
	if (curves_make(&c, r))
		c.n = 0;
	for (size_t i = 0; i < c.n; i++)
		for (size_t n = 0; n < r->plan.nvariants * c.v[i].n; n++) {
			const struct curve *k = &c.v[i];

			if (n / k->n == (size_t)r->tally.baseline ||
			    !isfinite(k->ratio[n]))
				continue;
			fprintf(f, "\"%s: %s, %s\" \"%s\" %u %.6f\n",
				r->plan.scenarios[k->scenario].name, k->axis,
				k->pattern, r->plan.variants[n / k->n],
				k->pct[n % k->n], k->ratio[n]);
			points++;
		}
	curves_free(&c);
	return points;
}

static const struct plot {
	const char *name;
	unsigned int (*dat)(struct report *r, FILE *f);	/* points written */
} plots[] = {
	{ "hits", hits_dat }, { "forest", forest_dat }, { "order", order_dat },
	{ "sweep", sweep_dat },
};

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

/* The script lies beside its data, so that the folder draws itself. */
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
	case 's':
		a->scripts = arg;
		return 0;
	case ARGP_KEY_ARG:
		if (a->dir)
			argp_usage(state);
		a->dir = arg;
		return 0;
	case ARGP_KEY_END:
		if (!a->dir)
			argp_usage(state);
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
		.options = options, .parser = parse, .args_doc = "RESULTS/RUN",
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
	for (size_t i = 0; !bad && i < sizeof(plots) / sizeof(plots[0]); i++)
		bad = make_plot(&r, &plots[i], a.scripts, dir) != 0;
	report_close(&r);
	return bad ? EXIT_HARNESS : EXIT_FINE;
}
