// SPDX-License-Identifier: GPL-2.0-or-later
/* load.c - the verb load: GPU loads on this machine's own i915. */
#include <stdio.h>
#include <stdlib.h>

#include "gtt2m.h"
#include "guest/load.h"
#include "opts.h"
#include "verbs/verbs.h"

static void list_loads(void)
{
	size_t i;

	for (i = 0; load_at(i); i++)
		printf("%-14s  %s\n", load_at(i)->name, load_at(i)->desc);
}

static int cmd_load(int argc, char **argv)
{
	const char *name[argc];
	unsigned int n;
	uint64_t seed = 1;
	char why[256];
	const struct opt rows[] = {
		{ .name = "seed", .arg = "N",
		  .number64 = &seed, .max = UINT64_MAX,
		  .help = "Seed of the content and of the order" },
		{ 0 }
	};
	const struct opts opts = {
		.words = "[NAME...]", .row = rows,
		.most = argc, .word = name, .n = &n,
		.help = "Run GPU loads on this machine's i915. Without a "
			"NAME, list them. Records go to standard output.",
	};

	opts_parse(argc, argv, &opts);
	if (!n)
		list_loads();
	for (unsigned int i = 0; i < n; i++)
		if (loads_run(name[i], seed, why, sizeof(why))) {
			fprintf(stderr, "%s: %s\n", argv[0], why);
			return EXIT_HARNESS;
		}
	return EXIT_FINE;
}

const struct verb verb_load = {
	.name = "load", .fn = cmd_load,
	.help = "run GPU loads on this machine's i915",
};
