// SPDX-License-Identifier: GPL-2.0-or-later
/* Programs of the distribution; contract in load_user.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "load_user.h"
#include "lib/rec.h"
#include "lib/sys.h"

#define OUTPUT_MAX (256u << 10)
#define DISK_WAIT_MS 10000	/* virtual */
#define LIMIT_REACHED (-ETIME)

/* Until its controller has found it. */
static int mount_disk(const char *disk)
{
	int ret = sys_mkdirs(USER_ROOT);

	for (int i = 0; i < DISK_WAIT_MS / 100 && !ret; i++) {
		if (!mount(disk, USER_ROOT, "ext4", MS_RDONLY, NULL))
			return 0;
		usleep(100000);
	}
	return ret ? ret : -errno;
}

int user_root(void)
{
	static const char * const dirs[] = { "/dev", "/proc", "/sys", "/tmp" };
	const char *disk = cmdline_get("gtt2m.user", "");
	static bool made;
	char path[64];
	size_t i;
	int ret = *disk && !made ? mount_disk(disk) : 0;

	for (i = 0; i < sizeof(dirs) / sizeof(dirs[0]) && !made && !ret; i++) {
		snprintf(path, sizeof(path), USER_ROOT "%s", dirs[i]);
		ret = sys_mkdirs(path);
		if (!ret && mount(dirs[i], path, NULL, MS_BIND | MS_REC, NULL))
			ret = -errno;
	}
	/* Where X servers make their sockets; Debian's init makes it. */
	if (!ret && !made)
		ret = sys_mkdirs("/tmp/.X11-unix");
	made = !ret;
	return ret;
}

/*
 * Its last line that is not empty, for the record: the reason of a program
 * that failed. Of others it may be a figure, of work that was not executed.
 */
static void last_line(char *text, char *out, size_t len)
{
	char *line, *save, *last = "";

	for (line = strtok_r(text, "\r\n", &save); line;
	     line = strtok_r(NULL, "\r\n", &save))
		if (line[strspn(line, " \t")])
			last = line;
	snprintf(out, len, "%s", last);
}

static void tell(const struct user_params *p, const char *load, int status,
		 char *text)
{
	bool limit = status == LIMIT_REACHED;
	char last[160] = "";

	if (status > 0)
		last_line(text, last, sizeof(last));
	rec_emit(json_pack("{s:s, s:s, s:s, s:o, s:b, s:s}",
			   "type", "program", "load", load,
			   "driver", p->driver,
			   "exit_status", limit || status < 0 ? json_null() :
			   json_integer(status),
			   "stopped", limit && p->stopped,
			   "says", last));
}

int load_user(const struct load *l, uint64_t seed)
{
	const struct user_params *p = l->params;
	struct rate phase = { .load = l->name, .phase = "run",
			      .checksum_ok = -1 };
	char *text = malloc(OUTPUT_MAX), name[64];
	int status, ret = text ? user_root() : -ENOMEM;
	size_t i;

	setenv("HOME", "/tmp", 1);
	setenv("XDG_RUNTIME_DIR", "/tmp", 1);
	setenv("LC_ALL", "C", 1);
	for (i = 0; p->env[i]; i++)
		putenv((char *)p->env[i]);
	snprintf(name, sizeof(name), "%s/%s", phase.load, phase.phase);
	if (!ret)
		ret = rate_begin(&phase);
	if (!ret) {
		status = sys_run_in(USER_ROOT, (char *const *)p->argv,
				    p->limit_s * NSEC_PER_SEC, &p->until, text,
				    OUTPUT_MAX);
		ret = rate_end(&phase);
		if (status == SYS_NOT_STARTED) {
			fprintf(stderr, "%s: %s\n", p->argv[0], text);
			ret = -ENOENT;
		}
		if (status < 0 && status != LIMIT_REACHED)
			ret = status;
	}
	/* in L1 itself: what the GPU did not execute of it */
	if (!ret && p->shown) {
		printf("%s\n", text);
		rate_emit(&phase);
	}
	if (!ret)
		tell(p, name, status, text);
	free(text);
	return ret;
}

#define USER_FOR(seconds, ...) .run = load_user, \
	.params = &(struct user_params){ .limit_s = seconds, __VA_ARGS__ }
#define USER(...) USER_FOR(120, __VA_ARGS__)
#define FFMPEG "/usr/bin/ffmpeg", "-nostdin", "-v", "error"
#define DECODE(clip) \
	USER(.driver = "iHD", .argv = { FFMPEG, "-hwaccel", "vaapi", \
	     "-hwaccel_output_format", "vaapi", "-i", clip, "-f", "null", "-" })

static const struct load rows[] = {
	{ .name = "cl_memory", .desc = "OpenCL buffers, images, SVM of many sizes",
	  USER(.driver = "NEO", .argv = { "/usr/bin/cl_memory" }) },
	/*
	 * With its buffers of 0.2 of the guest's memory it would read them 520
	 * times: 213 GB in a guest of 2 GiB, which no cell has the time for. Ended
	 * when it has launched its first kernel, by when all is bound.
	 */
	{ .name = "clpeak", .desc = "clpeak, global memory bandwidth, its start",
	  USER(.driver = "NEO", .stopped = true,
	       .until = { "float   :", 5000000 },
	       .argv = { "/usr/bin/clpeak", "--global-bandwidth" }) },
	/* In L1 itself, of little memory: scripts/try-clpeak.sh. */
	{ .name = "clpeak-whole", .desc = "clpeak, global memory bandwidth, to its end",
	  USER_FOR(600, .driver = "NEO", .shown = true,
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
	/* bench/user/weston-x.ini: Xwayland, x11perf and glxgears beneath it */
	{ .name = "xwayland", .desc = "Xwayland, glamor, on weston: x11perf, glxgears",
	  USER_FOR(20, .driver = "iris", .stopped = true,
	       .argv = { "/usr/bin/weston", "-c", "/etc/weston-x.ini",
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
const struct rowset load_user_rows = ROWSET(rows);
