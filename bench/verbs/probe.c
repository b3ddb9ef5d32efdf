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
#include "number.h"
#include "rec.h"
#include "verbs/verbs.h"

static void usage(void)
{
	const struct scenario *s;

	fprintf(stderr, "usage: gtt2m probe SCENARIO [SEED]\n");
	for (size_t i = 0; (s = scenario_at(i)); i++)
		fprintf(stderr, "  %-18s %s\n", s->name, s->desc);
}

int cmd_probe(int argc, char **argv)
{
	struct cell *c = cell_shared(sizeof(*c));
	uint64_t seed = 1;
	bool ill = false;
	int ret;

	if (argc < 2 || argc > 3 || !c || !scenario_find(argv[1]) ||
	    (argc > 2 && number_read(argv[2], 0, UINT64_MAX, &seed))) {
		usage();
		return EXIT_HARNESS;
	}
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
