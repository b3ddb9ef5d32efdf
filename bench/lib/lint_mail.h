/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lint_mail.h - text that survives a mailing list: two levels of quoting,
 * format=flowed, quoted-printable, git am (docs/method.md).
 */
#ifndef GTT2M_LINT_MAIL_H
#define GTT2M_LINT_MAIL_H

#include <stddef.h>
#include <stdio.h>

#define MAIL_COLS 72

/* Why a line (without its newline) would not survive; NULL: it does. */
const char *lint_line(const char *line, size_t len);

/*
 * Print "NAME:LINE: why" for every bad line to out; how many. In a mail
 * (From: first, MIME-Version:) the head and what is quoted need to be what RFC
 * 5322 allows, no more.
 */
unsigned int lint_text(const char *name, const char *text, size_t len,
		       FILE *out);

/*
 * Write a paragraph, folded at MAIL_COLS, bytes outside ASCII as "?". A
 * word longer than a line is cut into pieces; a number stays in the line of its
 * unit ("8 %", "1.5 million"); a line that would not survive gets "| " in front.
 */
void mail_para(FILE *out, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* One line of foreign text (a log's), "| " in front; cut at MAIL_COLS it ends in "[...]". */
void mail_quote(FILE *out, const char *line);

#endif
