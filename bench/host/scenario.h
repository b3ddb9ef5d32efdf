/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Scenarios as data: one row says how a 2MiB range is backed and laid out,
 * what each variant is predicted to do with it, and why. L0 lists and
 * plans from the rows, L1 runs them. A row stands in the file that runs it
 * (rows.h), matrix.c has those that differ by their plan only; it needs no
 * edit elsewhere.
 */
#ifndef GTT2M_SCENARIO_H
#define GTT2M_SCENARIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is predicted for the ranges of a row. */
enum pred {
	PRED_NONE,		/* nothing claimed */
	PRED_2M,		/* every range shadowed as 2MiB */
	PRED_SPLIT,		/* every range by 512 4K entries */
	PRED_FIRST_2M,		/* the first 2MiB of each 1G page 2M, else split */
	PRED_ERR,		/* no range is shadowed */
	PRED_UNSAFE,		/* every range 2MiB, at frames not pinned */
	PRED_SKIP,		/* entry points at scratch, not counted */
};

/* The policies that rows have predictions for. */
enum {
	POLICY_STOCK, POLICY_BASELINE, POLICY_KVM_MEMSLOT, POLICY_VFIO_ONLY,
	POLICY_NO_CHECK, POLICIES, POLICY_NONE
};

/* What a variant decides by: one of them, and what it does otherwise. */
struct policy {
	unsigned int as;
	bool aligned;		/* frames off alignment are split, not 2MiB */
	bool never_2m;		/* no entry is shadowed as 2MiB */
	bool huge;		/* 2MiB only from the head of a huge page */
	bool memslot;		/* what KVM's memslot forbids is split */
};

/*
 * "POLICY [aligned] [never-2m] [huge] [memslot]" as in variants/NAME/facts
 * ("vfio-only aligned"), or "nothing"; 0 or -EINVAL.
 */
int policy_from_text(const char *text, struct policy *p);

struct probe_plan;		/* bench/host/probe.h */

struct scenario {
	const char *name;	/* at most 24 characters */
	const char *desc;	/* one line, at most 60 columns */
	bool primary;		/* in the declared primary family */
	bool crash;		/* may take L1 down: that is an outcome */
	bool perf;		/* runs Linux's perf: L1 has its image */
	bool spins;		/* the kernel may loop: do not wait for long */
	bool on_request;	/* in no profile: only when it is named */
	bool curves;		/* the GPU's rates, which the entries decide */
	unsigned int ranges;	/* 2MiB ranges, at most 512 */
	/* What L1's kernel command line needs ("hugepagesz=1G ..."), or NULL */
	const char *cmdline;
	enum pred pred[POLICIES];
	const char *why;	/* the reason for the prediction */
	const struct probe_plan *plan;
};

/* The rows of all files, i from 0; NULL: no more. */
const struct scenario *scenario_at(size_t i);
size_t scenario_count(void);
/* NULL when there is no such row. */
const struct scenario *scenario_find(const char *name);
/* PRED_NONE for a policy the row says nothing about (a user's own). */
enum pred scenario_pred(const struct scenario *s, const struct policy *p);
/* "2M", "split", "first 2M", "ERR", "UNSAFE", "-". */
const char *pred_name(enum pred p);
/* The other way round; -EINVAL for a name that is none. */
int pred_from_name(const char *name, enum pred *p);

struct outcome {
	uint64_t ranges, seen, direct, split, failed, unsafe;
};
/* Does what was counted agree with the prediction? PRED_NONE always does. */
bool pred_holds(enum pred p, const struct outcome *o);

#endif
