// SPDX-License-Identifier: GPL-2.0-or-later
/* Kernel complaints; contract in kmsg.h. */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kmsg.h"
#include "sys.h"

#define FOLLOW 60	/* lines of registers and trace after a complaint */
#define FOLLOW_LINK 12	/* lines after a lock of a circle: who took it */
#define TAINTED "/proc/sys/kernel/tainted"
#define KERN_WARNING 4

static const struct {
	const char *text;
	enum kmsg_kind kind;
} complaints[] = {
	{ "WARNING: ",				KMSG_WARN },
	{ "BUG: ",				KMSG_BUG },
	{ "kernel BUG at ",			KMSG_BUG },
	{ "Oops: ",				KMSG_OOPS },
	{ "general protection fault",		KMSG_OOPS },
	{ "invalid opcode: ",			KMSG_OOPS },
	{ "INFO: trying to register non-static", KMSG_WARN },
	{ "UBSAN: ",				KMSG_WARN },
	{ "kmemleak: ",				KMSG_WARN },
	{ "INFO: task ",			KMSG_HUNG },
	{ "INFO: rcu",				KMSG_HUNG },
	{ "rcu: INFO: ",			KMSG_HUNG },
	{ "watchdog: BUG: ",			KMSG_HUNG },
	{ "Kernel panic",			KMSG_PANIC },
};

/* "6,339,5140900,-;" of /dev/kmsg, "[    5.140900] " of the console. */
static const char *text_of(const char *line)
{
	const char *p;

	if (isdigit((unsigned char)*line)) {
		p = strchr(line, ';');
		if (p && strspn(line, "0123456789,-c") == (size_t)(p - line))
			line = p + 1;
	}
	if (*line == '[') {
		p = strchr(line, ']');
		if (p && strspn(line + 1, " .0123456789") ==
			 (size_t)(p - line - 1))
			line = p + 1;
	}
	while (*line == ' ')
		line++;
	return line;
}

enum kmsg_kind kmsg_kind(const char *line)
{
	const char *text = text_of(line);
	size_t i;

	for (i = 0; i < sizeof(complaints) / sizeof(complaints[0]); i++)
		if (!strncmp(text, complaints[i].text,
			     strlen(complaints[i].text)))
			return complaints[i].kind;
	return KMSG_OTHER;
}

static void keep(struct kmsg *k, const char *text)
{
	size_t n = strcspn(text, "\r\n"), room = sizeof(k->excerpt) - k->used;

	if (n + 2 > room)
		return;
	memcpy(k->excerpt + k->used, text, n);
	k->used += n;
	strcpy(k->excerpt + k->used++, "\n");
}

/* Where it happened and the calls that led there, without guesses ("?"). */
static bool in_trace(const char *text)
{
	return !strncmp(text, "RIP: 0010:", 10) ||
	       (strstr(text, "+0x") && !strchr(text, '?') &&
		!strchr(text, ':'));
}

/* A lock of the circle that lockdep has found, with its name. */
static bool is_link(const char *text)
{
	return !strncmp(text, "-> #", 4);
}

void kmsg_line(struct kmsg *k, const char *line)
{
	enum kmsg_kind kind = kmsg_kind(line);
	const char *text = text_of(line);

	k->count[kind]++;
	if (kind != KMSG_OTHER) {
		keep(k, text);
		k->follow = FOLLOW;
	} else if (is_link(text)) {
		keep(k, text);
		k->follow = FOLLOW_LINK;
	} else if (k->follow) {
		k->follow--;
		if (in_trace(text))
			keep(k, text);
		if (strstr(text, "</TASK>"))
			k->follow = 0;
	}
}

int kmsg_start(struct kmsg *k)
{
	memset(k, 0, sizeof(*k));
	sys_read_u64(TAINTED, &k->taint);
	k->fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (k->fd < 0)
		return -errno;
	return lseek(k->fd, 0, SEEK_END) < 0 ? -errno : 0;
}

void kmsg_collect(struct kmsg *k)
{
	char line[8192];
	ssize_t n;

	if (k->fd < 0)
		return;
	for (;;) {
		n = read(k->fd, line, sizeof(line) - 1);
		if (n < 0 && errno == EPIPE)	/* overwritten: go on */
			continue;
		if (n <= 0)
			return;
		line[n] = 0;
		kmsg_line(k, line);
	}
}

int kmsg_ill(const struct kmsg *k)
{
	return k->count[KMSG_BUG] || k->count[KMSG_OOPS] ||
	       k->count[KMSG_PANIC];
}

json_t *kmsg_json(const struct kmsg *k)
{
	uint64_t taint = k->taint;
	json_t *obj;

	sys_read_u64(TAINTED, &taint);
	obj = json_pack("{s:i, s:i, s:i, s:i, s:I, s:I}",
			"warn", k->count[KMSG_WARN],
			"bug", k->count[KMSG_BUG],
			"oops", k->count[KMSG_OOPS],
			"hung", k->count[KMSG_HUNG],
			"taint_before", (json_int_t)k->taint,
			"taint_after", (json_int_t)taint);
	if (k->used)
		json_object_set_new(obj, "text", json_string(k->excerpt));
	return obj;
}

static bool is_in(const json_t *list, const char *text)
{
	size_t i;
	json_t *v;

	json_array_foreach(list, i, v)
		if (!strcmp(json_string_value(v), text))
			return true;
	return false;
}

void kmsg_warning(json_t *list, char *line, bool *in_splat)
{
	char *text = (char *)text_of(line);

	text[strcspn(text, "\n")] = 0;
	if (strstr(text, "[ cut here ]"))
		*in_splat = true;
	if ((atoi(line) & 7) <= KERN_WARNING && !is_in(list, text) &&
	    (!*in_splat || kmsg_kind(text) != KMSG_OTHER))
		json_array_append_new(list, json_string(text));
	if (strstr(text, "[ end trace "))
		*in_splat = false;
}

json_t *kmsg_warnings(void)
{
	int fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	json_t *list = json_array();
	bool in_splat = false;
	char line[8192];
	ssize_t n;

	while (fd >= 0) {
		n = read(fd, line, sizeof(line) - 1);
		if (n < 0 && errno == EPIPE)
			continue;
		if (n <= 0)
			break;
		line[n] = 0;
		kmsg_warning(list, line, &in_splat);
	}
	if (fd >= 0)
		close(fd);
	return list;
}
