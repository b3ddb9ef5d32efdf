/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * clocks_kept.h - GPU times that are done while the others are worked out, so
 * that an interrupted run goes on where it was: clock.part, a line with what the
 * times depend on, then a line a cell. It is gone when clock.json is written.
 */
#ifndef GTT2M_CLOCKS_KEPT_H
#define GTT2M_CLOCKS_KEPT_H

#include <jansson.h>
#include <stdbool.h>

struct clocks_kept {
	int fd;			/* locked while it is open; -1: not open */
	json_t *cells;		/* by index: its phases, an array */
};

/*
 * Take up dir/clock.part if it begins with the same head; else begin it anew.
 * What a killed process wrote by half is cut. 0 or -errno; -EBUSY: another
 * process is at it. clocks_kept_close() also after an error.
 */
int clocks_kept_open(struct clocks_kept *k, const char *dir, const json_t *head);
/* A cell's phases, borrowed; NULL: not done yet. */
json_t *clocks_kept_of(const struct clocks_kept *k, unsigned int cell);
/* One synced write. 0 or -errno. */
int clocks_kept_add(struct clocks_kept *k, unsigned int cell, json_t *phases);
void clocks_kept_close(struct clocks_kept *k);
/* The file has done its work. */
void clocks_kept_remove(const char *dir);

/* Is there such a file, and nobody at it? */
bool clocks_kept_left(const char *dir);

#endif
