/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * compare.h - two columns of results set side by side: variants of one run
 * against one of them, or the same cells of two runs.
 */
#ifndef GTT2M_COMPARE_H
#define GTT2M_COMPARE_H

#include <stdbool.h>
#include <stdio.h>

#include "report.h"

struct compare_row {
	const char *variant, *scenario;
	char what[64];		/* "hit", "failed", "unsafe", or a series */
	const char *tag;	/* "x" or "v" */
	char base[32], other[32];
	char ratio[16], lo[16], hi[16];	/* "" where there is none */
	enum verdict verdict;
	/*
	 * Counts are compared to the digit; of times only those of the
	 * declared primary family can be claimed, after Holm's correction.
	 */
	bool judged;		/* the variant is no control */
	enum { CLAIM_EXACT, CLAIM_PRIMARY, CLAIM_NONE } claim;
	struct contrast contrast;	/* of a time */
};

struct compare {
	struct compare_row *v;
	size_t n;
	/*
	 * Over what can be claimed; controls (stock, the A/A arm) and exploratory times
	 * are shown, not judged.
	 */
	unsigned int worse, open, nondeterministic;
	unsigned int lost;	/* cells that failed or have not run */
	const char *run[2], *env[2];	/* names and environment ids, or NULL */
	char voids[512];	/* rates of work that was not executed, "" */
	char note[512];		/* what differs in the environments, "" */
	bool judging;		/* of the rows that are being added */
	bool counts_only;	/* times cannot be set side by side */
};

/* Variants of r against the one named; 0, or -EINVAL: there is none. */
int compare_variants(struct compare *c, struct report *r, const char *base);
/* Cells that a and b share, by variant, scenario and seed. 0 or -errno. */
int compare_runs(struct compare *c, struct report *a, struct report *b);
void compare_free(struct compare *c);

/* Exit code of what was found (enum gtt2m_exit). */
int compare_code(const struct compare *c);

void compare_text(const struct compare *c, FILE *out);
void compare_csv(const struct compare *c, FILE *out);
void compare_json(const struct compare *c, FILE *out);

#endif
