/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Breaking up L1's free memory. */
#ifndef GTT2M_HOG_H
#define GTT2M_HOG_H

#include <stddef.h>
#include <stdint.h>

/*
 * Take nearly all free memory and give it back but for one page in most
 * 2MiB blocks: those cannot become huge pages any more. One out of
 * HOG_WHOLE, chosen by seed, stays whole; of these, and what the kernel
 * had kept, all but HOG_LEFT are taken as huge pages, which leaves less
 * than a guest needs to boot. The pages are held by a mapping of this process until it ends.
 * 0 or -errno and why.
 */
#define HOG_WHOLE 24
#define HOG_LEFT 30
int hog_fragment(uint64_t seed, char *why, size_t len);
/* Free 2MiB blocks by the text of /proc/buddyinfo. */
unsigned int hog_blocks(const char *buddyinfo);
/* Make n blocks whole again: for what the guest touches from now on. */
int hog_release(unsigned int n);

#endif
