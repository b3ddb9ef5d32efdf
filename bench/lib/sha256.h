/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sha256.h - SHA-256 as text, for provenance and manifests; the digest
 * itself is libmd's.
 */
#ifndef GTT2M_SHA256_H
#define GTT2M_SHA256_H

#include <sha2.h>
#include <stddef.h>
#include <stdint.h>

#define SHA256_HEX SHA256_DIGEST_STRING_LENGTH	/* 64 digits, the NUL */

struct sha256 {
	SHA2_CTX ctx;
};

void sha256_init(struct sha256 *s);
void sha256_add(struct sha256 *s, const void *data, size_t len);
void sha256_hex(struct sha256 *s, char out[SHA256_HEX]);

/* Digest of a buffer. */
void sha256_of(const void *data, size_t len, char out[SHA256_HEX]);
/* Digest of a file's content: 0 or -errno (then out is ""). */
int sha256_file(const char *path, char out[SHA256_HEX]);

#endif
