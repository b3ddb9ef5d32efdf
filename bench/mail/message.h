/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * message.h - one mail message as saved from an archive or an mbox: the
 * header fields a reply needs, and the body as plain text.
 *
 * Taken: folded fields, encoded words, CRLF, 7bit, 8bit, quoted-printable
 * and base64 bodies in any charset, the first text/plain part of a multipart,
 * mboxes with several messages (mboxrd).
 */
#ifndef GTT2M_MESSAGE_H
#define GTT2M_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>

struct message {
	/* Unfolded, otherwise as they stand; NULL when not there. */
	char *from, *reply_to, *to, *cc, *subject, *date;
	char *message_id, *references, *in_reply_to;
	char *body;		/* decoded, UTF-8, LF line ends */
	/*
	 * What keeps a reply from being threaded or sent ("no Message-Id"), as
	 * of a page that hides addresses; NULL: nothing.
	 */
	const char *missing;
	unsigned int number, of;	/* which of an mbox's, from 1 */
};

/*
 * which: the message of an mbox, by its place from 1 or its Message-Id; NULL:
 * the last. 0 or -EINVAL with a sentence in why. message_free() in any case.
 */
int message_parse(struct message *m, const char *text, size_t len,
		  const char *which, char *why, size_t whylen);
void message_free(struct message *m);

/* RFC 2047: encoded words decoded to UTF-8, fresh string. */
char *message_decode_words(const char *field);
/* Name of "Name <addr>" in UTF-8, else the address. Fresh. */
char *message_author(const char *from);
/* The bare address of "Name <addr>", fresh. */
char *message_address(const char *mailbox);
/* user@host of printable ASCII without blanks or brackets? */
bool message_is_address(const char *address);

#endif
