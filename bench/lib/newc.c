// SPDX-License-Identifier: GPL-2.0-or-later
/* newc.c - see newc.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "newc.h"

#define MAGIC "070701"
#define HEADER 110u
#define TRAILER "TRAILER!!!"

/* Numbers of a header: 8 digits each, behind the magic. */
enum field { MODE = 1, NLINK = 4, SIZE = 6, NAME_SIZE = 11 };

static size_t round_up4(size_t n)
{
	return (n + 3) & ~(size_t)3;
}

static int number(const char *header, enum field field, uint32_t *value)
{
	char text[9];

	memcpy(text, header + strlen(MAGIC) + 8 * field, 8);
	text[8] = '\0';
	if (strspn(text, "0123456789abcdefABCDEF") != 8)
		return -EBADMSG;
	*value = strtoul(text, NULL, 16);
	return 0;
}

static bool leads_out(const char *name)
{
	for (const char *p = name; p; p = strchr(p, '/')) {
		p += *p == '/';
		if (!strncmp(p, "..", 2) && (!p[2] || p[2] == '/'))
			return true;
	}
	return false;
}

int newc_entry(struct newc_entry *e, const char *p, size_t len, size_t *next)
{
	uint32_t name_size, nlink;
	size_t at;

	if (len < HEADER || memcmp(p, MAGIC, strlen(MAGIC)) ||
	    number(p, MODE, &e->mode) || number(p, NLINK, &nlink) ||
	    number(p, SIZE, &e->size) || number(p, NAME_SIZE, &name_size))
		return -EBADMSG;
	at = round_up4(HEADER + (size_t)name_size);
	if (!name_size || name_size > sizeof(e->name) || at > len ||
	    e->size > len - at || p[HEADER + name_size - 1])
		return -EBADMSG;
	memcpy(e->name, p + HEADER, name_size);
	e->data = p + at;
	*next = round_up4(at + e->size);
	if (*next > len)
		*next = len;
	if (!strcmp(e->name, TRAILER))
		return 0;
	/* of the names of one file only the last has its bytes */
	return leads_out(e->name) || (S_ISREG(e->mode) && nlink != 1) ||
	       !(S_ISREG(e->mode) || S_ISDIR(e->mode) || S_ISLNK(e->mode)) ?
	       -EINVAL : 0;
}

static int write_file(const char *path, const struct newc_entry *e)
{
	const int how = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC;
	int fd = open(path, how, e->mode & 0777);
	size_t at = 0;
	ssize_t n = 1;
	int err = 0;

	/* what is there may be a library that runs: it keeps its bytes */
	if (fd < 0 && errno == EEXIST && !unlink(path))
		fd = open(path, how, e->mode & 0777);

	if (fd < 0)
		return -errno;
	while (at < e->size && (n = write(fd, e->data + at, e->size - at)) > 0)
		at += n;
	if (at < e->size)
		err = n ? -errno : -ENOSPC;
	if (close(fd) && !err)
		err = -errno;
	return err;
}

static int make_link(const char *path, const struct newc_entry *e)
{
	char to[PATH_MAX];

	if (e->size >= sizeof(to))
		return -EBADMSG;
	memcpy(to, e->data, e->size);
	to[e->size] = '\0';
	return symlink(to, path) && errno != EEXIST ? -errno : 0;
}

static int make(const struct newc_entry *e, const char *root)
{
	char path[2 * PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", root, e->name);
	if (S_ISLNK(e->mode))
		return make_link(path, e);
	if (S_ISREG(e->mode))
		return write_file(path, e);
	return mkdir(path, e->mode & 0777) && errno != EEXIST ? -errno : 0;
}

int newc_unpack(const void *p, size_t len, const char *root)
{
	struct newc_entry *e = malloc(sizeof(*e));
	const char *text = p;
	size_t at = 0, next;
	int err = e ? 0 : -ENOMEM;

	while (!err && at < len) {
		next = 1;
		if (text[at])
			err = newc_entry(e, text + at, len - at, &next);
		if (!err && text[at] && strcmp(e->name, TRAILER))
			err = make(e, root);
		at += next;
	}
	free(e);
	return err;
}
