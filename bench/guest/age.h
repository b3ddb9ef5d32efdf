/* SPDX-License-Identifier: GPL-2.0-or-later */
/* age.h - makes L1's free memory look like that of a host after days of uptime. */
#ifndef GTT2M_AGE_H
#define GTT2M_AGE_H

#include <stddef.h>
#include <stdint.h>

/*
 * Several rounds over pct per cent (1 to 100) of the free memory, but for some that
 * the kernel needs, all placed by seed: pieces of 1 to 256 pages are taken or given
 * back in random order, and files are written (page cache) and half of them removed.
 * A quarter of the pieces and the last files stay, held by this process until it
 * ends. What is free then lies in the order in which it was given back, not in that
 * of the frames. The rest has not been used since boot.
 * 0 or -errno and why.
 */
int age_memory(uint64_t seed, unsigned int pct, char *why, size_t len);

#endif
