/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * record_check.h - is what a record says possible? records.jsonl may come
 * from somebody else, or have been edited, merged or damaged on its way: what
 * is not possible is an error with its line, never a number of a report.
 */
#ifndef GTT2M_RECORD_CHECK_H
#define GTT2M_RECORD_CHECK_H

#include "record.h"

#define RECORD_COUNT_MAX (1ll << 50)	/* of any count, byte or nanosecond */

/*
 * One record: its kind is known and has what it needs, counts are integers
 * from 0 to RECORD_COUNT_MAX, no part is more than its whole, texts stand
 * where texts belong. 0 or -EINVAL with a sentence.
 */
int record_check(const struct record *r, char *what, size_t len);

/*
 * All of a file: the lines of a cell lie together, as many as its end counts,
 * and no cell ends twice. 0 or -EINVAL with "NAME:LINE: what".
 */
int records_check(const struct records *r, const char *name, char *why);

#endif
