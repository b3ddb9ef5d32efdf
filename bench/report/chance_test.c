// SPDX-License-Identifier: GPL-2.0-or-later
/* chance_test.c - guests on small pages: boots with unsafe entries, of all. */
#include <stdlib.h>
#include <string.h>

#include "report_bed.h"

#define BOOTS 8

/* The stored run as if it had had so many boots a row, of which nothing is known. */
static void open_boots(struct report *r)
{
	bed_open(r, "bench/testdata/golden");
	free(r->tally.boot);
	r->tally.blocks = BOOTS;
	r->tally.boot = calloc(r->run.plan.nvariants * r->run.plan.nscenarios * BOOTS,
			       sizeof(*r->tally.boot));
	assert_non_null(r->tally.boot);
}

static struct tally_boot *boot(struct report *r, const char *variant, size_t i)
{
	int v = report_variant(r, variant), k = report_scenario(r, "guest:blit-thp");

	assert_true(v >= 0 && k >= 0);
	return tally_boot(&r->tally, (size_t)v, (size_t)k, i);
}

/* A boot of 36 entries whose RAM has so many ranges off a boundary. */
static void count(struct tally_boot *b, unsigned int unsafe, int64_t off)
{
	b->counted = b->checked = b->small = true;
	b->o = (struct outcome){ .seen = 36, .direct = unsafe, .unsafe = unsafe };
	b->ram_ranges = 320;
	b->ram_off = off;
}

TEST(boots_have_a_share_and_its_interval)
{
	struct report r;
	char *text;

	open_boots(&r);
	for (size_t i = 0; i < BOOTS; i++) {
		count(boot(&r, "vfio-only", i), i < 2 ? 5 : 0, 10 - (int64_t)i);
		count(boot(&r, "baseline", i), 0, 7);
	}
	text = bed_section(&section_chance, &r);
	/* 2 of 8: stats_test.c has the interval from another program */
	assert_non_null(strstr(text, "\nguest:blit-thp  vfio-only   0  3-10  10/288    "
			       "2/8  3-65\n"));
	assert_non_null(strstr(text, "these guests:\nbaseline (8).\n"));
	assert_null(strstr(text, "no-check"));
	assert_null(strstr(text, "Crashed"));
	free(text);
	/* an unsafe entry may be what its guest dies of; other boots are failures */
	boot(&r, "vfio-only", 1)->status = CELL_CRASH;
	boot(&r, "vfio-only", 2)->status = CELL_CRASH;
	text = bed_section(&section_chance, &r);
	assert_non_null(strstr(text, "unsafe entry: vfio-only\nguest:blit-thp 1 of 2.\n"));
	free(text);
	/* what was not looked at is no number */
	boot(&r, "vfio-only", 0)->checked = false;
	for (size_t i = 1; i < BOOTS; i++)
		boot(&r, "vfio-only", i)->ram_ranges = 0;
	text = bed_section(&section_chance, &r);
	assert_non_null(strstr(text, "vfio-only   .    .   5/252    1/7"));
	free(text);
	report_close(&r);
}

/* One boot is no share, and of huge pages nothing is chance. */
TEST(nothing_where_there_is_no_chance)
{
	struct report r;
	char *text;

	open_boots(&r);
	count(boot(&r, "vfio-only", 0), 5, 10);
	text = bed_section(&section_chance, &r);
	assert_string_equal(text, "");
	free(text);
	for (size_t i = 0; i < BOOTS; i++) {
		count(boot(&r, "vfio-only", i), 5, 10);
		boot(&r, "vfio-only", i)->small = false;
	}
	text = bed_section(&section_chance, &r);
	assert_string_equal(text, "");
	free(text);
	report_close(&r);
}
