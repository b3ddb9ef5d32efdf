/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Running something that may crash, hang or take the kernel with it: in a
 * child of its own, under a limit, with a page in which it leaves what it
 * found and why it failed, so that the parent reports whatever happens.
 */
#ifndef GTT2M_CELL_H
#define GTT2M_CELL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kmsg.h"

/* A Linux guest's scenario has this before its name. */
#define GUEST_PREFIX "guest:"
/* The name of a guest behind its prefix; NULL: a scenario without a guest. */
const char *cell_guest(const char *scenario);

struct cell {
	/* What it does now ("set-up", "populate"); a crash names it. */
	char phase[32];
	char why[256];		/* the first reason for a failure */
	/* The child's own limit, once it knows what it is to do; 0: cell_run()'s. */
	uint64_t limit_ns;
};

struct cell_end {
	int status;		/* 0..255, 256 + signal, -ETIME, -errno */
	bool stuck;		/* could not even be killed */
	bool ill;		/* BUG, oops or panic in the kernel */
	struct kmsg kmsg;
};

/* Zeroed memory that a child and its parent share, or NULL. */
void *cell_shared(size_t size);

void cell_phase(struct cell *c, const char *phase);
/* Note why, unless a reason is noted already; returns err. */
int cell_fail(struct cell *c, int err, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * Run fn(arg) in a child until it returns, dies, or limit_ns of virtual
 * time have passed; after an oops in the kernel until grace_ns more have.
 * What c->why does not say, the status is turned into. A cell in a cell
 * needs the smaller limits, so that the outer one can report.
 */
void cell_run(struct cell *c, int (*fn)(void *arg), void *arg,
	      uint64_t limit_ns, uint64_t grace_ns, struct cell_end *end);

#endif
