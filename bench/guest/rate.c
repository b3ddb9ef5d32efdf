// SPDX-License-Identifier: GPL-2.0-or-later
/* What a load's phase did; contract in load.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guest/mark.h"
#include "load.h"
#include "lib/rec.h"
#include "lib/sys.h"

uint64_t meminfo_kib(const char *key)
{
	char text[8192], *at;

	if (sys_read("/proc/meminfo", text, sizeof(text)) < 0)
		return 0;
	at = strstr(text, key);
	return at ? strtoull(at + strlen(key), NULL, 10) : 0;
}

void rate_emit(const struct rate *r)
{
	json_t *o = json_pack("{s:s, s:I, s:I, s:I, s:i, s:i, s:I}",
			      "type", "rate",
			      "bytes", (json_int_t)r->bytes,
			      "virt_ns", (json_int_t)r->virt_ns,
			      "bad_bytes", (json_int_t)r->bad_bytes,
			      "resets", r->resets, "hangs", r->hangs,
			      "shmem_huge_kib", (json_int_t)r->huge_kib);

	json_object_set_new(o, "load", json_sprintf("%s/%s", r->load,
						    r->phase));
	json_object_set_new(o, "checksum_ok", r->checksum_ok < 0 ?
			    json_null() : json_boolean(r->checksum_ok));
	if (r->why)
		json_object_set_new(o, "why", json_string(r->why));
	rec_emit(o);
}

static int rate_mark(const struct rate *r, const char *at)
{
	char name[64];

	snprintf(name, sizeof(name), "%s/%s", r->load, r->phase);
	return mark(name, at);
}

int rate_begin(const struct rate *r)
{
	return rate_mark(r, MARK_BEGIN);
}

int rate_end(const struct rate *r)
{
	return rate_mark(r, MARK_END);
}
