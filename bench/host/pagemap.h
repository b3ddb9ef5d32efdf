/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a range of our memory is, physically: frames from
 * /proc/self/pagemap, their kind from /proc/kpageflags. Needs
 * CAP_SYS_ADMIN (else frames read as 0).
 */
#ifndef GTT2M_PAGEMAP_H
#define GTT2M_PAGEMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bits of include/uapi/linux/kernel-page-flags.h */
#define KPF_COMPOUND_HEAD	15
#define KPF_COMPOUND_TAIL	16
#define KPF_HUGE		17
#define KPF_KSM			21
#define KPF_THP			22

struct phys {
	uint64_t base;		/* frame of the first page */
	bool contiguous;	/* all pages, in order */
	unsigned int break_at;	/* first page that is not, when it is not */
	bool aligned;		/* base is a multiple of 512 */
	uint64_t flags;		/* kpageflags of the first page */
};

/* Frames of n pages from va by one pread; 0 or -errno (-ENXIO: not present). */
int pagemap_frames(const void *va, size_t n, uint64_t *pfn);
/* The same of a process's pagemap file; 0 for a page that is not there. */
int pagemap_of(const char *path, uint64_t va, size_t n, uint64_t *pfn);
/* kpageflags of one frame; 0 or -errno. */
int pagemap_flags(uint64_t pfn, uint64_t *flags);
/* What the 2MiB at va are. */
int pagemap_phys(const void *va, struct phys *p);
/* The part of it that needs no kernel. */
void phys_of_frames(const uint64_t *pfn, unsigned int n, struct phys *p);

#endif
