// SPDX-License-Identifier: GPL-2.0-or-later
/* snapshot.c - see snapshot.h. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files.h"
#include "snapshot.h"

#define PATH 1024
#define SEEN 64		/* folders whose sums one process remembers */

static const char *const parts[] = { "ram", "state" };

#define NPARTS (sizeof(parts) / sizeof(parts[0]))

void snapshot_name(const json_t *what, char name[SNAPSHOT_NAME])
{
	char hex[SHA256_DIGEST_STRING_LENGTH];

	json_sha256(what, hex);
	memcpy(name, hex, SNAPSHOT_NAME - 1);
	name[SNAPSHOT_NAME - 1] = '\0';
}

/* Against damage, not against an enemy: FNV-1a, by 64-bit words. */
static uint64_t mix(uint64_t sum, uint64_t word)
{
	return (sum ^ word) * 0x100000001b3ull;
}

static int sum_extent(int fd, off_t at, off_t end, uint64_t *sum)
{
	size_t len = end - at;
	const uint8_t *p = mmap(NULL, len, PROT_READ, MAP_SHARED | MAP_POPULATE, fd, at);
	uint64_t word;

	if (p == MAP_FAILED)
		return -errno;
	*sum = mix(*sum, at);
	for (size_t i = 0; i < len; i += sizeof(word)) {
		word = 0;
		memcpy(&word, p + i, len - i < sizeof(word) ? len - i : sizeof(word));
		*sum = mix(*sum, word);
	}
	munmap((void *)p, len);
	return 0;
}

/* {"bytes":n,"sum":TEXT} of a file: of what is no hole in it. */
static json_t *describe(const char *dir, const char *part)
{
	char path[PATH], text[20];
	uint64_t sum = 0xcbf29ce484222325ull;
	off_t at = 0, end;
	struct stat st;
	int fd, err;

	snprintf(path, sizeof(path), "%s/%s", dir, part);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return NULL;
	err = fstat(fd, &st) ? -errno : 0;
	while (!err && (at = lseek(fd, at, SEEK_DATA)) >= 0) {
		end = lseek(fd, at, SEEK_HOLE);
		err = end < 0 ? -errno : sum_extent(fd, at, end, &sum);
		at = end;
	}
	close(fd);
	snprintf(text, sizeof(text), "%016llx", (unsigned long long)sum);
	return err ? NULL : json_pack("{sI ss}", "bytes", (json_int_t)st.st_size,
				      "sum", text);
}

static json_t *describe_all(const char *dir)
{
	json_t *all = json_object();

	for (size_t i = 0; i < NPARTS; i++)
		json_object_set_new(all, parts[i], describe(dir, parts[i]));
	return all;
}

/* A folder of files only. */
static void empty(const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *e;

	while (d && (e = readdir(d)))
		if (strcmp(e->d_name, ".") && strcmp(e->d_name, ".."))
			unlinkat(dirfd(d), e->d_name, 0);
	if (d)
		closedir(d);
}

static void remove_all(const char *dir)
{
	empty(dir);
	rmdir(dir);
}

/* Once a process; a run uses one for many cells. */
static bool seen(const char *dir, bool add)
{
	static char *name[SEEN];
	static size_t n;

	for (size_t i = 0; i < n; i++)
		if (!strcmp(name[i], dir))
			return true;
	if (add && n < SEEN && (name[n] = strdup(dir)))
		n++;
	return false;
}

bool snapshot_ready(const char *dir)
{
	char path[PATH];
	json_t *info, *is;
	bool same;

	snprintf(path, sizeof(path), "%s/info", dir);
	if (access(path, R_OK))
		return false;
	utimensat(AT_FDCWD, dir, NULL, 0);	/* it is in use */
	if (seen(dir, false))
		return true;
	info = json_read(path);
	is = describe_all(dir);
	same = info && json_object_size(is) == NPARTS && json_equal(info, is);
	json_decref(info);
	json_decref(is);
	if (same)
		seen(dir, true);
	else
		remove_all(dir);
	return same;
}

void snapshot_forget(const char *dir)
{
	remove_all(dir);
}

int snapshot_begin(const char *dir)
{
	struct stat mine, there;
	char path[PATH];
	int fd, err;

	snprintf(path, sizeof(path), "%s.new", dir);
	err = dir_make(path);
	if (err)
		return err;
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	/* whoever had it may have given it its name meanwhile */
	if (flock(fd, LOCK_EX | LOCK_NB) || fstat(fd, &mine) ||
	    stat(path, &there) || mine.st_ino != there.st_ino) {
		close(fd);
		return -EWOULDBLOCK;
	}
	empty(path);
	return fd;
}

struct other {
	char path[PATH];
	time_t used;
	uint64_t bytes;
};

static uint64_t bytes_of(const char *dir)
{
	char path[PATH + 16];
	uint64_t bytes = 0;
	struct stat st;

	for (size_t i = 0; i < NPARTS; i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, parts[i]);
		if (!stat(path, &st))
			bytes += 512ull * st.st_blocks;
	}
	return bytes;
}

static int by_use(const void *a, const void *b)
{
	const struct other *x = a, *y = b;

	return (x->used < y->used) - (x->used > y->used);
}

/* All below root but what is on disk beyond room, the latest first. */
static void make_room(const char *root, uint64_t room)
{
	static struct other all[256];
	DIR *d = opendir(root);
	struct dirent *e;
	uint64_t sum = 0;
	struct stat st;
	size_t n = 0;

	while (d && n < sizeof(all) / sizeof(all[0]) && (e = readdir(d))) {
		if (*e->d_name == '.' ||
		    snprintf(all[n].path, PATH, "%s/%s", root, e->d_name) >= PATH ||
		    stat(all[n].path, &st) || !S_ISDIR(st.st_mode))
			continue;
		all[n].used = st.st_mtime;
		all[n].bytes = bytes_of(all[n].path);
		n++;
	}
	if (d)
		closedir(d);
	qsort(all, n, sizeof(all[0]), by_use);
	for (size_t i = 0; i < n; i++) {
		sum += all[i].bytes;
		/* a machine that runs from it keeps what it has mapped */
		if (i && sum > room)
			remove_all(all[i].path);
	}
}

int snapshot_keep(const char *dir, uint64_t room)
{
	static const char *const needless[] = { "records.raw", "machine.err" };
	char new[PATH], path[PATH + 16], root[PATH];
	json_t *info;
	int err;

	snprintf(new, sizeof(new), "%s.new", dir);
	snprintf(root, sizeof(root), "%s", dir);
	*strrchr(root, '/') = '\0';
	for (size_t i = 0; i < sizeof(needless) / sizeof(needless[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", new, needless[i]);
		unlink(path);
	}
	info = describe_all(new);
	snprintf(path, sizeof(path), "%s/info", new);
	err = json_object_size(info) == NPARTS ? json_write(path, info) : -EIO;
	json_decref(info);
	remove_all(dir);
	if (!err && rename(new, dir))
		err = -errno;
	if (err) {
		remove_all(new);
		return err;
	}
	make_room(root, room);
	return 0;
}
