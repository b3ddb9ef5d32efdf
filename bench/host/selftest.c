// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One group of i915's selftests on the GPU: i915 is loaded with the group's
 * parameter, runs it when it finds the GPU, and leaves how it ended in its
 * parameter live_selftests or perf_selftests; what it printed, and when,
 * tells the rest.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cell.h"
#include "host/gpucount.h"
#include "host/selftest.h"
#include "rec.h"
#include "sys.h"

#define RESULT "/sys/module/i915/parameters/%s_selftests"
#define PERF "perf_"		/* groups of the second list */
#define THE_END "gtt2m: end of the group"
#define KEEP 12			/* lines kept of a kind */
#define KEEP_FIGURES 200
#define KERN_ERR 3		/* and what is worse */

struct wanted {
	char tail[64];		/* "__live_NAME", "__perf_NAME" */
	char parm[96];
};

static int match(const char *value, void *arg)
{
	struct wanted *w = arg;
	size_t n = strcspn(value, ":"), t = strlen(w->tail);

	if (n < t || n >= sizeof(w->parm) ||
	    strncmp(value + n - t, w->tail, t))
		return 0;
	snprintf(w->parm, sizeof(w->parm), "%.*s", (int)n, value);
	return 1;
}

/* The list that group is in, "live" or "perf"; *name: what it is called there. */
static const char *list_of(const char *group, const char **name)
{
	bool perf = !strncmp(group, PERF, strlen(PERF));

	*name = group + (perf ? strlen(PERF) : 0);
	return perf ? "perf" : "live";
}

int selftest_parm(const char *ko, const char *group, char *parm, size_t len)
{
	const char *name, *list = list_of(group, &name);
	struct wanted w;
	int ret;

	snprintf(w.tail, sizeof(w.tail), "__%s_%s", list, name);
	ret = modinfo_each(ko, "parmtype", match, &w);
	if (ret == 1)
		snprintf(parm, len, "%s", w.parm);
	return ret < 0 ? ret : ret ? 0 : -ENOENT;
}

static void keep(json_t *list, const char *text, size_t most)
{
	if (json_array_size(list) < most)
		json_array_append_new(list, json_stringn(text, strcspn(text, "\n")));
}

/* "6,1234,5678901,-;text": microseconds since the kernel's start. */
static long long time_of(const char *line)
{
	long long us;

	return sscanf(line, "%*u,%*u,%lld,", &us) == 1 ? us : -1;
}

/* Something begins or ends at us: what runs has taken the time since. */
static void mark(struct selftest *s, long long us)
{
	size_t n = json_array_size(s->subtests);

	if (json_array_size(s->us) < n)
		json_array_append_new(s->us, json_integer(us - s->since));
	s->since = us;
}

void selftest_line(struct selftest *s, const char *line)
{
	const char *text = strchr(line, ';'), *sub;

	text = text ? text + 1 : line;
	if (!strncmp(text, THE_END, strlen(THE_END)) ||
	    !strncmp(text, "i915: Running ", 14)) {
		mark(s, time_of(line));
		sub = strchr(text, '/');
		if (sub)
			json_array_append_new(s->subtests, json_stringn(sub + 1,
						strcspn(sub + 1, "\n")));
		return;
	}
	s->said_ok |= !!strstr(text, "() - ok!");	/* all that it does */
	if (strcasestr(text, "skip"))
		keep(s->skips, text, KEEP);
	else if (line != text && (atoi(line) & 7) <= KERN_ERR)
		keep(s->errors, text, KEEP);
	else if (s->figures && (strstr(text, " MiB/s") || strstr(text, " cycles")))
		keep(s->figures, text, KEEP_FIGURES);
}

static void read_log(int fd, struct selftest *s)
{
	char line[8192];
	ssize_t n;

	while ((n = read(fd, line, sizeof(line) - 1)) > 0 || errno == EPIPE) {
		line[n > 0 ? n : 0] = '\0';
		selftest_line(s, line);
		if (n <= 0)
			errno = 0;
	}
}

bool selftest_idle(long long us)
{
	return us < SELFTEST_IDLE_US;
}

const char *selftest_status(const struct selftest *s)
{
	json_t *us;
	size_t i;

	if (s->error != -ENOTTY)
		return "failed";
	json_array_foreach(s->us, i, us)
		if (!selftest_idle(json_integer_value(us)))
			return "passed";
	return s->said_ok ? "passed" : "skipped";
}

static int find_result(struct cell *c, struct selftest *s, const char *list)
{
	char path[64], text[32];
	int ret;

	snprintf(path, sizeof(path), RESULT, list);
	ret = sys_read(path, text, sizeof(text));
	if (ret < 0)
		return cell_fail(c, ret, "%s", path);
	s->error = atoi(text);
	if (s->error == -1)
		return cell_fail(c, -ENODEV,
				 "i915 gave up before it came to its selftests");
	return 0;
}

/* i915 is loaded, runs the group and gives up. Its log is behind fd. */
static int run_group(struct cell *c, struct selftest *s, const char *group,
		     int fd)
{
	const char *name, *list = list_of(group, &name);
	char parm[96], params[256];
	int ret = selftest_parm("/modules/i915.ko", group, parm, sizeof(parm));

	if (ret)
		return cell_fail(c, ret, "group %s in i915.ko", group);
	snprintf(params, sizeof(params),
		 "enable_guc=0 disable_display=1 st_random_seed=%u %s_selftests=-1 %s=1",
		 (unsigned int)cmdline_u64("gtt2m.seed", 1), list, parm);
	ret = mod_load("i915", params);
	if (ret)
		return cell_fail(c, ret, "module i915");
	ret = sys_write("/dev/kmsg", THE_END "\n");
	if (ret < 0)
		return cell_fail(c, ret, "/dev/kmsg");
	read_log(fd, s);
	return find_result(c, s, list);
}

int selftest_cell(struct cell *c, const char *group)
{
	static struct gen9_counters none, all;
	struct selftest s = {
		.subtests = json_array(), .us = json_array(),
		.skips = json_array(), .errors = json_array(),
		.figures = strncmp(group, PERF, strlen(PERF)) ? NULL :
			   json_array(),
	};
	uint64_t t;
	int ret, fd;

	fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0 || lseek(fd, 0, SEEK_END) < 0)
		return cell_fail(c, -errno, "/dev/kmsg");
	t = clock_ns();
	ret = run_group(c, &s, group, fd);
	t = clock_ns() - t;
	close(fd);
	if (!gpucount_read(&all))
		rec_emit(gpucount_record(&none, &all));
	rec_emit(json_pack("{ss ss ss si so so so so so* sI}", "type", "selftest",
			   "group", group, "status",
			   ret ? "failed" : selftest_status(&s),
			   "error", s.error, "subtests", s.subtests,
			   "us", s.us, "skips", s.skips, "errors", s.errors,
			   "figures", s.figures,
			   "virt_ns", (json_int_t)t));
	return ret;
}
