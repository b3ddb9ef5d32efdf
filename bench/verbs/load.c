// SPDX-License-Identifier: GPL-2.0-or-later
/* load.c - the verb load: GPU loads on this machine's own i915. */
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>

#include "gtt2m.h"
#include "guest/load.h"
#include "number.h"
#include "verbs/verbs.h"

static error_t load_option(int key, char *arg, struct argp_state *state)
{
	uint64_t *seed = state->input;

	if (key != LONG('s'))
		return ARGP_ERR_UNKNOWN;
	*seed = number_arg(state, arg, 0, UINT64_MAX);
	return 0;
}

static void list_loads(void)
{
	size_t i;

	for (i = 0; load_at(i); i++)
		printf("%-14s  %s\n", load_at(i)->name, load_at(i)->desc);
}

int cmd_load(int argc, char **argv)
{
	static const struct argp_option options[] = {
		{ .name = "seed", .key = LONG('s'), .arg = "N",
		  .doc = "what the content and the order are made from" },
		{ 0 },
	};
	static const struct argp argp = {
		.options = options, .parser = load_option,
		.args_doc = "[NAME...]",
		.doc = "Run GPU loads on this machine's i915; without a name, "
		       "list them. Records go to standard output.",
	};
	uint64_t seed = 1;
	char why[256];
	int i;

	if (argp_parse(&argp, argc, argv, 0, &i, &seed))
		return EXIT_HARNESS;
	if (i == argc)
		list_loads();
	for (; i < argc; i++)
		if (loads_run(argv[i], seed, why, sizeof(why))) {
			fprintf(stderr, "%s: %s\n", argv[0], why);
			return EXIT_HARNESS;
		}
	return EXIT_FINE;
}
