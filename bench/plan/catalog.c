// SPDX-License-Identifier: GPL-2.0-or-later
/* catalog.c - see catalog.h. */
#include <stdio.h>
#include <string.h>

#include "catalog.h"
#include "guest/scenarios.h"
#include "lib/cell.h"
#include "plan.h"

/* Guests of the primary family: the others are controls and extremes. */
static const char *const primary_guests[] = { "blit-thp" };

static bool guest_is_primary(const char *name)
{
	for (size_t i = 0; i < sizeof(primary_guests) / sizeof(primary_guests[0]); i++)
		if (!strcmp(primary_guests[i], name))
			return true;
	return false;
}

size_t catalog_size(void)
{
	return scenario_count() + nguest_scenarios;
}

static void from_probe(const struct scenario *s, struct catalog_row *row)
{
	*row = (struct catalog_row){
		.desc = s->desc, .crash = s->crash, .primary = s->primary,
		.perf = s->perf, .margin = CATALOG_MARGIN,
		.append = s->cmdline ?: "", .why = s->why ?: "", .probe = s,
		.image = "", .on_request = s->on_request, .curves = s->curves,
	};
	snprintf(row->name, sizeof(row->name), "%s", s->name);
}

static void from_guest(const struct guest_scenario *s, struct catalog_row *row)
{
	*row = (struct catalog_row){
		.desc = s->desc, .guest = true, .margin = CATALOG_MARGIN,
		.primary = guest_is_primary(s->name),
		.append = s->host_append ?: "", .why = "",
		.image = s->image ?: "", .census = s->census, .times = s->times,
		/* how L1 backs a guest is for the policies */
		.on_request = s->on_request ||
			      (s->census && s->ram != &RAM_THP),
	};
	snprintf(row->name, sizeof(row->name), GUEST_PREFIX "%s", s->name);
	snprintf(row->boots_as, sizeof(row->boots_as), GUEST_PREFIX "%s",
		 guest_boots_as(s)->name);
}

void catalog_get(size_t i, struct catalog_row *row)
{
	const struct scenario *s = scenario_at(i);

	if (s)
		from_probe(s, row);
	else
		from_guest(&guest_scenarios[i - scenario_count()], row);
}

bool catalog_find(const char *name, struct catalog_row *row)
{
	const char *guest = cell_guest(name);
	const struct guest_scenario *g = guest ? guest_scenario_find(guest) : NULL;
	const struct scenario *s = guest ? NULL : scenario_find(name);

	if (g)
		from_guest(g, row);
	else if (s)
		from_probe(s, row);
	return g || s;
}
