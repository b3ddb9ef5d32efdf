/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * topic.h - which question of the report a passage of a mail bears on, by the
 * question's own words in it.
 */
#ifndef GTT2M_TOPIC_H
#define GTT2M_TOPIC_H

#include "passage.h"
#include "report/answers.h"

#define TOPICS_MOST 3		/* passages that are answered */

struct topic {
	size_t passage;		/* from 0 */
	enum question question;
	unsigned int score;
};

/* How much a passage has of a question: its strong words 3, others 1, each once. */
unsigned int topic_score(const char *passage, enum question q);
/*
 * The passages that bear most, each on another question; only questions that
 * are in asked. In the order of the mail; how many.
 */
size_t topics_choose(const struct passages *p, const bool asked[QUESTIONS],
		     struct topic chosen[TOPICS_MOST]);
/* What a passage bears on most; score 0: nothing. */
struct topic topic_of(const struct passages *p, size_t passage,
		      const bool asked[QUESTIONS]);

#endif
