/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * files.h - whole files at L0. Functions return 0 or -errno, print nothing.
 */
#ifndef GTT2M_FILES_H
#define GTT2M_FILES_H

#include <jansson.h>
#include <sha2.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define FILE_MOST (1l << 30)	/* bytes of a file that is read whole */

/*
 * The whole file, a NUL behind it; *text is the caller's to free. It may lie
 * in somebody else's folder: -EINVAL for a pipe or a device, which would not
 * end, -EFBIG beyond FILE_MOST.
 */
int file_read(const char *path, char **text, size_t *len);
/*
 * What a user names: a pipe or a device, too, and unpacked if it is gzip.
 * -EFBIG beyond max bytes, -EBADMSG for a damaged gzip file.
 */
int file_read_input(const char *path, size_t max, char **text, size_t *len);
/* What such an error means, in words. */
const char *file_error(int err);
/* At most the last max bytes of it. */
int file_read_tail(const char *path, size_t max, char **text, size_t *len);
/*
 * Write under a temporary name, sync, rename: old or new, never half. Below
 * /dev (stdout, a pipe of the shell's) it is written where it is; links are
 * replaced, not followed.
 */
int file_write(const char *path, const char *text, size_t len);
/* One write(2) to fd, synced; a short write is undone and is -ENOSPC. */
int file_append(int fd, const char *text, size_t len);
/* Does another process hold the file's lock (flock)? False: or there is none. */
bool file_locked(const char *path);
/* Copy src behind what fd holds, padded with NULs to a multiple of 512. */
int file_concat(int fd, const char *src);

/* SHA-256 of its compact text with sorted keys, in digits. */
void json_sha256(const json_t *j, char out[SHA256_DIGEST_STRING_LENGTH]);
/* Sorted keys, two blanks of indent, a newline at the end. */
int json_write(const char *path, const json_t *j);
json_t *json_read(const char *path);
/* NULL with "PATH:LINE: what" in why. */
json_t *json_read_why(const char *path, char *why, size_t whylen);

/* dir/name in a fresh string; NULL when memory is short. */
char *path_join(const char *dir, const char *name);
/* mkdir -p. */
int dir_make(const char *path);

#endif
