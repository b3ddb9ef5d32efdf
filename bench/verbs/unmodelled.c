// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * unmodelled.c - the verb unmodelled: what the boots of a run have touched
 * of the GPU that the model does not have, each with the reason why that
 * is harmless, from a file of lines "register 0x12345 WHY" and "command
 * 0x7b00 WHY". What has no line there is an error; lines that the runs did
 * not touch are named, as other guests may.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gtt2m.h"
#include "known.h"
#include "records/record.h"
#include "opts.h"
#include "verbs/verbs.h"

#define MAX_RUNS 16

struct args {
	const char *known, *run[MAX_RUNS];
	unsigned int n;
};

/* Names of all boots as the keys of set; boots counted. */
static int collect(const char *run, json_t *set, unsigned int *boots)
{
	char path[600], why[RECORD_WHY];
	struct records r;
	json_t *met, *v;
	size_t i;

	snprintf(path, sizeof(path), "%s/records.jsonl", run);
	if (records_read(&r, path, why)) {
		fprintf(stderr, "gtt2m unmodelled: %s\n", why);
		return -EINVAL;
	}
	for (size_t k = 0; k < r.n; k++) {
		if (strcmp(r.v[k].kind, "unmodelled"))
			continue;
		met = json_object_get(r.v[k].data, "met");
		++*boots;
		json_array_foreach(met, i, v)
			json_object_set_new(set, json_string_value(v),
					    json_true());
	}
	records_free(&r);
	return 0;
}

static int show(json_t *set, struct known *known, unsigned int boots)
{
	unsigned int n = 0, bad = 0, stale;
	const char *name;
	json_t *v;
	char *sorted = json_dumps(set, JSON_SORT_KEYS), key[16], what[64];
	json_t *in_order = sorted ? json_loads(sorted, 0, NULL) : NULL;

	json_object_foreach(in_order, name, v) {
		const struct known_row *k = NULL;

		if (sscanf(name, "%15s %63s", key, what) == 2)
			k = known_find(known, key, what);
		printf("%s: %s\n", name, k ? k->why : "NOT EXPLAINED");
		bad += !k;
		n++;
	}
	free(sorted);
	json_decref(in_order);
	stale = known_stale(known, "not used by these boots");
	printf("%u boots; used and not modelled: %u, without a reason: %u; "
		"reasons for what they did not use: %u\n", boots, n, bad,
	       stale);
	return bad ? EXIT_WORSE : EXIT_FINE;
}

static int cmd_unmodelled(int argc, char **argv)
{
	struct args a = { 0 };
	unsigned int boots = 0;
	json_t *set = json_object();
	static struct known known;
	int err, code = EXIT_HARNESS;
	const struct opt rows[] = {
		{ .name = "known", .arg = "FILE", .text = &a.known,
		  .help = "Lines: register|command NAME WHY" },
		{ 0 }
	};
	const struct opts opts = {
		.words = "RESULTS/RUN...", .row = rows,
		.least = 1, .most = MAX_RUNS, .word = a.run, .n = &a.n,
		.help = "List the registers and commands that the boots of "
			"these runs used and the GPU model lacks. Exit 0: "
			"FILE has a reason for each of them.",
	};

	opts_parse(argc, argv, &opts);
	err = known_read(&known, a.known, "register|command NAME WHY", false,
			 "register, command", NULL);
	for (unsigned int i = 0; !err && i < a.n; i++)
		err = collect(a.run[i], set, &boots);
	if (!err && !boots)
		fprintf(stderr, "gtt2m unmodelled: no boot has recorded what "
			"it used\n");
	else if (!err)
		code = show(set, &known, boots);
	json_decref(set);
	return code;
}

const struct verb verb_unmodelled = {
	.name = "unmodelled", .fn = cmd_unmodelled,
	.help = "list what boots used and the GPU model lacks",
};
