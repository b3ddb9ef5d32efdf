/* SPDX-License-Identifier: GPL-2.0-or-later */
/* answers.h - one question of the first screen with its answer and its table. */
#ifndef GTT2M_ANSWERS_H
#define GTT2M_ANSWERS_H

#include "report.h"

enum question {
	ASKS_MATTER,	/* does it matter on hardware that GVT-g supports? */
	ASKS_MEMSLOT,	/* what does the memslot check change? */
	ASKS_VFIO,	/* what does VFIO alone map more? */
	ASKS_SAFE,
	ASKS_WORTH,	/* in time */
	ASKS_STOCK,	/* what can a guest do to a stock host? */
	QUESTIONS
};

/*
 * The answer's lines and, with table, those rows of the matrix that it is made
 * of; a fresh string, "" when the run has no answer, NULL without memory.
 */
char *report_answer(struct report *r, enum question q, bool table);

#endif
