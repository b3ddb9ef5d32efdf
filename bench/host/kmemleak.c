// SPDX-License-Identifier: GPL-2.0-or-later
/* Contract in kmemleak.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "host/kmemleak.h"
#include "lib/sys.h"

#define KMEMLEAK "/sys/kernel/debug/kmemleak"
#define OBJECT "unreferenced object "
/* Younger objects are not reported (MSECS_MIN_AGE in mm/kmemleak.c: 5 s). */
#define AGE_S 6
#define TEXT_MAX (256 << 10)

unsigned int kmemleak_count(const char *text, char *first, size_t len)
{
	const char *p = strstr(text, OBJECT), *end;
	unsigned int n = 0;

	if (len)
		first[0] = '\0';
	if (p && len) {
		end = strstr(p + 1, OBJECT);
		if (!end)
			end = p + strlen(p);
		if ((size_t)(end - p) < len)
			len = end - p + 1;
		memcpy(first, p, len - 1);
		first[len - 1] = '\0';
	}
	for (; p; p = strstr(p + 1, OBJECT))
		n++;
	return n;
}

/* An object is reported by the second scan that finds it unchanged. */
static int scan(void)
{
	struct timespec age = { .tv_sec = AGE_S };
	int ret;

	nanosleep(&age, NULL);
	ret = sys_write(KMEMLEAK, "scan");
	return ret < 0 ? ret : sys_write(KMEMLEAK, "scan");
}

/* A seq_file gives a page or so a read. */
static int read_all(char *text, size_t len)
{
	int fd = open(KMEMLEAK, O_RDONLY | O_CLOEXEC);
	size_t got = 0;
	ssize_t n = 0;

	if (fd < 0)
		return -errno;
	while (got < len - 1 && (n = read(fd, text + got, len - 1 - got)) > 0)
		got += n;
	text[got] = '\0';
	n = n < 0 ? -errno : 0;
	close(fd);
	return n;
}

json_t *kmemleak_record(void)
{
	char first[1200], *text;
	unsigned int leaks;
	json_t *obj = NULL;
	int ret;

	if (!sys_exists(KMEMLEAK))
		return NULL;
	text = malloc(TEXT_MAX);
	ret = text ? scan() : -ENOMEM;
	if (ret >= 0)
		ret = read_all(text, TEXT_MAX);
	if (ret < 0) {
		obj = json_pack("{s:s, s:s, s:s}", "type", "note", "text",
				"kmemleak could not scan", "why",
				strerror(-ret));
	} else {
		leaks = kmemleak_count(text, first, sizeof(first));
		obj = json_pack("{s:s, s:i, s:s}", "type", "kmemleak",
				"leaks", (int)leaks, "text", first);
	}
	free(text);
	return obj;
}
