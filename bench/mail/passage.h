/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * passage.h - what the author of a message wrote himself, by paragraphs:
 * without what he quoted, without the patch and the signature behind it.
 */
#ifndef GTT2M_PASSAGE_H
#define GTT2M_PASSAGE_H

#include <stdbool.h>
#include <stddef.h>

/* A fresh string; *left: something stands behind it, or there is only a quote. */
char *message_own_text(const char *body, bool *left);

struct passages {
	char **v;		/* paragraphs; number 1 is v[0] */
	size_t n;
};

/* 0 or -ENOMEM. passages_free() in any case. */
int passages_of(struct passages *p, const char *body);
void passages_free(struct passages *p);

#endif
