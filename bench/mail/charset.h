/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * charset.h - what mails are written in, as UTF-8.
 */
#ifndef GTT2M_CHARSET_H
#define GTT2M_CHARSET_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes of the UTF-8 character at s; 0 when it is none. */
size_t utf8_length(const char *s);
bool utf8_is(const char *s);

/*
 * A text of that charset in UTF-8, fresh and terminated, without NULs. What
 * says nothing, or is not what it says: UTF-8 if it is that, else Latin-1, in
 * which every byte is a letter.
 */
char *charset_to_utf8(const char *text, size_t len, const char *charset);

#endif
