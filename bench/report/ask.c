// SPDX-License-Identifier: GPL-2.0-or-later
/* ask.c - an answer below its question; see ask.h. */
#include <stdlib.h>
#include <string.h>

#include "ask.h"
#include "lint_mail.h"

#define ANSWER_LINES 5

bool answer_open(struct answer *a)
{
	*a = (struct answer){ 0 };
	a->f = open_memstream(&a->text, &a->len);
	return a->f != NULL;
}

/* As it is told: the caller's to free; NULL: it is empty. */
static char *folded(struct answer *a)
{
	char *text = NULL;
	size_t len;
	FILE *out;

	fflush(a->f);
	out = a->len ? open_memstream(&text, &len) : NULL;
	if (!out)
		return NULL;
	mail_para(out, "%s", a->text);
	fclose(out);
	return text;
}

/* The n-th line of a text and what follows it, or its end. */
static char *line_of(char *text, unsigned int n)
{
	while (*text && --n)
		text += strcspn(text, "\n") + 1;
	return text;
}

bool answer_fits(struct answer *a)
{
	char *text = folded(a);
	bool fits = !text || !*line_of(text, ANSWER_LINES + 1);

	free(text);
	return fits;
}

void answer_drop(struct answer *a)
{
	fclose(a->f);
	free(a->text);
}

/* What is longer is cut, and said to be. */
void answer_tell(struct answer *a, struct report *r, const char *question)
{
	char *text = folded(a);

	if (text && *line_of(text, ANSWER_LINES + 1))
		strcpy(line_of(text, ANSWER_LINES), "[...]\n");
	if (text) {
		mail_para(r->out, "%s", question);
		fputs(text, r->out);
	}
	free(text);
	answer_drop(a);
}
