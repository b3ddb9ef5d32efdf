// SPDX-License-Identifier: GPL-2.0-or-later
/* files.c - see files.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "files.h"
#include "text.h"

static int read_fully(int fd, char *buf, size_t len, size_t *got)
{
	for (*got = 0; *got < len; ) {
		ssize_t n = read(fd, buf + *got, len - *got);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (!n)
			break;
		*got += n;
	}
	return 0;
}

static int read_from(const char *path, size_t max, char **text, size_t *len)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), err = 0;
	struct stat st;
	size_t size;

	*text = NULL;
	*len = 0;
	if (fd < 0)
		return -errno;
	if (fstat(fd, &st)) {
		err = -errno;
		goto out;
	}
	if (!S_ISREG(st.st_mode)) {
		err = S_ISDIR(st.st_mode) ? -EISDIR : -EINVAL;
		goto out;
	}
	size = (size_t)st.st_size;
	if (size > max) {
		if (lseek(fd, (off_t)(size - max), SEEK_SET) < 0)
			err = -errno;
		size = max;
	}
	*text = malloc(size + 1);
	if (!*text)
		err = -ENOMEM;
	if (!err)
		err = read_fully(fd, *text, size, len);
	if (!err)
		(*text)[*len] = '\0';
out:
	if (err) {
		free(*text);
		*text = NULL;
	}
	close(fd);
	return err;
}

int file_read(const char *path, char **text, size_t *len)
{
	struct stat st;

	*text = NULL;
	if (!stat(path, &st) && st.st_size > FILE_MOST)
		return -EFBIG;
	return read_from(path, FILE_MOST, text, len);
}

/* All that fd gives. */
static int read_stream(int fd, size_t max, char **text, size_t *len)
{
	size_t room = 65536, got;
	char *more;
	int err;

	*len = 0;
	*text = malloc(room + 1);
	for (err = *text ? 0 : -ENOMEM; !err; room *= 2) {
		more = realloc(*text, room + 1);
		if (!more)
			return -ENOMEM;
		*text = more;
		err = read_fully(fd, *text + *len, room - *len, &got);
		*len += got;
		if (!err && *len > max)
			err = -EFBIG;
		if (*len < room)
			break;
	}
	if (!err)
		(*text)[*len] = '\0';
	return err;
}

/* gzip -dc of a text. */
static int unpack(size_t max, char **text, size_t *len)
{
	FILE *packed = tmpfile();
	int to[2], err = 0, status = 0;
	pid_t pid;

	if (!packed || fwrite(*text, 1, *len, packed) != *len || fflush(packed) ||
	    lseek(fileno(packed), 0, SEEK_SET) || pipe(to)) {
		err = -errno;
		goto out;
	}
	pid = fork();
	if (!pid) {
		dup2(fileno(packed), 0);
		dup2(to[1], 1);
		close(to[0]);
		execlp("gzip", "gzip", "-dc", NULL);
		_exit(127);
	}
	close(to[1]);
	free(*text);
	*text = NULL;
	err = pid < 0 ? -errno : read_stream(to[0], max, text, len);
	close(to[0]);
	if (pid > 0 && waitpid(pid, &status, 0) == pid && !err &&
	    (!WIFEXITED(status) || WEXITSTATUS(status) == 1 ||
	     WEXITSTATUS(status) == 127))
		err = -EBADMSG;
out:
	if (packed)
		fclose(packed);
	return err;
}

int file_read_input(const char *path, size_t max, char **text, size_t *len)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), err;

	*text = NULL;
	if (fd < 0)
		return -errno;
	err = read_stream(fd, max, text, len);
	close(fd);
	if (!err && *len > 2 && !memcmp(*text, "\x1f\x8b", 2))
		err = unpack(max, text, len);
	if (err) {
		free(*text);
		*text = NULL;
	}
	return err;
}

const char *file_error(int err)
{
	if (err == -EINVAL)
		return "no regular file";
	if (err == -EFBIG)
		return "larger than 1 GiB";
	return strerror(-err);
}

int file_read_tail(const char *path, size_t max, char **text, size_t *len)
{
	return read_from(path, max, text, len);
}

static int write_fully(int fd, const char *text, size_t len)
{
	while (len) {
		ssize_t n = write(fd, text, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		text += n;
		len -= n;
	}
	return 0;
}

/*
 * What a user means by /dev/stdout or /dev/fd/63 is written to; renaming would
 * put a file in its place. A pipe or a link of another name is replaced: it
 * may lie in a folder that is somebody else's.
 */
static bool is_device(const char *path)
{
	struct stat st;

	return !strncmp(path, "/dev/", 5) && !stat(path, &st) &&
	       !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode);
}

static int write_in_place(const char *path, const char *text, size_t len)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC), err;

	if (fd < 0)
		return -errno;
	err = write_fully(fd, text, len);
	close(fd);
	return err;
}

int file_write(const char *path, const char *text, size_t len)
{
	char *tmp = NULL;
	int fd, err;

	if (is_device(path))
		return write_in_place(path, text, len);
	if (asprintf(&tmp, "%s.new", path) < 0)
		return -ENOMEM;
	fd = open(tmp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW |
		  O_NONBLOCK, 0666);
	err = fd < 0 ? -errno : write_fully(fd, text, len);
	if (!err && fsync(fd))
		err = -errno;
	if (fd >= 0)
		close(fd);
	if (!err && rename(tmp, path))
		err = -errno;
	if (err && fd >= 0)
		unlink(tmp);
	free(tmp);
	return err;
}

int file_append(int fd, const char *text, size_t len)
{
	off_t at = lseek(fd, 0, SEEK_END);
	ssize_t n;
	int err;

	if (at < 0)
		return -errno;
	do {
		n = write(fd, text, len);
	} while (n < 0 && errno == EINTR);
	if (n == (ssize_t)len)
		return fdatasync(fd) ? -errno : 0;
	err = n < 0 ? -errno : -ENOSPC;
	if (n > 0 && ftruncate(fd, at))
		err = -errno;
	return err;
}

bool file_locked(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool locked = fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) < 0;

	if (fd >= 0)
		close(fd);
	return locked;
}

int file_concat(int fd, const char *src)
{
	static const char zero[512];
	char buf[65536];
	int in = open(src, O_RDONLY | O_CLOEXEC), err = 0;
	size_t n, total = 0;

	if (in < 0)
		return -errno;
	do {
		err = read_fully(in, buf, sizeof(buf), &n);
		if (!err)
			err = write_fully(fd, buf, n);
		total += n;
	} while (!err && n);
	if (!err)
		err = write_fully(fd, zero, -total % sizeof(zero));
	close(in);
	return err;
}

void json_sha256(const json_t *j, char out[SHA256_DIGEST_STRING_LENGTH])
{
	char *text = json_dumps(j, JSON_COMPACT | JSON_SORT_KEYS);

	SHA256Data((const uint8_t *)(text ?: ""), text ? strlen(text) : 0, out);
	free(text);
}

int json_write(const char *path, const json_t *j)
{
	char *text = json_dumps(j, JSON_INDENT(2) | JSON_SORT_KEYS |
				JSON_ENSURE_ASCII), *line;
	int err = -ENOMEM;

	if (text && asprintf(&line, "%s\n", text) >= 0) {
		err = file_write(path, line, strlen(line));
		free(line);
	}
	free(text);
	return err;
}

json_t *json_read_why(const char *path, char *why, size_t whylen)
{
	json_error_t e;
	json_t *j = NULL;
	char *text;
	size_t len;
	int err = file_read(path, &text, &len);

	if (err) {
		snprintf(why, whylen, "%s: %s", path, file_error(err));
		return NULL;
	}
	j = json_loadb(text, len, JSON_REJECT_DUPLICATES, &e);
	if (!j) {
		text_plain(e.text);
		snprintf(why, whylen, "%s:%d: %s", path, e.line > 0 ? e.line : 1,
			 e.text);
	}
	free(text);
	return j;
}

json_t *json_read(const char *path)
{
	char why[1];

	return json_read_why(path, why, sizeof(why));
}

char *path_join(const char *dir, const char *name)
{
	char *s;

	return asprintf(&s, "%s/%s", dir, name) < 0 ? NULL : s;
}

int dir_make(const char *path)
{
	char *s = strdup(path);
	int err = 0;

	if (!s)
		return -ENOMEM;
	for (char *p = s + 1; !err; p++) {
		char c = *p;

		if (c && c != '/')
			continue;
		*p = '\0';
		if (mkdir(s, 0777) && errno != EEXIST)
			err = -errno;
		*p = c;
		if (!c)
			break;
	}
	free(s);
	return err;
}
