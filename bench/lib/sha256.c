// SPDX-License-Identifier: GPL-2.0-or-later
/* sha256.c - libmd's SHA-256 over buffers and files. */
#include <errno.h>
#include <stdio.h>

#include "sha256.h"

void sha256_init(struct sha256 *s)
{
	SHA256Init(&s->ctx);
}

void sha256_add(struct sha256 *s, const void *data, size_t len)
{
	SHA256Update(&s->ctx, data, len);
}

void sha256_hex(struct sha256 *s, char out[SHA256_HEX])
{
	SHA256End(&s->ctx, out);
}

void sha256_of(const void *data, size_t len, char out[SHA256_HEX])
{
	struct sha256 s;

	sha256_init(&s);
	sha256_add(&s, data, len);
	sha256_hex(&s, out);
}

int sha256_file(const char *path, char out[SHA256_HEX])
{
	FILE *f = fopen(path, "rbe");
	struct sha256 s;
	char buf[65536];
	size_t n;
	int err;

	out[0] = '\0';
	if (!f)
		return -errno;
	sha256_init(&s);
	while ((n = fread(buf, 1, sizeof(buf), f)) > 0)
		sha256_add(&s, buf, n);
	err = ferror(f) ? -EIO : 0;
	fclose(f);
	if (!err)
		sha256_hex(&s, out);
	return err;
}
