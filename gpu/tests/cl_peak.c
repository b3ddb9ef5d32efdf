// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What clpeak reports of a UHD 620, and what the model makes of it with the
 * constants of that part; then the time of a load of a pointer chase.
 *
 *	cl_peak FOLDER [PARAMS]		FOLDER has peak.bin of peak/peak.cl
 *
 * Fitted: a parameter was chosen by the row. Checked: none was. Times are the
 * engine's, under the values of PARAMS. Exit 1: a row is further from what was
 * published than its limit; 2: it cannot be said.
 *
 * FOLDER/peak.rows and peak.traces are what gtt2m calibrate --peak replays under
 * other parameters (bench/clock/peak.h).
 */
#include <math.h>

#define BED_RAM		(128u << 20)
#define BED_TABLES	(112u << 20)
#include "cl_bed.h"

#define FILE_OF_PART	"gpu/params/kbl-u-gt2.params"
#define LOG		"krrishnarraj/clpeak, Intel_UHD_Graphics_620.log"
#define LATENCY		34.59	/* us, its "Kernel launch latency" */
/* What is left of that for the driver: us. Chosen by the row. */
#define DRIVER		30.5

#define ITEMS		256u	/* of a group */

struct row {
	const char *name, *kernel, *unit;
	double published;
	unsigned int limit;	/* % */
	const char *fitted;	/* the parameter */
	unsigned int groups;	/* of ITEMS items */
	double work;		/* of an item: operations, or bytes */
};

/* Groups of SIMD32 for every slot of the part; then time is linear. */
#define COMPUTE(n, k, u, v, fit) { .name = n, .kernel = k, .unit = u, \
	.published = v, .limit = 5, .fitted = fit, .groups = 21, .work = 4096 }
/* 8 MiB each: more than L3 has; the last-level cache is empty. */
#define READ(k, v, fit, width) { .name = "read, float" #width, .kernel = k, \
	.unit = "GB/s", .published = v, .limit = 10, .fitted = fit, \
	.groups = 512 / (width), .work = 64.0 * (width) }

static const struct row rows[] = {
	COMPUTE("float", "float1_", "GFLOPS", 436.49, NULL),
	COMPUTE("float2", "float2_", "GFLOPS", 436.33, NULL),
	COMPUTE("float4", "float4_", "GFLOPS", 435.70, NULL),
	COMPUTE("float8", "float8_", "GFLOPS", 434.78, NULL),
	COMPUTE("float16", "float16_", "GFLOPS", 428.94, NULL),
	COMPUTE("half", "half1_", "GFLOPS", 738.24, "eu_issue_pct"),
	COMPUTE("half2", "half2_", "GFLOPS", 737.71, NULL),
	COMPUTE("half4", "half4_", "GFLOPS", 733.78, NULL),
	COMPUTE("half8", "half8_", "GFLOPS", 726.11, NULL),
	COMPUTE("half16", "half16_", "GFLOPS", 716.82, NULL),
	COMPUTE("double", "double1_", "GFLOPS", 109.50, NULL),
	COMPUTE("double2", "double2_", "GFLOPS", 109.38, NULL),
	COMPUTE("double4", "double4_", "GFLOPS", 109.01, NULL),
	COMPUTE("double8", "double8_", "GFLOPS", 108.46, NULL),
	COMPUTE("double16", "double16_", "GFLOPS", 107.54, NULL),
	COMPUTE("int", "int1_", "GIOPS", 145.81, "eu_mul_pct"),
	COMPUTE("int2", "int2_", "GIOPS", 145.74, NULL),
	COMPUTE("int4", "int4_", "GIOPS", 145.74, NULL),
	COMPUTE("int8", "int8_", "GIOPS", 145.92, NULL),
	COMPUTE("int16", "int16_", "GIOPS", 139.77, NULL),
	READ("read1", 27.14, NULL, 1),
	READ("read2", 28.12, NULL, 2),
	READ("read4", 29.73, "mem_efficiency_pct", 4),
	READ("read8", 29.09, NULL, 8),
	READ("read16", 26.09, NULL, 16),
};
#define ROWS	(sizeof(rows) / sizeof(*rows))

static struct gen9_params part;
static struct zebin z;
static FILE *traces;		/* as the device's file has them */

static void fail(const char *what, const char *why)
{
	fprintf(stderr, "cl_peak: %s: %s\n", what, why);
	exit(2);
}

static const struct ze_kernel *find(const char *name)
{
	for (unsigned int i = 0; i < z.kernels; i++)
		if (!strcmp(z.kernel[i].name, name))
			return &z.kernel[i];
	fail(name, "not in the binary");
	return NULL;
}

static uint64_t work(struct bed *b)
{
	return gen9_get_counters(b->g)->engine[GEN9_CTR_RCS0].work_ps;
}

static void take(void *opaque, uint32_t mark, const void *buf, size_t len)
{
	uint32_t head[2] = { mark, (uint32_t)len };

	if (traces && (fwrite(head, sizeof(head), 1, traces) != 1 ||
		       fwrite(buf, len, 1, traces) != 1))
		fail("peak.traces", "cannot be written");
}

/* ps that the engine works for a kernel. */
static double time_of(struct bed *b, const char *name, struct cl_arg *arg,
		      unsigned int args, unsigned int groups)
{
	uint64_t before = work(b);
	struct cl_run r = {
		.z = &z, .k = find(name), .arg = arg, .args = args,
		.global = { ITEMS * groups, 1, 1 }, .local = { ITEMS, 1, 1 },
	};

	/* one item, and so one thread, where there are no groups */
	if (!groups)
		r.global[0] = r.local[0] = 1;
	if (!cl_go(b, &r))
		fail(name, b->log);
	return (double)(work(b) - before);
}

/* The same as trace n. */
static double traced(struct bed *b, unsigned int n, const char *name,
		     struct cl_arg *arg, unsigned int groups)
{
	double ps;

	bed_wr(b, GEN9_TRACE_MARK, n);
	ps = time_of(b, name, arg, 2, groups);
	bed_wr(b, GEN9_TRACE_MARK, 0);
	return ps;
}

/* One group that does nothing: what a launch takes. */
static double launch(struct bed *b)
{
	static uint8_t out[4096];
	struct cl_arg arg[2] = {
		{ .kind = CL_BUFFER, .data = out, .bytes = sizeof(out) },
		{ .kind = CL_VALUE, .data = out, .bytes = 8 },
	};

	return traced(b, ROWS + 1, "nothing", arg, 1);
}

/* 10^9 of an item's work a second. */
static double model(struct bed *b, const struct row *row, double empty)
{
	static uint8_t out[1 << 19], in[8 << 20];
	static uint64_t start = 0x3f800000;
	struct cl_arg arg[2] = {
		{ .kind = CL_BUFFER, .data = out, .bytes = sizeof(out) },
		{ .kind = CL_VALUE, .data = &start, .bytes = 8 },
	};
	double ps;

	if (row->unit[1] == 'B') {
		arg[1] = arg[0];
		arg[0] = (struct cl_arg){ .kind = CL_BUFFER, .data = in,
					  .bytes = sizeof(in) };
	}
	ps = traced(b, 1 + (row - rows), row->kernel, arg, row->groups) - empty;
	return row->work * ITEMS * row->groups * 1000 / ps;
}

static bool print_row(const struct row *row, double v)
{
	double off = (v / row->published - 1) * 100;
	bool bad = fabs(off) > row->limit;

	printf("  %-15s %7.2f  model %7.2f %-6s  off %+5.1f %% (%u)%s%s%s\n",
	       row->name, row->published, v, row->unit, off, row->limit,
	       row->fitted ? "  by " : "", row->fitted ? row->fitted : "",
	       bad ? "  OUT" : "");
	return bad;
}

/* What clpeak's rows are; how many are out. */
static unsigned int print_rows(const double *v, double empty)
{
	const struct row latency = {
		.name = "launch", .unit = "us", .published = LATENCY,
		.limit = 25, .fitted = "the driver's share, 30.5 us",
	};
	unsigned int out = 0;

	printf("clpeak on a UHD 620 (" LOG "),\npublished, and the model's with that part's constants\n");
	for (unsigned int fitted = 0; fitted < 2; fitted++) {
		printf("%s\n", fitted ? "Fitted: a parameter was chosen by it" :
		       "Checked: nothing was chosen by them");
		for (size_t i = 0; i < ROWS; i++)
			if (!!rows[i].fitted == fitted)
				out += print_row(&rows[i], v[i]);
	}
	return out + print_row(&latency, DRIVER + empty / 1e6);
}

/* ---- the pointer chase -------------------------------------------------- */

#define LINE	64u
#define STEPS	32768u		/* of a chase that is longer */

/* All lines of a buffer in one circle, in random order; dword numbers. */
static void circle(uint32_t *next, unsigned int lines)
{
	static uint32_t order[(64u << 20) / LINE];
	uint64_t s = 1;

	for (unsigned int i = 0; i < lines; i++)
		order[i] = i;
	for (unsigned int i = lines - 1; i; i--) {
		unsigned int k = t_rand(&s) % i;
		uint32_t v = order[i];

		order[i] = order[k];
		order[k] = v;
	}
	for (unsigned int i = 0; i < lines; i++)
		next[i * (LINE / 4)] = order[i] * (LINE / 4);
}

/*
 * ns of a load: the first walker goes round once, or STEPS, the second one
 * twice; what the second round takes. A circle longer than the last-level
 * cache meets it empty in either.
 */
static double chase(unsigned int bytes, unsigned int shift)
{
	static uint32_t next[(64u << 20) / 4], out[1024];
	unsigned int lines = bytes / LINE;
	uint64_t turns = bytes > 8u << 20 ? STEPS : lines;
	struct cl_arg arg[3] = {
		{ .kind = CL_BUFFER, .data = next, .bytes = bytes },
		{ .kind = CL_BUFFER, .data = out, .bytes = sizeof(out) },
		{ .kind = CL_VALUE, .data = &turns, .bytes = 8 },
	};
	struct bed *b = calloc(1, sizeof(*b));
	double once, twice;

	if (!b)
		fail("memory", "none");
	cl_init_with(b, &part, shift);
	circle(next, lines);
	once = time_of(b, "chase", arg, 3, 0);
	turns *= 2;
	twice = time_of(b, "chase", arg, 3, 0);
	bed_free(b);
	free(b);
	return (twice - once) / (turns / 2) / 1000;
}

static void print_chase(void)
{
	printf("\nA load of a pointer chase, ns (nothing published to hold it against)\n"
	       "      size   pages of 4K   of 64K    of 2M\n");
	for (unsigned int bytes = 16u << 10; bytes <= 64u << 20; bytes *= 2)
		printf("  %6u K  %12.0f %8.0f %8.0f\n", bytes >> 10,
		       chase(bytes, 12), chase(bytes, 16), chase(bytes, 21));
}

static FILE *in_folder(const char *folder, const char *name)
{
	char path[4096];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	f = fopen(path, "w");
	if (!f)
		fail(path, "cannot be written");
	return f;
}

/* Number, what was published, 10^9 of what, its unit, what was fitted, a name. */
static void write_rows(FILE *f)
{
	for (size_t i = 0; i < ROWS; i++)
		fprintf(f, "%zu %.2f %.0f %s %s %s\n", i + 1, rows[i].published,
			rows[i].work * ITEMS * rows[i].groups, rows[i].unit,
			rows[i].fitted ? rows[i].fitted : "-", rows[i].name);
	fprintf(f, "%zu 0 0 us - empty\n", ROWS + 1);
}

int main(int argc, char **argv)
{
	static struct bed b;
	double empty, v[ROWS];
	char path[4096], why[200];
	unsigned int out;
	FILE *f;

	if (argc < 2 || argc > 3)
		fail("usage", "cl_peak FOLDER [PARAMS]");
	if (gen9_params_load(&part, argc > 2 ? argv[2] : FILE_OF_PART, why,
			     sizeof(why)))
		fail("parameters", why);
	snprintf(path, sizeof(path), "%s/peak.bin", argv[1]);
	if (!ze_load(&z, path))
		return 2;
	f = in_folder(argv[1], "peak.rows");
	write_rows(f);
	traces = in_folder(argv[1], "peak.traces");
	bed_trace = take;
	cl_init_with(&b, &part, 16);
	bed_trace = NULL;
	empty = launch(&b);
	for (size_t i = 0; i < ROWS; i++)
		v[i] = model(&b, &rows[i], empty);
	bed_free(&b);
	if (fclose(f) || fclose(traces))
		fail("peak.traces", "cannot be written");
	traces = NULL;
	out = print_rows(v, empty);
	print_chase();
	if (out)
		printf("%u rows are out\n", out);
	ze_free(&z);
	return out ? 1 : 0;
}
