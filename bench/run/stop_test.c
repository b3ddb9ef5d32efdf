// SPDX-License-Identifier: GPL-2.0-or-later
/* stop_test.c - runs that end by precision, cells that run elsewhere. */
#define TEST_OWN_MAIN
#include "fake_rig_test.h"

#include "parts.h"
#include "slurm.h"

/* ---- when there are seeds enough ------------------------------------------ */

TEST(precision_stops_and_says_why)
{
	char why[RUN_WHY] = "", *text, *path;
	struct plan p, q;

	make_plan(&p, "baseline,slow", "guest:good", 12);
	p.precision = 0.5;
	assert_int_equal(run(&p, 3, why), RUN_DONE);
	/* one contrast needs 6 blocks; 2 cells each */
	assert_int_equal(ended(), 12);
	assert_int_equal(run_missing(dir, why, sizeof(why)), 0);
	assert_int_equal(report_write(dir, &text, why, sizeof(why)), 0);
	assert_non_null(strstr(text, "\nstopped after 6 seeds: the widest primary"));
	assert_non_null(strstr(text, "cells run 12 of 12"));
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

TEST(cap_ends_what_is_not_precise)
{
	char why[RUN_WHY] = "", *text;
	struct plan p;

	/* two contrasts need 7 blocks, whatever their intervals are */
	make_plan(&p, "baseline,slow,unsafe", "guest:good", 6);
	p.precision = 0.5;
	assert_int_equal(run(&p, 4, why), RUN_DONE);
	assert_int_equal(ended(), 18);
	assert_int_equal(report_write(dir, &text, why, sizeof(why)), 0);
	assert_non_null(strstr(text, "\ncomplete: all planned seeds ran"));
	free(text);
	plan_free(&p);
}

/* For .here: no cell is for now. */
static bool nothing(const struct plan *p, const struct plan_cell *c,
		    const void *arg)
{
	return false;
}

/* ---- Slurm ---------------------------------------------------------------- */

static enum run_end run_by_slurm(const struct plan *p, char *why)
{
	const struct run_options o = { .dir = dir, .build = build,
				       .engine = slurm_engine };

	return run_with(p, &o, why);
}

/* Commands of the scheduler, in front of PATH. */
static void fake_slurm(void)
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
}

/* Lines of the records, in order; times of the host aside. */
static char *sorted_records(const char *of)
{
	char cmd[300], *text = NULL;
	size_t len;

	snprintf(cmd, sizeof(cmd), "sed 's/\"wall_s\":[0-9.]*/W/; "
		 "s/\"run\":\"[a-z]*\"/R/' %s/records.jsonl | sort >%s/sorted", of,
		 tmp);
	assert_int_equal(system(cmd), 0);
	snprintf(cmd, sizeof(cmd), "%s/sorted", tmp);
	assert_int_equal(file_read(cmd, &text, &len), 0);
	return text;
}

/*
 * Tasks that run their cell give the records that cells run here give; a
 * part that was cut is named, a task that did nothing too, and nothing is
 * lost by either.
 */
TEST(slurm_parts_are_merged)
{
	char why[RUN_WHY] = "", bad[160], *here, *there;
	struct plan p;

	make_plan(&p, "baseline,stock", "good,scattered", 3);
	assert_int_equal(run(&p, 2, why), RUN_DONE);
	here = sorted_records(dir);
	fake_slurm();
	snprintf(dir, sizeof(dir), "%s/results/slurm/one", tmp);
	setenv("FAKE_CUT", "5", 1);
	assert_int_equal(run_by_slurm(&p, why), RUN_BROKEN);
	assert_non_null(strstr(why, "parts/5.jsonl: no whole cell"));
	snprintf(bad, sizeof(bad), "%s/parts/5.jsonl", dir);
	assert_int_equal(unlink(bad), 0);
	unsetenv("FAKE_CUT");
	setenv("FAKE_LOST", "5", 1);
	assert_int_equal(run_by_slurm(&p, why), RUN_BROKEN);
	assert_non_null(strstr(why, "1 of 12 cells left no records"));
	unsetenv("FAKE_LOST");
	assert_int_equal(run_by_slurm(&p, why), RUN_DONE);
	assert_int_equal(ended(), 12);
	assert_int_equal(count_lines("submitted", "\n"), 14);
	assert_int_equal(run_missing(dir, why, sizeof(why)), 0);
	there = sorted_records(dir);
	assert_string_equal(here, there);
	/* nothing is missing: nothing is submitted */
	assert_int_equal(run_by_slurm(&p, why), RUN_DONE);
	assert_int_equal(count_lines("submitted", "\n"), 14);
	free(here);
	free(there);
	plan_free(&p);
}

/* By hand, before a run has made parts/: kept, taken in, nothing left over. */
TEST(a_cell_by_hand_is_kept)
{
	struct run_options o = { .dir = dir, .build = build, .jobs = 1,
				 .here = nothing };
	struct env_where w = { .build = build };
	char why[RUN_WHY] = "", path[160], starts[180];
	struct apart one = { .machine = &fake, .dir = dir, .build = build,
			     .index = 1 };
	struct plan p;
	json_t *env;

	make_plan(&p, "baseline", "good,scattered", 1);
	one.plan = &p;
	env = env_collect(&p, rig, &w, why, RUN_WHY);
	assert_int_equal(run_cells(&p, rig, env, &o, why, RUN_WHY), RUN_DONE);
	json_decref(env);
	snprintf(path, sizeof(path), "%s/t", tmp);
	assert_int_equal(dir_make(path), 0);
	setenv("TMPDIR", path, 1);
	assert_int_equal(apart_run(&one, why, sizeof(why)), 0);
	unsetenv("TMPDIR");
	snprintf(starts, sizeof(starts), "%s/starts", path);
	assert_int_equal(unlink(starts), 0);	/* the fake machine's */
	assert_int_equal(rmdir(path), 0);	/* nothing of ours is left */
	part_name(dir, 1, path, sizeof(path));
	assert_int_equal(access(path, R_OK), 0);
	assert_int_equal(run(&p, 1, why), RUN_DONE);
	assert_int_equal(ended(), 2);
	assert_int_equal(count_lines("starts", "\n"), 1);
	assert_int_not_equal(access(path, R_OK), 0);
	plan_free(&p);
}

/* A task's script calls this program: cell --build BUILD RUN INDEX. */
static int task(char **argv)
{
	char why[RUN_WHY] = "";
	struct plan p;
	struct apart one = { .plan = &p, .machine = &fake, .build = argv[3],
			     .dir = argv[4], .index = atoi(argv[5]) };
	int err = run_plan(one.dir, &p, why, sizeof(why));

	if (!err)
		err = apart_run(&one, why, sizeof(why));
	if (err)
		fprintf(stderr, "%s\n", why);
	plan_free(&p);
	return err != 0;
}

/* As a JSON tool writes it: blanks between the same words. */
static void put_blanks(const char *path)
{
	char *text, *out = NULL;
	size_t len;
	FILE *f = open_memstream(&out, &len);

	assert_non_null(f);
	assert_int_equal(file_read(path, &text, &len), 0);
	for (char *p = text; *p; p += strcspn(p, "\n") + 1) {
		json_t *j = json_loads(p, JSON_DISABLE_EOF_CHECK, NULL);
		char *line = json_dumps(j, 0);

		fprintf(f, "%s\n", line);
		free(line);
		json_decref(j);
	}
	fclose(f);
	assert_non_null(strstr(out, "\"kind\": \"cell\""));
	assert_int_equal(file_write(path, out, len), 0);
	free(text);
	free(out);
}

TEST(rewritten_records_are_kept)
{
	char why[RUN_WHY] = "", *path = path_join(dir, "records.jsonl");
	struct records before, after;
	struct plan p;

	make_plan(&p, "baseline", "good,scattered", 1);
	assert_int_equal(run(&p, 1, why), RUN_DONE);
	assert_int_equal(records_read(&before, path, why), 0);
	put_blanks(path);
	assert_int_equal(run(&p, 1, why), RUN_DONE);
	assert_int_equal(records_read(&after, path, why), 0);
	assert_true(before.n > 2);
	assert_int_equal(after.n, before.n);
	assert_int_equal(after.torn, 0);
	assert_int_equal(count_lines("records.cut", "\n"), 0);
	/* nothing ran again */
	assert_int_equal(count_lines("starts", "\n"), 2);
	records_free(&before);
	records_free(&after);
	free(path);
	plan_free(&p);
}

int main(int argc, char **argv)
{
	if (argc == 6 && !strcmp(argv[1], "cell"))
		return task(argv);
	return tests_run();
}
