// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * run_test.c - the whole of L0, plan to report, on a machine that is a
 * shell script: good, broken, hanging, killed, taken up again.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "files.h"
#include "mail/lint_mail.h"
#include "records/env.h"
#include "report/report.h"
#include "run.h"
#include "slurm.h"

static const char *const fake_argv[] = {
	"/usr/bin/env", "bash", "bench/testdata/fake-l1.sh", "{cell}", "{seed}",
	"{console}", "{records}", "{initrd}", "{append}", NULL
};

static const struct machine fake = {
	.name = "fake", .level = "FAKE MACHINE (a test of the suite): no result",
	.clock = "none", .exact = true, .append = "", .argv = fake_argv,
	.probe_s = 1, .guest_s = 1, .probe_cap_s = 3, .guest_cap_s = 3,
	.linger_s = 1,
};

static char tmp[64], build[96], dir[96];

static void put_file(const char *path, const char *text)
{
	char full[256];

	snprintf(full, sizeof(full), "%s/%s", tmp, path);
	assert_int_equal(file_write(full, text, strlen(text)), 0);
}

static void make_kernel(const char *variant)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/kernels/%s", build, variant);
	assert_int_equal(dir_make(path), 0);
	snprintf(path, sizeof(path), "build/kernels/%s/bzImage", variant);
	put_file(path, variant);
	snprintf(path, sizeof(path), "build/kernels/%s/config", variant);
	put_file(path, "CONFIG_FAKE=y\n");
	snprintf(path, sizeof(path), "build/kernels/%s/info", variant);
	put_file(path, "version 6.1.192\ntoolchain gcc 12\npatch 0123456789abcdef 0001-a.patch\npatch 1123456789abcdef 0002-b.patch\n");
	snprintf(path, sizeof(path), "build/images/modules-%s.cpio", variant);
	put_file(path, "modules");
}

static int set_up(void **state)
{
	char path[128];

	(void)state;
	strcpy(tmp, "/tmp/gtt2m-run-XXXXXX");
	if (!mkdtemp(tmp))
		return -1;
	snprintf(build, sizeof(build), "%s/build", tmp);
	snprintf(dir, sizeof(dir), "%s/results/one", tmp);
	snprintf(path, sizeof(path), "%s/images", build);
	dir_make(path);
	put_file("build/images/l1.cpio", "l1");
	put_file("build/images/guest.cpio", "guest");
	make_kernel("stock");
	make_kernel("baseline");
	make_kernel("unsafe");
	make_kernel("slow");
	return 0;
}

static int tear_down(void **state)
{
	char cmd[128];

	(void)state;
	snprintf(cmd, sizeof(cmd), "rm -rf '%s'", tmp);
	return system(cmd);
}

/* Every variant named runs every scenario named, in every block. */
static void make_plan(struct plan *p, const char *variants,
		      const char *scenarios, unsigned int blocks)
{
	json_t *vs = json_array(), *ss = json_array(), *cells = json_array(), *j;
	char *v = strdup(variants), *s = strdup(scenarios), *save, why[128];
	size_t i, k;
	json_t *a, *b;

	for (char *t = strtok_r(v, ",", &save); t; t = strtok_r(NULL, ",", &save))
		json_array_append_new(vs, json_string(t));
	for (char *t = strtok_r(s, ",", &save); t; t = strtok_r(NULL, ",", &save))
		json_array_append_new(ss, json_pack(
			"{ss ss sb sb sb si sf ss s{} ss}", "name", t,
			"desc", "", "guest", !strncmp(t, "guest:", 6),
			"crash", !strcmp(t, "crashes"), "primary", 1,
			"blocks", (int)blocks, "margin", 0.01, "append", "",
			"expect", "why", ""));
	for (unsigned int block = 0; block < blocks; block++)
		json_array_foreach(ss, i, a)
			json_array_foreach(vs, k, b)
				json_array_append_new(cells, json_pack(
					"{si si si sO sO}",
					"index", (int)json_array_size(cells),
					"block", block, "seed", block + 1,
					"variant", b, "scenario",
					json_object_get(a, "name")));
	j = json_pack("{si ss ss si si ss so so so}", "schema", PLAN_SCHEMA,
		      "profile", "test", "machine", "fake", "seeds", 0,
		      "order_seed", 1, "primary_load", "blit-stream/steady",
		      "variants", vs, "scenarios", ss, "cells", cells);
	assert_int_equal(plan_from_json(p, j, why, sizeof(why)), 0);
	json_decref(j);
	free(v);
	free(s);
}

static enum run_end run(const struct plan *p, unsigned int jobs, char *why)
{
	struct env_where w = { .build = build };
	struct run_options o = { .dir = dir, .build = build, .jobs = jobs };
	json_t *env = env_collect(p, &fake, &w, why, RUN_WHY);
	enum run_end end;

	assert_non_null(env);
	end = run_cells(p, &fake, env, &o, why, RUN_WHY);
	json_decref(env);
	return end;
}

/* The same in a process of its own, to be killed. */
static pid_t run_apart(const struct plan *p, unsigned int jobs)
{
	pid_t pid = fork();
	char why[RUN_WHY];

	if (!pid)
		_exit(run(p, jobs, why));
	assert_true(pid > 0);
	return pid;
}

static unsigned int count_lines(const char *name, const char *with)
{
	char *path = path_join(dir, name), *text, *p;
	unsigned int n = 0;
	size_t len;

	if (!file_read(path, &text, &len)) {
		for (p = text; (p = strstr(p, with)); p++)
			n++;
		free(text);
	}
	free(path);
	return n;
}

static unsigned int ended(void)
{
	return count_lines("records.jsonl", "\"kind\":\"cell\"");
}

static void nap_ms(long ms)
{
	struct timespec t = { ms / 1000, ms % 1000 * 1000000 };

	nanosleep(&t, NULL);
}

static void await_ended(unsigned int n)
{
	for (int i = 0; i < 200 && ended() < n; i++)
		nap_ms(50);
	assert_true(ended() >= n);
}

/* Status and why of the cell of a scenario, from the records. */
static void check_cell(const struct report *r, const char *scenario,
		       const char *status, const char *why)
{
	for (size_t i = 0; i < r->records.n; i++) {
		const struct record *rec = &r->records.v[i];

		if (!record_is_end(rec) || strcmp(rec->scenario, scenario))
			continue;
		assert_string_equal(record_str(rec->data, "status", ""), status);
		if (!strstr(record_str(rec->data, "why", ""), why))
			fail_msg("%s: why is '%s', not '%s'", scenario,
				 record_str(rec->data, "why", ""), why);
		return;
	}
	fail_msg("no cell of %s", scenario);
}

static void every_kind_of_ending(void **state)
{
	char why[RUN_WHY] = "";
	struct report r;
	struct plan p;

	(void)state;
	make_plan(&p, "baseline", "good,fails,truncated,silent,garbled,panics,"
		  "crashes,lingers,hangs", 1);
	assert_int_equal(run(&p, 4, why), RUN_DONE);
	assert_int_equal(report_open(&r, dir, why, sizeof(why)), 0);
	check_cell(&r, "good", "ok", "");
	check_cell(&r, "lingers", "ok", "");
	check_cell(&r, "fails", "fail", "kvmgt did not load");
	check_cell(&r, "truncated", "fail", "record line 1: cut short");
	check_cell(&r, "silent", "fail", "exited with 3: fake machine: no space");
	check_cell(&r, "garbled", "fail", "record line 1: ");
	check_cell(&r, "panics", "fail", "kernel panic");
	check_cell(&r, "crashes", "crash", "kernel panic");
	check_cell(&r, "hangs", "fail", "time limit (3 s)");
	assert_int_equal(r.tally.failed, 6);
	assert_int_equal(r.tally.crashed, 1);
	report_close(&r);
	plan_free(&p);
}

static void report_tells_and_repeats(void **state)
{
	char why[RUN_WHY] = "", *one, *two;
	struct plan p;

	(void)state;
	make_plan(&p, "stock,baseline,unsafe,slow,baseline-aa",
		  "good,scattered,guest:good,panics", 2);
	assert_int_equal(run(&p, 4, why), RUN_DONE);
	assert_int_equal(report_write(dir, &one, why, sizeof(why)), 0);
	assert_int_equal(report_write(dir, &two, why, sizeof(why)), 0);
	assert_string_equal(one, two);
	assert_int_equal(lint_text("report", one, strlen(one), stdout), 0);
	assert_memory_equal(one, "test level: FAKE MACHINE", 24);
	assert_non_null(strstr(one, "\nfinding: "));
	assert_non_null(strstr(one, "unsafe/good: 24 of 1024 entries"));
	assert_non_null(strstr(one, "[x] exact: 6 repeated cells agree"));
	assert_non_null(strstr(one, "0.9000"));
	assert_non_null(strstr(one, "BUG: kernel NULL pointer dereference"));
	free(one);
	free(two);
	plan_free(&p);
}

/* Text with the folding taken out: where a line breaks is not the point. */
static char *unfolded(char *s)
{
	for (char *p = s; *p; p++)
		if (*p == '\n')
			*p = ' ';
	return s;
}

static void finding_speaks_by_verdict(void **state)
{
	char why[RUN_WHY] = "", *text;
	struct plan p;

	(void)state;
	make_plan(&p, "stock,baseline,unsafe,slow", "good,guest:good", 8);
	assert_int_equal(run(&p, 4, why), RUN_DONE);
	assert_int_equal(report_write(dir, &text, why, sizeof(why)), 0);
	unfolded(text);
	/* 12 of each 512 are unsafe: no gain, and said */
	assert_non_null(strstr(text, "slow decides as baseline in all"));
	assert_non_null(strstr(text, "unsafe maps 96 fewer (good 4000/4096 "
			       "against 4096/4096). Unsafe entries: unsafe 96 "
			       "(good)."));
	assert_non_null(strstr(text, "8 seeds; worse, 0.900 of baseline's, "
			       "under slow; within 1 % of baseline's under "
			       "unsafe;"));
	free(text);
	plan_free(&p);
}

static void killed_run_goes_on(void **state)
{
	char why[RUN_WHY] = "", *results = path_join(tmp, "results"), id[65], *found;
	char *path = path_join(dir, "records.jsonl");
	unsigned int before, starts;
	struct records rec;
	struct plan p;
	FILE *f;
	pid_t pid;

	(void)state;
	make_plan(&p, "baseline,stock", "slow", 16);
	pid = run_apart(&p, 2);
	await_ended(4);
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	before = ended();
	assert_in_range(before, 4, 31);
	f = fopen(path, "a");	/* as if it died in a write */
	fputs("{\"schema\":1,\"kind\":\"probe\"}\n{\"schema\":1,\"ki", f);
	fclose(f);

	plan_id(&p, id);
	/* a child between fork and exec holds the lock for a moment longer */
	found = NULL;
	for (int i = 0; !found && i < 200; i++) {
		nap_ms(50);
		found = run_unfinished(results, id);
	}
	assert_non_null(found);
	assert_string_equal(found, dir);
	assert_int_equal(run_missing(dir, why, sizeof(why)), 32 - before);
	nap_ms(600);	/* what it had started must be dead by now */
	starts = count_lines("starts", "\n");
	assert_int_equal(run(&p, 2, why), RUN_DONE);
	assert_int_equal(ended(), 32);
	assert_int_equal(count_lines("starts", "\n"), starts + 32 - before);
	assert_int_equal(records_read(&rec, path, why), 0);
	assert_int_equal(rec.torn, 0);
	records_free(&rec);
	assert_int_equal(run_missing(dir, why, sizeof(why)), 0);
	assert_null(run_unfinished(results, id));
	free(found);
	free(path);
	free(results);
	plan_free(&p);
}

static void interrupt_stops_cleanly(void **state)
{
	char why[RUN_WHY] = "", path[128];
	unsigned int before;
	struct plan p;
	int status;
	pid_t pid;

	(void)state;
	make_plan(&p, "baseline", "slow,hangs", 3);
	pid = run_apart(&p, 2);
	await_ended(2);
	kill(pid, SIGINT);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), RUN_STOPPED);
	before = ended();
	assert_in_range(before, 2, 5);
	snprintf(path, sizeof(path), "%s/tmp", dir);
	assert_int_not_equal(access(path, F_OK), 0);
	assert_int_equal(run(&p, 4, why), RUN_DONE);
	assert_int_equal(ended(), 6);
	plan_free(&p);
}

static void two_cannot_run_one_folder(void **state)
{
	char why[RUN_WHY] = "";
	struct plan p;
	pid_t pid;

	(void)state;
	make_plan(&p, "baseline", "slow,hangs", 1);
	pid = run_apart(&p, 1);
	await_ended(1);
	assert_int_equal(run(&p, 1, why), RUN_BROKEN);
	assert_non_null(strstr(why, "another process runs it"));
	kill(pid, SIGTERM);
	waitpid(pid, NULL, 0);
	plan_free(&p);
}

static void changed_kernel_is_refused(void **state)
{
	char why[RUN_WHY] = "";
	struct plan p;

	(void)state;
	make_plan(&p, "baseline", "good", 1);
	assert_int_equal(run(&p, 1, why), RUN_DONE);
	put_file("build/kernels/baseline/bzImage", "another");
	assert_int_equal(run(&p, 1, why), RUN_BROKEN);
	assert_non_null(strstr(why, "kernels.baseline.image_sha256"));
	plan_free(&p);
	make_plan(&p, "baseline", "good", 2);
	assert_int_equal(run(&p, 1, why), RUN_BROKEN);
	assert_non_null(strstr(why, "holds another plan"));
	plan_free(&p);
}

static void full_disk_and_bad_folder(void **state)
{
	char why[RUN_WHY] = "";
	struct rlimit small = { 3000, RLIM_INFINITY }, old;
	struct plan p;

	(void)state;
	make_plan(&p, "baseline", "good,scattered", 4);
	getrlimit(RLIMIT_FSIZE, &old);
	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &small);
	assert_int_equal(run(&p, 1, why), RUN_BROKEN);
	setrlimit(RLIMIT_FSIZE, &old);
	assert_non_null(strstr(why, "records.jsonl: "));
	assert_in_range(ended(), 1, 7);
	assert_int_equal(run(&p, 2, why), RUN_DONE);
	assert_int_equal(ended(), 8);
	put_file("results/file", "not a folder");
	snprintf(dir, sizeof(dir), "%s/results/file/run", tmp);
	assert_int_equal(run(&p, 1, why), RUN_BROKEN);
	assert_non_null(strstr(why, "Not a directory"));
	plan_free(&p);
}

/* A file system of this process alone; false where that is not allowed. */
static bool mount_small(const char *where, const char *size)
{
	char options[32];

	snprintf(options, sizeof(options), "size=%s", size);
	return (!unshare(CLONE_NEWNS) || !unshare(CLONE_NEWUSER | CLONE_NEWNS)) &&
	       !mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) &&
	       !mount("none", where, "tmpfs", 0, options);
}

/* In a process of its own: 0, or the line of what was not as it must be. */
#define WANT(x) do { if (!(x)) return __LINE__; } while (0)

static int fill_disk_and_go_on(const struct plan *p)
{
	char ballast[128], why[RUN_WHY] = "", *block = calloc(1, 400 << 10);
	unsigned int before, starts;

	snprintf(ballast, sizeof(ballast), "%s/results/ballast", tmp);
	WANT(file_write(ballast, block, 400 << 10) == 0);
	free(block);
	WANT(run(p, 2, why) == RUN_BROKEN);
	WANT(strstr(why, "No space left on device"));
	before = ended();
	WANT(before < 24);
	WANT(count_lines("records.jsonl", "\"status\":\"fail\"") == 0);
	WANT(unlink(ballast) == 0);
	starts = count_lines("starts", "\n");
	WANT(run(p, 2, why) == RUN_DONE);
	WANT(ended() == 24);
	WANT(count_lines("starts", "\n") == starts + 24 - before);
	WANT(count_lines("records.jsonl", "\"status\":\"fail\"") == 0);
	return 0;
}

static void full_tmpfs_loses_nothing(void **state)
{
	char where[96];
	struct plan p;
	int status;
	pid_t pid;

	(void)state;
	make_plan(&p, "baseline", "good,scattered", 12);
	snprintf(where, sizeof(where), "%s/results", tmp);
	assert_int_equal(dir_make(where), 0);
	pid = fork();
	if (!pid) {
		if (!mount_small(where, "600k"))
			_exit(77);
		status = fill_disk_and_go_on(&p);
		if (status)
			fprintf(stderr, "run_test.c:%d does not hold\n", status);
		_exit(status != 0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	plan_free(&p);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
		skip();		/* no mount without root or user namespaces */
	assert_int_equal(status, 0);
}

static void damaged_records_name_the_line(void **state)
{
	char why[RUN_WHY] = "", *path = path_join(dir, "records.jsonl"), *text;
	struct plan p;
	size_t len;

	(void)state;
	make_plan(&p, "baseline", "good,scattered", 1);
	assert_int_equal(run(&p, 1, why), RUN_DONE);
	assert_int_equal(file_read(path, &text, &len), 0);
	text[len / 3] = '\x01';
	assert_int_equal(file_write(path, text, len), 0);
	assert_int_equal(run(&p, 1, why), RUN_BROKEN);
	assert_non_null(strstr(why, "records.jsonl:"));
	assert_int_equal(ended(), 2);	/* and it was left as it was */
	free(text);
	free(path);
	plan_free(&p);
}

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
	json_t *env = env_collect(p, &fake, &w, why, RUN_WHY);
	enum run_end end;

	assert_non_null(env);
	end = run_cells(p, &fake, env, &o, why, RUN_WHY);
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

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(every_kind_of_ending),
		TEST(report_tells_and_repeats),
		TEST(finding_speaks_by_verdict),
		TEST(killed_run_goes_on),
		TEST(interrupt_stops_cleanly),
		TEST(two_cannot_run_one_folder),
		TEST(changed_kernel_is_refused),
		TEST(full_disk_and_bad_folder),
		TEST(full_tmpfs_loses_nothing),
		TEST(damaged_records_name_the_line),
		TEST(precision_stops_and_says_why),
		TEST(cap_ends_what_is_not_precise),
		TEST(slurm_parts_are_merged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
