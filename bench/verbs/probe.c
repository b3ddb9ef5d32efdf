// SPDX-License-Identifier: GPL-2.0-or-later
/* `gtt2m probe SCENARIO`: a scenario on the running system, as root. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cell.h"
#include "gtt2m.h"
#include "host/host.h"
#include "host/scenario.h"
#include "nearest.h"
#include "number.h"
#include "rec.h"
#include "verbs/verbs.h"

static int no_scenario(const char *name)
{
	struct nearest n = { .word = name };
	const struct scenario *s;
	char meant[96];

	for (size_t i = 0; (s = scenario_at(i)); i++)
		nearest_see(&n, s->name);
	fprintf(stderr, "gtt2m probe: no scenario '%s' (gtt2m list scenarios)%s\n",
		name, nearest_text(&n, meant));
	return EXIT_HARNESS;
}

static int cmd_probe(int argc, char **argv)
{
	struct cell *c = cell_shared(sizeof(*c));
	uint64_t seed = 1;
	bool ill = false;
	int ret;

	if (argc < 2 || argc > 3 || !c ||
	    (argc > 2 && number_read(argv[2], 0, UINT64_MAX, &seed))) {
		fprintf(stderr, "usage: gtt2m probe SCENARIO [SEED]\n");
		return EXIT_HARNESS;
	}
	if (!scenario_find(argv[1]))
		return no_scenario(argv[1]);
	if (geteuid()) {
		fprintf(stderr, "gtt2m probe: needs root (pagemap, mdev)\n");
		return EXIT_HARNESS;
	}
	ret = gvt_load(c);
	if (!ret)
		ret = probe_cell(c, argv[1], seed, &ill);
	rec_end(!ret, c->why);
	if (ret)
		fprintf(stderr, "gtt2m probe: %s\n", c->why);
	return ret ? EXIT_HARNESS : EXIT_FINE;
}

const struct verb verb_probe = {
	.name = "probe", .fn = cmd_probe,
	.help = "drive a vGPU without a guest OS (as root, L1)",
	.usage = "SCENARIO [SEED]   (no SCENARIO: lists them)",
};
