// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cpio.c - see cpio.h. Format: Documentation/driver-api/early-userspace/
 * buffer-format.rst of the kernel: a header of 13 fields of 8 hexadecimal
 * digits, name and content each padded to four bytes, a trailer.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cpio.h"
#include "files.h"

struct cpio {
	int fd;
	unsigned int ino;
	const char *skip;
};

static int put(struct cpio *c, const void *data, size_t len)
{
	static const char zero[4];
	const char *p = data;
	size_t pad = -len & 3;

	while (len) {
		ssize_t n = write(c->fd, p, len);

		if (n < 0)
			return -errno;
		p += n;
		len -= n;
	}
	return pad && write(c->fd, zero, pad) != (ssize_t)pad ? -EIO : 0;
}

/* Header and name are padded together. */
static int entry(struct cpio *c, const char *name, unsigned int mode,
		 const char *data, size_t len)
{
	char head[110 + 1024];
	int n = snprintf(head, sizeof(head),
			 "070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%s",
			 ++c->ino, mode, 0, 0, 1, 0, (unsigned int)len, 0, 0, 0,
			 0, (unsigned int)strlen(name) + 1, 0, name);
	int err;

	if (n < 0 || n >= (int)sizeof(head))
		return -ENAMETOOLONG;
	err = put(c, head, n + 1);
	return err || !len ? err : put(c, data, len);
}

static int add_file(struct cpio *c, const char *path, const char *name,
		    mode_t mode)
{
	char *text;
	size_t len;
	int err = file_read(path, &text, &len);

	if (err)
		return err;
	err = entry(c, name, mode, text, len);
	free(text);
	return err;
}

static int add(struct cpio *c, const char *path, const char *name);

static int add_dir(struct cpio *c, const char *path, const char *name)
{
	struct dirent **list;
	int n = scandir(path, &list, NULL, alphasort), err = 0;
	char sub[1024], as[1024];

	if (n < 0)
		return -errno;
	for (int i = 0; i < n; i++) {
		const char *d = list[i]->d_name;

		if (strcmp(d, ".") && strcmp(d, "..") && !err) {
			snprintf(sub, sizeof(sub), "%s/%s", path, d);
			snprintf(as, sizeof(as), "%s/%s", name, d);
			if (!c->skip || strcmp(sub, c->skip))
				err = add(c, sub, as);
		}
		free(list[i]);
	}
	free(list);
	return err;
}

static int add(struct cpio *c, const char *path, const char *name)
{
	struct stat st;
	int err;

	if (lstat(path, &st))
		return -errno;
	if (S_ISREG(st.st_mode))
		return add_file(c, path, name, st.st_mode);
	if (!S_ISDIR(st.st_mode))
		return 0;
	err = entry(c, name, st.st_mode, NULL, 0);
	return err ? err : add_dir(c, path, name);
}

int cpio_tree(int fd, const char *dir, const char *prefix, const char *skip)
{
	struct cpio c = { .fd = fd, .skip = skip };
	int err = add(&c, dir, prefix);

	return err ? err : entry(&c, "TRAILER!!!", 0, NULL, 0);
}
