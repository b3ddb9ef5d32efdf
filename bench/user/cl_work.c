// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * OpenCL work whose every result is checked: cl_work LOAD KERNELS [SEED].
 * KERNELS is cl_work.cl compiled by ocloc: nothing is compiled here.
 *
 * A load is a row at the end. Before a phase its destinations are poisoned;
 * after it they are compared with what C makes of the same numbers, byte by
 * byte. On stdout, a line each:
 *	begin PHASE		a byte is awaited on stdin
 *	end PHASE		the same
 *	did PHASE bytes B ns N bad N	B: written; 0: below 1 MiB, no rate
 *	wrong PHASE ...		the first wrong word, in words
 *	aside PHASE kib K pages N bad N leaked N	of K KiB of the program's
 *				memory that no kernel is given, so much is not
 *				as written; of the result so much is a host
 *				process's
 * Nothing but the GPU's work is between begin and end, but for the phase setup,
 * which makes the buffers. Without anybody at stdin it goes on by itself.
 * Exit 1: a call of OpenCL failed, and why.
 */
#include "cl_bed.h"

#define STREAM_BYTES (16 * MIB)
#define WORDS (STREAM_BYTES / 4)

/* ---- loads ------------------------------------------------------------------ */

static void stream(void)
{
	float *a = host(STREAM_BYTES), *b = host(STREAM_BYTES),
	      *c = host(STREAM_BYTES);
	const float q = 3;
	struct buffer ba, bb, bc;
	struct launch l;

	for (size_t i = 0; i < WORDS; i++) {
		a[i] = (float)(random_word() % 64);
		b[i] = q * a[i];
	}
	setup(true);
	ba = new_buffer(STREAM_BYTES, a);
	bb = new_buffer(STREAM_BYTES, NULL);
	bc = new_buffer(STREAM_BYTES, NULL);
	setup(false);

	l = launch("copy", "bb", &ba, &bc);
	l.global[0] = WORDS / 4;
	phase("first", &l, &(struct result){ &bc, a, STREAM_BYTES, false }, 1);
	phase("copy", &l, &(struct result){ &bc, a, STREAM_BYTES, false }, 4);
	l = launch("scale", "bbf", &bc, &bb, (double)q);
	l.global[0] = WORDS / 4;
	phase("scale", &l, &(struct result){ &bb, b, STREAM_BYTES, false }, 4);
	for (size_t i = 0; i < WORDS; i++)
		c[i] = a[i] + b[i];
	l = launch("add", "bbb", &ba, &bb, &bc);
	l.global[0] = WORDS / 4;
	phase("add", &l, &(struct result){ &bc, c, STREAM_BYTES, false }, 4);
	unchanged("a", &ba, a);
	for (size_t i = 0; i < WORDS; i++)
		a[i] = b[i] + q * c[i];
	l = launch("triad", "bbbf", &bb, &bc, &ba, (double)q);
	l.global[0] = WORDS / 4;
	phase("triad", &l, &(struct result){ &ba, a, STREAM_BYTES, false }, 4);
}

#define ASIDE_BYTES (128 * MIB)

static uint32_t aside_word(size_t i)
{
	return (uint32_t)i * 2654435761u + 1;
}

/* Memory beside the buffers, in this program and no business of the GPU. */
static void aside(const char *name, const uint32_t *mem)
{
	uint64_t pages = 0, bad = 0, before;

	for (size_t page = 0; page < ASIDE_BYTES / 4096; page++) {
		before = bad;
		for (size_t i = page * 1024; i < (page + 1) * 1024; i++)
			for (uint32_t x = mem[i] ^ aside_word(i); x; x >>= 8)
				bad += (x & 255) != 0;
		pages += bad != before;
	}
	printf("aside %s kib %lu pages %llu bad %llu leaked %llu\n", name,
	       ASIDE_BYTES / 1024, (unsigned long long)pages,
	       (unsigned long long)bad, (unsigned long long)leaked);
}

/* Copies of 2 to 16 MiB, one after the other: what is hit besides? */
static void small(void)
{
	static const struct { const char *name; size_t bytes; } set[] = {
		{ "2m", 2 * MIB }, { "4m", 4 * MIB }, { "8m", 8 * MIB },
		{ "16m", 16 * MIB },
	};
	uint32_t *a = host(16 * MIB), *mem = host(ASIDE_BYTES);
	struct launch l;

	for (size_t i = 0; i < ASIDE_BYTES / 4; i++)
		mem[i] = aside_word(i);
	for (size_t i = 0; i < WORDS; i++)
		a[i] = random_word();
	for (size_t i = 0; i < sizeof(set) / sizeof(set[0]); i++) {
		struct buffer ba, bc;

		ba = new_buffer(set[i].bytes, a);
		bc = new_buffer(set[i].bytes, NULL);
		l = launch("copy", "bb", &ba, &bc);
		l.global[0] = set[i].bytes / 16;
		phase(set[i].name, &l,
		      &(struct result){ &bc, a, set[i].bytes, false }, 1);
		aside(set[i].name, mem);
	}
}

#define GEMM_N 1024
#define GEMM_K 64

static void gemm(void)
{
	const size_t in = (size_t)GEMM_N * GEMM_K, out = (size_t)GEMM_N * GEMM_N;
	float *a = host(in * 4), *b = host(in * 4), *c = host(out * 4);
	int8_t *ia = host(in), *ib = host(in);
	int32_t sum[GEMM_N];
	struct buffer ba, bb, bc;
	struct launch l;

	for (size_t i = 0; i < in; i++) {
		a[i] = ia[i] = (int8_t)(random_word() % 17 - 8);
		b[i] = ib[i] = (int8_t)(random_word() % 17 - 8);
	}
	for (size_t y = 0; y < GEMM_N; y++) {
		memset(sum, 0, sizeof(sum));
		for (size_t k = 0; k < GEMM_K; k++)
			for (size_t x = 0; x < GEMM_N; x++)
				sum[x] += ia[y * GEMM_K + k] *
					  ib[k * GEMM_N + x];
		for (size_t x = 0; x < GEMM_N; x++)
			c[y * GEMM_N + x] = (float)sum[x];
	}
	setup(true);
	ba = new_buffer(in * 4, a);
	bb = new_buffer(in * 4, b);
	bc = new_buffer(out * 4, NULL);
	setup(false);
	l = launch("gemm", "bbbii", &ba, &bb, &bc, GEMM_N, GEMM_K);
	l.dims = 2;
	l.global[0] = l.global[1] = GEMM_N;
	l.local[0] = l.local[1] = 16;
	phase("first", &l, &(struct result){ &bc, c, out * 4, false }, 1);
	phase("steady", &l, &(struct result){ &bc, c, out * 4, false }, 1);
	unchanged("a", &ba, a);
	unchanged("b", &bb, b);
}

#define SIDE 2048

static void stencil(void)
{
	float *in = host(STREAM_BYTES), *out = host(STREAM_BYTES);
	struct buffer bi, bo;
	struct launch l;

	for (size_t i = 0; i < WORDS; i++)
		out[i] = in[i] = (float)(random_word() % 64);
	for (size_t y = 1; y < SIDE - 1; y++)
		for (size_t i = y * SIDE + 1; i < (y + 1) * SIDE - 1; i++)
			out[i] = in[i - SIDE] + in[i - 1] + in[i + 1] +
				 in[i + SIDE] - 4 * in[i];
	setup(true);
	bi = new_buffer(STREAM_BYTES, in);
	bo = new_buffer(STREAM_BYTES, NULL);
	setup(false);
	l = launch("stencil", "bbii", &bi, &bo, SIDE, SIDE);
	l.dims = 2;
	l.global[0] = l.global[1] = SIDE;
	phase("first", &l, &(struct result){ &bo, out, STREAM_BYTES, false }, 1);
	phase("steady", &l, &(struct result){ &bo, out, STREAM_BYTES, false }, 2);
	unchanged("in", &bi, in);
}

/* Each word of 16 MiB once, in random order. */
static void gather(void)
{
	uint32_t *from = host(STREAM_BYTES), *index = host(STREAM_BYTES),
		 *to = host(STREAM_BYTES), t;
	struct buffer bf, bi, bt;
	struct launch l;

	for (uint32_t i = 0; i < WORDS; i++) {
		from[i] = random_word();
		index[i] = i;
	}
	for (uint32_t i = WORDS - 1; i; i--) {
		uint32_t k = random_word() % (i + 1);

		t = index[i];
		index[i] = index[k];
		index[k] = t;
	}
	for (size_t i = 0; i < WORDS; i++)
		to[i] = from[index[i]];
	setup(true);
	bf = new_buffer(STREAM_BYTES, from);
	bi = new_buffer(STREAM_BYTES, index);
	bt = new_buffer(STREAM_BYTES, NULL);
	setup(false);
	l = launch("gather", "bbb", &bf, &bi, &bt);
	l.global[0] = WORDS;
	phase("first", &l, &(struct result){ &bt, to, STREAM_BYTES, false }, 1);
	phase("steady", &l, &(struct result){ &bt, to, STREAM_BYTES, false }, 1);
	unchanged("from", &bf, from);
	unchanged("index", &bi, index);
}

#define BINS 256
#define HIST_EACH 64	/* words a work-item */

static void hist(void)
{
	uint32_t *in = host(STREAM_BYTES), bins[BINS] = { 0 };
	struct buffer bi, bb;
	struct launch l;

	for (size_t i = 0; i < WORDS; i++) {
		/* uneven: small values in two of the bytes */
		in[i] = random_word() & 0xff3f0fff;
		for (int k = 0; k < 32; k += 8)
			bins[in[i] >> k & 255]++;
	}
	setup(true);
	bi = new_buffer(STREAM_BYTES, in);
	bb = new_buffer(sizeof(bins), NULL);
	setup(false);
	l = launch("hist", "bbi", &bi, &bb, HIST_EACH);
	l.global[0] = WORDS / HIST_EACH;
	l.local[0] = BINS;
	phase("first", &l, &(struct result){ &bb, bins, sizeof(bins), true }, 1);
	phase("steady", &l, &(struct result){ &bb, bins, sizeof(bins), true }, 1);
	unchanged("in", &bi, in);
}

#define LINE_WORDS 16u
#define STEPS 16384u

/* A cycle through all lines of the first bytes, in random order (Sattolo). */
static void make_cycle(uint32_t *next, size_t bytes)
{
	uint32_t lines = (uint32_t)(bytes / 64), t;

	for (uint32_t i = 0; i < lines; i++)
		next[i * LINE_WORDS] = i * LINE_WORDS;
	for (uint32_t i = lines - 1; i; i--) {
		uint32_t k = random_word() % i;

		t = next[i * LINE_WORDS];
		next[i * LINE_WORDS] = next[k * LINE_WORDS];
		next[k * LINE_WORDS] = t;
	}
}

static void chase(void)
{
	static const struct { const char *name; size_t bytes; } set[] = {
		{ "64k", MIB / 16 }, { "1m", MIB }, { "4m", 4 * MIB },
		{ "16m", 16 * MIB }, { "64m", 64 * MIB },
	};
	uint32_t *next = calloc(1, 64 * MIB), want[2];
	struct buffer bn, bo;
	struct launch l;

	if (!next)
		exit(1);
	setup(true);
	bn = new_buffer(64 * MIB, NULL);
	bo = new_buffer(sizeof(want), NULL);
	setup(false);
	for (size_t i = 0; i < sizeof(set) / sizeof(set[0]); i++) {
		make_cycle(next, set[i].bytes);
		want[0] = want[1] = 0;
		for (uint32_t k = 0; k < STEPS; k++) {
			want[0] = next[want[0]];
			want[1] += want[0];
		}
		to_cpu(&bn);
		memcpy(bn.map, next, i ? set[i].bytes : bn.bytes);
		to_gpu(&bn);
		l = launch("chase", "bbii", &bn, &bo, 0, STEPS);
		l.global[0] = 1;
		phase(set[i].name, &l,
		      &(struct result){ &bo, want, sizeof(want), false }, 1);
	}
	unchanged("next", &bn, next);
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*run)(void);
	} row[] = {
		{ "small", small }, { "stream", stream }, { "gemm", gemm }, { "stencil", stencil },
		{ "gather", gather }, { "hist", hist }, { "chase", chase },
	};
	size_t i, n = sizeof(row) / sizeof(row[0]);

	for (i = 0; argc >= 3 && i < n && strcmp(argv[1], row[i].name); i++)
		;
	if (argc < 3 || i == n) {
		fprintf(stderr, "usage: cl_work LOAD KERNELS [SEED]\n");
		return 2;
	}
	rng = argc > 3 ? strtoull(argv[3], NULL, 10) : 1;
	open_device();
	load_program(argv[2]);
	row[i].run();
	clReleaseProgram(program);
	clReleaseCommandQueue(queue);
	clReleaseContext(context);
	return 0;
}
