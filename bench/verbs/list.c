// SPDX-License-Identifier: GPL-2.0-or-later
/* list.c - the verb list: what there is to be named, with a line each. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gtt2m.h"
#include "guest/load.h"
#include "nearest.h"
#include "plan/catalog.h"
#include "plan/plan.h"
#include "verbs/verbs.h"

static void put(const char *name, const char *desc)
{
	printf("  %-24s %s\n", name, desc);
}

static void rows(bool guests)
{
	struct catalog_row row;

	for (size_t i = 0; i < catalog_size(); i++) {
		catalog_get(i, &row);
		if (row.guest == guests)
			put(row.name, row.desc);
	}
}

static void scenarios(void)
{
	rows(false);
}

static void guests(void)
{
	rows(true);
}

static void list_loads(void)
{
	for (size_t i = 0; load_at(i); i++)
		put(load_at(i)->name, load_at(i)->desc);
}

static void machines(void)
{
	const struct machine *m;
	size_t n;

	m = machine_list(&n);
	for (size_t i = 0; i < n; i++)
		put(m[i].name, m[i].desc);
}

static void profiles(void)
{
	const struct profile *p;
	size_t n;

	p = profile_list(&n);
	for (size_t i = 0; i < n; i++)
		put(p[i].name, p[i].desc);
}

/* Those that are built, with the first line of variants/NAME/README.md. */
static void variants(void)
{
	const char *o = getenv("O");
	struct plan_request rq = { .build = o && *o ? o : "build",
				   .profile = "quick" };
	char why[256] = "";
	struct plan p;

	if (plan_make(&p, &rq, why, sizeof(why)))
		printf("  none: %s\n", why);
	else
		for (size_t i = 0; i < p.nvariants; i++)
			put(p.variants[i], *p.facts[i].is ? p.facts[i].is : "-");
	plan_free(&p);
}

static const struct {
	const char *name, *desc;
	void (*print)(void);
} kinds[] = {
	{ "scenarios", "of the probe (-s NAME, or NAME@MACHINE)", scenarios },
	{ "guests", "Linux guests (-s NAME)", guests },
	{ "loads", "what runs in a guest (gtt2m load NAME)", list_loads },
	{ "machines", "(--machine NAME)", machines },
	{ "variants", "built here (-v NAME)", variants },
	{ "profiles", "(-p NAME)", profiles },
};

#define NKINDS (sizeof(kinds) / sizeof(kinds[0]))

static int cmd_list(int argc, char **argv)
{
	struct nearest n = { .word = argc > 1 ? argv[1] : "" };
	bool found = argc < 2;
	char meant[96];

	for (size_t i = 0; i < NKINDS && argc <= 2; i++) {
		nearest_see(&n, kinds[i].name);
		if (argc == 2 && strcmp(argv[1], kinds[i].name))
			continue;
		found = true;
		printf("%s %s\n", kinds[i].name, kinds[i].desc);
		kinds[i].print();
	}
	if (found)
		return EXIT_FINE;
	fprintf(stderr, "gtt2m list: %s is no kind (scenarios, guests, loads, "
		"machines, variants, profiles)%s\n", argv[1], nearest_text(&n, meant));
	return EXIT_HARNESS;
}

const struct verb verb_list = {
	.name = "list", .fn = cmd_list,
	.help = "scenarios, guests, loads, machines, variants, profiles",
	.usage = "[KIND]   (one of these; none: all)",
};
