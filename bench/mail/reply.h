/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * reply.h - a reply to a message of the thread, with the tables inline.
 */
#ifndef GTT2M_REPLY_H
#define GTT2M_REPLY_H

#include <stdio.h>

#include "message.h"

#define REPLY_QUOTE 12		/* quoted lines of a mail that asks nothing */
#define REPLY_PASSAGE 8		/* of a passage that is answered */
#define REPLY_LINES 120		/* of the whole body */

/* A passage of the message, and what is answered to it. */
struct reply_part {
	const char *passage;
	char *answer;
};

/*
 * Write a mail that git send-email and mutt take: who it is from, to the
 * author, copies to everybody else (not to oneself), threaded; each passage
 * with its answer below it (none: the beginning of what the author wrote),
 * then the report, then where the rest is (NULL: not said). UTF-8 where the
 * quoted words need it; no line is longer than RFC 5322 has room for. Of a
 * message that misses what a header needs only the body, to be pasted.
 */
void reply_write(FILE *out, const struct message *m, const char *from,
		 const struct reply_part *parts, size_t n, const char *report,
		 const char *rest);
void reply_body(FILE *out, const struct message *m, const struct reply_part *parts,
		size_t n, const char *report, const char *rest);
/* The header, up to and with the empty line, as the body needs it. */
void reply_head(FILE *out, const struct message *m, const char *from,
		const char *body);

#endif
