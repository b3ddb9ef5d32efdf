/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the reproducers of lost pins have in common: guest memory is given
 * back (as a balloon does), somebody else gets the frame, and the guest lets
 * the GPU write. Nothing of this is unusual, and with the pin in place the
 * frame would not have been free.
 */
#ifndef GTT2M_REACH_H
#define GTT2M_REACH_H

#include <stdint.h>

struct land_area;
struct probe;
struct work;

struct reach {
	unsigned int freed;		/* frames that others could get */
	unsigned int overwritten;	/* of these, changed by the GPU */
	unsigned int refused;		/* trees that could not be shadowed */
};

/* A vGPU on which the GPU can be let work. */
int reach_open(struct probe *p, struct work *w);
/*
 * A tree with one 2MiB entry for range i, and the GPU's own pages. Its
 * root, or 0.
 */
uint64_t reach_tree(struct probe *p, struct work *w, unsigned int i);
/*
 * Give range i (or its first page, if other is of such) back, let somebody
 * else have the frame, let the GPU write to that address by the tree at root.
 */
int reach_freed(struct probe *p, struct work *w, uint64_t root,
		unsigned int i, struct land_area *other, struct reach *r);
/* A counter of the vGPU as it is; the same into the record, under a name. */
int64_t reach_counter(struct probe *p, const char *name);
void reach_found(struct probe *p, const char *as, const char *name);
/* The record, and the end of the vGPU; ret: how it went so far. */
int reach_finish(struct probe *p, const struct reach *r, int ret);

#endif
