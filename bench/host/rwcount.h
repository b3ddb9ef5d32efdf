/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * GVT-g's accesses to guest memory, each a call of vfio_dma_rw(), by size
 * and direction: a kprobe event with a histogram, which works on every
 * variant. Each hit costs time, so cells that are timed run without.
 */
#ifndef GTT2M_RWCOUNT_H
#define GTT2M_RWCOUNT_H

#include <jansson.h>
#include <stdint.h>

/* Bucket k: more than 2^(k-1) and at most 2^k bytes... */
#define RWCOUNT_BUCKETS 14
/* ...but for the last: a page or more; what is less is in front of it. */
#define RWCOUNT_PAGE (RWCOUNT_BUCKETS - 1)

#define RWCOUNT_WRITERS 24

struct rwcount {
	uint64_t read[RWCOUNT_BUCKETS], write[RWCOUNT_BUCKETS];
	/* By the function that writes: less than a page; a page or more. */
	struct {
		char by[32];	/* "": no more */
		uint64_t less, pages;
	} writer[RWCOUNT_WRITERS];
};

/* Put the event in and start counting from 0; 0 or -errno. */
int rwcount_start(void);
/* Read it and take it out. */
int rwcount_stop(struct rwcount *c);
/* Add up the text of the histogram. 0, -EBADMSG, -EOVERFLOW: not all in it. */
int rwcount_parse(const char *hist, struct rwcount *c);
/*
 * {"read":{"4":n,"4096":n},"write":{...}}: most bytes of the bucket;
 * "writers":{FUNCTION:{"less":n,"pages":n}}.
 */
json_t *rwcount_record(const struct rwcount *c);

#endif
