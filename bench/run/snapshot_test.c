// SPDX-License-Identifier: GPL-2.0-or-later
/* snapshot_test.c - what is kept, what is refused, and cells that start from it. */
#include "fake_rig_test.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "snapshot.h"

static const char *const seeded_argv[] = {
	"/usr/bin/env", "bash", "bench/testdata/fake-l1.sh", "{cell}", "{seed}",
	"{console}", "{records}", "{initrd}", "{append}", "{words}", NULL
};
static const char *const save_words[] = { "save", "{snapshot}", "{point}", NULL };
static const char *const go_on_words[] = { "go-on", NULL };
static const char *const load_words[] = { "load", "{snapshot}", NULL };

static const struct machine saves = {
	.name = "fake", .level = "FAKE MACHINE (a test of the suite): no result",
	.clock = "none", .exact = true, .append = "", .argv = seeded_argv,
	.save = save_words, .load = load_words, .go_on = go_on_words,
	.probe_s = 1, .guest_s = 1, .probe_cap_s = 3600, .guest_cap_s = 3600,
	.linger_s = 1,
};

static char root[96];	/* of the snapshots */

static enum run_end run_saving(const struct plan *p, unsigned int jobs, char *why)
{
	struct run_options o = { .dir = dir, .build = build, .jobs = jobs,
				 .snapshots = root };

	rig = &saves;
	snprintf(root, sizeof(root), "%s/snapshots", tmp);
	return run_with(p, &o, why);
}

/* What find(1) counts below the test's folder. */
static int found(const char *what)
{
	char cmd[256];
	int n = -1;
	FILE *f;

	snprintf(cmd, sizeof(cmd), "find '%s' %s | wc -l", tmp, what);
	f = popen(cmd, "r");
	assert_non_null(f);
	assert_int_equal(fscanf(f, "%d", &n), 1);
	pclose(f);
	return n;
}

static unsigned int from(const char *where)
{
	char with[64];

	snprintf(with, sizeof(with), "\"from\":\"%s\"", where);
	return count_lines("records.jsonl", with);
}

/* Two variants, three cells each: a boot for each variant, two with its words. */
TEST(one_boot_for_all_cells_of_a_variant)
{
	char why[RUN_WHY] = "";
	struct plan p;

	make_plan(&p, "stock,baseline", "good", 3);
	assert_int_equal(run_saving(&p, 1, why), RUN_DONE);
	assert_int_equal(from("snapshot"), 6);
	assert_int_equal(count_lines("records.jsonl", "\"status\":\"ok\""), 6);
	/* the seeds are the cells', in what they counted, too */
	assert_int_equal(count_lines("records.jsonl", "\"total_ns\":1000300"), 1);
	assert_int_equal(found("-path '*/snapshots/*/info'"), 2);
	assert_int_equal(found("-path '*/snapshots/*.new'"), 0);
	assert_int_equal(found("-name boot.log"), 6);
	assert_int_equal(found("-name cmdline.save"), 2);
	plan_free(&p);
}

/* A boot that nobody shares is not saved, but when it is run again. */
TEST(a_single_cell_boots_once)
{
	static const char *const start[] = { "power-on", "snapshot", "snapshot" };
	static const int boots[] = { 2, 4, 2 };	/* two to save, two cells */
	char why[RUN_WHY] = "", cmd[256];
	struct plan p;

	make_plan(&p, "stock,baseline", "good", 1);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(run_saving(&p, 1, why), RUN_DONE);
		assert_int_equal(from(start[i]), 2);
		assert_int_equal(found("-name starts -exec cat {} +"), boots[i]);
		snprintf(cmd, sizeof(cmd), "rm -r '%s'", dir);
		assert_int_equal(system(cmd), 0);
	}
	plan_free(&p);
}

/* A list of them that has grown is begun anew; a folder in its place is left. */
TEST(what_was_missed_is_remembered)
{
	char path[128], cmd[400];

	snprintf(path, sizeof(path), "%s/snapshots/0123456789abcdef", tmp);
	snprintf(cmd, sizeof(cmd), "mkdir -p '%s'/snapshots", tmp);
	assert_int_equal(system(cmd), 0);
	assert_false(snapshot_missed(path));
	assert_true(snapshot_missed(path));
	snprintf(cmd, sizeof(cmd), "head -c 70000 /dev/zero >>'%s'/snapshots/missed", tmp);
	assert_int_equal(system(cmd), 0);
	assert_true(snapshot_missed(path));
	assert_false(snapshot_missed(path));
	assert_true(snapshot_missed(path));
	snprintf(cmd, sizeof(cmd), "cd '%s'/snapshots && rm missed && mkdir -p missed/sub", tmp);
	assert_int_equal(system(cmd), 0);
	assert_false(snapshot_missed(path));
	assert_int_equal(found("-path '*/missed/sub'"), 1);
}

static void add_guests(struct plan *p, const char *variants, unsigned int seeds)
{
	make_plan(p, variants, "guest:churn-thp,guest:evict-thp", seeds);
}

/*
 * Two rows whose guests boot alike: what L1 said until they were ready is in both
 * records, once; seeds reach the guests, so each has its own.
 */
TEST(guests_are_a_second_point)
{
	char why[RUN_WHY] = "";
	struct plan p;

	add_guests(&p, "stock", 2);
	assert_int_equal(run_saving(&p, 1, why), RUN_DONE);
	assert_int_equal(from("guest-snapshot"), 4);
	assert_int_equal(count_lines("records.jsonl", "\"status\":\"ok\""), 8);
	assert_int_equal(count_lines("records.jsonl", "guests of gtt2m.cell=guest:blit-thp"), 4);
	/* one at the first point, two at the second, which went on from there */
	assert_int_equal(found("-path '*/snapshots/*/info'"), 3);
	assert_int_equal(found("-path '*/snapshots/*.new'"), 0);
	assert_int_equal(found("-name starts -exec cat {} +"), 7);
	assert_int_equal(found("-name cmdline.save-guests"), 2);
	assert_int_equal(found("-path '*/snapshots/*' -name boot.log"), 0);
	assert_int_equal(found("-path '*/snapshots/*' -name before.raw"), 0);
	assert_int_equal(found("-path '*/snapshots/*/console.log' -exec grep -h 'booted with' {} +"), 3);
	/* the console of a cell's boot was the whole of it */
	assert_int_equal(found("-name boot.log -exec grep -h 'guests are ready' {} +"), 4);
	plan_free(&p);
}

/* The one before it is there all the same. */
TEST(a_second_point_that_cannot_be_saved)
{
	char why[RUN_WHY] = "";
	struct plan p;

	put_file("save-fails-2", "");
	add_guests(&p, "stock", 1);
	assert_int_equal(run_saving(&p, 1, why), RUN_DONE);
	assert_int_equal(from("snapshot"), 2);
	assert_int_equal(count_lines("records.jsonl", "guests of"), 2);
	assert_int_equal(found("-path '*/snapshots/*/info'"), 1);
	/* two saves, of which one failed, and the cells */
	assert_int_equal(found("-name starts -exec cat {} +"), 4);
	plan_free(&p);
}

/* It goes; the cell starts from the one before. */
TEST(a_second_point_that_cannot_be_loaded)
{
	char why[RUN_WHY] = "", cmd[300];
	struct plan p;

	add_guests(&p, "stock", 1);
	assert_int_equal(run_saving(&p, 1, why), RUN_DONE);
	assert_int_equal(from("guest-snapshot"), 2);
	snprintf(cmd, sizeof(cmd), "cd '%s'/snapshots && printf 'state of others' "
		 ">$(grep -l 'at 2' */state) && rm -r '%s'", tmp, dir);
	assert_int_equal(system(cmd), 0);
	assert_int_equal(run_saving(&p, 1, why), RUN_DONE);
	assert_int_equal(from("snapshot"), 2);
	assert_int_equal(count_lines("records.jsonl", "\"status\":\"ok\""), 4);
	assert_int_equal(count_lines("records.jsonl", "guests of"), 2);
	plan_free(&p);
}

TEST(what_cannot_be_saved_boots)
{
	char why[RUN_WHY] = "";
	struct plan p;

	put_file("save-fails", "");
	make_plan(&p, "stock", "good", 3);
	assert_int_equal(run_saving(&p, 1, why), RUN_DONE);
	assert_int_equal(from("power-on"), 3);
	assert_int_equal(count_lines("records.jsonl", "\"status\":\"ok\""), 3);
	/* tried once a run, and nothing is left of it */
	assert_int_equal(found("-name starts -exec cat {} +"), 4);
	assert_int_equal(found("-path '*/snapshots/*' ! -name missed"), 0);
	plan_free(&p);
}

/* Its sums were looked at before: it is tried, it goes, and its cells boot. */
TEST(what_cannot_be_loaded_boots)
{
	char why[RUN_WHY] = "", cmd[256];
	struct plan p;

	make_plan(&p, "stock", "good", 2);
	assert_int_equal(run_saving(&p, 1, why), RUN_DONE);
	assert_int_equal(from("snapshot"), 2);
	snprintf(cmd, sizeof(cmd), "cd '%s'/snapshots/*[0-9a-f] && "
		 "printf 'state of others' >state && "
		 "rm -r '%s'", tmp, dir);
	assert_int_equal(system(cmd), 0);
	assert_int_equal(run_saving(&p, 1, why), RUN_DONE);
	assert_int_equal(from("power-on"), 2);
	assert_int_equal(count_lines("records.jsonl", "\"status\":\"ok\""), 2);
	plan_free(&p);
}

/* dir as somebody has made it: 3 MiB of memory with holes around 4 KiB. */
static void make_one(const char *name, char path[128])
{
	char cmd[600];
	int lock;

	snprintf(root, sizeof(root), "%s/snapshots", tmp);
	snprintf(path, 128, "%s/%s", root, name);
	lock = snapshot_begin(path);
	assert_true(lock >= 0);
	snprintf(cmd, sizeof(cmd), "cd '%s.new' && truncate -s 3M ram && printf x | "
		 "dd of=ram bs=1 seek=1M conv=notrunc status=none && "
		 "echo state >state && echo log >console.log && echo >records.raw", path);
	assert_int_equal(system(cmd), 0);
	assert_int_equal(snapshot_keep(path, SNAPSHOT_ROOM), 0);
	close(lock);
}

/* Nobody else's files are in the way, or come to harm. */
TEST(what_is_in_the_way_goes)
{
	static const char *const way[] = {
		"echo >w.new", "ln -s ../kept w.new", "mkdir -p w.new/sub/sub",
		"rm -rf w && echo >w", "rm -rf w && ln -s ../kept w",
		"rm -rf w && mkdir -p w/ram/sub w/sub",
	};
	char path[128], cmd[600];

	for (size_t i = 0; i < sizeof(way) / sizeof(way[0]); i++) {
		snprintf(cmd, sizeof(cmd), "mkdir -p '%s'/kept '%s'/snapshots && "
			 "cd '%s'/snapshots && echo >../kept/info && %s",
			 tmp, tmp, tmp, way[i]);
		assert_int_equal(system(cmd), 0);
		make_one("w", path);
		/* sums are remembered: what is there now? */
		snprintf(cmd, sizeof(cmd), "test -f '%s'/ram -a ! -L '%s'", path, path);
		if (!snapshot_ready(path) || system(cmd))
			fail_msg("in the way: %s", way[i]);
		assert_int_equal(found("-path '*/kept/info'"), 1);
	}
}

/* What has failed is not tried again; others may have it. */
TEST(what_has_failed_is_left)
{
	char path[128];
	int lock;

	make_one("f", path);
	assert_true(snapshot_ready(path));
	lock = snapshot_begin(path);
	snapshot_abandon(path);
	close(lock);
	assert_false(snapshot_ready(path));
	assert_int_equal(snapshot_begin(path), -ECANCELED);
	assert_int_equal(found("-name 'f.new'"), 0);
	assert_int_equal(found("-path '*/f/info'"), 1);
}

/* One byte of memory, of the state; a part that is shorter, or not there. */
TEST(damage_is_found)
{
	static const char *const damage[] = {
		"printf y | dd of=ram bs=1 seek=1M conv=notrunc status=none",
		"printf y | dd of=ram bs=1 seek=2M conv=notrunc status=none",
		"echo State >state", "truncate -s 2M ram", "rm state", "rm console.log",
		"rm records.raw", "echo {} >>records.raw",
		"rm state && mkdir -p state/sub", "rm state && mkfifo state",
		"echo '{}' >info", "echo >info",
	};
	char path[128], name[8], cmd[600];

	for (size_t i = 0; i < sizeof(damage) / sizeof(damage[0]); i++) {
		snprintf(name, sizeof(name), "d%zu", i);
		make_one(name, path);
		snprintf(cmd, sizeof(cmd), "cd '%s' && %s", path, damage[i]);
		assert_int_equal(system(cmd), 0);
		if (snapshot_ready(path))
			fail_msg("not found: %s", damage[i]);
		assert_int_equal(access(path, F_OK), -1);
	}
	make_one("whole", path);
	assert_true(snapshot_ready(path));
}

TEST(one_is_made_at_a_time)
{
	char path[128];
	int lock;

	make_one("a", path);
	lock = snapshot_begin(path);
	assert_true(lock >= 0);
	assert_int_equal(snapshot_begin(path), -EWOULDBLOCK);
	close(lock);
}

/* Only the two that were used last fit; what was left unfinished goes. */
TEST(old_ones_make_room)
{
	char path[128], cmd[400];
	int lock;

	make_one("old", path);
	make_one("older", path);
	make_one("new", path);
	snprintf(cmd, sizeof(cmd), "cd '%s' && touch -d 2001-01-01 older && "
		 "touch -d 2001-01-02 old && touch -d 2001-01-03 new", root);
	assert_int_equal(system(cmd), 0);
	snprintf(path, sizeof(path), "%s/last", root);
	lock = snapshot_begin(path);
	snprintf(cmd, sizeof(cmd), "cd '%s.new' && echo >ram && echo >state && echo >console.log && : >records.raw", path);
	assert_int_equal(system(cmd), 0);
	/* blocks of 4 KiB: three of the last, four of the one before */
	assert_int_equal(snapshot_keep(path, 7 * 4096), 0);
	close(lock);
	assert_int_equal(found("-path '*/snapshots/*' -name info"), 2);
	assert_int_equal(access(path, F_OK), 0);
	snprintf(path, sizeof(path), "%s/new", root);
	assert_int_equal(access(path, F_OK), 0);
}
