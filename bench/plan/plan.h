/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * plan.h - what is run, in which order, and how long it may take.
 *
 * A plan is three nested loops, variants x scenarios x blocks, written out
 * as cells before anything starts. A block is one seed: every variant runs
 * each scenario of the block once, in a fresh random order of variants;
 * scenarios go longest first, so that the local cores end together.
 */
#ifndef GTT2M_PLAN_H
#define GTT2M_PLAN_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "host/scenario.h"
#include "machine.h"

#define PLAN_SCHEMA 2
#define PLAN_MAX_CELLS 20000
#define BASELINE "baseline"
/* The A/A arm: the baseline once more, from its second build if there is one. */
#define AA_ARM "baseline-aa"

#define PROFILE_ALSO 40

/* PICK_ARRANGED: layouts of memory that the matrix predicts. */
enum pick { PICK_NONE, PICK_PRIMARY, PICK_ARRANGED, PICK_ALL };

/* How many seeds a kind of scenario gets. */
struct seeds {
	unsigned int primary, other;
};

struct profile {
	const char *name;
	const char *desc;
	enum pick probe, guest;		/* which scenarios */
	struct seeds probe_seeds, guest_seeds;
	enum pick aa;			/* PICK_PRIMARY: probes only */
	bool census;			/* the guests that are looked at, baseline */
	/*
	 * Most ranges of a row that the profile picks, 0: all. For the emulated
	 * machine; a row that is asked for by name has all.
	 */
	unsigned int ranges;
	bool curves_once;	/* such rows for one variant of each prediction */
	/* Beside those picked: NAME, or NAME@MACHINE. */
	const char *also[PROFILE_ALSO];
};

/*
 * A scenario as it was when the run was planned: a report is made from
 * this, not from the rows of the program that makes it.
 */
struct plan_scenario {
	char *name;		/* NAME, or NAME@MACHINE for another machine */
	char *desc;
	bool guest;		/* needs the guest image */
	bool perf;		/* needs the image of Linux's perf */
	bool crash;		/* L1 going down is an outcome */
	bool primary;
	unsigned int blocks;	/* seeds: 1 to this */
	double margin;
	char *append;		/* kernel command line, "" for none */
	char *image;		/* one more image for L1, "" for none */
	bool alone;		/* for the baseline only: what a guest asks */
	bool once;		/* not where a variant before predicts the same */
	enum pred *expect;	/* by variant of the plan */
	char *why;		/* the reason of the prediction, "" for none */
};

struct plan_cell {
	unsigned int index;	/* place in the order, from 0 */
	unsigned int block;
	uint64_t seed;
	unsigned int variant, scenario;	/* into the plan's lists */
};

#define VARIANT_IS 101

/* What a variant's folder says of it: variants/NAME/facts, and README.md. */
struct variant {
	unsigned int order;	/* in every table; then by name */
	bool judged;		/* false: a control, shown only */
	bool on_request;	/* in a run only when it is named */
	bool mends;		/* it has the patches that mend defects */
	char is[VARIANT_IS];	/* its README's first line; "" if not known */
	struct policy policy;	/* what it is predicted to decide by */
};

struct plan {
	char *profile;
	char *machine;
	uint64_t order_seed;
	char *primary_load;		/* "LOAD/PHASE" of the primary family */
	unsigned int seeds;		/* asked for; 0: the profile's */
	double precision;		/* stop at that half-width, %; 0: never */
	unsigned int stop_blocks;	/* stopped after so many; 0: it did not */
	char *stop_why;			/* stop.json, bench/report/precision.h */
	/*
	 * Scenarios of the profile that are meant to take a machine down, on
	 * a machine that cannot be had again; NULL: none.
	 */
	char *left_out;
	bool vfio_decides;		/* the kernels are of 6.6 or later */
	char **variants;
	struct variant *facts;		/* of each; from plan.json: judged, mends, is */
	size_t nvariants;
	struct plan_scenario *scenarios;
	size_t nscenarios;
	struct plan_cell *cells;
	size_t ncells;
};

struct plan_request {
	const char *profile;	/* NULL: default */
	const char *variants;	/* comma list; NULL: all that are built */
	const char *scenarios;	/* comma or blank list; NULL: the profile's */
	unsigned int seeds;	/* of every scenario; 0: the profile's */
	double precision;	/* half-width, %; 0: run to the cap */
	/*
	 * Comma list, NULL: emulated. The first is the plan's; the scenarios
	 * run on the others too, as NAME@MACHINE.
	 */
	const char *machine;
	const char *build;	/* build folder, for the list of variants */
	bool order_seed_given;
	uint64_t order_seed;
};

const struct profile *profile_find(const char *name);
const struct profile *profile_list(size_t *n);

/*
 * Make a plan; 0 or -errno with a sentence in why (of whylen bytes).
 * plan_free() also after an error.
 */
int plan_make(struct plan *p, const struct plan_request *rq, char *why,
	      size_t whylen);
/* Does the cell belong to the run (not behind where it stopped)? */
static inline bool plan_wants(const struct plan *p, const struct plan_cell *c)
{
	return !p->stop_blocks || c->block < p->stop_blocks;
}
/* Most seeds of any scenario. */
unsigned int plan_blocks(const struct plan *p);

/* Add to the lists, unless it is there. 0 or -ENOMEM. */
int plan_add_variant(struct plan *p, const char *name,
		     const struct variant *facts);
int plan_add_scenario(struct plan *p, const struct plan_scenario *s);

json_t *plan_to_json(const struct plan *p);
/* Strict; -EINVAL with a sentence in why. */
int plan_from_json(struct plan *p, json_t *j, char *why, size_t whylen);
void plan_free(struct plan *p);

/* SHA-256 over what is compared (not the order): same matrix, same id. */
void plan_id(const struct plan *p, char out[65]);

/* The machine a scenario runs on: the plan's, or the one in its name. */
const char *plan_machine(const struct plan *p, size_t scenario);
/* The catalog's name of a scenario: without the machine. */
void plan_bare_name(const char *name, char *out, size_t len);

/* "variant/scenario/machine" */
void plan_cell_name(const struct plan *p, const struct plan_cell *c,
		    char *out, size_t len);
/*
 * The machine of a cell, where m is the plan's own (which need not be a row
 * of the table); NULL: there is no machine of that name.
 */
const struct machine *plan_cell_machine(const struct plan *p,
					const struct plan_cell *c,
					const struct machine *m);
/*
 * Of one cell on its machine, s: usual time, time limit, and that with the
 * time to power off.
 */
unsigned int plan_cell_usual_s(const struct plan *p, const struct machine *m,
			       const struct plan_cell *c);
/* Is it a row whose kernel may loop? Then no more than a third of the cap. */
bool plan_may_spin(const char *scenario);
unsigned int plan_cell_cap_s(const struct plan *p, const struct machine *m,
			     const struct plan_cell *c);
unsigned int plan_cell_worst_s(const struct plan *p, const struct machine *m,
			       const struct plan_cell *c);
/* Memory that one cell touches, MiB, on the machine that needs most. */
unsigned int plan_mem_mib(const struct plan *p, const struct machine *m);
/* A machine of the plan that needs the host's KVM, or NULL. */
const struct machine *plan_kvm(const struct plan *p, const struct machine *m);

/* Has the plan a cell on a machine that can be saved when it has booted? */
bool plan_saves(const struct plan *p, const struct machine *m);

/* Print cells, order, estimate and cap. */
void plan_print(const struct plan *p, const struct machine *m,
		unsigned int jobs, bool cells);

#endif
