/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nearest.h - which known name somebody may have meant. */
#ifndef GTT2M_NEAREST_H
#define GTT2M_NEAREST_H

struct nearest {
	const char *word;	/* what was typed */
	char best[64];
	unsigned int distance;	/* of best; 0: there is none yet */
};

/* Set word and nothing else, then show it every name there is. */
void nearest_see(struct nearest *n, const char *name);

/*
 * "; did you mean NAME?", or "" when no name is near: as many letters to
 * change, add, leave out or swap as a third of the word, at most.
 */
const char *nearest_text(const struct nearest *n, char text[96]);

#endif
