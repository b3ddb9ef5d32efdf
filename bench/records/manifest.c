// SPDX-License-Identifier: GPL-2.0-or-later
/* manifest.c - see manifest.h. */
#include <dirent.h>
#include <errno.h>
#include <sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files.h"
#include "manifest.h"

#define NAME "SHA256SUMS"
#define RECORDS "records.jsonl"

/* At the top of the folder only. */
static const char *const left_out[] = { "lock", "tmp", "parts", NAME,
					NAME ".new" };

static bool is_left_out(const char *name)
{
	for (size_t i = 0; i < sizeof(left_out) / sizeof(left_out[0]); i++)
		if (!strcmp(left_out[i], name))
			return true;
	return false;
}

/* Sums of what lies in dir/sub, by name; sub is "" or ends with a slash. */
static int put_sums(FILE *out, const char *dir, const char *sub)
{
	char path[1024], name[768], hex[SHA256_DIGEST_STRING_LENGTH];
	struct dirent **e;
	struct stat st;
	int n, err = 0;

	snprintf(path, sizeof(path), "%s/%s", dir, sub);
	n = scandir(path, &e, NULL, alphasort);
	for (int i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "%s%s", sub, e[i]->d_name);
		snprintf(path, sizeof(path), "%s/%s", dir, name);
		if (!err && e[i]->d_name[0] != '.' &&
		    (*sub || !is_left_out(name)) && !lstat(path, &st)) {
			if (S_ISDIR(st.st_mode)) {
				strncat(name, "/", sizeof(name) - strlen(name) - 1);
				err = put_sums(out, dir, name);
			} else if (S_ISREG(st.st_mode)) {
				if (!SHA256File(path, hex))
					err = -errno;
				fprintf(out, "%s  %s\n", err ? "" : hex, name);
			}
		}
		free(e[i]);
	}
	if (n < 0)
		return -errno;
	free(e);
	return err;
}

int manifest_write(const char *dir)
{
	char *text = NULL, *path = path_join(dir, NAME);
	size_t len;
	FILE *f = open_memstream(&text, &len);
	int err = f && path ? put_sums(f, dir, "") : -ENOMEM;

	if (f)
		fclose(f);
	if (!err)
		err = file_write(path, text, len);
	free(path);
	free(text);
	return err;
}

bool manifest_holds(const char *dir)
{
	char *path = path_join(dir, NAME), *text = NULL, hex[SHA256_DIGEST_STRING_LENGTH];
	char want[SHA256_DIGEST_STRING_LENGTH + 32];
	bool holds = true;
	size_t len;

	if (path && !file_read(path, &text, &len)) {
		free(path);
		path = path_join(dir, RECORDS);
		holds = path && SHA256File(path, hex);
		snprintf(want, sizeof(want), "%s  " RECORDS "\n", holds ? hex : "");
		holds = holds && strstr(text, want);
	}
	free(text);
	free(path);
	return holds;
}

int manifest_retire(const char *dir)
{
	char *path = path_join(dir, NAME);
	int err = path ? 0 : -ENOMEM;

	if (!err && !manifest_holds(dir))
		err = -EINVAL;
	if (!err && unlink(path) && errno != ENOENT)
		err = -errno;
	free(path);
	return err;
}

int manifest_refresh(const char *dir)
{
	if (manifest_holds(dir))
		return manifest_write(dir);
	fprintf(stderr, "%s: " RECORDS " is not what " NAME " says\n", dir);
	return 0;
}
