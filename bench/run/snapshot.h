/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * snapshot.h - machines that have booted, as files: $CACHE/snapshots/NAME has
 * the memory (ram, sparse), the state of all else, what the console and the
 * record port said, and info, which is written last. A cell that starts from one
 * counts and measures what it would have after a boot (docs/architecture.md).
 *
 * NAME is a digest of all that the boot depends on, so nothing else can be
 * started from it.
 */
#ifndef GTT2M_SNAPSHOT_H
#define GTT2M_SNAPSHOT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SNAPSHOT_NAME 17	/* 16 digits and the NUL */
#define SNAPSHOT_ROOM (12ull << 30)	/* bytes on disk, of all together */
#define SNAPSHOT_USUAL (300ull << 20)	/* of one */

/* Of the JSON text of "what". */
void snapshot_name(const json_t *what, char name[SNAPSHOT_NAME]);

/*
 * Can a cell start from dir? What has not the size and the sum that info
 * says is removed. Sums are taken once a process and folder.
 */
bool snapshot_ready(const char *dir);

/*
 * Nobody else of this run can use it. Was that so in an earlier run, too? Then it
 * is worth making. This one is remembered ($CACHE/snapshots/missed).
 */
bool snapshot_missed(const char *dir);

/* It was no use: it goes, and this process makes and uses none of its name. */
void snapshot_forget(const char *dir);

/*
 * The right to make dir, and DIR.new, empty, to make it in: a file descriptor
 * whose closing ends it, -EWOULDBLOCK when somebody else has it, -ECANCELED
 * when this process has tried before, or -errno.
 */
int snapshot_begin(const char *dir);
/* A copy of the memory of another one to DIR.new: a boot goes on from there. */
int snapshot_take_memory(const char *dir, const char *of);
/* It cannot be made: DIR.new goes, and this process does not try again. */
void snapshot_abandon(const char *dir);
/*
 * DIR.new has its parts: write info, make it dir, and
 * remove those used longest ago while all take more than room bytes. 0 or
 * -errno; DIR.new is gone then.
 */
int snapshot_keep(const char *dir, uint64_t room);

#endif
