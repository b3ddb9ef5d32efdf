// SPDX-License-Identifier: GPL-2.0-or-later
/* stop_test.c - runs that end by precision, cells that run elsewhere. */
#include "fake_rig_test.h"

#include "slurm.h"

/* ---- when there are seeds enough ------------------------------------------ */

static void precision_stops_and_says_why(void **state)
{
	char why[RUN_WHY] = "", *text, *path;
	struct plan p, q;

	(void)state;
	make_plan(&p, "baseline,slow", "guest:good", 12);
	p.precision = 0.5;
	assert_int_equal(run(&p, 3, why), RUN_DONE);
	/* one contrast needs 6 blocks; 2 cells each */
	assert_int_equal(ended(), 12);
	assert_int_equal(run_missing(dir, why, sizeof(why)), 0);
	assert_int_equal(report_write(dir, &text, why, sizeof(why)), 0);
	assert_non_null(strstr(text, "\nstopped after 6 seeds: the widest primary"));
	assert_non_null(strstr(text, "12 of 12 cells ended"));
	free(text);
	/* taken up again: nothing more is run */
	assert_int_equal(run_plan(dir, &q, why, sizeof(why)), 0);
	assert_int_equal(q.stop_blocks, 6);
	assert_int_equal(run(&q, 3, why), RUN_DONE);
	assert_int_equal(ended(), 12);
	path = path_join(dir, "stop.json");
	assert_int_equal(file_write(path, "{\"schema\":7}", 12), 0);
	plan_free(&q);
	assert_true(run_plan(dir, &q, why, sizeof(why)) < 0);
	assert_non_null(strstr(why, "stop.json: malformed"));
	free(path);
	plan_free(&q);
	plan_free(&p);
}

static void cap_ends_what_is_not_precise(void **state)
{
	char why[RUN_WHY] = "", *text;
	struct plan p;

	(void)state;
	/* two contrasts need 7 blocks, whatever their intervals are */
	make_plan(&p, "baseline,slow,unsafe", "guest:good", 6);
	p.precision = 0.5;
	assert_int_equal(run(&p, 4, why), RUN_DONE);
	assert_int_equal(ended(), 18);
	assert_int_equal(report_write(dir, &text, why, sizeof(why)), 0);
	assert_non_null(strstr(text, "\nstopped at the cap, every planned seed has run"));
	free(text);
	plan_free(&p);
}

/* ---- Slurm ---------------------------------------------------------------- */

static enum run_end run_by_slurm(const struct plan *p, char *why)
{
	struct env_where w = { .build = build };
	struct run_options o = { .dir = dir, .build = build,
				 .engine = slurm_engine };
	json_t *env = env_collect(p, rig, &w, why, RUN_WHY);
	enum run_end end;

	assert_non_null(env);
	end = run_cells(p, rig, env, &o, why, RUN_WHY);
	json_decref(env);
	return end;
}

/* Commands of the scheduler, in front of PATH. */
static void fake_slurm(const char *source)
{
	static const char *const names[] = { "sbatch", "squeue", "scancel" };
	char here[256], path[1024], link[128];

	assert_non_null(getcwd(here, sizeof(here)));
	for (size_t i = 0; i < 3; i++) {
		snprintf(path, sizeof(path), "%s/bench/testdata/fake-slurm.sh", here);
		snprintf(link, sizeof(link), "%s/%s", tmp, names[i]);
		assert_int_equal(symlink(path, link), 0);
	}
	snprintf(path, sizeof(path), "%s:%s", tmp, getenv("PATH"));
	setenv("PATH", path, 1);
	setenv("FAKE_SOURCE", source, 1);
}

/*
 * Cells run elsewhere give the records that cells run here give; a part
 * that was cut is named and nothing is lost by it.
 */
static void slurm_parts_are_merged(void **state)
{
	char why[RUN_WHY] = "", source[128], bad[160];
	struct plan p;

	(void)state;
	make_plan(&p, "baseline,stock", "good,scattered", 3);
	assert_int_equal(run(&p, 2, why), RUN_DONE);
	snprintf(source, sizeof(source), "%s/records.jsonl", dir);
	fake_slurm(source);
	snprintf(dir, sizeof(dir), "%s/results/slurm/one", tmp);
	setenv("FAKE_CUT", "5", 1);
	assert_int_equal(run_by_slurm(&p, why), RUN_BROKEN);
	assert_non_null(strstr(why, "parts/5.jsonl: no whole cell"));
	snprintf(bad, sizeof(bad), "%s/parts/5.jsonl", dir);
	assert_int_equal(unlink(bad), 0);
	unsetenv("FAKE_CUT");
	assert_int_equal(run_by_slurm(&p, why), RUN_DONE);
	assert_int_equal(ended(), 12);
	assert_int_equal(count_lines("submitted", "\n"), 13);
	assert_int_equal(run_missing(dir, why, sizeof(why)), 0);
	/* nothing is missing: nothing is submitted */
	assert_int_equal(run_by_slurm(&p, why), RUN_DONE);
	assert_int_equal(count_lines("submitted", "\n"), 13);
	plan_free(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(precision_stops_and_says_why),
		TEST(cap_ends_what_is_not_precise),
		TEST(slurm_parts_are_merged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
