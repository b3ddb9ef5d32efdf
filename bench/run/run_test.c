// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * run_test.c - the whole of L0, plan to report, on a machine that is a
 * shell script: good, broken, hanging, killed, taken up again.
 */
#include <math.h>

#include "fake_rig_test.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "files.h"
#include "gtt2m.h"
#include "lint_mail.h"
#include "records/manifest.h"
#include "report/compare.h"

/* Status and why of the cell of a scenario, from the records. */
static void check_cell(const struct report *r, const char *scenario,
		       const char *status, const char *why)
{
	for (size_t i = 0; i < r->run.records.n; i++) {
		const struct record *rec = &r->run.records.v[i];

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

/* Its counts are a result, its times are not. */
static void check_overwritten(struct report *r)
{
	for (size_t k = 0; k < r->run.plan.nscenarios; k++) {
		const struct tally_cell *c = tally_cell(&r->tally, 0, k);
		bool mine = !strcmp(r->run.plan.scenarios[k].name,
				    "guest:overwritten");

		assert_int_equal(c->sum.unsafe, mine ? 3 : 0);
	}
	for (size_t i = 0; i < r->tally.nseries; i++)
		assert_true(isnan(r->tally.series[i].v[0]) ||
			    !r->run.plan.scenarios[r->tally.series[i].scenario].guest);
}

TEST(every_kind_of_ending)
{
	char why[RUN_WHY] = "";
	struct report r;
	struct plan p;

	make_plan(&p, "baseline", "good,fails,truncated,silent,garbled,panics,"
		  "crashes,lingers,guest:overwritten,guest:breaks", 1);
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
	check_cell(&r, "guest:overwritten", "crash", "guest: the kernel crashed");
	check_cell(&r, "guest:breaks", "fail", "guest: the kernel crashed");
	assert_int_equal(r.tally.failed, 6);
	assert_int_equal(r.tally.crashed, 2);
	check_overwritten(&r);
	report_close(&r);
	plan_free(&p);
}

/* L0 ends what does not end; it need not have come far until then. */
TEST(time_limit_ends_a_cell)
{
	struct machine hasty = fake;
	char why[RUN_WHY] = "";
	struct report r;
	struct plan p;

	hasty.probe_cap_s = 1;
	rig = &hasty;
	make_plan(&p, "baseline", "hangs", 1);
	assert_int_equal(run(&p, 1, why), RUN_DONE);
	rig = &fake;
	assert_int_equal(report_open(&r, dir, why, sizeof(why)), 0);
	check_cell(&r, "hangs", "fail", "time limit (1 s)");
	report_close(&r);
	plan_free(&p);
}

/* This machine had been booted before; an emulated one was not. */
TEST(what_a_cell_came_from)
{
	struct machine m = fake;
	char why[RUN_WHY] = "";
	struct plan p;

	rig = &m;
	for (unsigned int i = 0; i < 2; i++) {
		m.metal = i;
		snprintf(dir, sizeof(dir), "%s/results/%u", tmp, i);
		make_plan(&p, "baseline", "good", 1);
		assert_int_equal(run(&p, 1, why), RUN_DONE);
		assert_int_equal(count_lines("records.jsonl", m.metal ?
			"\"from\":\"booted\"" : "\"from\":\"power-on\""), 1);
		plan_free(&p);
	}
	rig = &fake;
}

/* Counts of a clock that says nothing are counts; its times are no kind. */
TEST(untimed_machine_has_no_times)
{
	struct machine kvm = fake;
	char why[RUN_WHY] = "";
	struct plan p;

	kvm.exact = false;
	kvm.untimed = "the host's clock";
	rig = &kvm;
	make_plan(&p, "baseline", "guest:good", 1);
	assert_int_equal(run(&p, 1, why), RUN_DONE);
	rig = &fake;
	assert_int_equal(count_lines("records.jsonl", "\"tag\":\"x\""), 1);
	assert_int_equal(count_lines("records.jsonl", "\"tag\":\"m\""), 0);
	assert_int_equal(count_lines("records.jsonl", "\"tag\":\"v\""), 0);
	assert_int_equal(count_lines("records.jsonl", "\"kind\":\"rate\""), 1);
	plan_free(&p);
}

TEST(report_tells_and_repeats)
{
	char why[RUN_WHY] = "", *one, *two;
	struct plan p;

	make_plan(&p, "stock,baseline,unsafe,slow,baseline-aa",
		  "good,scattered,guest:good,panics", 2);
	assert_int_equal(run(&p, 4, why), RUN_DONE);
	if (report_write(dir, &one, why, sizeof(why)))
		fail_msg("%s", why);
	assert_int_equal(report_write(dir, &two, why, sizeof(why)), 0);
	assert_string_equal(one, two);
	assert_int_equal(lint_text("report", one, strlen(one), stdout), 0);
	assert_memory_equal(one, "test level: FAKE MACHINE", 24);
	assert_non_null(strstr(one, "\nunsafe: good 24 of 1024"));
	assert_non_null(strstr(one, "run again with the same counts 6 of 6"));
	assert_non_null(strstr(one, "0.90"));
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

TEST(answers_speak_by_verdict)
{
	char why[RUN_WHY] = "", *text;
	struct plan p;

	make_plan(&p, "stock,baseline,unsafe,slow", "good,guest:good", 8);
	assert_int_equal(run(&p, 4, why), RUN_DONE);
	if (report_write(dir, &text, why, sizeof(why)))
		fail_msg("%s", why);
	unfolded(text);
	/* 12 of each 512 are unsafe */
	assert_non_null(strstr(text, "unsafe: good 96 of 4096"));
	if (!strstr(text, "8 seeds; worse under slow (0.900); within "
		    "1 % under unsafe. This run"))
		fail_msg("%s", text);
	free(text);
	plan_free(&p);
}

/*
 * What compare says of a variant that is 10 % slower, in so many seeds: its
 * exit code. Counts are the same throughout.
 */
static int compared(const char *variants, unsigned int seeds, bool primary,
		    enum verdict *slow)
{
	char why[RUN_WHY] = "";
	struct compare c;
	struct report r;
	struct plan p;
	int code;

	snprintf(dir, sizeof(dir), "%s/results/%u-%zu-%d", tmp, seeds,
		 strlen(variants), primary);
	make_plan(&p, variants, "guest:good", seeds);
	p.scenarios[0].primary = primary;
	assert_int_equal(run(&p, 4, why), RUN_DONE);
	assert_int_equal(report_open(&r, dir, why, sizeof(why)), 0);
	assert_int_equal(compare_variants(&c, &r, "baseline"), 0);
	for (size_t i = 0; i < c.n; i++)
		if (!strcmp(c.v[i].variant, "slow") && *c.v[i].tag == 'v')
			*slow = c.v[i].verdict;
	code = compare_code(&c);
	compare_free(&c);
	report_close(&r);
	plan_free(&p);
	return code;
}

/* As in the report: Holm over the primary family, no claim of the others. */
TEST(compare_claims_what_the_report_does)
{
	enum verdict slow;

	assert_int_equal(compared("baseline,slow", 6, true, &slow), EXIT_WORSE);
	assert_int_equal(slow, VERDICT_WORSE);
	/* six seeds carry one contrast, not two */
	assert_int_equal(compared("baseline,slow,other", 6, true, &slow),
			 EXIT_UNDECIDED);
	assert_int_equal(slow, VERDICT_OPEN);
	/* shown, not claimed */
	assert_int_equal(compared("baseline,slow,other", 6, false, &slow),
			 EXIT_FINE);
	assert_int_equal(slow, VERDICT_WORSE);
}

TEST(killed_run_goes_on)
{
	char why[RUN_WHY] = "", *results = path_join(tmp, "results"), id[65], *found;
	char *path = path_join(dir, "records.jsonl"), part[128];
	unsigned int before, starts;
	struct records rec;
	struct plan p;
	FILE *f;
	pid_t pid;

	make_plan(&p, "baseline,stock", "gated", 16);
	set_gate(4);
	pid = run_apart(&p, 2);
	await_ended(4);
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	before = ended();
	assert_int_equal(before, 4);
	f = fopen(path, "a");	/* as if it died in a write */
	fputs("{\"schema\":1,\"kind\":\"probe\"}\n{\"schema\":1,\"ki", f);
	fclose(f);

	plan_id(&p, id);
	/* a child between fork and exec holds the lock for a moment longer */
	while (!(found = run_unfinished(results, id)))
		nap_ms(20);
	assert_string_equal(found, dir);
	assert_int_equal(run_missing(dir, why, sizeof(why)), 32 - before);
	/* what it had started is dead: a start is a line, and no more come */
	set_gate(-1);
	starts = count_lines("starts", "\n");
	assert_int_equal(run(&p, 2, why), RUN_DONE);
	assert_int_equal(ended(), 32);
	assert_int_equal(count_lines("starts", "\n"), starts + 32 - before);
	assert_int_equal(records_read(&rec, path, why), 0);
	assert_int_equal(rec.torn, 0);
	/* and what was cut is not lost */
	assert_int_equal(count_lines("records.cut", "\"kind\":\"probe\""), 1);
	records_free(&rec);
	assert_int_equal(run_missing(dir, why, sizeof(why)), 0);
	assert_null(run_unfinished(results, id));
	free(found);
	/* GPU times that were begun and not written are missing, too */
	snprintf(part, sizeof(part), "%s/clock.part", dir);
	assert_int_equal(file_write(part, "", 0), 0);
	found = run_unfinished(results, id);
	assert_string_equal(found, dir);
	free(found);
	free(path);
	free(results);
	plan_free(&p);
}

TEST(interrupt_stops_cleanly)
{
	char why[RUN_WHY] = "", path[128];
	unsigned int before;
	struct plan p;
	int status;
	pid_t pid;

	make_plan(&p, "baseline", "gated", 6);
	set_gate(2);
	pid = run_apart(&p, 2);
	await_ended(2);
	kill(pid, SIGINT);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), RUN_STOPPED);
	before = ended();
	assert_int_equal(before, 2);
	set_gate(-1);
	snprintf(path, sizeof(path), "%s/tmp", dir);
	assert_int_not_equal(access(path, F_OK), 0);
	assert_int_equal(run(&p, 4, why), RUN_DONE);
	assert_int_equal(ended(), 6);
	plan_free(&p);
}

/* Sums of records are not those of a run that has gone on since. */
TEST(sums_are_of_a_run_that_ended)
{
	char why[RUN_WHY] = "", *sums = path_join(dir, "SHA256SUMS");
	struct plan p;
	FILE *f;
	int status;
	pid_t pid;

	make_plan(&p, "baseline", "gated", 6);
	for (unsigned int n = 2; n <= 4; n += 2) {
		set_gate(n);
		pid = run_apart(&p, 1);
		await_ended(n);
		/* the next one waits at the gate: one start is in vain each time */
		while (count_lines("starts", "\n") < n / 2 * 3)
			nap_ms(20);
		kill(pid, SIGINT);
		assert_int_equal(waitpid(pid, &status, 0), pid);
		/* none of the run before: it would not hold */
		assert_int_not_equal(access(sums, F_OK), 0);
		assert_int_equal(manifest_write(dir), 0);
		assert_true(manifest_holds(dir));
	}
	/* changed by hand: said, and nothing is taken away */
	f = fopen(sums, "w");
	fputs("0000  records.jsonl\n", f);
	fclose(f);
	set_gate(-1);
	assert_int_equal(run(&p, 1, why), RUN_BROKEN);
	assert_non_null(strstr(why, "not what SHA256SUMS says"));
	assert_int_equal(access(sums, F_OK), 0);
	assert_int_equal(unlink(sums), 0);
	assert_int_equal(run(&p, 1, why), RUN_DONE);
	assert_int_equal(manifest_write(dir), 0);
	/* nothing is missing: what is there stays */
	assert_int_equal(run(&p, 1, why), RUN_DONE);
	assert_true(manifest_holds(dir));
	assert_int_equal(access(sums, F_OK), 0);
	free(sums);
	plan_free(&p);
}

TEST(two_cannot_run_one_folder)
{
	char why[RUN_WHY] = "";
	struct plan p;
	pid_t pid;

	make_plan(&p, "baseline", "gated", 2);
	set_gate(1);
	pid = run_apart(&p, 1);
	await_ended(1);
	assert_int_equal(run(&p, 1, why), RUN_BROKEN);
	assert_non_null(strstr(why, "another process runs it"));
	kill(pid, SIGTERM);
	waitpid(pid, NULL, 0);
	plan_free(&p);
}

TEST(changed_kernel_is_refused)
{
	char why[RUN_WHY] = "";
	struct plan p;

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

TEST(full_disk_and_bad_folder)
{
	char why[RUN_WHY] = "";
	struct rlimit small = { 3000, RLIM_INFINITY }, old;
	struct plan p;

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

TEST(full_tmpfs_loses_nothing)
{
	char where[96];
	struct plan p;
	int status;
	pid_t pid;

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

TEST(damaged_records_name_the_line)
{
	char why[RUN_WHY] = "", *path = path_join(dir, "records.jsonl"), *text;
	struct plan p;
	size_t len;

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
