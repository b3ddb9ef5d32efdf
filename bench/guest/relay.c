// SPDX-License-Identifier: GPL-2.0-or-later
/* Checking a guest's records; contract in relay.h. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "guest/relay.h"

#define VERDICT "guest: "

static const char *text_of(const json_t *o, const char *key)
{
	const char *s = json_string_value(json_object_get(o, key));

	return s ? s : "";
}

/* The guest's verdict about itself. */
static int verdict(const json_t *end, char *why, size_t len)
{
	if (!strcmp(text_of(end, "status"), "ok"))
		return 0;
	snprintf(why, len, VERDICT "%s", text_of(end, "why"));
	return -EPROTO;
}

int relay_parse(const char *text, unsigned int guest, json_t *lines,
		char *why, size_t len)
{
	unsigned int n = 0;
	json_t *o = NULL;
	bool last;
	const char *nl;
	int ret;

	for (; (nl = strchr(text, '\n')); text = nl + 1) {
		n++;
		o = json_loadb(text, nl - text, JSON_REJECT_DUPLICATES, NULL);
		if (!json_is_object(o) || !*text_of(o, "type")) {
			json_decref(o);
			snprintf(why, len, "guest record %u is garbled: %.*s",
				 n, nl - text < 60 ? (int)(nl - text) : 60,
				 text);
			return -EPROTO;
		}
		last = !strcmp(text_of(o, "type"), "end");
		if (last)
			break;
		json_object_set_new(o, "level", json_string("L2"));
		if (guest)
			json_object_set_new(o, "guest", json_integer(guest));
		json_array_append_new(lines, o);
	}
	if (!nl) {
		snprintf(why, len, *text ? "guest record %u is cut short" :
			 "no end marker from the guest after %u records",
			 *text ? n + 1 : n);
		return -EPROTO;
	}
	ret = verdict(o, why, len);
	json_decref(o);
	if (!ret && nl[1]) {
		snprintf(why, len, "the guest went on after its end marker");
		ret = -EPROTO;
	}
	return ret;
}

bool relay_is_verdict(const char *why)
{
	return !strncmp(why, VERDICT, strlen(VERDICT));
}

int relay_strict(const json_t *lines, char *why, size_t len)
{
	const json_t *o;
	size_t i;

	json_array_foreach((json_t *)lines, i, o) {
		if (!json_is_false(json_object_get(o, "checksum_ok")))
			continue;
		snprintf(why, len, "%s: wrong, and no 2MiB entry was unsafe or failed",
			 text_of(o, "load"));
		return -EBADMSG;
	}
	return 0;
}

const char *relay_tail(const char *text, unsigned int n)
{
	const char *p = text + strlen(text);

	if (p > text && p[-1] == '\n')
		p--;
	while (p > text && (p[-1] != '\n' || --n))
		p--;
	return p;
}
