/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Moves of a large blit: stores that go past the host's cache, so that it
 * does not read what is overwritten, by whole lines of it. On a host without
 * such stores, and where a line would be written in part, usual ones.
 */
#ifndef GEN9_BLT_STREAM_H
#define GEN9_BLT_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define BLT_LINE	64		/* bytes of a line of the host's cache */

/* 16 bytes anywhere, moved as one. */
typedef uint8_t vec16 __attribute__((vector_size(16), aligned(1)));

/* Store v at p, which is aligned to 16. The rest of the line follows. */
static inline void blt_stream16(uint8_t *p, vec16 v)
{
#ifdef __SSE2__
	typedef long long v2di __attribute__((vector_size(16)));

	__builtin_ia32_movntdq((v2di *)p, (v2di)v);
#else
	*(vec16 *)p = v;
#endif
}

/* Store v at p: with stream as above, else anywhere. */
static inline void blt_store16(bool stream, uint8_t *p, vec16 v)
{
	if (stream)
		blt_stream16(p, v);
	else
		*(vec16 *)p = v;
}

/* What was stored so is visible to other threads before what follows. */
static inline void blt_stream_end(void)
{
#ifdef __SSE2__
	__builtin_ia32_sfence();
#endif
}

/* As memmove(); with stream past the cache where d and n are whole lines. */
static inline void blt_move(bool stream, uint8_t *d, const uint8_t *s,
			    size_t n)
{
	if (!stream || ((uintptr_t)d | n) % BLT_LINE ||
	    (uintptr_t)d - (uintptr_t)s < n) {
		memmove(d, s, n);
		return;
	}
	for (; n; n -= BLT_LINE, d += BLT_LINE, s += BLT_LINE) {
		vec16 v[4];

		memcpy(v, s, BLT_LINE);
		for (unsigned int i = 0; i < 4; i++)
			blt_stream16(d + i * 16, v[i]);
	}
}

#endif
