// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * How fast threads read memory: MB of a buffer a second of one host core, in
 * kernels of peak/peak.cl, through batch, walker, threads and messages.
 *
 *	perf_read FOLDER [KERNEL]	FOLDER has peak.bin; KERNEL: only that
 */
#include <time.h>

#define BED_RAM		(128u << 20)
#define BED_TABLES	(112u << 20)
#include "cl_bed.h"

#define BYTES	(48u << 20)	/* more than the model's caches have */
#define ITEMS	256u
#define TURNS	3u		/* the best of them */

static const struct {
	const char *kernel, *what;
	unsigned int width;
} rows[] = {
	{ "read1", "float, adjacent", 1 },
	{ "read2", "float2, 8 bytes apart", 2 },
	{ "read4", "float4, 16 bytes apart", 4 },
	{ "read8", "float8, 32 bytes apart", 8 },
	{ "read16", "float16, 64 bytes apart", 16 },
};

static struct zebin z;

static double seconds(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return ts.tv_sec + ts.tv_nsec * 1e-9;
}

static const struct ze_kernel *find(const char *name)
{
	for (unsigned int i = 0; i < z.kernels; i++)
		if (!strcmp(z.kernel[i].name, name))
			return &z.kernel[i];
	fprintf(stderr, "perf_read: %s is not in the binary\n", name);
	exit(2);
}

/* Seconds that the model takes for all of the buffer. */
static double time_of(struct bed *b, const char *name, unsigned int width)
{
	static uint8_t in[BYTES], out[BYTES / 16];
	struct cl_arg arg[2] = {
		{ .kind = CL_BUFFER, .data = in, .bytes = sizeof(in) },
		{ .kind = CL_BUFFER, .data = out, .bytes = sizeof(out) },
	};
	struct cl_run r = {
		.z = &z, .k = find(name), .arg = arg, .args = 2,
		.global = { BYTES / 64 / width, 1, 1 }, .local = { ITEMS, 1, 1 },
	};
	double start;

	cl_prepare(b, &r);
	start = seconds();
	bed_submit(b, RCS_BASE, bed_desc(0), 0);
	for (unsigned int i = 0; i < 100000 && !cl_done(b); i++)
		bed_run(b, 100000);
	if (!cl_done(b)) {
		fprintf(stderr, "perf_read: %s: %s\n", name, b->log);
		exit(2);
	}
	return seconds() - start;
}

static void print_row(struct bed *b, const char *kernel, const char *what,
		      unsigned int width)
{
	double best = 0, mb;

	for (unsigned int n = 0; n < TURNS; n++) {
		mb = BYTES / 1e6 / time_of(b, kernel, width);
		best = mb > best ? mb : best;
	}
	printf("  %-24s %5.0f\n", what, best);
}

int main(int argc, char **argv)
{
	static struct bed b;
	char path[4096];

	if (argc < 2 || argc > 3) {
		fprintf(stderr, "usage: perf_read FOLDER [KERNEL]\n");
		return 2;
	}
	snprintf(path, sizeof(path), "%s/peak.bin", argv[1]);
	if (!ze_load(&z, path))
		return 2;
	cl_init_with(&b, NULL, 16);
	printf("reads by threads, MB a second of one host core\n");
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (argc < 3 || !strcmp(argv[2], rows[i].kernel))
			print_row(&b, rows[i].kernel, rows[i].what,
				  rows[i].width);
	bed_free(&b);
	ze_free(&z);
	return 0;
}
