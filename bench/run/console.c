// SPDX-License-Identifier: GPL-2.0-or-later
/* console.c - see console.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "console.h"

/* Kind of a line, its complaint anywhere in it (interleaved output). */
static enum kmsg_kind console_kind(const char *line)
{
	enum kmsg_kind kind = kmsg_kind(line);

	/* A message in the middle of a line begins with its time stamp. */
	for (const char *p = line; kind == KMSG_OTHER && (p = strchr(p, '[')); p++)
		kind = kmsg_kind(p);
	return kind;
}

/* One line as ASCII: colour codes and bytes of no use taken out. */
static void clean_line(char *out, const char *line, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len && n < CONSOLE_COLS; i++) {
		unsigned char ch = line[i];

		if (ch == 0x1b && i + 1 < len && line[i + 1] == '[') {
			i += 2;
			while (i < len && !((line[i] | 0x20) >= 'a' &&
					    (line[i] | 0x20) <= 'z'))
				i++;
		} else if (ch == '\t') {
			out[n++] = ' ';
		} else if (ch >= 0x20 && ch < 0x7f) {
			out[n++] = ch;
		} else if (ch != '\r') {
			out[n++] = '?';
		}
	}
	while (n && out[n - 1] == ' ')
		n--;
	out[n] = '\0';
}

static void take_line(struct console *c, const char *line, bool *follow)
{
	enum kmsg_kind kind = console_kind(line);
	bool where = *follow && strstr(line, "RIP: ");

	c->count[kind]++;
	if (kind != KMSG_OTHER)
		*follow = true;
	if ((kind != KMSG_OTHER || where) &&
	    json_array_size(c->complaints) < CONSOLE_KEEP)
		json_array_append_new(c->complaints, json_string(line));
	if (where)
		*follow = false;
	if (!*line)
		return;
	if (json_array_size(c->tail) == CONSOLE_TAIL)
		json_array_remove(c->tail, 0);
	json_array_append_new(c->tail, json_string(line));
}

int console_scan(struct console *c, const char *text, size_t len)
{
	char line[CONSOLE_COLS + 1];
	bool follow = false;

	*c = (struct console){ .complaints = json_array(),
			       .tail = json_array() };
	if (!c->complaints || !c->tail)
		return -ENOMEM;
	for (size_t at = 0; at < len; ) {
		const char *nl = memchr(text + at, '\n', len - at);
		size_t end = nl ? (size_t)(nl - text) : len;

		clean_line(line, text + at, end - at);
		take_line(c, line, &follow);
		c->cut = !nl;
		at = end + 1;
	}
	return 0;
}

void console_free(struct console *c)
{
	json_decref(c->complaints);
	json_decref(c->tail);
	*c = (struct console){ 0 };
}

bool console_panicked(const char *text, size_t len)
{
	static const char mark[] = "] Kernel panic - ";

	return memmem(text, len, mark, sizeof(mark) - 1);
}
