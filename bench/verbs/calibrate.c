// SPDX-License-Identifier: GPL-2.0-or-later
/* calibrate.c - the verb calibrate: published measurements against the model. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock/ensemble.h"
#include "clock/mechanism.h"
#include "clock/peak.h"
#include "clock/perf.h"
#include "clock/spread.h"
#include "files.h"
#include "gtt2m.h"
#include "metal/contact_model.h"
#include "run/clocks.h"
#include "opts.h"
#include "verbs/verbs.h"

struct calibrate {
	bool write;
	const char *plot;		/* file of the plot's data */
	const char *file[2];		/* of gtt2m check --full */
	unsigned int nfiles;
	const char *peak;		/* folder of clpeak's traces; or NULL */
	struct part part[PUBLISHED_PARTS];
	struct published_traces traces;
	struct ensemble e;
	/* of the row under way, by set: what the model says, and the set */
	double *v, *x;
	struct gen9_params *set;
};

static int make_ensemble(struct calibrate *c)
{
	unsigned int tried;
	int err = ensemble_choose(&c->e, c->part, ENSEMBLE_KEEP, &tried);

	if (!err)
		err = ensemble_write(&c->e, c->part, ENSEMBLE_FILE);
	if (err)
		fprintf(stderr, "gtt2m calibrate: %s: %s\n", ENSEMBLE_FILE,
			strerror(-err));
	else
		printf("%s: %u of %u places have a candidate that agrees\n",
		       ENSEMBLE_FILE, c->e.n, tried);
	return err;
}

static int prepare(struct calibrate *c)
{
	char why[256] = "";
	int err = ensemble_parts(c->part, ".", why, sizeof(why));

	if (!err && c->write)
		err = make_ensemble(c);
	else if (!err)
		err = ensemble_read(&c->e, c->part, ENSEMBLE_FILE, why,
				    sizeof(why));
	if (*why)
		fprintf(stderr, "gtt2m calibrate: %s\n", why);
	if (err)
		return err;
	c->v = calloc(2 * c->e.n, sizeof(*c->v));
	c->set = calloc(c->e.n, sizeof(*c->set));
	if (!c->v || !c->set)
		return -ENOMEM;
	c->x = c->v + c->e.n;
	return published_open(&c->traces);
}

/* The model's value of row i under each set; how many agree, or -errno. */
static int run_row(struct calibrate *c, unsigned int i)
{
	const struct published *row = &published_rows[i];
	int inside = 0, err;

	for (unsigned int k = 0; k < c->e.n; k++) {
		ensemble_set(&c->e, &c->part[row->part], k, &c->set[k]);
		err = published_model(&c->traces, i, &c->set[k], &c->v[k]);
		if (err)
			return err;
		inside += published_agrees(row, c->v[k]);
	}
	return inside;
}

/* What is outside of the row: how far. */
static double residual(const struct published *row, double v)
{
	return v < row->lo ? v - row->lo : v > row->hi ? v - row->hi : 0;
}

/* What the model's value depends on most, and how: rank correlations. */
static void print_deciders(const struct calibrate *c)
{
	struct { double rho; const char *name; } most[2] = { 0 };

	for (unsigned int i = 0; i < GEN9_PARAM_COUNT; i++) {
		double rho;

		for (unsigned int k = 0; k < c->e.n; k++)
			c->x[k] = gen9_param_get(&c->set[k], i);
		rho = spread_rho(c->x, c->v, c->e.n);
		if (!spread_tells(rho, c->e.n) || fabs(rho) <= fabs(most[1].rho))
			continue;
		most[1].rho = rho;
		most[1].name = gen9_param_rows[i].name;
		if (fabs(rho) > fabs(most[0].rho)) {
			most[1] = most[0];
			most[0].rho = rho;
			most[0].name = gen9_param_rows[i].name;
		}
	}
	for (unsigned int k = 0; k < 2 && most[k].name; k++)
		printf("%s %s %+.2f", k ? "," : "  by", most[k].name, most[k].rho);
	if (most[0].name)
		putchar('\n');
}

static void print_published(const struct published *row)
{
	char text[40];

	if (row->lo < 0)
		snprintf(text, sizeof(text), "at most %g", row->hi);
	else
		snprintf(text, sizeof(text), "%g to %g", row->lo, row->hi);
	printf("  %-15s", text);
}

static int print_row(struct calibrate *c, unsigned int i)
{
	const struct published *row = &published_rows[i];
	int inside = run_row(c, i), err = inside < 0 ? inside : 0;
	struct gen9_params serial;
	struct spread s;
	double upper = 0;

	gen9_params_default(&serial);
	if (!err)
		err = spread_of(c->v, c->e.n, &s);
	if (!err)
		err = published_model(&c->traces, i, &serial, &upper);
	if (err)
		return err;
	printf("%s, %s, %s:\n", row->name, row->unit,
	       published_parts[row->part]);
	print_published(row);
	printf(" model %5.1f [%5.1f %5.1f]  off %+5.1f  %3d of %u  serial %.0f\n",
	       s.median, s.p5, s.p95, residual(row, s.median), inside, c->e.n,
	       upper);
	if (!row->fitted)
		print_deciders(c);
	return row->fitted && inside < (int)c->e.n;
}

static int print_rows(struct calibrate *c, bool fitted)
{
	int bad = 0;

	printf("%s\n", fitted ? "Fitted: they choose the sets" :
	       "\nChecked: nothing was chosen by them");
	for (unsigned int i = 0; i < published_count; i++) {
		int ret;

		if (published_rows[i].fitted != fitted)
			continue;
		ret = print_row(c, i);
		if (ret < 0)
			return ret;
		bad += ret;
	}
	return bad;
}

static void print_not_modelled(void)
{
	printf("\nPublished, and not compared\n");
	for (unsigned int i = 0; i < published_not_modelled_count; i++)
		printf("%s: %s; %s\n", published_not_modelled[i].name,
		       published_not_modelled[i].value,
		       published_not_modelled[i].why);
}

static int print_all(struct calibrate *c)
{
	char why[256] = "";
	int bad, other;

	printf("%u parameter sets; published, then the model's median and its\n"
	       "5th and 95th percentile, how far the median is off, and how many\n"
	       "sets are inside; what the set \"serial\" makes of it; of checked rows\n"
	       "the parameters that decide, with their rank correlation\n\n",
	       c->e.n);
	bad = print_rows(c, true);
	other = print_rows(c, false);
	print_not_modelled();
	if (bad < 0 || other < 0) {
		fprintf(stderr, "gtt2m calibrate: %s\n",
			strerror(-(bad < 0 ? bad : other)));
		return EXIT_HARNESS;
	}
	putchar('\n');
	if (c->peak && peak_print(c->peak, &c->e, &c->part[PART_KBL_U_GT2], stdout,
				  why, sizeof(why))) {
		fprintf(stderr, "gtt2m calibrate: %s\n", why);
		return EXIT_HARNESS;
	}
	putchar('\n');
	if (perf_print(PERF_FILE, stdout, why, sizeof(why))) {
		fprintf(stderr, "gtt2m calibrate: %s\n", why);
		return EXIT_HARNESS;
	}
	if (bad)
		printf("\n%d fitted rows are out\n", bad);
	return bad ? EXIT_WORSE : EXIT_FINE;
}

/* The ensemble swept over its mechanisms, as data of a plot: the exit. */
static int write_plot(struct calibrate *c)
{
	struct part part;
	char why[256] = "", *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);
	int err = f ? part_load(&part, ".", CLOCKS_PART, why, sizeof(why)) :
		      -ENOMEM;

	if (!err)
		err = mechanisms_write(f, &c->e, c->part, &part, &c->traces);
	if (f)
		fclose(f);
	if (!err)
		err = file_write(c->plot, text, len);
	free(text);
	if (err)
		fprintf(stderr, "gtt2m calibrate: %s: %s\n", c->plot,
			*why ? why : strerror(-err));
	return err ? EXIT_HARNESS : EXIT_FINE;
}

/* Somebody's machine against the model: the exit. */
static int print_files(struct calibrate *c)
{
	struct contact file[2] = { 0 };
	char why[600] = "";
	int err = 0;

	for (unsigned int i = 0; i < c->nfiles && !err; i++)
		err = contact_read(&file[i], c->file[i], why, sizeof(why));
	if (!err)
		err = contact_compare(stdout, file, c->file, c->nfiles, &c->e, ".",
				      why, sizeof(why));
	for (unsigned int i = 0; i < c->nfiles; i++)
		contact_free(&file[i]);
	if (err)
		fprintf(stderr, "gtt2m calibrate: %s\n", why);
	return err ? EXIT_HARNESS : EXIT_FINE;
}

static int cmd_calibrate(int argc, char **argv)
{
	struct calibrate c = { 0 };
	int code = EXIT_HARNESS;
	const struct opt rows[] = {
		{ .name = "write", .flag = &c.write,
		  .help = "Choose the parameter sets again: two minutes of "
		  	"CPU time" },
		{ .name = "plot", .arg = "FILE", .text = &c.plot,
		  .help = "Instead, vary each parameter over its range, for "
		  	"all sets, and write the data for plots/mechanisms.gp" },
		{ .name = "peak", .arg = "FOLDER", .text = &c.peak,
		  .help = "Compare clpeak's rows, too; cl_peak has left the "
		  	"traces of its kernels in FOLDER" },
		{ 0 }
	};
	const struct opts opts = {
		.words = "[FILE [FILE]]", .row = rows,
		.most = 2, .word = c.file, .n = &c.nfiles,
		.help = "Compare published measurements with the model, row by row, "
			"under each parameter set of " ENSEMBLE_FILE " and with "
			"the constants of the GPU that was measured. Exit 1: a fitted "
			"row is outside its published range. With a FILE of gtt2m "
			"check --full it compares that machine's rows instead. With "
			"two files of one machine, with and without an IOMMU, it also "
			"prints what each row loses by the IOMMU.",
	};

	opts_parse(argc, argv, &opts);
	if (c.nfiles && (c.write || c.plot))
		fprintf(stderr, "gtt2m calibrate: a FILE cannot be combined "
			"with --write or --plot\n");
	else if (!prepare(&c))
		code = c.nfiles ? print_files(&c) : c.plot ? write_plot(&c) :
							     print_all(&c);
	published_close(&c.traces);
	ensemble_free(&c.e);
	free(c.v);
	free(c.set);
	return code;
}

const struct verb verb_calibrate = {
	.name = "calibrate", .fn = cmd_calibrate,
	.help = "compare the GPU's clock with published measurements",
};
