// SPDX-License-Identifier: GPL-2.0-or-later
/* The loads by name; contract in load.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guest/mark.h"
#include "load.h"
#include "load_blit.h"
#include "load_churn.h"
#include "load_igt.h"
#include "load_nested.h"
#include "load_user.h"
#include "objects.h"
#include "lib/rec.h"
#include "lib/sys.h"

#define KIB	1024u
#define MIB	(1024u * KIB)
#define BLIT(...) .run = load_blit, .params = &(struct blit_params){ __VA_ARGS__ }
#define NESTED(...) .run = load_nested, .params = &(struct nested_params){ __VA_ARGS__ }
#define CHURN(...) .run = load_churn, .params = &(struct churn_params){ __VA_ARGS__ }
#define IGT(...) .run = load_igt, .params = &(struct igt_params){ __VA_ARGS__ }

#define GEM_BLT(text, size) \
	IGT(.argv = { "gem_blt", "-S", "-t", "1", "-r", "3", "-s", text }, \
	    .reps = 3, .bytes = size, .unit = IGT_MIB_PER_S, .limit_s = 120)

/*
 * Random 4 KiB copies over a working set: the model's second-level TLB
 * reaches 640 x 4 KiB or 32 x 2 MiB (gpu/host/params.h).
 */
#define SET_DESC(mib) .desc = "random 4 KiB copies, all over " mib " MiB"
#define SET(n, mib, turns) \
	BLIT(.pairs = n, .object_bytes = mib * MIB, .chunk_bytes = 4 * KIB, \
	     .order = BLIT_RANDOM, .op = BLT_SRC_COPY, .contexts = 1, \
	     .rounds = turns)

#define WSIM(workload) \
	IGT(.argv = { "gem_wsim", "-w", workload, "-r", "20" }, .reps = 1, \
	    .unit = IGT_PER_S, .line = IGT_WSIM_LINE, .limit_s = 60)

#define USER_FOR(seconds, ...) .run = load_user, \
	.params = &(struct user_params){ .limit_s = seconds, __VA_ARGS__ }
#define USER(...) USER_FOR(120, __VA_ARGS__)
#define FFMPEG "/usr/bin/ffmpeg", "-nostdin", "-v", "error"
#define DECODE(clip) \
	USER(.driver = "iHD", .argv = { FFMPEG, "-hwaccel", "vaapi", \
	     "-hwaccel_output_format", "vaapi", "-i", clip, "-f", "null", "-" })

/*
 * blit-*: 2 x 16 MiB. The 2MiB-aligned ones can be mapped by 16 entries of
 * 2 MiB; blit-4k is the same work at addresses where none is possible.
 */
const struct load loads[] = {
	{ .name = "blit-stream", .desc = "2 MiB copies in order, 2 MiB aligned",
	  BLIT(.pairs = 4, .object_bytes = 4 * MIB, .chunk_bytes = 2 * MIB,
	       .order = BLIT_STREAM, .op = BLT_FAST_COPY, .contexts = 1,
	       .rounds = 32) },
	{ .name = "blit-random", .desc = "4 KiB copies in random order, 2 MiB aligned",
	  BLIT(.pairs = 4, .object_bytes = 4 * MIB, .chunk_bytes = 4 * KIB,
	       .order = BLIT_RANDOM, .op = BLT_SRC_COPY, .contexts = 1,
	       .rounds = 16) },
	{ .name = "blit-4k", .desc = "blit-stream at addresses 4 KiB off",
	  BLIT(.pairs = 4, .object_bytes = 4 * MIB, .chunk_bytes = 2 * MIB,
	       .misalign = 4 * KIB, .order = BLIT_STREAM,
	       .op = BLT_FAST_COPY, .contexts = 1, .rounds = 32) },
	{ .name = "blit-odd", .desc = "blit-stream, objects of 4 MiB + 4 KiB",
	  BLIT(.pairs = 4, .object_bytes = 4 * MIB + 4 * KIB,
	       .chunk_bytes = 4 * MIB + 4 * KIB, .order = BLIT_STREAM,
	       .op = BLT_FAST_COPY, .contexts = 1, .rounds = 32) },
	{ .name = "blit-64k", .desc = "blit-stream at addresses 64 KiB off",
	  BLIT(.pairs = 4, .object_bytes = 4 * MIB, .chunk_bytes = 2 * MIB,
	       .misalign = 64 * KIB, .order = BLIT_STREAM,
	       .op = BLT_FAST_COPY, .contexts = 1, .rounds = 32) },
	{ .name = "blit-odd-64k",
	  .desc = "objects of 4 MiB + 4 KiB at addresses 64 KiB off",
	  BLIT(.pairs = 4, .object_bytes = 4 * MIB + 4 * KIB,
	       .chunk_bytes = 4 * MIB + 4 * KIB, .misalign = 64 * KIB,
	       .order = BLIT_STREAM, .op = BLT_FAST_COPY, .contexts = 1,
	       .rounds = 32) },
	{ .name = "ws-2m", SET_DESC("2"), SET(1, 1, 64) },
	{ .name = "ws-4m", SET_DESC("4"), SET(1, 2, 64) },
	{ .name = "ws-32m", SET_DESC("32"), SET(4, 4, 8) },
	{ .name = "ws-128m", SET_DESC("128"), SET(8, 8, 2) },
	{ .name = "ws-256m", SET_DESC("256"), SET(16, 8, 2) },
	{ .name = "blit-shared", .desc = "blit-stream, every object in 4 contexts",
	  BLIT(.pairs = 2, .object_bytes = 4 * MIB, .chunk_bytes = 2 * MIB,
	       .order = BLIT_STREAM, .op = BLT_FAST_COPY, .contexts = 4,
	       .rounds = 8) },
	{ .name = "blit-vm", .desc = "blit-stream, while the guest runs a VM of its own",
	  NESTED(.vm_mib = 512, .lives = true, .blit = {
		 .pairs = 4, .object_bytes = 4 * MIB, .chunk_bytes = 2 * MIB,
		 .order = BLIT_STREAM, .op = BLT_FAST_COPY, .contexts = 1,
		 .rounds = 32 }) },
	{ .name = "blit-vm-gone", .desc = "320 MiB of objects, after the guest's own VM ended",
	  NESTED(.vm_mib = 512, .blit = {
		 .pairs = 40, .object_bytes = 4 * MIB, .chunk_bytes = 2 * MIB,
		 .order = BLIT_STREAM, .op = BLT_FAST_COPY, .contexts = 1,
		 .rounds = 2 }) },
	{ .name = "blit-320m", .desc = "blit-stream over 320 MiB of objects",
	  BLIT(.pairs = 40, .object_bytes = 4 * MIB, .chunk_bytes = 2 * MIB,
	       .order = BLIT_STREAM, .op = BLT_FAST_COPY, .contexts = 1,
	       .rounds = 2) },
	{ .name = "churn", .desc = "create, copy, destroy objects of 4 MiB, 2 MiB aligned",
	  CHURN(.turns = 16, .object_bytes = 4 * MIB, .places = 4) },
	{ .name = "evict", .desc = "5 pairs of 4 MiB objects share 3 places in the GTT",
	  CHURN(.turns = 20, .object_bytes = 4 * MIB, .places = 3,
		.kept = 5) },
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
	{ .name = "cl_memory", .desc = "OpenCL buffers, images, SVM of many sizes",
	  USER(.driver = "NEO", .argv = { "/usr/bin/cl_memory" }) },
	{ .name = "clpeak", .desc = "clpeak, global memory bandwidth",
	  USER(.driver = "NEO",
	       .argv = { "/usr/bin/clpeak", "--global-bandwidth" }) },
	{ .name = "gl_draw", .desc = "GL, offscreen frames of 1080p and 4K",
	  USER(.driver = "iris", .argv = { "/usr/bin/gl_draw" }) },
	{ .name = "vk_draw", .desc = "Vulkan, offscreen frames of 1080p and 4K",
	  USER(.driver = "anv", .argv = { "/usr/bin/vk_draw" }) },
	/* bench/user/weston.ini: with weston-simple-egl as its client */
	{ .name = "weston", .desc = "weston's GL renderer, headless, 1080p, a GL client",
	  USER_FOR(12, .driver = "iris", .stopped = true,
	       .argv = { "/usr/bin/weston", "-c", "/etc/weston.ini",
	       "--backend=headless-backend.so", "--use-gl",
	       "--shell=kiosk-shell.so", "--width=1920", "--height=1080",
	       "--idle-time=0" }) },
	{ .name = "va_decode", .desc = "ffmpeg decodes H.264, 1080p",
	  DECODE("/clip-1920x1080.mp4") },
	{ .name = "va_decode-4k", .desc = "ffmpeg decodes H.264, 3840x2160",
	  DECODE("/clip-3840x2160.mp4") },
	{ .name = "va_encode", .desc = "ffmpeg encodes H.264, 1080p",
	  USER(.driver = "iHD", .argv = { FFMPEG, "-vaapi_device",
	       "/dev/dri/renderD128", "-f", "lavfi", "-i",
	       "testsrc2=size=1920x1080:rate=30:duration=0.3", "-vf",
	       "format=nv12,hwupload", "-c:v", "h264_vaapi", "-f", "null",
	       "-" }) },
};
const size_t nloads = sizeof(loads) / sizeof(loads[0]);

const struct load *load_find(const char *name)
{
	size_t i;

	for (i = 0; i < nloads; i++)
		if (!strcmp(loads[i].name, name))
			return &loads[i];
	return NULL;
}

uint64_t meminfo_kib(const char *key)
{
	char text[8192], *at;

	if (sys_read("/proc/meminfo", text, sizeof(text)) < 0)
		return 0;
	at = strstr(text, key);
	return at ? strtoull(at + strlen(key), NULL, 10) : 0;
}

void rate_emit(const struct rate *r)
{
	json_t *o = json_pack("{s:s, s:I, s:I, s:I, s:i, s:i, s:I}",
			      "type", "rate",
			      "bytes", (json_int_t)r->bytes,
			      "virt_ns", (json_int_t)r->virt_ns,
			      "bad_bytes", (json_int_t)r->bad_bytes,
			      "resets", r->resets, "hangs", r->hangs,
			      "shmem_huge_kib", (json_int_t)r->huge_kib);

	json_object_set_new(o, "load", json_sprintf("%s/%s", r->load,
						    r->phase));
	json_object_set_new(o, "checksum_ok", r->checksum_ok < 0 ?
			    json_null() : json_boolean(r->checksum_ok));
	if (r->why)
		json_object_set_new(o, "why", json_string(r->why));
	rec_emit(o);
}

static int rate_mark(const struct rate *r, const char *at)
{
	char name[64];

	snprintf(name, sizeof(name), "%s/%s", r->load, r->phase);
	return mark(name, at);
}

int rate_begin(const struct rate *r)
{
	return rate_mark(r, MARK_BEGIN);
}

int rate_end(const struct rate *r)
{
	return rate_mark(r, MARK_END);
}

/* gtt2m.census=1: how the load's objects are made is recorded, too. */
static int run_watched(const struct load *l, uint64_t seed)
{
	struct objects o = { 0 };
	int ret = objects_start(), err;

	if (ret)
		return ret;
	ret = l->run(l, seed);
	err = objects_stop(&o);
	if (!err)
		rec_emit(objects_record(&o, l->name));
	objects_free(&o);
	return ret ? ret : err;
}

static int run_one(const char *name, uint64_t seed, char *why, size_t len)
{
	const struct load *l = load_find(name);
	uint64_t start = clock_ns();
	int ret = !l ? -ENOENT : cmdline_u64("gtt2m.census", 0) ?
		  run_watched(l, seed) : l->run(l, seed);
	char what[64];

	snprintf(what, sizeof(what), "load %s", name);
	if (!ret)
		rec_time(what, clock_ns() - start);
	if (ret)
		snprintf(why, len, "load %s: %s", name,
			 l ? strerror(-ret) : "there is no such load");
	return ret;
}

int loads_run(const char *list, uint64_t seed, char *why, size_t len)
{
	char *copy = strdup(list), *name, *save;
	int ret = copy ? 0 : -ENOMEM;

	if (ret)
		snprintf(why, len, "out of memory");
	for (name = ret ? NULL : strtok_r(copy, ",", &save); name && !ret;
	     name = strtok_r(NULL, ",", &save))
		ret = run_one(name, seed, why, len);
	free(copy);
	return ret;
}
