/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What iris submits, as a file: iris/drm.c writes one, iris_test runs it again.
 * 64-bit words, little-endian. First IRIS_MAGIC, then entries, each a kind and
 * what it has: pages are of what the CPU has changed since the submission before.
 */
#ifndef GEN9_TESTS_IRIS_TAPE_H
#define GEN9_TESTS_IRIS_TAPE_H

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define IRIS_MAGIC	0x31304c424d324747ull
#define IRIS_PAGE	4096u
#define IRIS_FIRST	(16u << 20)	/* objects' memory; the bed's own is below */

enum iris_entry {
	IRIS_MAP = 1,	/* graphics address, address in RAM, bytes */
	IRIS_WRITE,	/* address of a page in RAM, its bytes */
	/*
	 * context, address of the batch, number of pages that the GPU has changed,
	 * their addresses, hash of their contents
	 */
	IRIS_EXEC,
	IRIS_END,	/* end of the objects' memory, hash of all of it */
};

static inline uint64_t iris_hash(uint64_t h, const void *p, size_t len)
{
	uint64_t w;

	for (size_t i = 0; i < len; i += sizeof(w)) {
		memcpy(&w, (const uint8_t *)p + i, sizeof(w));
		h = (h ^ w) * 0x9e3779b97f4a7c15ull;
		h ^= h >> 32;
	}
	return h;
}

static inline void iris_put(FILE *f, uint64_t v)
{
	fwrite(&v, sizeof(v), 1, f);
}

#endif
