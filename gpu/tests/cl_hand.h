/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Kernels whose items work together, or with images: what they compute is
 * written here by hand.
 */
#ifndef GEN9_TESTS_CL_HAND_H
#define GEN9_TESTS_CL_HAND_H

#include "cl_bed.h"
#include "cl_cover.h"

struct hand {
	struct cl_run r;
	struct cl_arg arg[4];
	uint8_t in[4][65536], out[65536];	/* out: as argument 0 has to be */
	double off;				/* floats: may be off by so much */
};

static inline void hand_buffer(struct hand *h, unsigned int i, size_t bytes)
{
	h->arg[i] = (struct cl_arg){ .kind = CL_BUFFER, .data = h->in[i],
				     .bytes = bytes };
	h->r.args = i + 1;
}

static inline void hand_image(struct hand *h, unsigned int i, unsigned int format,
			      unsigned int w, unsigned int height)
{
	h->arg[i] = (struct cl_arg){
		.kind = CL_IMAGE, .data = h->in[i], .bytes = w * height * 4,
		.format = format, .width = w, .height = height, .pitch = w * 4,
	};
	h->r.args = i + 1;
}

static inline void hand_size(struct hand *h, unsigned int gx, unsigned int gy,
			     unsigned int lx, unsigned int ly)
{
	h->r.global[0] = gx;
	h->r.global[1] = gy;
	h->r.global[2] = h->r.local[2] = 1;
	h->r.local[0] = lx;
	h->r.local[1] = ly;
}

static inline void hand_reduce(struct hand *h)
{
	uint32_t *d = (uint32_t *)h->out, *a = (uint32_t *)h->in[1];

	hand_buffer(h, 0, 64);
	hand_buffer(h, 1, 4096);
	h->arg[2] = (struct cl_arg){ .kind = CL_LOCAL, .bytes = 512 };
	h->r.args = 3;
	hand_size(h, 1024, 1, 128, 1);
	for (unsigned int g = 0; g < 8; g++)
		d[g] = 0;
	for (unsigned int i = 0; i < 1024; i++)
		d[i / 128] += a[i];
}

static inline void hand_gemm(struct hand *h)
{
	float *d = (float *)h->out, *a = (float *)h->in[1], *b = (float *)h->in[2];

	for (unsigned int i = 0; i < 3; i++)
		hand_buffer(h, i, 4096);
	for (unsigned int i = 0; i < 1024; i++) {
		a[i] = (float)(i * 7 % 31) - 13.5f;
		b[i] = (float)(i * 5 % 37) * 0.37f;
	}
	hand_size(h, 32, 32, 8, 8);
	for (unsigned int y = 0; y < 32; y++)
		for (unsigned int x = 0; x < 32; x++) {
			float s = 0.0f;

			for (unsigned int k = 0; k < 32; k++)
				s = __builtin_fmaf(a[y * 32 + k], b[k * 32 + x], s);
			d[y * 32 + x] = s;
		}
}

static inline void hand_histogram(struct hand *h)
{
	uint32_t *d = (uint32_t *)h->out;

	hand_buffer(h, 0, 256);
	hand_buffer(h, 1, 2048);
	hand_size(h, 2048, 1, 64, 1);
	for (unsigned int i = 0; i < 2048; i++)
		d[h->in[1][i] & 63]++;
}

static inline void hand_counters(struct hand *h)
{
	int32_t *d = (int32_t *)h->out, *a = (int32_t *)h->in[1];

	hand_buffer(h, 0, 64);
	hand_buffer(h, 1, 2048);
	hand_size(h, 512, 1, 64, 1);
	for (unsigned int i = 0; i < 512; i++) {
		d[0] = (int32_t)((uint32_t)d[0] + (uint32_t)a[i]);
		d[1] = a[i] < d[1] ? a[i] : d[1];
		d[2] = a[i] > d[2] ? a[i] : d[2];
		d[3] |= a[i];
		d[4] ^= a[i];
		d[5] &= a[i];
		d[6] = (int32_t)((uint32_t)d[6] - (uint32_t)a[i]);
		d[7] = (int32_t)((uint32_t)d[7] + 1);
	}
}

static inline void hand_transpose(struct hand *h)
{
	uint32_t *d = (uint32_t *)h->out, *a = (uint32_t *)h->in[1];

	hand_buffer(h, 0, 4096);
	hand_buffer(h, 1, 4096);
	hand_size(h, 32, 32, 16, 16);
	for (unsigned int i = 0; i < 1024; i++)
		d[i] = a[i % 32 * 32 + i / 32];
}

/* R8G8B8A8_UINT, w to x and so on, one more; 255 stays what it is. */
static inline void hand_swizzle(struct hand *h)
{
	static const uint8_t from[4] = { 3, 0, 1, 2 };	/* .wxyz */

	hand_image(h, 0, 0x0cb, 48, 20);
	hand_image(h, 1, 0x0cb, 48, 20);
	hand_size(h, 48, 20, 16, 4);
	for (unsigned int i = 0; i < 48 * 20 * 4; i++) {
		unsigned int v = h->in[1][(i & ~3u) + from[i & 3]] + 1u;

		h->out[i] = (uint8_t)(v > 255 ? 255 : v);
	}
}

/* R8G8B8A8_UNORM; the images are of other sizes, so that edges are met. */
static inline void hand_normal(struct hand *h)
{
	hand_image(h, 0, 0x0c7, 40, 16);
	hand_image(h, 1, 0x0c7, 32, 16);
	hand_size(h, 48, 20, 16, 4);
	for (unsigned int i = 0; i < 40 * 16 * 4; i++) {
		unsigned int x = i / 4 % 40, y = i / 160;

		/* outside a load gives zeros */
		h->out[i] = x < 32 ? (uint8_t)(255 - h->in[1][(y * 32 + x) * 4 + i % 4])
			    : 255;
	}
}

/* Blocks over the right and lower edges: nothing is written there. */
static inline void hand_blocks(struct hand *h)
{
	static const uint8_t flip[4] = { 4, 3, 2, 1 };

	hand_image(h, 0, 0x0cb, 28, 18);
	hand_image(h, 1, 0x0cb, 28, 18);
	hand_size(h, 32, 5, 8, 1);
	for (unsigned int i = 0; i < 28 * 18 * 4; i++)
		h->out[i] = h->in[1][i] ^ flip[i & 3];
}

static inline float hand_texel(const uint8_t *in, int x, int y, unsigned int c)
{
	x = x < 0 ? 0 : x > 31 ? 31 : x;
	y = y < 0 ? 0 : y > 15 ? 15 : y;
	return (float)in[(y * 32 + x) * 4 + (int)c] / 255.0f;
}

/* Linear, clamped to the edge, coordinates in texels. */
static inline void hand_filter(struct hand *h)
{
	float *d = (float *)h->out;

	hand_buffer(h, 0, 32 * 32 * 16);
	hand_image(h, 1, 0x0c7, 32, 16);
	h->arg[2] = (struct cl_arg){ .kind = CL_VALUE, .data = h->in[3] };
	h->r.args = 3;
	h->r.sampler[0] = 1u << 17 | 1u << 14;
	h->r.sampler[3] = 1u << 10 | 2u << 6 | 2u << 3 | 2u;
	hand_size(h, 32, 32, 16, 4);
	h->off = 1.0 / 256;
	for (unsigned int i = 0; i < 32 * 32 * 4; i++) {
		float u = (float)(i / 4 % 32) * 0.75f - 0.5f;
		float v = (float)(i / 128) * 0.75f - 0.5f;
		int x = (int)__builtin_floorf(u), y = (int)__builtin_floorf(v);
		float fx = u - (float)x, fy = v - (float)y;
		const uint8_t *in = h->in[1];

		d[i] = (hand_texel(in, x, y, i % 4) * (1 - fx) +
			hand_texel(in, x + 1, y, i % 4) * fx) * (1 - fy) +
		       (hand_texel(in, x, y + 1, i % 4) * (1 - fx) +
			hand_texel(in, x + 1, y + 1, i % 4) * fx) * fy;
	}
}

static const struct hand_row {
	const char *file, *name;
	void (*fill)(struct hand *h);	/* arguments, and what comes out */
} hand_rows[] = {
	{ "group", "reduce", hand_reduce }, { "group", "gemm", hand_gemm },
	{ "group", "histogram", hand_histogram },
	{ "group", "counters", hand_counters },
	{ "group", "transpose", hand_transpose },
	{ "image", "swizzle", hand_swizzle }, { "image", "normal", hand_normal },
	{ "image", "filter", hand_filter }, { "image", "blocks", hand_blocks },
};

/* Is dword i as it has to be? */
static inline bool hand_right(const struct hand *h, size_t i)
{
	float w, g;

	if (!h->off)
		return !memcmp(h->out + i * 4, h->in[0] + i * 4, 4);
	memcpy(&w, h->out + i * 4, 4);
	memcpy(&g, h->in[0] + i * 4, 4);
	return w - g <= h->off && g - w <= h->off;
}

/* Run it: is the result right? What is wrong is printed. */
static inline bool hand_check(const struct hand_row *row, const struct zebin *z,
			      const struct ze_kernel *k)
{
	struct bed *b = calloc(1, sizeof(*b));
	struct hand *h = calloc(1, sizeof(*h));
	unsigned int bad = 0;
	uint64_t seed = 1;
	bool done;

	for (unsigned int i = 0; i < 4; i++)
		for (size_t n = 0; n < sizeof(h->in[0]); n++)
			h->in[i][n] = (uint8_t)t_rand(&seed);
	memset(h->in[0], 0, 256);
	memcpy(h->out, h->in[0], sizeof(h->out));
	h->r.z = z;
	h->r.k = k;
	h->r.arg = h->arg;
	row->fill(h);
	cl_init(b);
	done = cl_go(b, &h->r);
	if (!done)
		printf("  %s: does not end: %s\n", row->name, b->log);
	for (size_t i = 0; done && i < h->arg[0].bytes / 4; i++)
		if (!hand_right(h, i) && !bad++)
			printf("  %s: dword %zu: %08x, is %08x\n", row->name, i,
			       ((uint32_t *)h->out)[i], ((uint32_t *)h->in[0])[i]);
	cover_ran(b->g);
	bed_free(b);
	free(b);
	free(h);
	return done && !bad;
}

#endif
