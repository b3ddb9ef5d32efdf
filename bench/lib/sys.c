// SPDX-License-Identifier: GPL-2.0-or-later
/* Small files, mounts and the kernel command line; contract in sys.h. */
#include <cpuid.h>
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "sys.h"

uint64_t clock_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * NSEC_PER_SEC + ts.tv_nsec;
}

bool sys_virtual(void)
{
	unsigned int a, b, c = 0, d;

	return __get_cpuid(1, &a, &b, &c, &d) && c >> 31;
}

ssize_t sys_read(const char *path, char *buf, size_t len)
{
	size_t got = 0;
	ssize_t n = 0;
	int fd, err;

	buf[0] = 0;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	while (got < len - 1) {
		n = read(fd, buf + got, len - 1 - got);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		got += n;
	}
	err = errno;
	close(fd);
	buf[got] = 0;
	return n < 0 ? -err : (ssize_t)got;
}

int sys_read_u64(const char *path, uint64_t *v)
{
	char buf[64], *end;
	ssize_t n = sys_read(path, buf, sizeof(buf));

	if (n < 0)
		return n;
	errno = 0;
	*v = strtoull(buf, &end, 0);
	return end == buf || errno ? -EINVAL : 0;
}

int sys_write(const char *path, const char *text)
{
	ssize_t n;
	int fd, err;

	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	n = write(fd, text, strlen(text));
	err = errno;
	close(fd);
	if (n < 0)
		return -err;
	return (size_t)n == strlen(text) ? 0 : -EIO;
}

int sys_writef(const char *path, const char *fmt, ...)
{
	char text[512];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return n < (int)sizeof(text) ? sys_write(path, text) : -E2BIG;
}

bool sys_exists(const char *path)
{
	return access(path, F_OK) == 0;
}

int sys_mkdirs(const char *path)
{
	char part[256];
	size_t i;

	for (i = 0; i == 0 || path[i - 1]; i++) {
		if (i >= sizeof(part))
			return -ENAMETOOLONG;
		part[i] = 0;
		if (i && (path[i] == '/' || !path[i]) &&
		    mkdir(part, 0755) && errno != EEXIST)
			return -errno;
		part[i] = path[i];
	}
	return 0;
}

int sys_mount(const char *fs, const char *dir, const char *opts)
{
	int ret = sys_mkdirs(dir);

	if (ret)
		return ret;
	if (mount(fs, dir, fs, 0, opts) && errno != EBUSY)
		return -errno;
	return 0;
}

bool cmdline_find(const char *cmdline, const char *key, char *val, size_t len)
{
	size_t klen = strlen(key), n;
	const char *p = cmdline;
	bool found = false;

	while (*p) {
		while (isspace((unsigned char)*p))
			p++;
		for (n = 0; p[n] && !isspace((unsigned char)p[n]); n++)
			;
		if (n == klen && !memcmp(p, key, n) && len > 1) {
			strcpy(val, "1");
			found = true;
		} else if (n > klen && !memcmp(p, key, klen) &&
			   p[klen] == '=') {
			if (n - klen > len)
				return false;
			memcpy(val, p + klen + 1, n - klen - 1);
			val[n - klen - 1] = 0;
			found = true;
		}
		p += n;
	}
	return found;
}

static const char *handed = "";

void cmdline_hand(const char *words)
{
	handed = words;
}

const char *cmdline_get(const char *key, const char *dflt)
{
	char line[4096], val[1024];

	if (cmdline_find(handed, key, val, sizeof(val)))
		return strdup(val);
	if (sys_read("/proc/cmdline", line, sizeof(line)) < 0 ||
	    !cmdline_find(line, key, val, sizeof(val)))
		return dflt;
	return strdup(val);
}

uint64_t cmdline_u64(const char *key, uint64_t dflt)
{
	const char *text = cmdline_get(key, NULL);
	char *end;
	uint64_t v;

	if (!text)
		return dflt;
	v = strtoull(text, &end, 0);
	return end == text || *end ? dflt : v;
}
