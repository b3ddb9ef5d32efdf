// SPDX-License-Identifier: GPL-2.0-or-later
/* number.c - see number.h. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>

#include "number.h"

int number_read(const char *text, uint64_t min, uint64_t max, uint64_t *v)
{
	unsigned long long n;
	char *end;

	if (!isdigit((unsigned char)*text))
		return -EINVAL;
	errno = 0;
	n = strtoull(text, &end, 10);
	if (errno || *end || n < min || n > max)
		return -EINVAL;
	*v = n;
	return 0;
}

uint64_t number_arg(struct argp_state *state, const char *arg, uint64_t min,
		    uint64_t max)
{
	uint64_t v = min;

	if (number_read(arg, min, max, &v))
		argp_error(state, "'%s' is no number from %llu to %llu", arg,
			   (unsigned long long)min, (unsigned long long)max);
	return v;
}
