// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * report_test.c - golden records in, golden report out; and the report
 * through what mail programs and git do to a text.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "compare.h"
#include "files.h"
#include "gtt2m.h"
#include "lint_mail.h"
#include "report_bed.h"
#include "test_dir.h"
#include "verbs/verbs.h"
#include "seal_test.h"

#define GOLDEN "bench/testdata/golden"

static char *render_of(const char *dir)
{
	char *text;
	struct report r;

	bed_open(&r, dir);
	text = report_render(&r);
	report_close(&r);
	assert_non_null(text);
	return text;
}

static char *render(void)
{
	return render_of(GOLDEN);
}

/* A folder of records, and the report that they make. */
static void is_golden(const char *dir)
{
	char *text = render_of(dir), *want, path[128];
	size_t len;

	snprintf(path, sizeof(path), "%s/report.txt", dir);
	assert_int_equal(file_read(path, &want, &len), 0);
	if (strcmp(text, want)) {
		size_t at = 0;

		while (text[at] == want[at])
			at++;
		fail_msg("%s differs at byte %zu: '%.60s' / '%.60s'", dir, at,
			 text + at, want + at);
	}
	assert_int_equal(lint_text("golden", text, len, stdout), 0);
	free(text);
	free(want);
}

TEST(golden_report)
{
	is_golden(GOLDEN);
}

/* Guests with real drivers: what they ask for, what policies make of it. */
TEST(golden_census)
{
	is_golden(GOLDEN "-census");
	is_golden(GOLDEN "-census-policy");
}

TEST(first_lines_say_what_it_is)
{
	char *text = render();

	assert_memory_equal(text, "test level: ", 12);
	assert_memory_equal(strchr(text, '\n') + 1, "2MiB shadow GTT entries", 23);
	assert_non_null(strstr(text, "\nLimits: KVM on AMD's SVM"));
	assert_non_null(strstr(text, "\nQ1 Does it matter"));
	free(text);
}

/* Each scenario in full, by gtt2m show; the first screen has its lines. */
TEST(one_scenario_is_shown)
{
	char why[RUN_WHY] = "", *text;
	size_t lines = 0;
	struct report r;

	assert_int_equal(report_open(&r, GOLDEN, why, sizeof(why)), 0);
	for (size_t k = 0; k < r.run.plan.nscenarios; k++) {
		text = report_render_scenario(&r, k);
		assert_non_null(text);
		assert_int_equal(lint_text("show", text, strlen(text), stdout), 0);
		if (!strcmp(r.run.plan.scenarios[k].name, "small-misaligned")) {
			assert_non_null(strstr(text, "\nvfio-only        1  UNSAFE  "
					       "  64    64      0      0      64"));
			assert_non_null(strstr(text, " populate\n"));
			assert_null(strstr(text, "thp-aligned"));
		}
		free(text);
	}
	text = report_render_short(&r);
	for (const char *p = text; *p; p++)
		lines += *p == '\n';
	assert_in_range(lines, 20, SHORT_LINES);
	free(text);
	report_close(&r);
}

/*
 * No sentence and no row of a table is in the report twice; heads and names of
 * patch files may be.
 */
TEST(nothing_is_printed_twice)
{
	char *text = render(), *next;

	for (char *p = text; *p; p = next) {
		size_t n = strcspn(p, "\n");

		next = p + n + (p[n] == '\n');
		p[n] = '\0';
		for (const char *q = next; n >= 45 && *q && strncmp(p, "variant ", 8) &&
		     strncmp(p, "000", 3);
		     q += strcspn(q, "\n") + (q[strcspn(q, "\n")] != 0))
			if (strcspn(q, "\n") == n && !strncmp(p, q, n))
				fail_msg("twice: %s", p);
	}
	free(text);
}

/* ---- mail ----------------------------------------------------------------- */

static char *slurp(const char *dir, const char *name)
{
	char *path = path_join(dir, name), *text = NULL;
	size_t len;

	assert_int_equal(file_read(path, &text, &len), 0);
	free(path);
	return text;
}

/* RFC 2045, section 6.7: what an encoder may do to harmless text. */
static void quoted_printable(FILE *f, const char *s)
{
	for (size_t col = 0; *s; s++) {
		if (*s == '\n') {
			fputc('\n', f);
			col = 0;
			continue;
		}
		if (col >= 72) {
			fputs("=\n", f);
			col = 0;
		}
		if (*s == '=' || (*s == 'e' && col % 7 == 0))
			col += fprintf(f, "=%02X", (unsigned char)*s);
		else
			col += fputc(*s, f) != EOF;
	}
}

static void through_mailinfo(const char *text, bool qp)
{
	FILE *f = fopen(test_path("mail"), "w");
	char *back;

	fprintf(f, "From: A B <a@example.org>\nSubject: numbers\n"
		"Content-Type: text/plain; charset=us-ascii\n%s\n",
		qp ? "Content-Transfer-Encoding: quoted-printable\n" : "");
	if (qp)
		quoted_printable(f, text);
	else
		fputs(text, f);
	fclose(f);
	shell("cd $d && git mailinfo --scissors msg patch <mail >info 2>err && "
	      "test ! -s patch");
	back = slurp(test_dir, "msg");
	assert_string_equal(back, text);
	free(back);
}

TEST(survives_git_and_quoted_printable)
{
	char *text = render();

	through_mailinfo(text, false);
	through_mailinfo(text, true);
	free(text);
}

/* RFC 3676: a trailing blank joins lines, a leading one is taken away. */
TEST(survives_format_flowed)
{
	char *text = render(), *out;
	size_t len;
	FILE *f = open_memstream(&out, &len);

	for (const char *p = text; *p; ) {
		size_t n = strcspn(p, "\n");
		const char *line = *p == ' ' ? p + 1 : p;
		bool flows = n && p[n - 1] == ' ';

		fwrite(line, 1, p + n - line, f);
		if (!flows)
			fputc('\n', f);
		p += n + (p[n] == '\n');
	}
	fclose(f);
	assert_string_equal(out, text);
	free(out);
	free(text);
}

TEST(two_quotes_fit_eighty_columns)
{
	char *text = render();

	for (const char *p = text; *p; p += strcspn(p, "\n") + 1)
		assert_true(strlen("> > ") + strcspn(p, "\n") <= 80);
	free(text);
}

/* ---- compare -------------------------------------------------------------- */

TEST(run_compares_equal_to_itself)
{
	char why[RUN_WHY];
	struct report a, b;
	struct compare c;

	assert_int_equal(report_open(&a, GOLDEN, why, sizeof(why)), 0);
	assert_int_equal(report_open(&b, GOLDEN, why, sizeof(why)), 0);
	assert_int_equal(compare_runs(&c, &a, &b), 0);
	assert_int_equal(c.nondeterministic, 0);
	assert_int_equal(c.worse, 0);
	assert_true(c.n > 0);
	for (size_t i = 0; i < c.n; i++)
		if (!strcmp(c.v[i].tag, "x"))
			assert_int_equal(c.v[i].verdict, VERDICT_SAME);
	compare_free(&c);
	report_close(&a);
	report_close(&b);
}

/* One count changed in the same environment: invalid. In another: worse. */
TEST(changed_count_is_caught)
{
	char why[RUN_WHY];
	struct report a, b;
	struct compare c;

	assert_int_equal(report_open(&a, GOLDEN, why, sizeof(why)), 0);
	assert_int_equal(report_open(&b, GOLDEN, why, sizeof(why)), 0);
	for (size_t i = 0; i < a.run.plan.nvariants * a.run.plan.nscenarios; i++)
		if (b.tally.cell[i].sum.direct &&
		    tally_contrast(&b.tally, i / b.run.plan.nscenarios)) {
			struct tally_boot *boot = &b.tally.boot[i * b.tally.blocks];

			b.tally.cell[i].sum.direct--;
			json_object_set_new((json_t *)boot->counts, "direct",
					    json_integer(1));
			break;
		}
	assert_int_equal(compare_runs(&c, &a, &b), 0);
	assert_int_equal(compare_code(&c), EXIT_INVALID);
	compare_free(&c);
	json_object_set_new(json_object_get(json_object_get(b.run.env, "fixed"),
			    "suite"), "commit", json_string("another"));
	assert_int_equal(compare_runs(&c, &a, &b), 0);
	assert_int_equal(compare_code(&c), EXIT_WORSE);
	assert_non_null(strstr(c.note, "suite.commit"));
	compare_free(&c);
	report_close(&a);
	report_close(&b);
}

/* A repeat that does not repeat: 3. A cell that is missing: 4. */
TEST(doubtful_runs_have_their_codes)
{
	char why[RUN_WHY];
	struct compare c;
	struct report r;
	json_t *counts;
	char *text;
	size_t len;
	FILE *f;

	assert_int_equal(report_open(&r, GOLDEN, why, sizeof(why)), 0);
	r.tally.done--;
	assert_int_equal(compare_variants(&c, &r, "baseline"), 0);
	assert_int_equal(compare_code(&c), EXIT_HARNESS);
	f = open_memstream(&text, &len);
	compare_text(&c, f);
	fclose(f);
	assert_non_null(strstr(text, "1 cells failed or have not run"));
	assert_int_equal(lint_text("compare", text, len, stdout), 0);
	free(text);
	compare_free(&c);
	counts = (json_t *)tally_boot(&r.tally, r.tally.aa, 0, 0)->counts;
	json_object_set_new(counts, "direct", json_integer(7));
	assert_int_equal(compare_variants(&c, &r, "baseline"), 0);
	assert_int_equal(compare_code(&c), EXIT_INVALID);
	assert_non_null(strstr(c.note, "NONDETERMINISM"));
	compare_free(&c);
	report_close(&r);
}

/* One folder, one environment. */
TEST(mixed_environments_are_refused)
{
	char why[RUN_WHY] = "";
	struct report r;

	shell("cp " GOLDEN "/* $d && sed -i '1,21s/\"env\":\"./\"env\":\"f/' "
	      "$d/records.jsonl");
	assert_true(report_open(&r, test_dir, why, sizeof(why)) < 0);
	assert_non_null(strstr(why, "records.jsonl:1: made in another environment"));
	report_close(&r);
}

/* ---- runs that are less than whole ---------------------------------------- */

/* Golden records bent by sed; the report must still be one. */
static char *bent(const char *how)
{
	char cmd[1024], why[RUN_WHY] = "", *text = NULL;

	snprintf(cmd, sizeof(cmd), "rm -rf $d/* && cp " GOLDEN "/* $d && cd $d && %s",
		 how);
	shell(cmd);
	seal(test_dir);
	if (report_write(test_dir, &text, why, sizeof(why)))
		fail_msg("%s: %s", how, why);
	assert_int_equal(lint_text(how, text, strlen(text), stdout), 0);
	assert_memory_equal(text, "test level: ", 12);
	return text;
}

TEST(reports_of_broken_runs)
{
	static const struct { const char *how, *says; } row[] = {
		{ ": >records.jsonl", "34 of 34 cells have not run." },
		{ ": >records.jsonl", "No cell of this run has counted 2MiB entries. " },
		{ "sed -i 40,266d records.jsonl", "cells have not run" },
		{ "head -c 50000 records.jsonl >r; mv r records.jsonl", "cells have not run" },
		{ "sed -i 's/\"status\":\"ok\"/\"status\":\"fail\"/' records.jsonl",
		  "failed 34, crashed 0" },
		{ "sed -i 's/\"status\":\"ok\"/\"status\":\"crash\"/' records.jsonl",
		  "failed 0, crashed 34" },
		{ "sed -i '/vfio-only.guest/s/\"status\":\"ok\"/\"status\":\"crash\"/' records.jsonl",
		  "crashed 1 (guest:blit-thp 1)." },
		/* the first of two guests crashed, the other one only warned */
		{ "sed -i '17{h; s/WARNING[^\"]*/Oops: the first guest/; s/\"oops\":0/\"oops\":1/; p; x}; "
		  "/vfio-only.guest/{s/\"lines\":20/\"lines\":21/; s/\"status\":\"ok\"/\"status\":\"crash\"/}' records.jsonl",
		  "of vfio-only | Oops: the first guest" },
		/* a user's own variant in the place of a known one */
		{ "sed -i 's/vfio-only/my-own-series/g' records.jsonl plan.json env.json",
		  "my-own-series" },
		/* no baseline */
		{ "sed -i 's/baseline\\b/base2/g' records.jsonl plan.json env.json",
		  "no baseline" },
		{ "sed -i 's/baseline\\b/base2/g' records.jsonl plan.json env.json",
		  "alone? Linux 6.1.192. " },
		{ "sed -i '/guest-first-record/{s/\"kind\":\"time\"/\"kind\":\"traps\"/; "
		  "s/\"tag\":\"v\"/\"tag\":\"x\"/; s/\"type\":\"time\"/\"exits\":77,\"user_exits\":5,\"type\":\"traps\"/}' "
		  "records.jsonl", " 5   77" },
		/* nothing about kernels, machine, purity, suite */
		{ "sed -i 's/\"kernels\"/\"other\"/; s/\"purity\"/\"x\"/; s/\"suite\"/\"y\"/' env.json",
		  "commit unknown" },
	};

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		char *text = bent(row[i].how);
		bool there = false;

		/* folded where it was too long: compare without line ends */
		for (char *p = text; *p; p++)
			*p = *p == '\n' ? ' ' : *p;
		there = strstr(text, row[i].says) != NULL;
		if (!there)
			fail_msg("%s: lacks '%s':\n%.3000s", row[i].how,
				 row[i].says, text);
		free(text);
	}
}

/* A scenario on a machine whose clock says nothing, in a plan for another. */
TEST(untimed_scenario_has_no_times)
{
	char *text = bent("sed -i 's/guest:blit-thp/&@emulated-kvm/g; "
			  "s|@emulated-kvm/emulated|/emulated-kvm|; "
			  "/@emulated-kvm/s|\"machine\":\"emulated\"|\"machine\":\"emulated-kvm\"|' "
			  "records.jsonl plan.json");

	assert_non_null(strstr(text, "- No times of emulated-kvm: the machine ran"));
	assert_null(strstr(text, "blit-stream/steady"));
	free(text);
}

/* Somebody else's run, or one on a read-only disk: its report is printed. */
TEST(read_only_run_is_reported)
{
	char dir[] = "/tmp/gtt2m-ro-XXXXXX", cmd[512], *argv[] = { "report", dir, NULL };
	char *text;
	int status;
	size_t len;
	pid_t pid;

	assert_non_null(mkdtemp(dir));
	snprintf(cmd, sizeof(cmd), "cp " GOLDEN "/*.json* %s && chmod 444 %s/* && "
		 "chmod 555 %s && mkdir -m 777 %s.out", dir, dir, dir, dir);
	assert_int_equal(system(cmd), 0);
	pid = fork();
	if (!pid) {
		snprintf(cmd, sizeof(cmd), "%s.out/text", dir);
		if ((!geteuid() && seteuid(65534)) || !freopen(cmd, "w", stdout))
			_exit(99);
		status = verb_report.fn(2, argv);
		fflush(stdout);
		_exit(status);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(WEXITSTATUS(status), EXIT_FINE);
	snprintf(cmd, sizeof(cmd), "%s.out/text", dir);
	assert_int_equal(file_read(cmd, &text, &len), 0);
	assert_memory_equal(text, "test level: ", 12);
	free(text);
	snprintf(cmd, sizeof(cmd), "chmod 755 %s && ! test -e %s/report.txt && "
		 "rm -r %s %s.out", dir, dir, dir, dir);
	assert_int_equal(system(cmd), 0);
}

TEST(unknown_base_is_refused)
{
	char why[RUN_WHY];
	struct compare c;
	struct report r;

	assert_int_equal(report_open(&r, GOLDEN, why, sizeof(why)), 0);
	assert_true(compare_variants(&c, &r, "no-such-variant") < 0);
	compare_free(&c);
	assert_int_equal(compare_variants(&c, &r, "baseline"), 0);
	assert_true(c.n > 0);
	compare_free(&c);
	report_close(&r);
}
