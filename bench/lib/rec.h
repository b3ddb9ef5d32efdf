/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Records out of a level: one JSON object a line, keys sorted, ASCII. They
 * go to the record port (/dev/ttyS1 of the emulated machine, in raw mode)
 * or, on metal, to standard output. The line types are in
 * docs/architecture.md.
 */
#ifndef GTT2M_REC_H
#define GTT2M_REC_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#define REC_PORT "/dev/ttyS1"

/* Open path; a terminal is set raw. NULL: standard output. 0 or -errno. */
int rec_open(const char *path);
/* Write one line; takes the reference. A NULL object is a lost record. */
void rec_emit(json_t *obj);
void rec_note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* {"type":"time","what":what,"virt_ns":ns} */
void rec_time(const char *what, uint64_t virt_ns);
/*
 * The last line: ok, or fail and why. A run in which a record was lost
 * ends as failed whatever is asked. Waits until the port has sent all.
 */
void rec_end(bool ok, const char *why);

#endif
