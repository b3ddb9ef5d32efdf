// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sha256.c - FIPS 180-4, section 6.2, written down as it stands there. The
 * constants are the fractional parts of the square (cube) roots of the
 * first 8 (64) primes, computed once by integer square and cube roots.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "sha256.h"

static uint32_t init_h[8], round_k[64];

typedef unsigned __int128 u128;

/* floor(n^(1/power) * 2^32) mod 2^32 by bisection; power is 2 or 3. */
static uint32_t root_fraction(unsigned int n, int power)
{
	uint64_t lo = 0, hi = (uint64_t)20 << 32;

	while (hi - lo > 1) {
		uint64_t mid = lo + (hi - lo) / 2;
		u128 sq = (u128)mid * mid;
		bool above;

		if (power == 2)
			above = sq > (u128)n << 64;
		else
			above = sq * mid > (u128)n << 96;
		if (above)
			hi = mid;
		else
			lo = mid;
	}
	return (uint32_t)lo;
}

static bool is_prime(unsigned int n)
{
	for (unsigned int d = 2; d * d <= n; d++)
		if (n % d == 0)
			return false;
	return true;
}

static void make_constants(void)
{
	unsigned int count = 0;

	if (round_k[0])
		return;
	for (unsigned int n = 2; count < 64; n++) {
		if (!is_prime(n))
			continue;
		if (count < 8)
			init_h[count] = root_fraction(n, 2);
		round_k[count++] = root_fraction(n, 3);
	}
}

static uint32_t ror(uint32_t x, int n)
{
	return x >> n | x << (32 - n);
}

static void take_block(struct sha256 *s, const uint8_t *p)
{
	uint32_t w[64], v[8];

	for (int t = 0; t < 16; t++)
		w[t] = (uint32_t)p[4 * t] << 24 | p[4 * t + 1] << 16 |
		       p[4 * t + 2] << 8 | p[4 * t + 3];
	for (int t = 16; t < 64; t++) {
		uint32_t s0 = ror(w[t - 15], 7) ^ ror(w[t - 15], 18) ^ w[t - 15] >> 3;
		uint32_t s1 = ror(w[t - 2], 17) ^ ror(w[t - 2], 19) ^ w[t - 2] >> 10;

		w[t] = w[t - 16] + s0 + w[t - 7] + s1;
	}
	memcpy(v, s->h, sizeof(v));
	for (int t = 0; t < 64; t++) {
		uint32_t e = v[4], a = v[0];
		uint32_t t1 = v[7] + (ror(e, 6) ^ ror(e, 11) ^ ror(e, 25)) +
			      ((e & v[5]) ^ (~e & v[6])) + round_k[t] + w[t];
		uint32_t t2 = (ror(a, 2) ^ ror(a, 13) ^ ror(a, 22)) +
			      ((a & v[1]) ^ (a & v[2]) ^ (v[1] & v[2]));

		memmove(v + 1, v, 7 * sizeof(v[0]));
		v[4] += t1;
		v[0] = t1 + t2;
	}
	for (int i = 0; i < 8; i++)
		s->h[i] += v[i];
}

void sha256_init(struct sha256 *s)
{
	make_constants();
	memcpy(s->h, init_h, sizeof(s->h));
	s->len = 0;
}

void sha256_add(struct sha256 *s, const void *data, size_t len)
{
	const uint8_t *p = data;

	while (len) {
		size_t at = s->len % 64, n = 64 - at < len ? 64 - at : len;

		memcpy(s->block + at, p, n);
		s->len += n;
		p += n;
		len -= n;
		if (s->len % 64 == 0)
			take_block(s, s->block);
	}
}

void sha256_hex(struct sha256 *s, char out[SHA256_HEX])
{
	static const uint8_t pad[64] = { 0x80 };
	uint64_t bits = s->len * 8;
	uint8_t tail[8];

	sha256_add(s, pad, 1 + (119 - s->len % 64) % 64);
	for (int i = 0; i < 8; i++)
		tail[i] = bits >> (56 - 8 * i);
	sha256_add(s, tail, 8);
	for (int i = 0; i < 8; i++)
		snprintf(out + 8 * i, 9, "%08x", (unsigned int)s->h[i]);
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
