// SPDX-License-Identifier: GPL-2.0-or-later
/* nearest.c - see nearest.h: Damerau's distance, neighbours swapped. */
#include <stdio.h>
#include <string.h>

#include "nearest.h"

#define LONGEST 63

static unsigned int least(unsigned int a, unsigned int b, unsigned int c)
{
	unsigned int m = a < b ? a : b;

	return m < c ? m : c;
}

static unsigned int distance(const char *a, const char *b)
{
	unsigned int d[LONGEST + 1][LONGEST + 1];
	size_t na = strlen(a), nb = strlen(b);

	if (na > LONGEST || nb > LONGEST)
		return LONGEST;
	for (size_t i = 0; i <= na; i++)
		d[i][0] = i;
	for (size_t k = 0; k <= nb; k++)
		d[0][k] = k;
	for (size_t i = 1; i <= na; i++)
		for (size_t k = 1; k <= nb; k++) {
			d[i][k] = least(d[i - 1][k] + 1, d[i][k - 1] + 1,
					d[i - 1][k - 1] + (a[i - 1] != b[k - 1]));
			if (i > 1 && k > 1 && a[i - 1] == b[k - 2] &&
			    a[i - 2] == b[k - 1] && d[i - 2][k - 2] + 1 < d[i][k])
				d[i][k] = d[i - 2][k - 2] + 1;
		}
	return d[na][nb];
}

void nearest_see(struct nearest *n, const char *name)
{
	unsigned int d = distance(n->word, name);

	if (!d || strlen(name) >= sizeof(n->best) ||
	    (n->distance && d >= n->distance))
		return;
	n->distance = d;
	strcpy(n->best, name);
}

const char *nearest_text(const struct nearest *n, char text[96])
{
	size_t len = strlen(n->word);
	unsigned int most = len < 3 ? 0 : len < 6 ? 2 : (unsigned int)len / 3;

	text[0] = '\0';
	if (n->distance && n->distance <= most)
		snprintf(text, 96, "; did you mean %s?", n->best);
	return text;
}
