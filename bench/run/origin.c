// SPDX-License-Identifier: GPL-2.0-or-later
/* origin.c - see origin.h. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "files.h"
#include "origin.h"
#include "snapshot.h"

static const char *snapshot_of(const struct boot *b, int point)
{
	return b->spec.point[point].snapshot;
}

char *origin_file(const struct boot *b, const char *name)
{
	char path[SPEC_PATH + 80];

	if (b->to < 0)
		return path_join(b->spec.dir, name);
	snprintf(path, sizeof(path), "%s.new/%s", snapshot_of(b, b->to), name);
	return strdup(path);
}

static void say(const struct boot *b, const char *what, int err, char *why,
		size_t whylen)
{
	if (!*why)
		snprintf(why, whylen, "%s: no snapshot: %s%s%s", b->spec.name,
			 what, err ? ": " : "", err ? strerror(-err) : "");
}

void origin_give_up(struct boot *b)
{
	if (b->lock < 0)
		return;
	snapshot_abandon(snapshot_of(b, b->to));
	close(b->lock);
	b->lock = b->to = -1;
}

/* From the last point that there is; to the next one that there shall be. */
static void choose(struct boot *b, char *why, size_t whylen)
{
	const struct spec_point *p = b->spec.point;
	int err;

	b->from = b->to = b->lock = -1;
	for (int i = 0; i < SPEC_POINTS; i++)
		if (*p[i].snapshot && snapshot_ready(p[i].snapshot))
			b->from = i;
	for (int i = b->from + 1; i < SPEC_POINTS && b->to < 0; i++) {
		err = !p[i].save ? -ECANCELED : snapshot_begin(p[i].snapshot);
		if (err >= 0) {
			b->lock = err;
			b->to = i;
		} else if (err != -EWOULDBLOCK && err != -ECANCELED) {
			snapshot_forget(p[i].snapshot);
			say(b, p[i].snapshot, err, why, whylen);
		}
	}
}

/* What the machine has said by then is with its snapshot. */
static const struct part {
	const char *name, *before;
} parts[] = {
	{ "console.log", "boot.log" }, { "records.raw", "before.raw" },
};

#define NPARTS (sizeof(parts) / sizeof(parts[0]))

static int copy(const char *from, const char *to)
{
	char *text = NULL;
	size_t len;
	int err = from && to ? file_read(from, &text, &len) : -ENOMEM;

	if (!err)
		err = file_write(to, text, len);
	free(text);
	return err;
}

static int bring(const struct boot *b)
{
	int err = b->to < 0 ? 0 : snapshot_take_memory(snapshot_of(b, b->to),
						       snapshot_of(b, b->from));

	for (size_t i = 0; i < NPARTS && !err; i++) {
		char *from = path_join(snapshot_of(b, b->from), parts[i].name);
		char *to = origin_file(b, parts[i].before);

		err = copy(from, to);
		free(from);
		free(to);
	}
	return err;
}

void origin_settle(struct boot *b, char *why, size_t whylen)
{
	int err = -1;

	while (err) {
		choose(b, why, whylen);
		err = b->from < 0 ? 0 : bring(b);
		if (!err)
			break;
		/* what is of no use is not tried again */
		say(b, snapshot_of(b, b->to < 0 ? b->from : b->to), err, why, whylen);
		if (b->to < 0)
			snapshot_forget(snapshot_of(b, b->from));
		else
			origin_give_up(b);
	}
}

/* path: what is in before, and then what it was, if it was. */
static int join_files(const char *path, const char *before)
{
	char *text = NULL, *more = NULL, *whole;
	size_t n = 0, m = 0;
	int err = file_read(before, &text, &n);

	if (err)
		return err;
	if (file_read(path, &more, &m))
		m = 0;
	whole = malloc(n + m + 1);
	if (whole) {
		memcpy(whole, text, n);
		if (m)
			memcpy(whole + n, more, m);
		err = file_write(path, whole, n + m);
	} else {
		err = -ENOMEM;
	}
	free(whole);
	free(more);
	free(text);
	return err;
}

static int join(const struct boot *b, const struct part *p)
{
	char *before = origin_file(b, p->before), *path;
	int err = -ENOMEM;

	if (!before)
		return err;
	path = origin_file(b, p->name);
	if (path)
		err = join_files(path, before);
	if (!err)
		unlink(before);
	free(path);
	free(before);
	return err;
}

/* A cell's console goes on in a file of its own. */
int origin_join(const struct boot *b)
{
	int err = 0;

	for (size_t i = b->to < 0; b->from >= 0 && i < NPARTS && !err; i++)
		err = join(b, &parts[i]);
	return err;
}

void origin_last_line(const struct boot *b, char *out, size_t len)
{
	char *path = origin_file(b, "machine.err"), *text = NULL, *nl;
	size_t n = 0;

	out[0] = '\0';
	if (path && !file_read_tail(path, 512, &text, &n) && n) {
		text[n - (text[n - 1] == '\n')] = '\0';
		nl = strrchr(text, '\n');
		snprintf(out, len, "%s", nl ? nl + 1 : text);
	}
	free(text);
	free(path);
}

/*
 * What the machine said last, or why it ended. Its memory is a mapped file when
 * it is saved: a full disk is a bus error.
 */
static void last_words(const struct boot *b, int status, char *out, size_t len)
{
	out[0] = '\0';
	if (!b->killed)
		origin_last_line(b, out, len);
	if (!out[0] && !b->killed && WIFSIGNALED(status))
		snprintf(out, len, "%s.new: %s%s", snapshot_of(b, b->to < 0 ? b->from : b->to),
			 strsignal(WTERMSIG(status)),
			 WTERMSIG(status) == SIGBUS ? " (is the disk full?)" : "");
	if (!out[0])
		snprintf(out, len, "%s", b->killed ?: "it said nothing");
}

/* Whoever waits for the lock may go on. */
static int end_saving(struct boot *b)
{
	int err = origin_join(b);

	if (!err)
		err = snapshot_keep(snapshot_of(b, b->to), SNAPSHOT_ROOM);
	if (err) {
		origin_give_up(b);
	} else {
		close(b->lock);
		b->lock = b->to = -1;
	}
	return err;
}

/* A machine that came from something else than a state has left no record. */
static bool was_no_use(const struct boot *b)
{
	char *path, *text = NULL;
	size_t len = 0;

	if (b->from < 0)
		return false;
	path = origin_file(b, "records.raw");
	if (!path || file_read(path, &text, &len))
		len = 0;
	free(text);
	free(path);
	return !len;
}

bool origin_passed(struct boot *b, int status, char *why, size_t whylen)
{
	char said[SPEC_PATH + 80];
	int err = 0;

	if (b->to < 0 && !was_no_use(b))
		return false;
	last_words(b, status, said, sizeof(said));
	if (b->to < 0)
		snapshot_forget(snapshot_of(b, b->from));
	else if (!WIFEXITED(status) || WEXITSTATUS(status))
		origin_give_up(b);
	else if (!(err = end_saving(b)))
		return true;
	say(b, err ? strerror(-err) : said, 0, why, whylen);
	return true;
}
