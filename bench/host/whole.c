// SPDX-License-Identifier: GPL-2.0-or-later
/* Whole commands under hyperfine. */
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "host/rows.h"
#include "lib/rec.h"
#include "lib/sys.h"

/* main() takes a program called init for init. */
#define SELF	"/tmp/gtt2m"
#define OUT	"/tmp/hyperfine.json"
#define RUNS	"4"
#define LIMIT	(200ull * NSEC_PER_SEC)

/*
 * Each is one process that loads, sets up, shadows 64 ranges twice, checks
 * and closes. The seed is another than the cell's: its vGPU has the name.
 */
static const struct {
	const char *name, *command;
} commands[] = {
	{ "probe small-contiguous", SELF " probe small-contiguous 9001" },
	{ "probe slot-split", SELF " probe slot-split 9001" },
};

static json_t *first_result(json_t *all)
{
	return json_array_get(json_object_get(all, "results"), 0);
}

static int time_one(struct probe *p, const char *name, const char *command)
{
	char *const argv[] = {
		"hyperfine", "--shell=none", "--style", "none", "--warmup", "1",
		"--runs", RUNS, "--export-json", OUT, (char *)command, NULL
	};
	char text[400] = "";
	json_t *all, *result;
	int ret = sys_run(argv, LIMIT, text, sizeof(text));

	if (ret)
		return cell_fail(&p->res->cell, ret < 0 ? ret : -EIO,
				 "hyperfine %s: %.160s", name, text);
	all = json_load_file(OUT, 0, NULL);
	result = first_result(all);
	if (!result) {
		json_decref(all);
		return cell_fail(&p->res->cell, -EINVAL,
				 "hyperfine %s wrote no JSON", name);
	}
	rec_emit(json_pack("{s:s, s:s, s:s, s:O}", "type", "command",
			   "tool", "hyperfine", "name", name,
			   "result", result));
	json_decref(all);
	unlink(OUT);
	return 0;
}

/*
 * Time the commands; each goes out as a `command` record with hyperfine's
 * own JSON. 0 or -errno with the reason in the cell.
 */
static int whole_commands(struct probe *p)
{
	int ret = 0;

	if (symlink("/proc/1/exe", SELF) && errno != EEXIST)
		return cell_fail(&p->res->cell, -errno, SELF);
	for (size_t i = 0; !ret && i < sizeof(commands) / sizeof(commands[0]); i++) {
		cell_phase(&p->res->cell, commands[i].name);
		ret = time_one(p, commands[i].name, commands[i].command);
	}
	return ret;
}

static const struct scenario rows[] = {
	{
		.name = "perf-whole", .perf = true, .ranges = 1,
		.desc = "whole probe commands in L1, timed by hyperfine",
		.why = "what a command costs from start to exit; its clock is L1's",
		PLAN(.backing = BACKING_THP, .special = whole_commands),
	},
};
const struct rowset whole_rows = ROWSET(rows);
