// SPDX-License-Identifier: GPL-2.0-or-later
/* outcome.c - judging a boot that is over, and its records; see boot.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "boot.h"
#include "console.h"
#include "files.h"
#include "origin.h"

/* A time of a clock that says nothing has no kind of number. */
static const char *cell_tag(const struct machine *m, const char *kind)
{
	const char *tag = record_tag(kind, m->exact);

	return m->untimed && strcmp(tag, "x") ? "-" : tag;
}

static json_t *wrap(const struct cell_spec *s, const char *kind, json_t *data)
{
	return json_pack("{si ss ss ss ss ss ss ss ss ss si si sI sO}",
		"schema", RECORD_SCHEMA, "kind", kind, "run", s->run,
		"cell", s->name, "variant", s->variant,
		"scenario", s->scenario, "machine", s->machine->name,
		"level", record_str(data, "level", "L1"),
		"tag", cell_tag(s->machine, kind), "env", s->env,
		"index", (int)s->index, "block", (int)s->block,
		"seed", (json_int_t)s->seed, "data", data);
}

static int put_line(FILE *out, json_t *j)
{
	char *text = j ? json_dumps(j, JSON_COMPACT | JSON_SORT_KEYS |
				    JSON_ENSURE_ASCII) : NULL;

	if (text)
		fprintf(out, "%s\n", text);
	free(text);
	json_decref(j);
	return text ? 0 : -ENOMEM;
}

/* Why a machine ended without saying so itself. */
static void why_ended(const struct boot *b, int status,
		      const struct console *con, char *why)
{
	char last[512];

	if (con->count[KMSG_PANIC]) {
		snprintf(why, RECORD_WHY, "kernel panic");
		return;
	}
	if (b->killed) {
		snprintf(why, RECORD_WHY, "%s (%u s)", b->killed,
			 b->limit.s);
		return;
	}
	if (WIFSIGNALED(status)) {
		snprintf(why, RECORD_WHY, "machine killed by signal %d",
			 WTERMSIG(status));
		return;
	}
	origin_last_line(b, last, sizeof(last));
	snprintf(why, RECORD_WHY, "no end marker; machine exited with %d%s%.150s",
		 WEXITSTATUS(status), last[0] ? ": " : "", last);
}

/* The kernel's oracle found a 2MiB entry that is not the guest's memory. */
static bool saw_unsafe(const struct raw_lines *raw)
{
	for (size_t i = 0; i < raw->n; i++)
		if (!strcmp(record_str(raw->v[i], "type", ""), "probe") &&
		    record_int(raw->v[i], "unsafe", 0))
			return true;
	return false;
}

/* L1 came up and was never heard of again, as the row says it may. */
static bool spun(const struct boot *b, const struct raw_lines *raw)
{
	return b->spec.spins && b->killed && raw->n && !raw->ended;
}

/*
 * What breaks is the harness's failure, unless the row says that it takes L1
 * down, or the GPU of a Linux guest could write to memory of others.
 */
static void judge(const struct boot *b, int status,
		  const struct raw_lines *raw, const struct console *con,
		  struct boot_result *res)
{
	unsigned int ill = con->count[KMSG_BUG] + con->count[KMSG_OOPS] +
			   con->count[KMSG_PANIC] + con->count[KMSG_HUNG];

	res->status = raw->ended && raw->ok ? CELL_OK : CELL_FAIL;
	if (res->status == CELL_OK)
		return;
	snprintf(res->why, sizeof(res->why), "%s", raw->why);
	if (!raw->ended && !strcmp(raw->why, "no end marker"))
		why_ended(b, status, con, res->why);
	if ((b->spec.crash && ill) || (b->spec.guest && saw_unsafe(raw)) ||
	    spun(b, raw))
		res->status = CELL_CRASH;
}

static json_t *ending(const struct boot *b, const struct raw_lines *raw,
		      const struct console *con, const struct boot_result *res)
{
	static const char *const starts[] = { "power-on", "snapshot", "guest-snapshot" };
	json_t *j = json_pack("{ss ss sf sI ss ss sO sb}",
		"status", cell_status_name(res->status), "why", res->why,
		"wall_s", (double)(long)(res->wall_s * 1000) / 1000,
		"lines", (json_int_t)raw->n, "log", b->spec.log,
		"from", b->spec.machine->metal ? "booted" : starts[b->from + 1],
		"complaints", con->complaints, "console_cut", con->cut);

	if (j && res->status != CELL_OK)
		json_object_set(j, "console_tail", con->tail);
	return j;
}

static int write_out(const struct cell_spec *s, const struct raw_lines *raw,
		     json_t *end, struct boot_result *res)
{
	FILE *out = open_memstream(&res->text, &res->len);
	int err = out && end ? 0 : -ENOMEM;

	for (size_t i = 0; !err && i < raw->n; i++)
		err = put_line(out, wrap(s, record_str(raw->v[i], "type", "-"),
					 raw->v[i]));
	if (!err)
		err = put_line(out, wrap(s, "cell", end));
	if (out && fclose(out))
		err = -ENOMEM;
	if (err) {
		free(res->text);
		res->text = NULL;
	}
	return err;
}

/* A whole file of the cell; one that is not there is empty. */
static void load(const struct boot *b, const char *name, char **text, size_t *len)
{
	char *path = path_join(b->spec.dir, name);

	if (!path || file_read(path, text, len)) {
		*text = NULL;
		*len = 0;
	}
	free(path);
}

int boot_finish(struct boot *b, int status, struct boot_result *res)
{
	char *raw_text, *con_text;
	size_t raw_len, con_len;
	struct raw_lines raw;
	struct console con;
	json_t *end;
	int err;

	*res = (struct boot_result){ .wall_s = now_s() - b->started };
	b->pid = 0;
	spec_release(&b->spec);
	err = origin_join(b);
	if (err)
		return err;
	load(b, "records.raw", &raw_text, &raw_len);
	load(b, "console.log", &con_text, &con_len);
	err = raw_parse(&raw, raw_text ?: "", raw_len);
	if (console_scan(&con, con_text ?: "", con_len))
		err = -ENOMEM;
	if (!err) {
		judge(b, status, &raw, &con, res);
		end = ending(b, &raw, &con, res);
		err = write_out(&b->spec, &raw, end, res);
		json_decref(end);
	}
	raw_free(&raw);
	console_free(&con);
	free(raw_text);
	free(con_text);
	return err;
}
