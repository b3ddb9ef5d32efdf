// SPDX-License-Identifier: GPL-2.0-or-later
/* spec_test.c - a cell has its own machine's limits, program and images. */
#include "fake_rig_test.h"

#include <errno.h>

#include "spec.h"

static void settle(struct cell_spec *s, const struct plan *p, size_t cell)
{
	const struct spec_run r = {
		.plan = p, .machine = machine_find(p->machine), .dir = dir,
		.run = "one", .build = build, .env = "0123",
		.snapshots = "/snapshots",
	};
	char why[RUN_WHY] = "";

	if (spec_make(s, &r, &p->cells[cell], why, sizeof(why)))
		fail_msg("%s", why);
}

static void check_limits(const struct cell_spec *s, const char *name)
{
	const struct machine *m = machine_find(name);
	char program[256];

	snprintf(program, sizeof(program), "%s/%s", build, m->program);
	assert_ptr_equal(s->machine, m);
	assert_string_equal(s->program, program);
	assert_int_equal(s->limit_s, s->guest ? m->guest_cap_s : m->probe_cap_s);
	assert_int_equal(s->linger_s, m->linger_s);
	assert_memory_equal(s->append, m->append, strlen(m->append));
}

/* On a plan of the emulated machine: each cell as its own machine has it. */
TEST(cells_have_their_machine)
{
	static const char *const names[] = { "emulated", "debug",
					     "emulated-kvm", "vtd-strict",
					     "debug-smp2" };
	struct plan_request rq = {
		.build = build, .variants = "baseline", .seeds = 1,
		.scenarios = "thp-aligned,thp-aligned@debug,"
			     "guest:blit-thp@emulated-kvm,thp-aligned@vtd-strict,"
			     "thp-aligned@debug-smp2",
	};
	struct cell_spec s;
	char why[RUN_WHY];
	struct plan p;

	assert_int_equal(plan_make(&p, &rq, why, sizeof(why)), 0);
	assert_int_equal(p.ncells, 5);
	for (size_t i = 0; i < p.ncells; i++) {
		settle(&s, &p, i);
		check_limits(&s, names[p.cells[i].scenario]);
		assert_null(strchr(s.bare, '@'));
		/* the guest's comes with the others, or at the point */
		assert_int_equal(s.nimages, s.guest && !s.machine->save ? 3 : 2);
	}
	assert_int_equal(plan_mem_mib(&p, machine_find("emulated")),
			 machine_find("debug")->mem_mib);
	assert_ptr_equal(plan_kvm(&p, machine_find("emulated")),
			 machine_find("emulated-kvm"));
	assert_true(plan_saves(&p, machine_find("emulated")));
	plan_free(&p);
	/* a folder for snapshots is made only where a cell can use one */
	rq.scenarios = "thp-aligned";
	assert_int_equal(plan_make(&p, &rq, why, sizeof(why)), 0);
	assert_false(plan_saves(&p, machine_find("metal-try")));
	assert_false(plan_saves(&p, machine_find("smp2")));
	assert_true(plan_saves(&p, machine_find("vtd-strict")));
	plan_free(&p);
}

/* The GPU's work is recorded of guests whose times are compared. */
TEST(guests_are_traced_but_those_of_the_census)
{
	static const struct {
		const char *scenario;
		bool traced;
	} row[] = {
		{ "guest:blit-thp", true }, { "guest:cl-debian", true },
		{ "guest:user-igt", false }, { "guest:user-neo@debug", false },
		{ "thp-aligned", false },
	};
	struct plan_request rq = { .build = build, .variants = "baseline",
				   .seeds = 1 };
	struct cell_spec s;
	char why[RUN_WHY];
	struct plan p;

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		rq.scenarios = row[i].scenario;
		assert_int_equal(plan_make(&p, &rq, why, sizeof(why)), 0);
		settle(&s, &p, 0);
		assert_int_equal(s.traced, row[i].traced);
		plan_free(&p);
	}
}

static const char *first(const struct cell_spec *s)
{
	return s->point[POINT_GVT].snapshot;
}

/*
 * Who starts from whose snapshot: rows of one letter share one, "-" has none.
 * What differs only behind the point, seeds too, makes no difference.
 */
TEST(cells_that_boot_alike_share_a_snapshot)
{
	static const struct {
		const char *scenario;
		char snapshot;
		const char *words, *append;	/* in these, and only there */
	} row[] = {
		{ "thp-aligned", 'a', "gtt2m.cell=thp-aligned gtt2m.seed=1",
		  "gtt2m.role=host gtt2m.point" },
		{ "small-scattered", 'a', "gtt2m.cell=small-scattered", "console=" },
		{ "hugetlb-1g", 'b', "gtt2m.cell=hugetlb-1g", "hugepagesz=1G" },
		{ "thp-aligned@vtd-strict", 'c', "gtt2m.seed=1", "intel_iommu=on" },
		{ "thp-aligned@debug", 'd', "gtt2m.seed=1", "kasan_multi_shot" },
		{ "guest:blit-thp", 'a', "gtt2m.cell=guest:blit-thp", "console=" },
		{ "guest:churn-thp", 'a', "gtt2m.cell=guest:blit-thp gtt2m.seed=1\nchurn-thp",
		  "console=" },
		{ "guest:cl-4k", 'a', "gtt2m.seed=1", "console=" },
		{ "perf-thp", 'a', "gtt2m.cell=perf-thp", "console=" },
		{ "thp-aligned@smp2", '-', NULL, "gtt2m.cell=thp-aligned gtt2m.seed=1" },
		{ "thp-aligned@emulated-kvm", '-', NULL, "gtt2m.seed=1" },
	};
	enum { ROWS = sizeof(row) / sizeof(row[0]) };
	struct plan_request rq = { .build = build, .variants = "baseline",
				   .seeds = 1 };
	static struct cell_spec s[ROWS];
	char why[RUN_WHY];
	struct plan p;

	for (size_t i = 0; i < ROWS; i++) {
		rq.scenarios = row[i].scenario;
		assert_int_equal(plan_make(&p, &rq, why, sizeof(why)), 0);
		settle(&s[i], &p, 0);
		assert_non_null(strstr(s[i].append, row[i].append));
		assert_int_equal(!*s[i].words, !row[i].words);
		if (row[i].words)
			assert_non_null(strstr(s[i].words, row[i].words));
		assert_null(strstr(s[i].words, row[i].append));
		for (size_t k = 0; k <= i; k++)
			assert_int_equal(*first(&s[i]) &&
					 !strcmp(first(&s[i]), first(&s[k])),
					 row[i].snapshot != '-' &&
					 row[i].snapshot == row[k].snapshot);
		plan_free(&p);
	}
}

/*
 * Whose guests are one until they are ready: rows of one letter; "-": no guest.
 * The seed, what L1 gives a guest and what it brings in tell them apart.
 */
TEST(guests_that_boot_alike_share_a_snapshot)
{
	static const struct {
		const char *scenario;
		char snapshot;
		unsigned int seed;
	} row[] = {
		{ "guest:blit-thp", 'a', 1 }, { "guest:churn-thp", 'a', 1 },
		{ "guest:render-thp", 'a', 1 }, { "guest:blit-thp", 'b', 2 },
		{ "guest:blit-4k", 'c', 1 }, { "guest:shared-4k", 'c', 1 },
		{ "guest:deny-thp", 'd', 1 }, { "guest:small-thp", 'e', 1 },
		{ "guest:pair-thp", 'f', 1 }, { "guest:cl-4k", 'g', 1 },
		{ "guest:gl-4k", 'h', 1 }, { "guest:blit-thp@vtd-strict", 'i', 1 },
		{ "guest:cl-neighbour", 'j', 1 }, { "thp-aligned", '-', 1 },
	};
	enum { ROWS = sizeof(row) / sizeof(row[0]) };
	struct plan_request rq = { .build = build, .variants = "baseline",
				   .seeds = 2 };
	static struct cell_spec s[ROWS];
	char why[RUN_WHY];
	struct plan p;
	size_t k;

	for (size_t i = 0; i < ROWS; i++) {
		const char *name = s[i].point[POINT_GUESTS].snapshot;

		rq.scenarios = row[i].scenario;
		assert_int_equal(plan_make(&p, &rq, why, sizeof(why)), 0);
		for (k = 0; p.cells[k].seed != row[i].seed; k++)
			assert_true(k < p.ncells);
		settle(&s[i], &p, k);
		assert_int_equal(!*name, row[i].snapshot == '-');
		for (k = 0; k <= i; k++)
			assert_int_equal(*name && !strcmp(name, s[k].point[POINT_GUESTS].snapshot),
					 *name && row[i].snapshot == row[k].snapshot);
		plan_free(&p);
	}
}

/* A path that does not fit is said, never cut. */
TEST(long_paths_are_refused)
{
	char why[RUN_WHY] = "", far[SPEC_PATH + 20];
	struct spec_run r = { .dir = dir, .run = "one", .build = far,
			      .env = "0123" };
	struct cell_spec s;
	struct plan p;

	memset(far, 'x', sizeof(far) - 1);
	far[sizeof(far) - 1] = '\0';
	make_plan(&p, "baseline", "good", 1);
	r.plan = &p;
	r.machine = &fake;
	assert_int_equal(spec_make(&s, &r, &p.cells[0], why, sizeof(why)),
			 -ENAMETOOLONG);
	assert_non_null(strstr(why, "baseline/good/fake"));
	plan_free(&p);
}
