// SPDX-License-Identifier: GPL-2.0-or-later
/* plan_test.c - complete blocks, random order, refusals; machine rows. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "catalog.h"
#include "files.h"
#include "guest/scenarios.h"
#include "plan.h"
#include "records/env.h"
#include "test.h"

static char build[64];

static void make_kernel(const char *variant)
{
	char path[128], *text;
	size_t len;

	snprintf(path, sizeof(path), "%s/kernels/%s", build, variant);
	assert_int_equal(dir_make(path), 0);
	strcat(path, "/bzImage");
	assert_int_equal(file_write(path, "", 0), 0);
	/* as scripts/kernels.sh does */
	snprintf(path, sizeof(path), "variants/%s/facts", variant);
	if (file_read(path, &text, &len))
		return;
	snprintf(path, sizeof(path), "%s/kernels/%s/facts", build, variant);
	assert_int_equal(file_write(path, text, len), 0);
	free(text);
}

static int set_up(void **state)
{
	static const char *const v[] = { "no-check", "baseline", "zeta", "stock",
					 "alpha", "vfio-only", "kvm-memslot" };

	strcpy(build, "/tmp/gtt2m-plan-XXXXXX");
	if (!mkdtemp(build))
		return -1;
	for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++)
		make_kernel(v[i]);
	return 0;
}

static int tear_down(void **state)
{
	char cmd[96];

	snprintf(cmd, sizeof(cmd), "rm -r '%s'", build);
	return system(cmd);
}
AROUND_EACH(set_up, tear_down);

static struct plan made(const struct plan_request *given)
{
	struct plan_request rq = *given;
	struct plan p;
	char why[256];

	rq.build = build;
	if (plan_make(&p, &rq, why, sizeof(why)))
		fail_msg("%s", why);
	return p;
}

TEST(variants_come_in_table_order)
{
	static const char *const want[] = { "stock", "baseline", "kvm-memslot",
		"vfio-only", "no-check", "alpha", "zeta", AA_ARM };
	struct plan p = made(&(struct plan_request){ .profile = "default" });

	assert_int_equal(p.nvariants, 8);
	for (size_t i = 0; i < 8; i++)
		assert_string_equal(p.variants[i], want[i]);
	plan_free(&p);
	p = made(&(struct plan_request){ .profile = "quick" });
	assert_int_equal(p.nvariants, 7);	/* no A/A arm in this one */
	plan_free(&p);
}

TEST(on_request_is_for_who_asks)
{
	static const char info[] = "variant zeta\non-request yes\n";
	char path[128];
	struct plan p;

	snprintf(path, sizeof(path), "%s/kernels/zeta/info", build);
	assert_int_equal(file_write(path, info, strlen(info)), 0);
	p = made(&(struct plan_request){ .profile = "quick" });
	assert_int_equal(p.nvariants, 6);
	plan_free(&p);
	p = made(&(struct plan_request){ .variants = "baseline,zeta" });
	assert_int_equal(p.nvariants, 2);
	plan_free(&p);
}

/* A variant is its folder: one more, without a line of C. */
TEST(folder_says_what_a_variant_is)
{
	static const char facts[] = "order 15\npredicts stock never-2m\n"
		"since 6.1 no-check\nsince 6.6 nothing\njudged no\nmends yes\n"
		"is all split, or an error\n";
	static const char info[] = "variant alpha\nversion 6.1.192\n";
	static const char *const bad[] = { "order first\n", "predicts my-own\n",
		"judged maybe\n", "mends all\n", "since 6 baseline\n", "sinse 6.6 nothing\n",
		"order\n" };
	struct plan_request rq = { .build = build, .variants = "alpha" };
	char path[128], why[256];
	struct plan p, q;
	json_t *j;

	snprintf(path, sizeof(path), "%s/kernels/alpha/info", build);
	assert_int_equal(file_write(path, info, strlen(info)), 0);
	snprintf(path, sizeof(path), "%s/kernels/alpha/facts", build);
	assert_int_equal(file_write(path, facts, strlen(facts)), 0);
	p = made(&(struct plan_request){ .scenarios = "small-scattered" });
	assert_string_equal(p.variants[1], "alpha");	/* behind stock, 10 */
	assert_int_equal(p.scenarios[0].expect[1], PRED_ERR);
	assert_false(p.facts[0].judged);
	assert_false(p.facts[1].judged);
	assert_true(p.facts[2].judged);
	/* and the plan tells whoever reads it */
	j = plan_to_json(&p);
	assert_int_equal(plan_from_json(&q, j, why, sizeof(why)), 0);
	for (size_t i = 0; i < p.nvariants; i++) {
		assert_int_equal(p.facts[i].judged, q.facts[i].judged);
		assert_int_equal(p.facts[i].mends, i == 1);
		assert_int_equal(q.facts[i].mends, i == 1);
		assert_string_equal(q.facts[i].is, i == 1 ?
				    "all split, or an error" : "");
	}
	plan_free(&q);
	/* old plans did not: stock and the A/A arm were the controls */
	json_object_del(j, "not_judged");
	assert_int_equal(plan_from_json(&q, j, why, sizeof(why)), 0);
	assert_false(q.facts[0].judged);
	assert_true(q.facts[1].judged);
	json_decref(j);
	plan_free(&q);
	plan_free(&p);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(file_write(path, bad[i], strlen(bad[i])), 0);
		assert_int_equal(plan_make(&p, &rq, why, sizeof(why)), -EINVAL);
		assert_non_null(strstr(why, "alpha/facts:1: "));
		plan_free(&p);
	}
	assert_int_equal(unlink(path), 0);
}

TEST(blocks_are_complete)
{
	struct plan p = made(&(struct plan_request){ .seeds = 3,
		.variants = "baseline,stock,no-check",
		.scenarios = "thp-aligned hugetlb-1g\nguest:blit-thp" });
	unsigned int seen[3][3][3] = { 0 };

	assert_int_equal(p.ncells, 27);
	for (size_t i = 0; i < p.ncells; i++) {
		const struct plan_cell *c = &p.cells[i];

		assert_int_equal(c->index, i);
		assert_int_equal(c->seed, c->block + 1);
		seen[c->block][c->scenario][c->variant]++;
		if (i)
			assert_true(c->block >= p.cells[i - 1].block);
	}
	for (int b = 0; b < 3; b++)
		for (int s = 0; s < 3; s++)
			for (int v = 0; v < 3; v++)
				assert_int_equal(seen[b][s][v], 1);
	/* the longest first */
	assert_string_equal(p.scenarios[p.cells[0].scenario].name,
			    "guest:blit-thp");
	plan_free(&p);
}

TEST(order_is_random_and_repeats)
{
	struct plan_request rq = { .scenarios = "thp-aligned", .seeds = 20,
				   .order_seed_given = true, .order_seed = 5 };
	struct plan a = made(&rq), b = made(&rq), c;
	char ida[65], idc[65];
	unsigned int moved = 0, first[8] = { 0 };

	rq.order_seed = 6;
	c = made(&rq);
	for (size_t i = 0; i < a.ncells; i++) {
		assert_int_equal(a.cells[i].variant, b.cells[i].variant);
		moved += a.cells[i].variant != c.cells[i].variant;
		if (i % a.nvariants == 0)
			first[a.cells[i].variant]++;
	}
	assert_true(moved > a.ncells / 2);
	for (size_t v = 0; v < a.nvariants; v++)
		assert_true(first[v] < 12);	/* nobody always goes first */
	plan_id(&a, ida);
	plan_id(&c, idc);
	assert_string_equal(ida, idc);	/* the order is not what is compared */
	plan_free(&a);
	plan_free(&b);
	plan_free(&c);
}

/* What takes a machine down is left out on metal, and that is said. */
TEST(metal_leaves_out)
{
	struct plan_request rq = { .profile = "full", .machine = "metal" };
	struct plan p = made(&rq), q;
	json_t *j = plan_to_json(&p);
	unsigned int crash = 0, named = 0;
	struct catalog_row row;
	char why[256];

	assert_non_null(p.left_out);
	for (size_t i = 0; i < p.nscenarios; i++)
		assert_false(p.scenarios[i].crash);
	for (size_t i = 0; i < catalog_size(); i++) {
		catalog_get(i, &row);
		if (!row.crash || (row.probe && row.probe->on_request))
			continue;
		crash++;
		named += strstr(p.left_out, row.name) != NULL;
	}
	assert_true(crash > 0);
	assert_int_equal(named, crash);
	assert_int_equal(plan_from_json(&q, j, why, sizeof(why)), 0);
	assert_string_equal(q.left_out, p.left_out);
	plan_free(&q);
	json_decref(j);
	plan_free(&p);
	rq.machine = "emulated";
	p = made(&rq);
	assert_null(p.left_out);
	plan_free(&p);
}

TEST(json_round_trip)
{
	struct plan p = made(&(struct plan_request){ .profile = "full" }), q;
	json_t *j = plan_to_json(&p), *k;
	char why[256];

	assert_int_equal(plan_from_json(&q, j, why, sizeof(why)), 0);
	k = plan_to_json(&q);
	assert_true(json_equal(j, k));
	plan_free(&q);
	json_object_set_new(k, "schema", json_integer(9));
	assert_true(plan_from_json(&q, k, why, sizeof(why)) < 0);
	assert_non_null(strstr(why, "schema 9, this program reads 2"));
	plan_free(&q);
	json_object_set_new(json_array_get(json_object_get(j, "cells"), 0),
			    "variant", json_string("nobody"));
	assert_true(plan_from_json(&q, j, why, sizeof(why)) < 0);
	plan_free(&q);
	json_decref(j);
	json_decref(k);
	plan_free(&p);
}

/* The command line of a plan's scenario; NULL: it is not in the plan. */
static const char *append_of(const struct plan *p, const char *name)
{
	for (size_t i = 0; i < p->nscenarios; i++)
		if (!strcmp(p->scenarios[i].name, name))
			return p->scenarios[i].append;
	return NULL;
}

/* Each layout of the matrix, on both machines. */
TEST(cpus_has_pairs)
{
	struct plan p = made(&(struct plan_request){
		.profile = "cpus", .machine = "emulated,smp2" });
	unsigned int pairs = 0;
	char other[96];

	for (size_t i = 0; i < p.nscenarios; i++) {
		const char *name = p.scenarios[i].name;

		if (strchr(name, '@'))
			continue;
		snprintf(other, sizeof(other), "%s@smp2", name);
		assert_non_null(append_of(&p, other));
		assert_null(strstr(name, "repro-"));
		pairs++;
	}
	assert_int_equal(pairs, 28);
	assert_int_equal(p.nscenarios, 2 * pairs);
	assert_null(append_of(&p, "sweep-1g"));
	assert_string_equal(append_of(&p, "tracked-nested-stale@smp2"),
			    "gtt2m.ranges=64");
	plan_free(&p);
}

/* Only a profile cuts rows, on emulated machines, if it picked them. */
TEST(default_has_fewer_ranges)
{
	static const char all[] = "hugepagesz=1G hugepages=1";
	static const char some[] = "hugepagesz=1G hugepages=1 gtt2m.ranges=64";
	static const struct {
		struct plan_request rq;
		const char *append;
	} row[] = {
		{ { .profile = "default" }, some },
		{ { .machine = "vtd-strict" }, some },
		{ { .profile = "full" }, all },
		{ { .scenarios = "hugetlb-1g" }, all },
		{ { .machine = "debug" }, all },	/* 8, for all rows */
		{ { .machine = "metal" }, all },
	};
	struct plan p;

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		p = made(&row[i].rq);
		assert_string_equal(append_of(&p, "hugetlb-1g"), row[i].append);
		plan_free(&p);
	}
	p = made(&(struct plan_request){ .profile = "default" });
	assert_string_equal(append_of(&p, "small-misaligned@vtd-strict"),
			    "gtt2m.ranges=64");
	/* it has no more, and a guest has as many as it makes */
	assert_null(strstr(append_of(&p, "sweep-1g"), "ranges"));
	assert_null(strstr(append_of(&p, "guest:blit-thp"), "ranges"));
	plan_free(&p);
}

/* Which scenarios take perf is in the plan; an older one knows them by name. */
TEST(perf_is_in_the_plan)
{
	struct plan p = made(&(struct plan_request){
		.scenarios = "thp-aligned,perf-thp,perf-whole" }), q;
	json_t *j = plan_to_json(&p), *list = json_object_get(j, "scenarios"), *s;
	char why[256];
	size_t i;

	for (unsigned int old = 0; old < 2; old++) {
		assert_int_equal(plan_from_json(&q, j, why, sizeof(why)), 0);
		assert_int_equal(q.nscenarios, 3);
		assert_false(q.scenarios[0].perf);
		assert_true(q.scenarios[1].perf && q.scenarios[2].perf);
		plan_free(&q);
		assert_null(json_object_get(json_array_get(list, 0), "perf"));
		json_array_foreach(list, i, s)
			json_object_del(s, "perf");
	}
	json_decref(j);
	plan_free(&p);
}

/* How many variants of a plan run a scenario; first: their names, each with a blank. */
static unsigned int runs(const struct plan *p, const char *scenario, char *names)
{
	unsigned int n = 0;

	*names = '\0';
	for (size_t i = 0; i < p->ncells; i++)
		n += !strcmp(p->scenarios[p->cells[i].scenario].name, scenario);
	for (size_t v = 0; v < p->nvariants; v++)
		for (size_t i = 0; i < p->ncells; i++)
			if (p->cells[i].variant == v &&
			    !strcmp(p->scenarios[p->cells[i].scenario].name, scenario))
				strcat(strcat(names, p->variants[v]), " ");
	return n;
}

/* Curves of entries that are predicted to be the same are not drawn twice. */
TEST(default_has_a_curve_for_each_prediction)
{
	char names[256];
	struct plan p = made(&(struct plan_request){ .profile = "default" });

	/* alpha and zeta have no predictions: theirs may be any */
	runs(&p, "sweep-1g@vtd-strict", names);
	assert_string_equal(names, "stock baseline vfio-only alpha zeta ");
	assert_int_equal(runs(&p, "sweep-1g", names), 5);
	assert_int_equal(runs(&p, "hugetlb-1g", names), p.nvariants);
	plan_free(&p);
	p = made(&(struct plan_request){ .variants = "kvm-memslot,no-check" });
	runs(&p, "sweep-1g", names);
	assert_string_equal(names, "kvm-memslot no-check ");
	plan_free(&p);
	p = made(&(struct plan_request){ .scenarios = "sweep-1g" });
	assert_int_equal(runs(&p, "sweep-1g", names), p.nvariants);
	plan_free(&p);
	p = made(&(struct plan_request){ .profile = "full", .seeds = 1 });
	assert_int_equal(runs(&p, "sweep-1g", names), p.nvariants);
	plan_free(&p);
}

/* The census: guests of their own, settings on the baseline only. */
TEST(census_is_by_itself)
{
	struct plan p = made(&(struct plan_request){ .profile = "census" });
	size_t alone = 0, images = 0;

	for (size_t i = 0; i < p.nscenarios; i++) {
		assert_true(p.scenarios[i].guest);
		assert_false(p.scenarios[i].primary);
		alone += p.scenarios[i].alone;
		images += *p.scenarios[i].image != 0;
	}
	assert_int_equal(alone, p.nscenarios);
	assert_true(images && images < p.nscenarios);
	for (size_t i = 0; i < p.ncells; i++)
		if (p.scenarios[p.cells[i].scenario].alone)
			assert_string_equal(p.variants[p.cells[i].variant],
					    BASELINE);
	assert_int_equal(p.ncells, p.nscenarios);
	/* drivers that set up take minutes, not a guest's usual quarter of one */
	for (size_t i = 0; i < p.ncells; i++)
		assert_in_range(plan_cell_usual_s(&p, machine_find("emulated"),
						  &p.cells[i]), 32, 112);
	plan_free(&p);
	p = made(&(struct plan_request){ .profile = "default" });
	for (size_t i = 0; i < p.nscenarios; i++)
		assert_string_equal(p.scenarios[i].image, "");
	plan_free(&p);
}

static bool has_row(const struct plan *p, const char *name)
{
	for (size_t i = 0; i < p->nscenarios; i++)
		if (!strcmp(p->scenarios[i].name, name))
			return true;
	return false;
}

/*
 * Every program with Debian's settings, on THPs, 4K and 1G pages; and on 4K pages
 * clpeak with the setting by which it writes 2MiB entries.
 */
TEST(census_policy_is_whole)
{
	static const char *const backing[] = { "", "-4k", "-1g" };
	struct plan p = made(&(struct plan_request){
			     .profile = "census-policy" });
	size_t programs = 0;
	char name[64];

	for (size_t i = 0; i < nguest_scenarios; i++) {
		const struct guest_scenario *s = &guest_scenarios[i];

		if (!s->census || strchr(s->name + strlen("user-"), '-'))
			continue;
		programs++;
		for (size_t b = 0; b < 3; b++) {
			snprintf(name, sizeof(name), "guest:%s%s", s->name,
				 backing[b]);
			assert_true(has_row(&p, name));
		}
	}
	assert_int_equal(programs, 7);
	assert_true(has_row(&p, "guest:user-clpeak-4k-shmem"));
	assert_int_equal(p.nscenarios, 3 * programs + 1);
	assert_int_equal(p.ncells, p.nscenarios * p.nvariants);
	plan_free(&p);
}

/* Every guest whose memory may not be huge pages, but those of the census. */
TEST(small_pages_is_whole)
{
	struct plan p = made(&(struct plan_request){ .profile = "small-pages" });
	size_t n = 0;
	char name[64];

	for (size_t i = 0; i < nguest_scenarios; i++) {
		const struct guest_scenario *s = &guest_scenarios[i];

		/* cl-neighbour is there for what lies beside the guest */
		if (s->census || s->ram->huge_min >= 90 || s->neighbour_mib)
			continue;
		n++;
		snprintf(name, sizeof(name), "guest:%s", s->name);
		assert_true(has_row(&p, name));
	}
	assert_int_equal(p.nscenarios, n);
	assert_int_equal(p.ncells, 8 * n * p.nvariants);
	plan_free(&p);
}

TEST(refusals_name_the_reason)
{
	static const struct {
		struct plan_request rq;
		const char *why;
	} row[] = {
		{ { .profile = "huge" }, "no profile 'huge'" },
		{ { .machine = "fake" }, "no machine 'fake'" },
		{ { .scenarios = "thp-algned" }, "no scenario 'thp-algned'" },
		{ { .machine = "emulated,tin" }, "no machine 'tin'" },
		{ { .scenarios = "thp-aligned@tin" },
		  "thp-aligned@tin: no machine 'tin'" },
		{ { .profile = "census", .machine = "metal" },
		  "profile census: guests with images" },
		{ { .scenarios = "guest:user-neo", .machine = "metal" },
		  "guest:user-neo: guests with images" },
		{ { .variants = "beta" }, "variant beta: no kernel in" },
		{ { .variants = ", " }, "no variants named" },
		{ { .seeds = 100000 }, "more than" },
	};
	char why[256];
	struct plan p;

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		struct plan_request rq = row[i].rq;

		rq.build = build;
		assert_true(plan_make(&p, &rq, why, sizeof(why)) < 0);
		if (!strstr(why, row[i].why))
			fail_msg("'%s' lacks '%s'", why, row[i].why);
		plan_free(&p);
	}
}

TEST(catalog_rows_are_sound)
{
	struct catalog_row row, other;

	assert_true(catalog_size() > 10);
	for (size_t i = 0; i < catalog_size(); i++) {
		catalog_get(i, &row);
		assert_true(strlen(row.desc) <= 60);
		assert_true(row.margin > 0 && row.margin < 1);
		assert_int_equal(row.guest, !strncmp(row.name, "guest:", 6));
		for (size_t k = 0; k < i; k++) {
			catalog_get(k, &other);
			assert_string_not_equal(row.name, other.name);
		}
	}
}

TEST(command_line_is_filled_in)
{
	struct machine_fill f = {
		.qemu = "Q", .kernel = "K", .initrd = "I", .append = "a b c",
		.seed = "7", .console = "C", .records = "R", .gpu = ",params=P",
		.cell = "x/y/z",
	};
	const struct machine *m = machine_find("emulated");
	static const char *const bad_argv[] = { "{nothing}", NULL };
	struct machine bad = { .argv = bad_argv };
	unsigned int hits = 0;
	char **argv;

	assert_non_null(m);
	argv = machine_argv(m, &f);
	assert_non_null(argv);
	assert_string_equal(argv[0], "Q");
	for (size_t i = 0; argv[i]; i++) {
		assert_null(strchr(argv[i], '{'));
		hits += !strcmp(argv[i], "a b c") || !strcmp(argv[i], "file:R") ||
			!strcmp(argv[i], "igd-gen9,addr=02.0,params=P") ||
			!strcmp(argv[i], "7");
	}
	assert_int_equal(hits, 4);
	machine_argv_free(argv);
	assert_null(machine_argv(&bad, &f));
	assert_null(machine_find("fake"));	/* no result can come from it */
}

TEST(differing_environments_are_named)
{
	json_t *a = json_pack("{s{s{ss} ss}}", "fixed", "suite", "commit", "1",
			      "qemu", "x");
	json_t *b = json_deep_copy(a);
	char what[128];

	assert_int_equal(env_differ(a, b, what, sizeof(what)), 0);
	json_object_set_new(b, "observed", json_integer(1));
	assert_int_equal(env_differ(a, b, what, sizeof(what)), 0);
	json_object_set_new(json_object_get(json_object_get(b, "fixed"), "suite"),
			    "commit", json_string("2"));
	assert_int_equal(env_differ(a, b, what, sizeof(what)), 1);
	assert_string_equal(what, "suite.commit: \"1\" / \"2\"");
	json_object_del(json_object_get(json_object_get(b, "fixed"), "suite"),
			"commit");
	assert_int_equal(env_differ(b, a, what, sizeof(what)), 1);
	assert_string_equal(what, "suite.commit: nothing / \"1\"");
	json_decref(a);
	json_decref(b);
}

TEST(second_build_is_the_aa_arm)
{
	char dir[128], want[128];

	env_kernel_dir(build, AA_ARM, dir, sizeof(dir));
	snprintf(want, sizeof(want), "%s/kernels/" BASELINE, build);
	assert_string_equal(dir, want);
	make_kernel(AA_ARM);
	env_kernel_dir(build, AA_ARM, dir, sizeof(dir));
	snprintf(want, sizeof(want), "%s/kernels/" AA_ARM, build);
	assert_string_equal(dir, want);
}

/* The rows' predictions are for 6.1; later kernels let VFIO decide. */
TEST(predictions_know_the_kernel)
{
	static const char info[] = "version 6.12.117\n";
	char path[128];
	struct plan p;

	for (int later = 0; later < 2; later++) {
		for (size_t i = 0; i < 2; i++) {
			snprintf(path, sizeof(path), "%s/kernels/%s/info", build,
				 i ? "kvm-memslot" : BASELINE);
			assert_int_equal(file_write(path, info, later ?
						    strlen(info) : 0), 0);
		}
		p = made(&(struct plan_request){
			.variants = "baseline,kvm-memslot,vfio-only",
			.scenarios = "small-contiguous" });
		assert_int_equal(p.scenarios[0].expect[0],
				 later ? PRED_2M : PRED_SPLIT);
		assert_int_equal(p.scenarios[0].expect[1],
				 later ? PRED_NONE : PRED_SPLIT);
		assert_int_equal(p.scenarios[0].expect[2], PRED_2M);
		plan_free(&p);
	}
}

/* What runs on this computer runs whatever kernel that has booted. */
TEST(metal_goes_with_itself_only)
{
	static const struct plan_request bad[] = {
		{ .scenarios = "thp-aligned@metal" },
		{ .scenarios = "thp-aligned@metal-try" },
		{ .scenarios = "thp-aligned", .machine = "emulated,metal" },
		{ .scenarios = "thp-aligned@emulated", .machine = "metal" },
		{ .scenarios = "thp-aligned@metal-try", .machine = "metal" },
	};
	char why[256];
	struct plan p, q;
	json_t *j;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct plan_request rq = bad[i];

		rq.build = build;
		assert_int_equal(plan_make(&p, &rq, why, sizeof(why)), -EINVAL);
		assert_non_null(strstr(why, "is the computer itself"));
		plan_free(&p);
	}
	/* nor in a plan.json that says so */
	p = made(&(struct plan_request){ .scenarios = "thp-aligned@vtd-pt" });
	for (size_t i = 0; i < 2; i++) {
		free(p.scenarios[0].name);
		p.scenarios[0].name = strdup(i ? "thp-aligned@metal" :
						 "thp-aligned@nowhere");
		j = plan_to_json(&p);
		assert_int_equal(plan_from_json(&q, j, why, sizeof(why)), -EINVAL);
		assert_non_null(strstr(why, i ? "is the computer itself" :
						"no machine 'nowhere'"));
		json_decref(j);
		plan_free(&q);
	}
	plan_free(&p);
}

/* A scenario on several machines: one row each, its own predictions. */
TEST(machines_are_rows)
{
	struct plan p;
	char name[200];
	bool seen = false;

	make_kernel("vfio-aligned");
	p = made(&(struct plan_request){
		.machine = "emulated,vtd-strict",
		.variants = "baseline,no-check,vfio-aligned",
		.scenarios = "small-misaligned,hugetlb-1g@vtd-pt" });
	assert_int_equal(p.nscenarios, 3);
	assert_string_equal(p.machine, "emulated");
	assert_string_equal(p.scenarios[0].name, "small-misaligned");
	assert_string_equal(p.scenarios[1].name, "small-misaligned@vtd-strict");
	assert_string_equal(p.scenarios[2].name, "hugetlb-1g@vtd-pt");
	assert_string_equal(plan_machine(&p, 0), "emulated");
	assert_string_equal(plan_machine(&p, 1), "vtd-strict");
	/* untranslated it is unsafe, translated the bus address is aligned */
	assert_int_equal(p.scenarios[0].expect[1], PRED_UNSAFE);
	assert_int_equal(p.scenarios[1].expect[1], PRED_2M);
	assert_int_equal(p.scenarios[1].expect[0], PRED_SPLIT);
	assert_int_equal(p.scenarios[0].expect[2], PRED_SPLIT);
	assert_int_equal(p.scenarios[1].expect[2], PRED_2M);
	for (size_t i = 0; i < p.ncells; i++) {
		plan_cell_name(&p, &p.cells[i], name, sizeof(name));
		seen |= !strcmp(name, "no-check/small-misaligned/vtd-strict");
		assert_null(strchr(name, '@'));
	}
	assert_true(seen);
	plan_free(&p);
}

/* A virtual machine is never called bare metal; an emulated one is what it is. */
TEST(level)
{
	size_t n;
	const struct machine *m = machine_list(&n);

	for (size_t i = 0; i < n; i++) {
		assert_string_equal(machine_level(&m[i], false), m[i].level);
		assert_true(strncmp(machine_level(&m[i], true), "bare metal", 10) != 0);
		if (!m[i].metal)
			assert_string_equal(machine_level(&m[i], true), m[i].level);
	}
	assert_string_equal(machine_find("metal")->level, "bare metal");
}

/* A profile may leave guests out for the A/A arm; who names it gets them. */
TEST(named_aa)
{
	struct plan p = made(&(struct plan_request){
		.variants = "baseline-aa", .scenarios = "guest:blit-thp",
		.seeds = 1 });

	assert_int_equal(p.ncells, 1);
	plan_free(&p);
}
