// SPDX-License-Identifier: GPL-2.0-or-later
/* snapshot.c - see snapshot.h. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files.h"
#include "snapshot.h"

#define PATH 1024
#define PIECE (1 << 20)	/* read at a time; of whole words */
#define NAMES 512	/* folders that one process remembers */
#define MISSED 65536	/* bytes of names that runs remember */

static const char *const parts[] = {
	"ram", "state", "console.log", "records.raw",
};

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

/* Read, not mapped: a disk's error is an error then, and no SIGBUS. */
static int sum_extent(int fd, off_t at, off_t end, void *arg)
{
	static uint8_t piece[PIECE + sizeof(uint64_t)];
	uint64_t word, *sum = arg;
	ssize_t n;

	*sum = mix(*sum, at);
	while (at < end) {
		n = pread(fd, piece, end - at < PIECE ? end - at : PIECE, at);
		if (n <= 0)
			return n ? -errno : -EIO;
		memset(piece + n, 0, sizeof(word));
		for (ssize_t i = 0; i < n; i += sizeof(word)) {
			memcpy(&word, piece + i, sizeof(word));
			*sum = mix(*sum, word);
		}
		at += n;
	}
	return 0;
}

typedef int extent_fn(int fd, off_t at, off_t end, void *arg);

/* All that is no hole in a file, until fn fails. 0 or -errno. */
static int each_extent(int fd, extent_fn *fn, void *arg)
{
	off_t at = 0, end;
	int err = 0;

	while (!err && (at = lseek(fd, at, SEEK_DATA)) >= 0) {
		end = lseek(fd, at, SEEK_HOLE);
		err = end < 0 ? -errno : fn(fd, at, end, arg);
		at = end;
	}
	return err ? err : errno == ENXIO ? 0 : -errno;
}

/* {"bytes":n,"sum":TEXT} of a file: of what is no hole in it. */
static json_t *describe(const char *dir, const char *part)
{
	char path[PATH], text[20];
	uint64_t sum = 0xcbf29ce484222325ull;
	struct stat st;
	int fd, err;

	snprintf(path, sizeof(path), "%s/%s", dir, part);
	fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);	/* not a pipe */
	if (fd < 0)
		return NULL;
	err = fstat(fd, &st) || !S_ISREG(st.st_mode) ? -EINVAL : 0;
	if (!err)
		err = each_extent(fd, sum_extent, &sum);
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

static int remove_one(const char *path, const struct stat *st, int type,
		      struct FTW *at)
{
	remove(path);
	return 0;
}

/* Whatever it is, and all below it; nothing that a link in it leads to. */
static void remove_all(const char *path)
{
	nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static void empty(const char *dir)
{
	char path[PATH + 256];
	DIR *d = opendir(dir);
	struct dirent *e;

	while (d && (e = readdir(d))) {
		snprintf(path, sizeof(path), "%s/%s", dir, e->d_name);
		if (strcmp(e->d_name, ".") && strcmp(e->d_name, ".."))
			remove_all(path);
	}
	if (d)
		closedir(d);
}

/* Once a process; a run uses one for many cells. */
struct names {
	char *name[NAMES];
	size_t n;
};

static struct names good;	/* their sums are right */
static struct names useless;	/* not to be made, or started from, again */

static bool is_in(const struct names *l, const char *dir)
{
	for (size_t i = 0; i < l->n; i++)
		if (!strcmp(l->name[i], dir))
			return true;
	return false;
}

static void add(struct names *l, const char *dir)
{
	if (!is_in(l, dir) && l->n < NAMES && (l->name[l->n] = strdup(dir)))
		l->n++;
}

bool snapshot_ready(const char *dir)
{
	char path[PATH];
	json_t *info, *is;
	bool same;

	snprintf(path, sizeof(path), "%s/info", dir);
	if (is_in(&useless, dir) || access(path, R_OK))
		return false;
	utimensat(AT_FDCWD, dir, NULL, 0);	/* it is in use */
	if (is_in(&good, dir))
		return true;
	info = json_read(path);
	is = describe_all(dir);
	same = info && json_object_size(is) == NPARTS && json_equal(info, is);
	json_decref(info);
	json_decref(is);
	if (same)
		add(&good, dir);
	else
		remove_all(dir);
	return same;
}

/* The folder of all snapshots. */
static void root_of(const char *dir, char root[PATH])
{
	snprintf(root, PATH, "%s", dir);
	*strrchr(root, '/') = '\0';
}

bool snapshot_missed(const char *dir)
{
	char path[PATH + 16], root[PATH], line[SNAPSHOT_NAME + 1];
	char *text = NULL;
	size_t len = 0;
	bool before;
	int fd;

	root_of(dir, root);
	dir_make(root);
	snprintf(path, sizeof(path), "%s/missed", root);
	snprintf(line, sizeof(line), "%s\n", strrchr(dir, '/') + 1);
	if (!file_read(path, &text, &len) && len > MISSED)
		unlink(path);
	before = text && strstr(text, line);
	free(text);
	fd = before ? -1 : open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
	if (fd >= 0) {
		/* a full disk is somebody else's to report */
		if (write(fd, line, strlen(line)) < 0)
			unlink(path);
		close(fd);
	}
	return before;
}

void snapshot_forget(const char *dir)
{
	add(&useless, dir);
	remove_all(dir);
}

void snapshot_abandon(const char *dir)
{
	char path[PATH];

	snprintf(path, sizeof(path), "%s.new", dir);
	add(&useless, dir);
	remove_all(path);
}

/* DIR.new: a folder, and no link to one. */
static int open_new(const char *path)
{
	const int how = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
	int err = dir_make(path), fd = err ? -1 : open(path, how);

	if (!err && fd < 0 && (errno == ENOTDIR || errno == ELOOP)) {
		err = unlink(path) ? -errno : dir_make(path);
		fd = err ? -1 : open(path, how);
	}
	if (!err && fd >= 0 && faccessat(fd, ".", W_OK | X_OK, 0)) {
		err = -errno;
		close(fd);
	}
	return err ? err : fd < 0 ? -errno : fd;
}

int snapshot_begin(const char *dir)
{
	struct stat mine, there;
	char path[PATH];
	int fd;

	if (is_in(&useless, dir))
		return -ECANCELED;
	snprintf(path, sizeof(path), "%s.new", dir);
	fd = open_new(path);
	if (fd < 0)
		return fd;
	/* whoever had it may have given it its name meanwhile */
	if (flock(fd, LOCK_EX | LOCK_NB) || fstat(fd, &mine) ||
	    lstat(path, &there) || mine.st_ino != there.st_ino) {
		close(fd);
		return -EWOULDBLOCK;
	}
	empty(path);
	return fd;
}

static int copy_extent(int from, off_t at, off_t end, void *arg)
{
	const int *to = arg;
	off_t there = at;
	ssize_t n;

	while (at < end) {
		n = copy_file_range(from, &at, *to, &there, end - at, 0);
		if (n <= 0)
			return n ? -errno : -EIO;
	}
	return 0;
}

int snapshot_take_memory(const char *dir, const char *of)
{
	char path[PATH];
	struct stat st;
	int from, to, err;

	snprintf(path, sizeof(path), "%s/ram", of);
	from = open(path, O_RDONLY | O_CLOEXEC);
	snprintf(path, sizeof(path), "%s.new/ram", dir);
	to = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	err = from < 0 || to < 0 || fstat(from, &st) || ftruncate(to, st.st_size) ?
	      -errno : each_extent(from, copy_extent, &to);
	if (from >= 0)
		close(from);
	if (to >= 0)
		close(to);
	return err;
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
		    lstat(all[n].path, &st) || !S_ISDIR(st.st_mode))
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
	static const char *const needless[] = { "machine.err" };
	char new[PATH], path[PATH + 16], root[PATH];
	json_t *info;
	int err;

	snprintf(new, sizeof(new), "%s.new", dir);
	root_of(dir, root);
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
		snapshot_abandon(dir);
		return err;
	}
	make_room(root, room);
	return 0;
}
