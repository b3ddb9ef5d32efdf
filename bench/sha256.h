/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sha256.h - FIPS 180-4 SHA-256, for provenance and manifests.
 */
#ifndef GTT2M_SHA256_H
#define GTT2M_SHA256_H

#include <stddef.h>
#include <stdint.h>

#define SHA256_HEX 65	/* 64 digits and the NUL */

struct sha256 {
	uint32_t h[8];
	uint64_t len;		/* bytes taken so far */
	uint8_t block[64];
};

void sha256_init(struct sha256 *s);
void sha256_add(struct sha256 *s, const void *data, size_t len);
void sha256_hex(struct sha256 *s, char out[SHA256_HEX]);

/* Digest of a buffer. */
void sha256_of(const void *data, size_t len, char out[SHA256_HEX]);
/* Digest of a file's content: 0 or -errno (then out is ""). */
int sha256_file(const char *path, char out[SHA256_HEX]);

#endif
