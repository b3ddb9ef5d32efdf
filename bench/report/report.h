/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * report.h - the report: a pure function of plan.json, env.json and
 * records.jsonl, byte for byte.
 */
#ifndef GTT2M_REPORT_H
#define GTT2M_REPORT_H

#include <jansson.h>
#include <stdio.h>

#include "clock.h"
#include "records/load.h"
#include "tally.h"

struct report;
struct table;

/* Rows and columns of the matrix that an answer is made of. */
struct view {
	bool (*row)(const struct report *r, size_t scenario);
	bool (*column)(const struct report *r, size_t variant);
};

struct report {
	struct run_data run;
	struct tally tally;
	struct clock clock;	/* no sets: the run has none */
	struct report *lender;	/* whose clock answers say instead; or NULL */
	FILE *out;
	int only;	/* a scenario of which all is shown; -1: all, in short */
	const struct view *view;	/* of the matrix; NULL: all of it */
};

/* data.c: load a folder; 0 or -errno with a sentence. report_close() after it. */
int report_open(struct report *r, const char *dir, char *why, size_t whylen);
void report_close(struct report *r);
/*
 * The run in dir has the GPU times that this one has not: Q5 says them, and whose
 * they are. 0; -EEXIST: it has its own; -ENOENT: that one has
 * none; -EINVAL: another kernel's; with a sentence.
 */
int report_borrow(struct report *r, const char *dir, char *why, size_t whylen);
/* Sub-object of the environment's fixed part, or NULL. */
json_t *report_fixed(const struct report *r, const char *key);
/* String at a.b of the fixed part, "unknown" if not there. */
const char *report_fixed_str(const struct report *r, const char *a,
			     const char *b);
/* Are times those of a machine, not of a model? */
bool report_measured(const struct report *r);
/* ns of one instruction on a machine whose clock counts them; 0: another's. */
unsigned int report_insn_ns(const struct report *r);
/* Version of the baseline's kernel, or the first's; "unknown": not recorded. */
const char *report_kernel(const struct report *r);
/* Index of a variant, of a scenario; -1: not in this run. */
int report_variant(const struct report *r, const char *name);
int report_scenario(const struct report *r, const char *name);
/* A probe's row on the plan's own machine. */
bool report_arranged(const struct report *r, size_t scenario);
bool report_same_sum(const struct outcome *a, const struct outcome *b);
/* 2MiB entries that lead to what was pinned. */
uint64_t report_safe(const struct outcome *o);
/* A judged variant and the baseline counted, on pages that cannot be compared. */
bool report_apart(const struct report *r, size_t variant, size_t scenario);
/* The baseline with its code in another place: what it does else is chance. */
bool report_placebo(const struct report *r, size_t variant);
/* Is it a row on another machine, whose IOMMU translates the GPU's DMA? */
bool report_translated(const struct report *r, size_t scenario);
/* Is one of the variants? */
bool report_any_apart(const struct report *r, size_t scenario);
/* First record of a kind of the pair, of the first seed; NULL: none. */
const struct record *report_record(const struct report *r, const char *kind,
				   size_t variant, size_t scenario);
/* Repeated cells of the A/A arm whose exact counts differ; how many agree. */
unsigned int report_repeats(const struct report *r, unsigned int *differ,
			    char *what, size_t len);

/* Is the scenario printed: all are, or this is the only one? */
static inline bool report_wants(const struct report *r, size_t scenario)
{
	return r->only < 0 || (size_t)r->only == scenario;
}

/*
 * GPU time of a guest's load under one variant against another, by rate, over
 * the run's parameter sets and all blocks that both have. 0; -ENOENT: the run
 * has no such times.
 */
int report_clock_pair(const struct report *r, size_t variant, size_t base,
		      size_t scenario, const char *load,
		      struct clock_pair *out);
/* The same against the baseline, or by names what the lender has. */
int report_clock_any(const struct report *r, size_t variant, size_t scenario,
		     const char *load, struct clock_pair *out);

/*
 * A rate over the baseline's: what the run says of it. RATE_TIMED: what was
 * timed stands, since the variant's entries became what the baseline's did, or
 * it is no GPU time, or of hardware. Else the set "serial" alone would decide,
 * and published measurements contradict that: RATE_SETS, *p has the interval;
 * RATE_UNKNOWN, the run has none.
 */
enum rate_known { RATE_TIMED, RATE_SETS, RATE_UNKNOWN };
enum rate_known report_rate_known(const struct report *r,
				  const struct tally_series *s, size_t variant,
				  struct clock_pair *p);
/* A rate of what was mapped before; that of the first time is CPU's for the most. */
bool report_gpu_time(const struct tally_series *s);
/* "+", "-", "=", "?" of what it says. */
char report_clock_mark(const struct clock_pair *p);

/* The text in a fresh string; NULL when memory is short. */
char *report_render(struct report *r);
/* The first screen, and the matrix if both have SHORT_LINES lines at most. */
#define SHORT_LINES 60
char *report_render_short(struct report *r);
/* All that is known of one scenario: gtt2m show. */
char *report_render_scenario(struct report *r, size_t scenario);
/*
 * Render dir and write dir/report.txt; the text is the caller's to free. It
 * is there also when the file could not be written: -EACCES, -EROFS, ...
 */
int report_write(const char *dir, char **text, char *why, size_t whylen);
/* The same with the clock of the run in lender, unless that is NULL. */
int report_write_with(const char *dir, const char *lender, char **text,
		      char *why, size_t whylen);

/*
 * A section: its heading, its rows and a blank line, or nothing. What it prints
 * in the whole report and what of one scenario, r->only; NULL: it is not there.
 */
struct section {
	void (*all)(struct report *r);
	void (*one)(struct report *r);
};

/* report_first.c: the questions with their answers (ask.h), and why to trust them */
extern const struct section section_first;
/* report_matrix.c; report_scenario.c: what it is, and each boot's counts */
extern const struct section section_matrix, section_scenario;
/* report_count.c */
extern const struct section section_contradictions, section_unsafe,
	section_errors;
/* report_chance.c: guests on small pages; nothing where each row has one boot */
extern const struct section section_chance;
/* report_failures.c: what failed and why */
extern const struct section section_failures;
/* report_rate.c: the primary family with verdicts; of one scenario all ratios */
extern const struct section section_primary, section_scale, section_ratios_of,
	section_floor;
/* report_ratio.c: ratios where variants decide differently, and the noise */
extern const struct section section_ratios;
/* report_clock.c: GPU time over all parameter sets; nothing without them */
extern const struct section section_clocks;
/* report_repro.c; report_cost.c: instructions and counts of a range, by outcome */
extern const struct section section_reproducers, section_outcome_cost;
/* report_factor.c: factors beside the policy; nothing where not varied */
extern const struct section section_traps, section_iommu;
/* report_sweep.c: the GPU's cost model; report_profile.c: perf record, by variant */
extern const struct section section_sensitivity, section_profile;
/* report_census.c: who writes 2MiB entries; nothing without such guests */
extern const struct section section_census;
/* report_agree.c: nothing without guests that have spans */
extern const struct section section_agree;
/* report_beside.c */
extern const struct section section_beside;
/* report_pictures.c: nothing without guests that draw */
extern const struct section section_pictures;
/* report_smp.c: nothing without scenarios on one CPU and on more */
extern const struct section section_smp;
/* report_races.c: nothing without races */
extern const struct section section_races;
/* report_env.c */
extern const struct section section_machine, section_reproduce, section_limits;

/* report_first.c: the first lines: what was measured, and what was not. */
void report_level(struct report *r);
/* report_matrix.c: the letter of the variant's column, where names have no room. */
char report_letter(const struct report *r, size_t variant);
/* report_count.c: boots whose counters were checked by kprobes; with a prediction. */
void report_twice(struct report *r, unsigned int *twice, unsigned int *agree);
void report_predicted(struct report *r, unsigned int *judged, unsigned int *bad);
/* report_census.c: for the first screen, five lines or so; nothing without. */
void report_census_first(struct report *r);
/* report_beside.c: a row's guest, variant, and unsafe entries of those seen. */
void report_put_unsafe(struct table *t, size_t row, const struct report *r,
		       size_t variant, size_t scenario);
/* How many results were checked, -1 if one of them is wrong. */
typedef int64_t checked_fn(const struct report *r, size_t variant, size_t scenario);
typedef void row_fn(struct table *t, size_t row, const struct report *r,
		    size_t variant, size_t scenario);
/*
 * A guest's rows from row on, of the variants that ran it: put() each, but one for all
 * in which no entry is unsafe and everything is right. The next row.
 */
size_t report_put_guest(struct table *t, size_t row, const struct report *r,
			size_t scenario, checked_fn *checked, row_fn *put);
/* report_env.c: which variants carry the common patches, for the first lines. */
void report_common(struct report *r);

#endif
