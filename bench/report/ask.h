/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ask.h - the questions that the thread asked, each with its answer in at
 * most five lines made of the counts. Which variant stands for which position
 * is known by its name in variants/; what is said of it is not. A question
 * that the run has no records for is not asked.
 */
#ifndef GTT2M_ASK_H
#define GTT2M_ASK_H

#include "report.h"

/* Characters of a list of names in an answer. */
#define ASK_NAMES 100

/*
 * An answer is written into its f, then told below its question; what is
 * longer than five lines is cut, and said to be. Nothing when f is empty.
 */
struct answer {
	FILE *f;
	char *text;
	size_t len;
};

bool answer_open(struct answer *a);
/* Is it short enough? One that is not can be dropped and written anew. */
bool answer_fits(struct answer *a);
void answer_drop(struct answer *a);
void answer_tell(struct answer *a, struct report *r, const char *question);

/* ask_policy.c */
void ask_matter(struct report *r);
void ask_memslot(struct report *r);
void ask_vfio(struct report *r);
/* ask_safe.c */
void ask_safe(struct report *r);
void ask_stock_host(struct report *r);
/* report_beside.c: a sentence, or nothing; brief: of all variants together */
void ask_beside(const struct report *r, bool brief, FILE *f);
/* ask_worth.c */
void ask_worth(struct report *r);

#endif
