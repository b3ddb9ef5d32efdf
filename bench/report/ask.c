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

/* Cut after so many lines, and say so. */
static void cut(char *text, unsigned int most)
{
	char *p = text;

	for (unsigned int n = 1; *p && n < most; n++)
		p += strcspn(p, "\n") + 1;
	if (*p && p[strcspn(p, "\n") + 1])
		strcpy(p, "[...]\n");
}

void answer_tell(struct answer *a, struct report *r, const char *question)
{
	char *folded = NULL;
	size_t len;
	FILE *out;

	fclose(a->f);
	out = a->text && *a->text ? open_memstream(&folded, &len) : NULL;
	if (out) {
		mail_para(out, "%s", a->text);
		fclose(out);
		cut(folded, ANSWER_LINES);
		mail_para(r->out, "%s", question);
		fputs(folded, r->out);
	}
	free(folded);
	free(a->text);
}
