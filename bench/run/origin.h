/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * origin.h - where a boot begins, and whether it is one on the way: power-on, or
 * a snapshot of one of its points; to its end, or to a later point, where it is
 * saved for itself and for others.
 */
#ifndef GTT2M_ORIGIN_H
#define GTT2M_ORIGIN_H

#include "boot.h"

/*
 * Settle from, to and lock, and bring what a start from there needs. In why, if
 * it is "", what was in the way; the boot goes on without that.
 */
void origin_settle(struct boot *b, char *why, size_t whylen);
/* A file of the machine: beside what is being saved, or in the cell's folder. */
char *origin_file(const struct boot *b, const char *name);
/* The last line that the machine itself has said (machine.err), or "". */
void origin_last_line(const struct boot *b, char *out, size_t len);
/* The machine is gone. Was it one on the way? Then settle anew, and start. */
bool origin_passed(struct boot *b, int status, char *why, size_t whylen);
/* What was said before the point it started at comes in front. 0 or -errno. */
int origin_join(const struct boot *b);
/* Nothing is saved any more; what there is of it goes. */
void origin_give_up(struct boot *b);

#endif
