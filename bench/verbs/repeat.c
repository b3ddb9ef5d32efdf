// SPDX-License-Identifier: GPL-2.0-or-later
/* repeat.c - the verb repeat: do two runs of the same cells agree? */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "files.h"
#include "gtt2m.h"
#include "report/clock.h"
#include "report/repeat.h"
#include "opts.h"
#include "verbs/verbs.h"

static int print(const struct repeat *res)
{
	printf("%u records: %u counts and words, %u times compared\n",
	       res->records, res->counts, res->times);
	printf("widest difference of two times: %.2g (tolerance %g)\n",
	       res->widest, REPEAT_TOLERANCE);
	if (!res->records) {
		printf("nothing to compare\n");
		return EXIT_HARNESS;
	}
	if (res->differ) {
		printf("NONDETERMINISM: %u differ, first %s\n", res->differ,
		       res->first);
		return EXIT_INVALID;
	}
	printf("the runs repeat\n");
	return EXIT_FINE;
}

struct two {
	const char *dir[2];
	unsigned int n;
};

/* GPU times under the parameter sets, where both runs have them: the exit. */
static int compare_clocks(const struct two *t)
{
	struct clock c[2] = { { 0 } };
	int err = 0, code = EXIT_FINE;
	double widest = 0;
	char why[256] = "";

	for (unsigned int i = 0; i < 2 && !err; i++)
		err = clock_read(&c[i], t->dir[i], why, sizeof(why));
	if (err) {
		fprintf(stderr, "gtt2m repeat: %s\n", why);
		code = EXIT_HARNESS;
	} else if (c[0].sets || c[1].sets) {
		if (clock_compare(&c[0], &c[1], &widest)) {
			printf("NONDETERMINISM: clock.json is not of the same phases\n");
			code = EXIT_INVALID;
		} else {
			printf("GPU time under %u parameter sets: widest difference "
			       "%.2g\n", c[0].sets, widest);
			code = widest > REPEAT_TOLERANCE ? EXIT_INVALID : EXIT_FINE;
		}
	}
	clock_free(&c[0]);
	clock_free(&c[1]);
	return code;
}

static int cmd_repeat(int argc, char **argv)
{
	struct records rec[2] = { { 0 } };
	char why[RECORD_WHY] = "out of memory";
	struct two t = { 0 };
	struct repeat res;
	int err = 0, code = EXIT_HARNESS;
	const struct opts opts = {
		.words = "RUN RUN", .least = 2, .most = 2, .word = t.dir,
		.help = "Compare two runs of the same cells with the same "
			"seeds, record by record. Counts must be equal, "
			"virtual times within 1e-4, and GPU times equal under "
			"all parameter sets. Exit 0: they are; 3: they are "
			"not; 4: the runs do not have the same cells.",
	};

	opts_parse(argc, argv, &opts);
	for (int i = 0; i < 2 && !err; i++) {
		char *path = path_join(t.dir[i], "records.jsonl");

		err = path ? records_read(&rec[i], path, why) : -ENOMEM;
		free(path);
	}
	if (err) {
		fprintf(stderr, "gtt2m repeat: %s\n", why);
	} else if (repeat_compare(&rec[0], &rec[1], &res)) {
		fprintf(stderr, "gtt2m repeat: not the same cells: %s\n",
			res.first);
	} else {
		code = print(&res);
		if (code == EXIT_FINE)
			code = compare_clocks(&t);
	}
	records_free(&rec[0]);
	records_free(&rec[1]);
	return code;
}

const struct verb verb_repeat = {
	.name = "repeat", .fn = cmd_repeat,
	.help = "compare two runs of the same cells, record by record",
};
