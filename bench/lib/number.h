/* SPDX-License-Identifier: GPL-2.0-or-later */
/* number.h - numbers that people type: all of the text, in range, or none. */
#ifndef GTT2M_NUMBER_H
#define GTT2M_NUMBER_H

#include <argp.h>
#include <stdint.h>

/*
 * A decimal number from min to max: 0; -EINVAL for anything else, blanks,
 * signs and an empty text included, and *v is left as it was.
 */
int number_read(const char *text, uint64_t min, uint64_t max, uint64_t *v);
/* The same of an option's argument; else argp_error() names it. */
uint64_t number_arg(struct argp_state *state, const char *arg, uint64_t min,
		    uint64_t max);

#endif
