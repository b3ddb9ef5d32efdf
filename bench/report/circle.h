/* SPDX-License-Identifier: GPL-2.0-or-later */
/* circle.h - the locks of a circle that lockdep has printed. */
#ifndef GTT2M_CIRCLE_H
#define GTT2M_CIRCLE_H

#include <stdbool.h>

/*
 * "A, B, C" of a kernel's text with lines "-> #2 (A){+.+.}-{3:3}:": each of them
 * was taken under the next one, the last under the first. To be freed; NULL: there
 * are none.
 */
char *circle_of(const char *text);
/* Of the same locks, or neither has any? */
bool circle_same(const char *a, const char *b);

#endif
