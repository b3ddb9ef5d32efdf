// SPDX-License-Identifier: GPL-2.0-or-later
/* Programs that check what they do; contract in load_cl.h. */
#include <errno.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "load_cl.h"
#include "load_user.h"
#include "lib/rec.h"
#include "lib/sys.h"

#define LIMIT_NS (60 * NSEC_PER_SEC)
#define WRONG_MAX 4u	/* sentences on wrong words, of a load */

struct cl_params {
	const char *argv[4];
	bool seeded;		/* the seed is its last argument */
};

/* A load under way. */
struct cl_run {
	struct rate r;		/* the phase it is in */
	char phase[32], last[160];
	unsigned int wrong;
	bool inside;		/* between begin and end */
};

int cl_parse(const char *line, struct cl_said *s)
{
	int n = 0;

	if (sscanf(line, "did %31s bytes %llu ns %llu bad %llu%n", s->phase,
		   &s->bytes, &s->ns, &s->bad, &n) != 4 || line[n])
		return -EINVAL;
	return 0;
}

static int did(struct cl_run *run, const struct cl_said *s)
{
	struct rate r = {
		.load = run->r.load, .phase = s->phase, .bytes = s->bytes,
		.virt_ns = s->ns, .checksum_ok = strcmp(s->phase, "setup") ? !s->bad : -1,
		.bad_bytes = s->bad,
		.huge_kib = meminfo_kib("ShmemHugePages:"),
	};

	if (!s->ns)
		r.why = "a buffer that is only read has changed";
	rate_emit(&r);
	return 0;
}

int cl_parse_pictures(const char *line, struct cl_pictures *p)
{
	int n = 0;

	if (sscanf(line, "pictures %31s compared %llu differ %llu%n", p->phase,
		   &p->compared, &p->differ, &n) != 3 || line[n] ||
	    p->differ > p->compared)
		return -EINVAL;
	return 0;
}

static bool is_pictures(const struct cl_run *run, const char *line)
{
	struct cl_pictures p;

	if (cl_parse_pictures(line, &p))
		return false;
	rec_emit(json_pack("{s:s, s:o, s:I, s:I}", "type", "pictures",
			   "load", json_sprintf("%s/%s", run->r.load, p.phase),
			   "compared", (json_int_t)p.compared,
			   "differ", (json_int_t)p.differ));
	return true;
}

/* Of the program's own memory: as of a process beside the guest. */
static bool is_aside(const struct cl_run *run, const char *line)
{
	unsigned long long kib, pages, bad, leaked;
	char phase[32];

	if (sscanf(line, "aside %31s kib %llu pages %llu bad %llu leaked %llu",
		   phase, &kib, &pages, &bad, &leaked) != 5)
		return false;
	rec_emit(json_pack("{s:s, s:o, s:I, s:I, s:I, s:I}", "type", "neighbour",
			   "load", json_sprintf("%s/%s", run->r.load, phase),
			   "kib", (json_int_t)kib,
			   "bad_pages", (json_int_t)pages,
			   "bad_bytes", (json_int_t)bad,
			   "leaked_bytes", (json_int_t)leaked));
	return true;
}

static int enter(struct cl_run *run, const char *phase)
{
	snprintf(run->phase, sizeof(run->phase), "%s", phase);
	run->inside = true;
	return rate_begin(&run->r) ?: 1;
}

static int leave(struct cl_run *run)
{
	run->inside = false;
	return rate_end(&run->r) ?: 1;
}

static int told(char *line, void *arg)
{
	struct cl_run *run = arg;
	struct cl_said s;

	if (!strncmp(line, "begin ", 6))
		return enter(run, line + 6);
	if (!strncmp(line, "end ", 4))
		return leave(run);
	if (!cl_parse(line, &s))
		return did(run, &s);
	if (is_pictures(run, line) || is_aside(run, line))
		return 0;
	if (!strncmp(line, "wrong ", 6) && run->wrong++ < WRONG_MAX)
		rec_note("%s: %s", run->r.load, line);
	if (*line)
		snprintf(run->last, sizeof(run->last), "%s", line);
	return 0;
}

/* It did not come to its end: that is what the phase has come to. */
static int broke_off(struct cl_run *run, int status)
{
	char why[256];
	int ret = run->inside ? rate_end(&run->r) : 0;

	if (status == -ETIME)
		snprintf(why, sizeof(why), "not done in %u s",
			 (unsigned int)(LIMIT_NS / NSEC_PER_SEC));
	else if (status > 256)
		snprintf(why, sizeof(why), "ended by signal %d", status - 256);
	else
		snprintf(why, sizeof(why), "ended with %d: %s", status,
			 run->last);
	run->r.why = why;
	run->r.checksum_ok = 0;
	rate_emit(&run->r);
	return ret;
}

int load_cl(const struct load *l, uint64_t seed)
{
	const struct cl_params *p = l->params;
	struct cl_run run = { .r = { .load = l->name }, .phase = "run" };
	char number[24], *argv[6] = { NULL };
	int ret = user_root(), status, n = 0;

	if (ret)
		return ret;
	run.r.phase = run.phase;
	snprintf(number, sizeof(number), "%llu", (unsigned long long)seed);
	for (; p->argv[n]; n++)
		argv[n] = (char *)p->argv[n];
	argv[n] = p->seeded ? number : NULL;
	setenv("HOME", "/tmp", 1);
	setenv("LC_ALL", "C", 1);
	status = sys_talk_in(USER_ROOT, argv, LIMIT_NS, told, &run);
	if (status == SYS_NOT_STARTED)
		fprintf(stderr, "%s: %s\n", argv[0], run.last);
	if (status == SYS_NOT_STARTED)
		return -ENOENT;
	if (status < 0 && status != -ETIME)
		return status;
	return status ? broke_off(&run, status) : 0;
}

#define CL(of) .run = load_cl, .params = &(struct cl_params){ \
	.argv = { "/usr/bin/cl_work", of, "/usr/lib/cl_work.bin" }, \
	.seeded = true }

static const struct load rows[] = {
	{ .name = "cl-small", .desc = "OpenCL: copies of 2 to 16 MiB, and what else is hit",
	  CL("small") },
	{ .name = "cl-stream", .desc = "OpenCL: copy, scale, add, triad of 16 MiB",
	  CL("stream") },
	{ .name = "cl-gemm", .desc = "OpenCL: C = AB by tiles, 1024 x 1024 x 64",
	  CL("gemm") },
	{ .name = "cl-stencil", .desc = "OpenCL: five points of 2048 x 2048",
	  CL("stencil") },
	{ .name = "cl-gather", .desc = "OpenCL: 16 MiB of words in random order",
	  CL("gather") },
	{ .name = "cl-hist", .desc = "OpenCL: histogram of 16 MiB, atomics",
	  CL("hist") },
	{ .name = "cl-chase", .desc = "OpenCL: pointer chase, 64 KiB to 64 MiB",
	  CL("chase") },
	{ .name = "gl-blit",
	  .desc = "GL: clears, copies, scales by format and tiling",
	  .run = load_cl, .params = &(struct cl_params){
		.argv = { "/usr/bin/gl_blit", "work", "/usr/lib/gl_blit.ref" } } },
	{ .name = "vk-blit",
	  .desc = "Vulkan: clears, copies, blits by format, tiling, layers",
	  .run = load_cl, .params = &(struct cl_params){
		.argv = { "/usr/bin/vk_blit", "work", "/usr/lib/vk_blit.ref" } } },
};
const struct rowset load_cl_rows = ROWSET(rows);
