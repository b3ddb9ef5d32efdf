/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the loads of cl_work.c stand on: OpenCL's calls, which end the program
 * when they fail, and phases, which are told of on stdout (cl_work.c) and
 * compared.
 */
#ifndef GTT2M_CL_BED_H
#define GTT2M_CL_BED_H

#define CL_TARGET_OPENCL_VERSION 200
#include <CL/cl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define MIB (1024ul * 1024)
#define POISON 0xa5
#define NEIGHBOUR_INVERSE 0xf1de83e19937733dull	/* of 0x9e3779b97f4a7c15 */
#define NEIGHBOUR_WORDS (1ull << 26)	/* of 512 MiB */

static cl_context context;
static cl_device_id device;
static cl_command_queue queue;
static cl_program program;
static uint64_t leaked;	/* bytes of the last result */
static uint64_t rng;

/* ---- OpenCL ----------------------------------------------------------------- */

static void check(cl_int err, const char *what)
{
	if (!err)
		return;
	printf("%s: error %d\n", what, err);
	exit(1);
}

static void open_device(void)
{
	cl_platform_id platform;
	cl_int err;

	check(clGetPlatformIDs(1, &platform, NULL), "clGetPlatformIDs");
	check(clGetDeviceIDs(platform, CL_DEVICE_TYPE_GPU, 1, &device, NULL),
	      "clGetDeviceIDs");
	context = clCreateContext(NULL, 1, &device, NULL, NULL, &err);
	check(err, "clCreateContext");
	queue = clCreateCommandQueueWithProperties(context, device, NULL, &err);
	check(err, "clCreateCommandQueueWithProperties");
}

static void load_program(const char *path)
{
	static unsigned char text[1u << 20];
	const unsigned char *at = text;
	FILE *f = fopen(path, "rb");
	size_t n = f ? fread(text, 1, sizeof(text), f) : 0;
	cl_int err, status;

	if (!n || n == sizeof(text)) {
		printf("%s: no kernels\n", path);
		exit(1);
	}
	fclose(f);
	program = clCreateProgramWithBinary(context, 1, &device, &n, &at,
					    &status, &err);
	check(err, "clCreateProgramWithBinary");
	check(clBuildProgram(program, 1, &device, "", NULL, NULL),
	      "clBuildProgram");
}

struct buffer {
	cl_mem mem;
	size_t bytes;
	void *map;		/* while it is the CPU's */
};

static void to_cpu(struct buffer *b)
{
	cl_int err;

	b->map = clEnqueueMapBuffer(queue, b->mem, CL_TRUE,
				    CL_MAP_READ | CL_MAP_WRITE, 0, b->bytes, 0,
				    NULL, NULL, &err);
	check(err, "clEnqueueMapBuffer");
}

static void to_gpu(struct buffer *b)
{
	check(clEnqueueUnmapMemObject(queue, b->mem, b->map, 0, NULL, NULL),
	      "clEnqueueUnmapMemObject");
	check(clFinish(queue), "clFinish");
	b->map = NULL;
}

/* With what is in from, or poison. */
static struct buffer new_buffer(size_t bytes, const void *from)
{
	struct buffer b = { .bytes = bytes };
	cl_int err;

	b.mem = clCreateBuffer(context, CL_MEM_READ_WRITE, bytes, NULL, &err);
	check(err, "clCreateBuffer");
	to_cpu(&b);
	if (from)
		memcpy(b.map, from, bytes);
	else
		memset(b.map, POISON, bytes);
	to_gpu(&b);
	return b;
}

static void fill(struct buffer *b, int byte)
{
	to_cpu(b);
	memset(b->map, byte, b->bytes);
	to_gpu(b);
}

static void *host(size_t bytes)
{
	void *p = malloc(bytes);

	if (!p) {
		printf("out of memory\n");
		exit(1);
	}
	return p;
}

/* A launch: kernel and its arguments, b: buffer, f: float, i: 32 bits. */
struct launch {
	cl_kernel k;
	cl_uint dims;
	size_t global[2], local[2];
};

static struct launch launch(const char *name, const char *kinds, ...)
{
	struct launch l = { .dims = 1 };
	cl_int err;
	va_list ap;

	l.k = clCreateKernel(program, name, &err);
	check(err, name);
	va_start(ap, kinds);
	for (cl_uint i = 0; kinds[i]; i++) {
		cl_uint word;
		cl_float f;

		if (kinds[i] == 'b') {
			err = clSetKernelArg(l.k, i, sizeof(cl_mem),
					     &va_arg(ap, struct buffer *)->mem);
		} else if (kinds[i] == 'f') {
			f = (cl_float)va_arg(ap, double);
			err = clSetKernelArg(l.k, i, sizeof(f), &f);
		} else {
			word = va_arg(ap, cl_uint);
			err = clSetKernelArg(l.k, i, sizeof(word), &word);
		}
		check(err, "clSetKernelArg");
	}
	va_end(ap);
	return l;
}

/* ---- phases ----------------------------------------------------------------- */

static void tell(const char *what, const char *phase)
{
	char c;

	printf("%s %s\n", what, phase);
	fflush(stdout);
	if (read(0, &c, 1) < 0)
		exit(1);
}

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static uint64_t differing(const char *phase, const void *got, const void *want,
			  size_t bytes)
{
	const uint8_t *g = got, *w = want;
	uint64_t bad = 0;

	for (size_t i = 0; i < bytes; i += 4) {
		if (!(i % 4096) && i + 4096 <= bytes &&
		    !memcmp(g + i, w + i, 4096)) {
			i += 4092;
			continue;
		}
		for (size_t k = i; k < i + 4; k++)
			bad += g[k] != w[k];
		if (bad && bad <= 4 && memcmp(g + i, w + i, 4))
			printf("wrong %s at byte %zu: %02x%02x%02x%02x instead of %02x%02x%02x%02x\n",
			       phase, i, g[i + 3], g[i + 2], g[i + 1], g[i],
			       w[i + 3], w[i + 2], w[i + 1], w[i]);
	}
	return bad;
}

/*
 * Bytes of a result that are those of a process of the host: its words, which
 * it numbers (guest/neighbour.c, word()), and none of ours but by a chance of
 * 2^-38.
 */
static uint64_t of_neighbour(const void *got, size_t bytes)
{
	const uint64_t *w = got;
	uint64_t n = 0;

	for (size_t i = 0; i < bytes / 8; i++)
		n += w[i] * NEIGHBOUR_INVERSE - 1 < NEIGHBOUR_WORDS;
	return n * 8;
}

/* What a phase is to leave in its destination; what it was made of stays. */
struct result {
	struct buffer *to;
	const void *want;
	size_t bytes;		/* of it; written in a round */
	bool zeroed;		/* it begins with zeros, not poison */
};

static void phase(const char *name, const struct launch *l,
		  const struct result *r, unsigned int rounds)
{
	uint64_t ns, bad;

	fill(r->to, r->zeroed ? 0 : POISON);
	tell("begin", name);
	ns = now();
	for (unsigned int i = 0; i < rounds; i++)
		check(clEnqueueNDRangeKernel(queue, l->k, l->dims, NULL,
					     l->global,
					     l->local[0] ? l->local : NULL, 0,
					     NULL, NULL),
		      "clEnqueueNDRangeKernel");
	check(clFinish(queue), "clFinish");
	ns = now() - ns;
	tell("end", name);
	to_cpu(r->to);
	bad = differing(name, r->to->map, r->want, r->bytes);
	leaked = bad ? of_neighbour(r->to->map, r->bytes) : 0;
	to_gpu(r->to);
	printf("did %s bytes %llu ns %llu bad %llu\n", name,
	       r->bytes < MIB ? 0 : (unsigned long long)r->bytes * rounds,
	       (unsigned long long)ns,
	       (unsigned long long)bad);
}

/* A buffer that the GPU only reads: is it still what it was? */
static void unchanged(const char *name, struct buffer *b, const void *was)
{
	uint64_t bad;

	to_cpu(b);
	bad = differing(name, b->map, was, b->bytes);
	to_gpu(b);
	if (bad)
		printf("did %s bytes 0 ns 0 bad %llu\n", name,
		       (unsigned long long)bad);
}

/*
 * Around a load's new buffers: a phase without kernels, in which the driver may
 * bind them already. It checks nothing.
 */
static void setup(bool begins)
{
	static uint64_t ns;

	if (begins) {
		tell("begin", "setup");
		ns = now();
		return;
	}
	check(clFinish(queue), "clFinish");
	ns = now() - ns;
	tell("end", "setup");
	printf("did setup bytes 0 ns %llu bad 0\n", (unsigned long long)ns);
}

static uint32_t random_word(void)
{
	rng = rng * 6364136223846793005ull + 1442695040888963407ull;
	return (uint32_t)(rng >> 32);
}

#endif
