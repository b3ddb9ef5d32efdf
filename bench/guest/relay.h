/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a guest wrote to its record port, checked before L1 passes it on.
 */
#ifndef GTT2M_RELAY_H
#define GTT2M_RELAY_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * Append the guest's records to lines (a JSON array), each marked
 * "level":"L2", without its end marker. 0: every line is an object with a
 * type and the last one is the marker of success. -EPROTO: not so, and why
 * says what; the lines in front of the fault are appended all the same.
 * guest: which of several it is, for their "guest"; 0: the only one.
 */
int relay_parse(const char *text, unsigned int guest, json_t *lines,
		char *why, size_t len);

/* Does why come from the guest's end marker, not from a missing one? */
bool relay_is_verdict(const char *why);

/*
 * For rows that are strict (scenarios.h): -EBADMSG and why if a record among
 * lines says that what was written is wrong ("checksum_ok" false).
 */
int relay_strict(const json_t *lines, char *why, size_t len);

/* Start of the last n lines of text. */
const char *relay_tail(const char *text, unsigned int n);

#endif
