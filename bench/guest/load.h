/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * GPU loads: what a guest runs, or L1 itself against the host's i915. A
 * load is a row at the end of the file that runs its kind; a new kind is a
 * file, and its rows' name in loads.c.
 */
#ifndef GTT2M_LOAD_H
#define GTT2M_LOAD_H

#include <stddef.h>
#include <stdint.h>

#include "lib/rowset.h"

struct load {
	const char *name;
	const char *desc;	/* one line, at most 60 columns */
	/*
	 * Run it; emit one "rate" record a phase. 0: it ran, and the records
	 * say how it went (wrong content, a hang and a refused submission are
	 * results). -errno: the harness failed, nothing was measured.
	 */
	int (*run)(const struct load *l, uint64_t seed);
	const void *params;	/* the run function's own struct */
};

/* The rows of all files, i from 0; NULL: no more. */
const struct load *load_at(size_t i);
const struct load *load_find(const char *name);	/* or NULL */

/* What one timed phase did. */
struct rate {
	const char *load, *phase;
	uint64_t bytes;		/* written by the GPU; 0: nothing to divide */
	uint64_t virt_ns;	/* 0 when it failed */
	int checksum_ok;	/* 1, 0, or -1: the load does not check */
	uint64_t bad_bytes;	/* of the destination */
	unsigned int resets, hangs;	/* device resets; batches of ours lost */
	uint64_t huge_kib;	/* shmem backed by huge pages while it ran */
	const char *why;	/* NULL, or what failed */
};
/*
 * {"type":"rate","load":"NAME/PHASE","bytes":n,"virt_ns":n,"checksum_ok":b,
 *  "bad_bytes":n,"resets":n,"hangs":n,"shmem_huge_kib":n[,"why":...]}
 * checksum_ok is null when the load does not check.
 */
void rate_emit(const struct rate *r);
/*
 * Around a phase, outside of what is timed: in a guest, L1 reads its
 * counters; in L1 itself they are read here, and rate_emit() adds what the
 * GPU model did not execute: "not_executed" and "not_executed_by". 0 or -errno.
 */
int rate_begin(const struct rate *r);
int rate_end(const struct rate *r);

/* The number behind key ("ShmemHugePages:") in /proc/meminfo; 0 if none. */
uint64_t meminfo_kib(const char *key);

/* Run the loads named in a comma-separated list. 0 or -errno; why is set. */
int loads_run(const char *list, uint64_t seed, char *why, size_t len);

#endif
