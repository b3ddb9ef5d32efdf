// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One group of i915's live selftests: i915 is loaded with the group's
 * parameter, runs it when it finds the GPU, and leaves how it ended in its
 * parameter live_selftests; what it printed tells the rest.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cell.h"
#include "host/selftest.h"
#include "rec.h"
#include "sys.h"

#define RESULT "/sys/module/i915/parameters/live_selftests"
#define KEEP 12			/* lines kept of a kind */
#define KERN_ERR 3		/* and what is worse */

struct wanted {
	char tail[64];		/* "__live_NAME" */
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

int selftest_parm(const char *ko, const char *group, char *parm, size_t len)
{
	struct wanted w;
	int ret;

	snprintf(w.tail, sizeof(w.tail), "__live_%s", group);
	ret = modinfo_each(ko, "parmtype", match, &w);
	if (ret == 1)
		snprintf(parm, len, "%s", w.parm);
	return ret < 0 ? ret : ret ? 0 : -ENOENT;
}

static void keep(json_t *list, const char *text)
{
	if (json_array_size(list) < KEEP)
		json_array_append_new(list, json_stringn(text, strcspn(text, "\n")));
}

void selftest_line(struct selftest *s, const char *line)
{
	const char *text = strchr(line, ';'), *sub;

	text = text ? text + 1 : line;
	if (!strncmp(text, "i915: Running ", 14)) {
		sub = strchr(text, '/');
		if (sub)
			json_array_append_new(s->subtests, json_stringn(sub + 1,
						strcspn(sub + 1, "\n")));
		return;
	}
	sub = strstr(text, "() - ok!");		/* a group that is one test */
	if (sub)
		json_array_append_new(s->subtests, json_string("ok"));
	if (strcasestr(text, "skip"))
		keep(s->skips, text);
	else if (line != text && (atoi(line) & 7) <= KERN_ERR)
		keep(s->errors, text);
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

const char *selftest_status(const struct selftest *s)
{
	if (s->error != -ENOTTY)
		return "failed";
	return json_array_size(s->subtests) ? "passed" : "skipped";
}

static int find_result(struct cell *c, struct selftest *s)
{
	char text[32];
	int ret = sys_read(RESULT, text, sizeof(text));

	if (ret < 0)
		return cell_fail(c, ret, RESULT);
	s->error = atoi(text);
	if (s->error == -1)
		return cell_fail(c, -ENODEV,
				 "i915 gave up before it came to its selftests");
	return 0;
}

int selftest_cell(struct cell *c, const char *group)
{
	struct selftest s = {
		.subtests = json_array(), .skips = json_array(),
		.errors = json_array(),
	};
	char parm[96], params[256];
	uint64_t t;
	int ret, fd;

	ret = selftest_parm("/modules/i915.ko", group, parm, sizeof(parm));
	if (ret)
		return cell_fail(c, ret, "group %s in i915.ko", group);
	fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0 || lseek(fd, 0, SEEK_END) < 0)
		return cell_fail(c, -errno, "/dev/kmsg");
	snprintf(params, sizeof(params),
		 "enable_guc=0 disable_display=1 st_random_seed=%u live_selftests=-1 %s=1",
		 (unsigned int)cmdline_u64("gtt2m.seed", 1), parm);
	t = clock_ns();
	ret = mod_load("i915", params);
	t = clock_ns() - t;
	if (ret)
		return cell_fail(c, ret, "module i915");
	read_log(fd, &s);
	close(fd);
	ret = find_result(c, &s);
	rec_emit(json_pack("{ss ss ss si so so so sI}", "type", "selftest",
			   "group", group, "status",
			   ret ? "failed" : selftest_status(&s),
			   "error", s.error, "subtests", s.subtests,
			   "skips", s.skips, "errors", s.errors,
			   "virt_ns", (json_int_t)t));
	return ret;
}
