// SPDX-License-Identifier: GPL-2.0-or-later
/* Running IGT's benchmarks; contract in load_igt.h. */
#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "load_igt.h"
#include "lib/sys.h"
#include "lib/sizes.h"

#define IGT_EXIT_SKIP 77

/* The number in buf, all of which must match. */
static bool match(const char *buf, const char *format, double *v)
{
	int used = -1;
	char *end;

	if (format)
		return sscanf(buf, format, v, &used) == 1 && used >= 0 &&
		       !buf[used];
	*v = strtod(buf, &end);
	return end != buf && !*end;
}

static int line_number(const char *line, size_t len, const char *format,
		       double *v)
{
	char buf[64];

	while (len && (*line == ' ' || *line == '\t')) {
		line++;
		len--;
	}
	if (!len || len >= sizeof(buf))
		return 0;
	memcpy(buf, line, len);
	buf[len] = 0;
	if (!match(buf, format, v))
		return 0;
	return isfinite(*v) && *v > 0 ? 1 : -EBADMSG;
}

int igt_parse(const char *text, const char *line, double *v,
	      unsigned int want)
{
	unsigned int n = 0;
	const char *nl;
	double x = 0;
	int ret;

	for (; *text; text = nl + 1) {
		nl = strchr(text, '\n');
		if (!nl)
			return -EBADMSG;
		ret = line_number(text, nl - text, line, &x);
		if (ret < 0)
			return ret;
		if (!ret)
			continue;
		if (n == want)
			return -E2BIG;
		v[n++] = x;
	}
	return n == want ? 0 : -ENODATA;
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

double igt_median(double *v, unsigned int n)
{
	qsort(v, n, sizeof(*v), ascending);
	return v[(n - 1) / 2];
}

uint64_t igt_ns(double v, enum igt_unit unit, uint64_t bytes)
{
	if (unit == IGT_US)
		return llround(v * 1e3);
	if (unit == IGT_PER_S)
		return llround(1e9 / v);
	return llround(bytes / (v * MIB) * 1e9);
}

/* The end of what it said, on one line, for the record. */
static void last_words(const char *text, char *out, size_t len)
{
	size_t n = strlen(text), i;

	while (n && text[n - 1] == '\n')
		n--;
	i = n > len - 1 ? n - (len - 1) : 0;
	snprintf(out, len, "%.*s", (int)(n - i), text + i);
	for (; *out; out++)
		if (*out == '\n')
			*out = '|';
}

static void judge(const struct igt_params *p, int status, const char *text,
		  struct rate *rate, char *why, size_t len)
{
	double v[IGT_REPS_MAX];
	char words[160];
	int ret;

	if (!status) {
		ret = igt_parse(text, p->line, v, p->reps);
		if (!ret) {
			rate->virt_ns = igt_ns(igt_median(v, p->reps),
					       p->unit, p->bytes);
			rate->bytes = p->bytes;
			return;
		}
		last_words(text, words, sizeof(words));
		snprintf(why, len, "output not understood (%s): %s",
			 strerror(-ret), words);
	} else if (status == -ETIME) {
		snprintf(why, len, "no end within %u virtual s", p->limit_s);
	} else {
		last_words(text, words, sizeof(words));
		snprintf(why, len, "exit status %d: %s", status, words);
	}
	rate->why = why;
}

int load_igt(const struct load *l, uint64_t seed)
{
	const struct igt_params *p = l->params;
	struct rate rate = { .load = l->name, .phase = "median",
			     .checksum_ok = -1 };
	char text[4096], why[256];
	int status;

	status = rate_begin(&rate);
	if (status)
		return status;
	status = sys_run((char *const *)p->argv, p->limit_s * NSEC_PER_SEC,
			 text, sizeof(text));
	if (rate_end(&rate))
		return -ETIME;
	if (status == SYS_NOT_STARTED)
		return -ENOENT;
	if (status == IGT_EXIT_SKIP)
		return -ENODEV;
	if (status < 0 && status != -ETIME)
		return status;
	judge(p, status, text, &rate, why, sizeof(why));
	rate.huge_kib = meminfo_kib("ShmemHugePages:");
	rate_emit(&rate);
	return 0;
}

#define IGT(...) .run = load_igt, .params = &(struct igt_params){ __VA_ARGS__ }

#define GEM_BLT(text, size) \
	IGT(.argv = { "gem_blt", "-S", "-t", "1", "-r", "3", "-s", text }, \
	    .reps = 3, .bytes = size, .unit = IGT_MIB_PER_S, .limit_s = 120)

#define WSIM(workload) \
	IGT(.argv = { "gem_wsim", "-w", workload, "-r", "20" }, .reps = 1, \
	    .unit = IGT_PER_S, .line = IGT_WSIM_LINE, .limit_s = 60)

static const struct load rows[] = {
	{ .name = "gem_blt-64k", .desc = "IGT gem_blt, copies of 64 KiB",
	  GEM_BLT("65536", 64 * KIB) },
	{ .name = "gem_blt-1m", .desc = "IGT gem_blt, copies of 1 MiB",
	  GEM_BLT("1048576", MIB) },
	{ .name = "gem_blt-16m", .desc = "IGT gem_blt, copies of 16 MiB",
	  GEM_BLT("16777216", 16 * MIB) },
	{ .name = "gem_blt", .desc = "IGT gem_blt, copies of 4 MiB, each waited for",
	  GEM_BLT("4194304", 4 * MIB) },
	{ .name = "gem_exec_nop", .desc = "IGT gem_exec_nop, empty batches, render engine",
	  IGT(.argv = { "gem_exec_nop", "-e", "rcs", "-r", "1" }, .reps = 1,
	      .unit = IGT_US, .limit_s = 120) },
	{ .name = "wsim-media", .desc = "IGT gem_wsim, decode, convert and copy a frame",
	  WSIM("1.VCS.1000-2000.0.0,2.RCS.1000.-1.0,3.BCS.500.-1.1") },
	{ .name = "wsim-desktop", .desc = "IGT gem_wsim, two clients draw, one composes",
	  WSIM("1.RCS.500-1500.0.0,2.RCS.500-1500.0.0,3.BCS.300.-1.0,"
	       "3.RCS.800.-1/-2.1") },
};
const struct rowset load_igt_rows = ROWSET(rows);
