/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Marks: the guest says where it is and waits until L1 has answered. L1
 * reads its counters meanwhile, arranges memory, and lets several guests
 * go on together. Nothing that is timed runs while a guest waits.
 *
 * On the wire, both ways by the record port: the guest sends a record
 * {"type":"mark","load":L,"at":A}; L1 answers with one byte, at MARK_READY
 * with a line: the loads.
 */
#ifndef GTT2M_MARK_H
#define GTT2M_MARK_H

#include <stdbool.h>
#include <stddef.h>

/* at: around a timed phase; the others have no load. */
#define MARK_BEGIN	"begin"
#define MARK_END	"end"
#define MARK_BOOT	"boot"		/* before i915; answered by which it is */
#define MARK_RESET	"reset"		/* comes next */
#define MARK_FILLED	"filled"	/* memory is as gtt2m.fill asked */
#define MARK_READY	"ready"		/* for the loads; answered by which */
#define MARK_DONE	"done"		/* they are over */

/* From now on marks are sent; before, and on metal, mark() does nothing. */
int mark_open(const char *port);
bool mark_is_open(void);
/* 0 or -errno; -ETIME: L1 does not answer. load: "NAME/PHASE" or "". */
int mark(const char *load, const char *at);
/* The same; the byte of the answer, '.' where nobody is asked; or -errno. */
int mark_ask(const char *load, const char *at);
/*
 * The same; the answer is a line, without its end. 0, and line as it was where
 * nobody is asked; -E2BIG: it is longer than len - 1; or -errno.
 */
int mark_ask_line(const char *at, char *line, size_t len);

#endif
