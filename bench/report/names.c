// SPDX-License-Identifier: GPL-2.0-or-later
/* names.c - see names.h. */
#include <stdarg.h>
#include <stdlib.h>

#include "names.h"

bool names_open(struct names *l, size_t most)
{
	*l = (struct names){ .most = most, .between = ", " };
	l->f = open_memstream(&l->text, &l->len);
	return l->f != NULL;
}

void names_add(struct names *l, const char *fmt, ...)
{
	va_list ap;

	fflush(l->f);
	l->n++;
	if (l->most && l->len > l->most) {
		l->left_out++;
		return;
	}
	if (l->len)
		fputs(l->between, l->f);
	va_start(ap, fmt);
	vfprintf(l->f, fmt, ap);
	va_end(ap);
}

const char *names_text(struct names *l)
{
	if (l->left_out)
		fprintf(l->f, " and %zu more", l->left_out);
	l->left_out = 0;
	fflush(l->f);
	return l->text;
}

void names_close(struct names *l)
{
	if (l->f)
		fclose(l->f);
	free(l->text);
}
