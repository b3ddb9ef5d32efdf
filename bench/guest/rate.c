// SPDX-License-Identifier: GPL-2.0-or-later
/* What a load's phase did; contract in load.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guest/mark.h"
#include "host/gpucount.h"
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

/*
 * A load in L1 itself has no span around its phases, and so counts on its own
 * what the GPU model did not execute; one phase at a time.
 */
static struct {
	bool model;		/* the GPU is the model, and this is L1 */
	struct gen9_counters begun;
	json_t *by;		/* gpucount_skipped() of the phase */
	uint64_t untimed;	/* the counter, of the phase */
} own;

static void add_skipped(json_t *o)
{
	json_int_t all = 0;
	const char *name;
	json_t *v;

	json_object_foreach(own.by, name, v)
		all += json_integer_value(v);
	json_object_set_new(o, "not_executed", json_integer(all));
	json_object_set(o, "not_executed_by", own.by);
	json_object_set_new(o, "untimed", json_integer(own.untimed));
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
	if (own.by)
		add_skipped(o);
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
	own.model = !mark_is_open() && !gpucount_read(&own.begun);
	return rate_mark(r, MARK_BEGIN);
}

int rate_end(const struct rate *r)
{
	static struct gen9_counters now;

	json_decref(own.by);
	own.by = NULL;
	if (own.model && !gpucount_read(&now)) {
		own.by = gpucount_skipped(&own.begun, &now);
		own.untimed = now.untimed - own.begun.untimed;
	}
	return rate_mark(r, MARK_END);
}
