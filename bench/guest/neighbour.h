/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A process of L1 that has nothing to do with the guest. While the guest boots and
 * works it allocates 4 MiB every 256 ms (virtual) and fills them with known words.
 * At the end it compares them: a byte that has changed was written by the guest's
 * GPU work.
 */
#ifndef GTT2M_NEIGHBOUR_H
#define GTT2M_NEIGHBOUR_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

/* Before the guest is started: at most mib. 0 or -errno. */
int neighbour_start(unsigned int mib);

/*
 * End it and look: {"type":"neighbour","kib":n: what it had by then,
 * "bad_pages":n,"bad_bytes":n,"shares":n}; shares: 2MiB blocks of frames in
 * which it has a page, which is where a wrong 2MiB entry would meet it. NULL:
 * there was none.
 */
json_t *neighbour_end(void);

/* Bytes of a page, the n-th, that are not as they were written. */
unsigned int neighbour_wrong(const uint64_t *page, uint64_t n);
void neighbour_fill(uint64_t *page, uint64_t n);

#endif
