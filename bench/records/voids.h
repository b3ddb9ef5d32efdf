/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * voids.h - no number for work that was not done. The GPU model counts
 * commands that it does not execute, and those whose time is not calibrated; a
 * figure whose work had such a one is void. Every reader of records asks here. It
 * goes by the model's own counts; there is no list of commands.
 */
#ifndef GTT2M_VOIDS_H
#define GTT2M_VOIDS_H

#include "record.h"

/*
 * Set r->lacks of every record: of a rate or a program, from the spans of
 * its load in its cell, or its own count where no span is (a load in L1
 * itself); of a sweep's point, from its own. The lines of a cell lie together
 * (records_check()).
 */
void records_voids(struct records *r);

/*
 * The command of an object with not_executed and not_executed_by that was
 * left out most often, by name; VOID_UNNAMED where counts have no names
 * (counters before version 2); VOID_UNTIMED: all was executed, but some of it
 * for a time that is not calibrated; NULL: none of that.
 */
const char *void_command(const json_t *counts);
#define VOID_UNNAMED "a command"
#define VOID_UNTIMED "time not calibrated"

/*
 * Do the names add up to not_executed? 0; -EINVAL; or -ENOENT: there are none,
 * which only counters before version 2 may say.
 */
int void_check(const json_t *counts);

#endif
