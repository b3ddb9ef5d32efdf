// SPDX-License-Identifier: GPL-2.0-or-later
/* See clocks_kept.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "clocks_kept.h"
#include "files.h"

#define KEPT_FILE "clock.part"
#define LINE_FLAGS (JSON_COMPACT | JSON_SORT_KEYS)

static void key_of(unsigned int cell, char key[16])
{
	snprintf(key, 16, "%u", cell);
}

static int put_line(int fd, const json_t *line)
{
	char *text = json_dumps(line, LINE_FLAGS);
	size_t len = text ? strlen(text) : 0;
	int err = -ENOMEM;

	if (text) {
		text[len] = '\n';	/* in place of the NUL */
		err = file_append(fd, text, len + 1);
	}
	free(text);
	return err;
}

/* A whole line of the file, or NULL; *text is set behind it. */
static json_t *next_line(const char **text)
{
	const char *end = strchr(*text, '\n');
	json_t *line = end ? json_loadb(*text, end - *text, 0, NULL) : NULL;

	if (line)
		*text = end + 1;
	return line;
}

/* Is it {"cell": index, "phases": [...]}? Then it is taken. */
static bool take_line(struct clocks_kept *k, const json_t *line)
{
	json_t *phases = json_object_get(line, "phases");
	const json_t *cell = json_object_get(line, "cell");
	char key[16];

	if (!json_is_integer(cell) || json_integer_value(cell) < 0 ||
	    !json_is_array(phases))
		return false;
	key_of((unsigned int)json_integer_value(cell), key);
	return !json_object_set(k->cells, key, phases);
}

/* How much of the text is whole; 0: it begins with another head. */
static size_t take_text(struct clocks_kept *k, const char *text, const json_t *head)
{
	const char *at = text, *whole;
	json_t *line = next_line(&at);
	bool ok = line && json_equal(line, head);

	json_decref(line);
	if (!ok)
		return 0;
	do {
		whole = at;
		line = next_line(&at);
		ok = line && take_line(k, line);
		json_decref(line);
	} while (ok);
	return whole - text;
}

int clocks_kept_open(struct clocks_kept *k, const char *dir, const json_t *head)
{
	char *path = path_join(dir, KEPT_FILE), *text = NULL;
	size_t len, whole;
	int err = 0;

	k->cells = json_object();
	k->fd = path ? open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666) : -1;
	if (k->fd < 0 || !k->cells)
		err = path && k->cells ? -errno : -ENOMEM;
	else if (flock(k->fd, LOCK_EX | LOCK_NB))
		err = -EBUSY;
	if (!err)
		err = file_read(path, &text, &len);
	if (!err) {
		whole = take_text(k, text, head);
		err = ftruncate(k->fd, (off_t)whole) ? -errno : 0;
		if (!err && !whole)
			err = put_line(k->fd, head);
	}
	free(text);
	free(path);
	return err;
}

json_t *clocks_kept_of(const struct clocks_kept *k, unsigned int cell)
{
	char key[16];

	key_of(cell, key);
	return json_object_get(k->cells, key);
}

int clocks_kept_add(struct clocks_kept *k, unsigned int cell, json_t *phases)
{
	json_t *line = json_pack("{si sO}", "cell", (int)cell, "phases", phases);
	int err = line ? put_line(k->fd, line) : -ENOMEM;

	if (!err && !take_line(k, line))
		err = -ENOMEM;
	json_decref(line);
	return err;
}

void clocks_kept_close(struct clocks_kept *k)
{
	if (k->fd >= 0)
		close(k->fd);
	json_decref(k->cells);
	*k = (struct clocks_kept){ .fd = -1 };
}

void clocks_kept_remove(const char *dir)
{
	char *path = path_join(dir, KEPT_FILE);

	if (path)
		unlink(path);
	free(path);
}

bool clocks_kept_left(const char *dir)
{
	char *path = path_join(dir, KEPT_FILE);
	bool left = path && !access(path, R_OK) && !file_locked(path);

	free(path);
	return left;
}
