/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * text.h - words that came from elsewhere: what may be a name, and what a
 * terminal may be shown.
 */
#ifndef GTT2M_TEXT_H
#define GTT2M_TEXT_H

#include <stdbool.h>

/*
 * A name that becomes part of file names, commands and tables: letters,
 * digits and "._:@+-", not first a dot or a dash, 1 to 100 of them.
 */
bool text_is_name(const char *s);
/* Is it one of the words of "a, b or c"? */
bool text_is_one_of(const char *s, const char *words);
/* Has it no control characters? */
bool text_is_plain(const char *s);
/* What is not printable ASCII becomes "?", line ends and tabs blanks. */
void text_plain(char *s);

#endif
