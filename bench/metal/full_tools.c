// SPDX-License-Identifier: GPL-2.0-or-later
/* full_tools.c - programs of the distribution, and what the kernel's log has. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/klog.h>
#include <unistd.h>

#include "clock/perf.h"
#include "guest/load_igt.h"
#include "lib/sizes.h"
#include "lib/sys.h"
#include "metal/full.h"

#define IGT_DIR "/usr/libexec/igt-gpu-tools/benchmarks/"
#define REPS 3
#define IGT_EXIT_SKIP 77

static const char *find(const char *path, const char *name)
{
	return access(path, X_OK) ? name : path;
}

/* The version of the package, for who reads the row. */
static json_t *from(const char *package)
{
	char out[100];
	char *argv[] = { "dpkg-query", "-W", "-f", "${Version}",
			 (char *)package, NULL };

	if (sys_run(argv, 10 * NSEC_PER_SEC, out, sizeof(out)) || !*out)
		snprintf(out, sizeof(out), "unknown");
	return json_pack("{ss ss}", "tool", package, "tool_version", out);
}

static enum contact_status failed(struct full_job *job, const char *what,
				  const char *package, int status,
				  const char *text)
{
	size_t n = strlen(text), from;

	if (status == SYS_NOT_STARTED)
		return full_why(job, CONTACT_MISSING, "%s is not there: apt install "
				"%s", what, package);
	while (n && text[n - 1] == '\n')
		n--;
	from = n > 100 ? n - 100 : 0;
	if (geteuid() && status != -ETIME)
		return full_why(job, CONTACT_ROOT, "%s: status %d without root: "
				"%.*s", what, status, (int)(n - from), text + from);
	return full_why(job, CONTACT_FAILED, "%s: %s %d: %.*s", what,
			status == -ETIME ? "no end, limit" : "status", status,
			(int)(n - from), text + from);
}

/* ---- IGT -------------------------------------------------------------------- */

static enum contact_status igt(struct full_job *job, char *const argv[],
			       const char *row, const char *unit,
			       unsigned int reps)
{
	char text[4096];
	double v[REPS];
	int ret = sys_run(argv, 100 * NSEC_PER_SEC, text, sizeof(text));

	if (ret == IGT_EXIT_SKIP)
		return full_why(job, CONTACT_MISSING, "%s: skips itself: no i915",
				argv[0]);
	if (!ret && igt_parse(text, NULL, v, reps))
		ret = -EBADMSG;
	if (ret)
		return failed(job, argv[0], "intel-gpu-tools", ret, text);
	full_row(job, row, unit, v, reps, from("intel-gpu-tools"));
	return CONTACT_OK;
}

enum contact_status full_gem_blt(struct full_job *job)
{
	static const char *const sizes[] = { "65536", "1048576", "4194304",
					     "16777216" };
	enum contact_status s = CONTACT_OK;
	char row[40];

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]) && !s; i++) {
		char *argv[] = { (char *)find(IGT_DIR "gem_blt", "gem_blt"), "-S",
				 "-t", "1", "-r", "3", "-s", (char *)sizes[i],
				 NULL };

		snprintf(row, sizeof(row), "gem_blt/%s", sizes[i]);
		s = igt(job, argv, row, "MiB/s", REPS);
	}
	return s;
}

enum contact_status full_exec_nop(struct full_job *job)
{
	char *argv[] = { (char *)find(IGT_DIR "gem_exec_nop", "gem_exec_nop"),
			 "-e", "rcs", "-r", "1", NULL };

	return igt(job, argv, "gem_exec_nop/rcs", "us", 1);
}

/* ---- clpeak ----------------------------------------------------------------- */

/* Headings of its output, and what the rows below them are called here. */
static const struct {
	const char *heading, *prefix, *unit;
} headings[] = {
	{ "Global memory bandwidth (GBPS)", "clpeak/read-", "GB/s" },
	{ "Single-precision compute (GFLOPS)", "clpeak/", "GFLOPS" },
	{ "Half-precision compute (GFLOPS)", "clpeak/", "GFLOPS" },
	{ "Double-precision compute (GFLOPS)", "clpeak/", "GFLOPS" },
	{ "Integer compute (GIOPS)", "clpeak/", "GIOPS" },
};
#define NHEADINGS (sizeof(headings) / sizeof(headings[0]))

static const struct {
	const char *name, *row, *unit;
} singles[] = {
	{ "enqueueWriteBuffer", "clpeak/write-buffer", "GB/s" },
	{ "enqueueReadBuffer", "clpeak/read-buffer", "GB/s" },
	{ "Kernel launch latency", "clpeak/launch", "us" },
};

/* "  float2  : 28.12": the name without blanks, and the number. */
static bool name_and_number(const char *line, char *name, size_t len, double *v)
{
	const char *colon = strrchr(line, ':');
	size_t n;
	char *end;

	line += strspn(line, " ");
	if (!colon || colon <= line)
		return false;
	n = colon - line;
	while (n && line[n - 1] == ' ')
		n--;
	*v = strtod(colon + 1, &end);
	if (!n || n >= len || end == colon + 1 || !isfinite(*v) || *v <= 0)
		return false;
	snprintf(name, len, "%.*s", (int)n, line);
	return true;
}

/* A vector type of OpenCL: letters, then digits. */
static bool is_type(const char *name)
{
	size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz");

	return n && !name[n + strspn(name + n, "0123456789")];
}

struct clpeak {
	bool intel;		/* the device under way is an Intel GPU */
	unsigned int devices;	/* such, so far */
	size_t heading;
	unsigned int rows;
};

/* Other drivers (pocl, on the CPU) are devices, too: the first GPU counts. */
static void clpeak_device(struct clpeak *c, const char *line)
{
	c->heading = NHEADINGS;
	c->intel = strstr(line, "Intel") && strstr(line, "Graphics") &&
		   !c->devices;
	c->devices += c->intel;
}

unsigned int full_clpeak_parse(const char *text,
			       void (*row)(const char *name, const char *unit,
					   double v, void *arg), void *arg)
{
	struct clpeak c = { .heading = NHEADINGS };
	char line[200], name[40], full[80];
	const char *nl;
	double v;

	for (; (nl = strchr(text, '\n')); text = nl + 1) {
		size_t i;

		snprintf(line, sizeof(line), "%.*s", (int)(nl - text), text);
		if (strstr(line, "Device: "))
			clpeak_device(&c, line);
		if (!c.intel)
			continue;
		if (!name_and_number(line, name, sizeof(name), &v)) {
			for (i = 0; i < NHEADINGS &&
			     !strstr(line, headings[i].heading); i++)
				;
			if (strchr(line, '(') || i < NHEADINGS)
				c.heading = i;
			continue;
		}
		for (i = 0; i < sizeof(singles) / sizeof(singles[0]); i++)
			if (!strcmp(name, singles[i].name)) {
				row(singles[i].row, singles[i].unit, v, arg);
				c.rows++;
			}
		if (c.heading == NHEADINGS || !is_type(name))
			continue;
		snprintf(full, sizeof(full), "%s%s", headings[c.heading].prefix,
			 name);
		row(full, headings[c.heading].unit, v, arg);
		c.rows++;
	}
	return c.rows;
}

struct clpeak_rows {
	struct full_job *job;
	json_t *tool;
};

static void clpeak_row(const char *name, const char *unit, double v, void *arg)
{
	const struct clpeak_rows *r = arg;

	full_row(r->job, name, unit, &v, 1, json_incref(r->tool));
}

/* With a share of 1, s; on hardware all of it takes one to three minutes. */
#define CLPEAK_S 400

/* What it had printed before it was ended counts, and the step says so. */
enum contact_status full_clpeak(struct full_job *job)
{
	static char text[65536];
	char *argv[] = { "clpeak", NULL };
	double limit = CLPEAK_S * job->share;
	int ret = sys_run(argv, limit * NSEC_PER_SEC, text, sizeof(text));
	struct clpeak_rows r = { .job = job };
	unsigned int n;

	if (ret && ret != -ETIME)
		return failed(job, "clpeak", "clpeak intel-opencl-icd", ret, text);
	r.tool = from("clpeak");
	n = full_clpeak_parse(text, clpeak_row, &r);
	json_decref(r.tool);
	if (ret)
		return full_why(job, CONTACT_FAILED, "clpeak: no end within %.0f s, "
				"%u rows until then", limit, n);
	if (!n)
		return full_why(job, CONTACT_MISSING, "clpeak finds no Intel GPU: "
				"apt install intel-opencl-icd");
	return CONTACT_OK;
}

/* ---- i915's performance selftests ------------------------------------------ */

/* Each once: a later boot of i915 says the same again. */
static unsigned int selftest_rows(struct full_job *job, char *text)
{
	static struct perf_figure seen[64];
	unsigned int n = 0;
	char *line, *save, row[80];

	for (line = strtok_r(text, "\n", &save); line && n < 64;
	     line = strtok_r(NULL, "\n", &save)) {
		unsigned int i;

		if (!perf_read(line, &seen[n]))
			continue;
		for (i = 0; i < n && strcmp(seen[i].name, seen[n].name); i++)
			;
		if (i < n)
			continue;
		snprintf(row, sizeof(row), "selftest/%s", seen[n].name);
		full_row(job, row, seen[n].unit, &seen[n].value, 1, NULL);
		n++;
	}
	return n;
}

enum contact_status full_selftests(struct full_job *job)
{
	enum { READ_ALL = 3, LEN = 1 << 20 };
	char *text = calloc(1, LEN);
	int n = text ? klogctl(READ_ALL, text, LEN - 1) : -1;
	unsigned int rows = n > 0 ? selftest_rows(job, text) : 0;

	free(text);
	if (rows)
		return CONTACT_OK;
	if (n < 0)
		return full_why(job, CONTACT_ROOT, "only root can read the "
			"kernel's log (kernel.dmesg_restrict)");
	if (!sys_exists("/sys/module/i915/parameters/perf_selftests"))
		return full_why(job, CONTACT_MISSING, "this kernel has none "
			"(CONFIG_DRM_I915_SELFTEST; no distribution enables "
			"it)");
	return full_why(job, CONTACT_MISSING, "none in the log: boot once with "
			"i915.perf_selftests=1");
}
