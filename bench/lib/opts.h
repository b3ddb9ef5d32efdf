/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * opts.h - what a verb takes, as rows: its options, each with the variable that
 * it sets, and its words. Read and explained (--help) by argp.
 */
#ifndef GTT2M_OPTS_H
#define GTT2M_OPTS_H

#include <stdbool.h>
#include <stdint.h>

/* An option: --name, and -letter if it has one. It sets one of the four. */
struct opt {
	const char *name;
	char letter;
	const char *arg, *help;		/* as --help has them */
	const char **text;
	const char *only;		/* "a, b or c": no other text */
	bool *flag;
	unsigned int *number;		/* from min to max */
	uint64_t *number64;
	uint64_t min, max;
};

struct opts {
	const char *words;		/* what stands behind the options */
	const char *help;
	const struct opt *row, *more;	/* each ends with a row without name */
	/* How many words: from least to most, which go to word[]. */
	unsigned int least, most, *n;
	const char **word;
};

/*
 * Slashes at the end of a word are taken off. What does not fit is said, and
 * ends the program with argp_err_exit_status.
 */
void opts_parse(int argc, char **argv, const struct opts *o);

#endif
