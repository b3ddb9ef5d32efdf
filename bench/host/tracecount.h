/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hits of a trace event whose fields have one value, counted by perf's
 * software counter of it. A hit costs a quarter of one in a histogram
 * (tracehist.h), which is for fields with values not known before.
 */
#ifndef GTT2M_TRACECOUNT_H
#define GTT2M_TRACECOUNT_H

#include <stdint.h>

#define TRACECOUNT_CPUS 64

struct tracecount {
	const char *event;	/* below events/: "iommu/map" */
	const char *filter;	/* "size == 4096", or NULL: every hit */
	int fd[TRACECOUNT_CPUS];	/* set by tracecount_on() */
	unsigned int n;
};

/*
 * Count from 0, on all CPUs, in all processes. 0 or -errno, then nothing is
 * on; -ENOENT: this kernel has no such event; -E2BIG: too many CPUs.
 */
int tracecount_on(struct tracecount *c);
/* Hits so far, or -errno. */
int64_t tracecount_read(const struct tracecount *c);
/* No more. Does nothing to one that is not on. */
void tracecount_off(struct tracecount *c);

#endif
