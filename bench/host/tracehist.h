/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Counting what the kernel does without changing it: trace events, or
 * kprobes made for the purpose, each with a histogram trigger. Each hit
 * costs time, so timed passes run without.
 */
#ifndef GTT2M_TRACEHIST_H
#define GTT2M_TRACEHIST_H

#include <stddef.h>
#include <stdint.h>

struct tracehist {
	const char *event;	/* below events/: "gvt/spt_alloc" */
	const char *probe;	/* what makes it, for kprobe_events; or NULL */
	const char *trigger;	/* "hist:keys=size" */
};

/*
 * Count from 0. 0 or -errno; the event is out again when it fails. -ENOENT: this
 * kernel has no such function or event; other errors are explained on stderr.
 */
int tracehist_on(const struct tracehist *h);
/* The histogram's text. 0 or -errno, -ENODATA when there is none. */
int tracehist_read(const struct tracehist *h, char *text, size_t len);
/* All hits so far; -errno when they cannot be read. */
int64_t tracehist_count(const struct tracehist *h);
/* No more. Does nothing to one that is not on. */
void tracehist_off(const struct tracehist *h);

/* Sum of the hits of one key in a histogram's text. */
uint64_t tracehist_hits(const char *hist, const char *field, int64_t key);
/* All hits in it. */
uint64_t tracehist_total(const char *hist);

#endif
