// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * unmodelled.c - the verb unmodelled: what the boots of a run have touched
 * of the GPU that the model does not have, each with the reason why that
 * is harmless, from a file of lines "register 0x12345 WHY" and "command
 * 0x7b00 WHY". What has no line there is an error.
 */
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "gtt2m.h"
#include "records/record.h"
#include "verbs/verbs.h"

#define MAX_RUNS 16

struct args {
	const char *known, *run[MAX_RUNS];
	unsigned int n;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *a = state->input;

	switch (key) {
	case LONG('k'):
		a->known = arg;
		return 0;
	case ARGP_KEY_ARG:
		if (a->n == MAX_RUNS)
			argp_error(state, "more than %d runs", MAX_RUNS);
		a->run[a->n++] = arg;
		return 0;
	case ARGP_KEY_END:
		if (!a->n)
			argp_usage(state);
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

/* The reason on the line of name, or NULL; the caller frees it. */
static char *reason(const char *known, const char *name)
{
	size_t n = strlen(name);

	for (const char *p = known; p && *p; p = strchr(p, '\n')) {
		if (*p == '\n')
			p++;
		if (!strncmp(p, name, n) && p[n] == ' ')
			return strndup(p + n + 1, strcspn(p + n + 1, "\n"));
	}
	return NULL;
}

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

static int show(json_t *set, const char *known, unsigned int boots)
{
	unsigned int n = 0, bad = 0;
	const char *name;
	json_t *v;
	char *sorted = json_dumps(set, JSON_SORT_KEYS), *why;
	json_t *in_order = sorted ? json_loads(sorted, 0, NULL) : NULL;

	json_object_foreach(in_order, name, v) {
		why = reason(known, name);
		printf("%s: %s\n", name, why ?: "NOT EXPLAINED");
		bad += !why;
		n++;
		free(why);
	}
	free(sorted);
	json_decref(in_order);
	printf("%u boots; touched and not modelled: %u, not explained: %u\n",
	       boots, n, bad);
	return bad ? EXIT_WORSE : EXIT_FINE;
}

int cmd_unmodelled(int argc, char **argv)
{
	static const struct argp_option options[] = {
		{ "known", LONG('k'), "FILE", 0, "Lines: register|command NAME WHY", 0 },
		{ 0 }
	};
	static const struct argp argp = {
		.options = options, .parser = parse,
		.args_doc = "RESULTS/RUN...",
		.doc = "List what the boots of the runs touched of the GPU that "
		       "the model does not have. Exit 0: each has its reason "
		       "in FILE.",
	};
	struct args a = { 0 };
	unsigned int boots = 0;
	json_t *set = json_object();
	char *known = NULL;
	int err = 0, code = EXIT_HARNESS;
	size_t len;

	argp_parse(&argp, argc, argv, 0, NULL, &a);
	if (a.known)
		err = file_read(a.known, &known, &len);
	if (err)
		fprintf(stderr, "gtt2m unmodelled: %s: %s\n", a.known,
			strerror(-err));
	for (unsigned int i = 0; !err && i < a.n; i++)
		err = collect(a.run[i], set, &boots);
	if (!err && !boots)
		fprintf(stderr, "gtt2m unmodelled: no boot says what it touched\n");
	else if (!err)
		code = show(set, known, boots);
	free(known);
	json_decref(set);
	return code;
}
