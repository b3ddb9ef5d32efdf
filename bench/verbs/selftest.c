// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * selftest.c - the verb selftest: i915's selftests on the emulated machine,
 * a boot for each group, and what came out, with reasons.
 *
 * What is known not to pass is a line of a file: GROUP failed|skipped WHY.
 * A group that does better or worse than its line is an error, and so is a
 * skip for which there is neither a line nor a word of the kernel.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "files.h"
#include "gtt2m.h"
#include "host/selftest.h"
#include "known.h"
#include "run/oneboot.h"
#include "records/record.h"
#include "suite.h"
#include "sys.h"
#include "opts.h"
#include "verbs/verbs.h"

#define LIMIT_S 900		/* of CPU time; a group takes 10 to 100 */
#define MAX_GROUPS 64
#define COLS 72

struct args {
	struct oneboot b;
	const char *expected;
	const char *keep;		/* file of their records */
	char *group[MAX_GROUPS];
	unsigned int n, jobs;
	struct known *known;
	bool all;			/* groups that there are */
};

static const char *const status[] = { "passed", "failed", "skipped" };

struct group_end {
	char status[12], why[RECORD_WHY];
	json_t *record;		/* or NULL: the harness failed */
	unsigned int warnings;
	long long submissions;	/* to all engines; -1: not known */
};

/*
 * "igt__7__live_sanitycheck:bool": the group's name, the file's last one first.
 * Those of the performance tests keep their "perf_".
 */
static int add_group(const char *value, void *arg)
{
	struct args *a = arg;
	const char *name = strstr(value, "__live_");

	if (name)
		name += strlen("__live_");
	else if ((name = strstr(value, "__perf_")))
		name += strlen("__");
	if (strncmp(value, "igt__", 5) || !name)
		return 0;
	if (a->n == MAX_GROUPS)
		return -ENOSPC;
	a->group[a->n++] = strndup(name, strcspn(name, ":"));
	return 0;
}

static int find_groups(struct args *a)
{
	char ko[600], parm[96];
	int ret = 0;

	snprintf(ko, sizeof(ko), "%s/modules/i915.ko", a->b.kernel);
	a->all = !a->n;
	if (a->all)
		ret = modinfo_each(ko, "parmtype", add_group, a);
	for (unsigned int i = 0; a->all && i < a->n / 2; i++) {
		char *last = a->group[a->n - 1 - i];

		a->group[a->n - 1 - i] = a->group[i];
		a->group[i] = last;
	}
	for (unsigned int i = 0; !ret && i < a->n; i++)
		if (selftest_parm(ko, a->group[i], parm, sizeof(parm))) {
			fprintf(stderr, "gtt2m selftest: %s has no group '%s'\n",
				ko, a->group[i]);
			return -ENOENT;
		}
	if (ret || !a->n) {
		fprintf(stderr, "gtt2m selftest: %s: %s\n", ko, ret ?
			strerror(-ret) : "built without DRM_I915_SELFTEST");
		return -ENOENT;
	}
	return 0;
}

/* ---- one boot ------------------------------------------------------------- */

/* Of a group that skips: what i915's start and end take. */
static long long submissions(const json_t *gpu)
{
	json_t *engines = json_object_get(gpu, "engine"), *e;
	const char *name;
	long long n = 0;

	json_object_foreach(engines, name, e)
		n += record_int(e, "submissions", 0);
	return n;
}

static void judge(const struct oneboot *b, struct group_end *o)
{
	struct raw_lines raw;

	snprintf(o->status, sizeof(o->status), "failed");
	if (oneboot_lines(b, &raw) && !o->why[0])
		snprintf(o->why, sizeof(o->why), "no records");
	if (!raw.ok && !o->why[0])
		snprintf(o->why, sizeof(o->why), "%s", raw.why);
	for (size_t i = 0; i < raw.n; i++) {
		const char *type = record_str(raw.v[i], "type", "");

		if (!strcmp(type, "selftest"))
			o->record = json_incref(raw.v[i]);
		if (!strcmp(type, "gpu"))
			o->submissions = submissions(raw.v[i]);
		if (!strcmp(type, "kernel"))
			o->warnings = record_int(json_object_get(raw.v[i],
							"complaints"), "warn", 0);
	}
	if (raw.ok && o->record)
		snprintf(o->status, sizeof(o->status), "%s",
			 record_str(o->record, "status", "failed"));
	raw_free(&raw);
}

/* How the process of one boot ends. */
enum { BOOT_OVER, BOOT_NO_START, BOOT_DIED, BOOT_TIME_LIMIT };

static int boot_group(const struct args *a, const char *group)
{
	struct oneboot b = a->b;
	struct oneboot_end end;
	char append[256];

	snprintf(append, sizeof(append), "log_buf_len=4M gtt2m.role=selftest "
		 "gtt2m.cell=%s gtt2m.seed=%u", group, b.seed);
	b.append = append;
	b.name = group;
	if (oneboot_run(&b, &end))
		return BOOT_NO_START;
	if (end.over)
		return BOOT_OVER;
	return end.wall_s < b.limit_s ? BOOT_DIED : BOOT_TIME_LIMIT;
}

static pid_t start_group(const struct args *a, const char *group)
{
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);	/* the machine's, too */
		_exit(boot_group(a, group));
	}
	return pid;
}

/* 0: it has run, however it ended. */
static int end_group(const struct args *a, const char *group, pid_t pid,
		     struct group_end *o)
{
	struct oneboot b = a->b;
	int status;

	if (pid < 0 || waitpid(pid, &status, 0) < 0 || !WIFEXITED(status) ||
	    WEXITSTATUS(status) == BOOT_NO_START)
		return -ECHILD;
	if (WEXITSTATUS(status) == BOOT_DIED)
		snprintf(o->why, sizeof(o->why),
			 "the machine ended without an end marker");
	if (WEXITSTATUS(status) == BOOT_TIME_LIMIT)
		snprintf(o->why, sizeof(o->why), "time limit (%u s)",
			 a->b.limit_s);
	b.name = group;
	judge(&b, o);
	return 0;
}

/* ---- what is printed ------------------------------------------------------ */

/* Text broken at blanks, each line behind indent blanks. */
static void wrapped(const char *text, int indent)
{
	while (*text) {
		int room = COLS - indent, n = strlen(text);

		if (n > room) {
			for (n = room; n > 0 && text[n] != ' '; n--)
				;
			if (!n)
				n = room;
		}
		printf("%*s%.*s\n", indent, "", n, text);
		text += n;
		while (*text == ' ')
			text++;
	}
}

/* Subtests counted; of a failed group the last one, which failed. */
static void print_line(const char *group, const struct group_end *o)
{
	json_t *subs = json_object_get(o->record, "subtests"), *v;
	json_t *us = json_object_get(o->record, "us");
	size_t n = json_array_size(subs), i;

	printf("%-8s %-16s %3zu subtests, %.1f s", o->status, group, n,
	       record_int(o->record, "virt_ns", 0) * 1e-9);
	if (o->submissions >= 0)
		printf(", %lld submissions", o->submissions);
	if (o->warnings)
		printf(", %u kernel warnings", o->warnings);
	printf("\n");
	json_array_foreach(us, i, v)
		if (selftest_idle(json_integer_value(v)))
			printf("    returned at once: %s\n",
			       json_string_value(json_array_get(subs, i)));
	if (!strcmp(o->status, "failed") && n)
		printf("    last: %s, error %lld\n",
		       json_string_value(json_array_get(subs, n - 1)),
		       (long long)record_int(o->record, "error", 0));
	if (o->why[0])
		wrapped(o->why, 4);
}

static void print_lines(const char *what, json_t *list)
{
	size_t i;
	json_t *v;

	json_array_foreach(list, i, v) {
		printf("    %s:\n", what);
		wrapped(json_string_value(v), 6);
	}
}

/*
 * A group that is known to skip. What its first subtest has taken is the
 * time until what i915's start has left for the GPU was done, and in that of
 * the last one i915 gives up.
 */
static bool is_known_skip(const struct known_row *k, const struct group_end *o)
{
	json_t *us = json_object_get(o->record, "us"), *v;
	size_t i;

	if (!k || strcmp(k->what, "skipped") || strcmp(o->status, "passed"))
		return false;
	json_array_foreach(us, i, v)
		if (i && i + 1 < json_array_size(us) &&
		    !selftest_idle(json_integer_value(v)))
			return false;
	return json_array_size(us) > 2;
}

/* True when it is as expected. */
static bool explain(const struct args *a, const char *group,
		    const struct group_end *o)
{
	const struct known_row *k = known_find(a->known, group, NULL);
	json_t *skips = json_object_get(o->record, "skips");
	bool ok;

	print_lines("the kernel", skips);
	if (!strcmp(o->status, "failed"))
		print_lines("error", json_object_get(o->record, "errors"));
	if (k && !strcmp(k->what, o->status)) {
		wrapped(k->why, 4);
		return true;
	}
	if (k) {
		printf("    not as expected: %s\n", k->what);
		return false;
	}
	ok = !strcmp(o->status, "passed") ||
	     (!strcmp(o->status, "skipped") && json_array_size(skips));
	if (!ok)
		printf("    no reason is known\n");
	return ok;
}

struct sums {
	unsigned int count[3], unexplained, warnings;
};

static void tell(const struct args *a, const char *group,
		 struct group_end *o, struct sums *s)
{
	if (is_known_skip(known_find(a->known, group, NULL), o))
		snprintf(o->status, sizeof(o->status), "skipped");
	for (int j = 0; j < 3; j++)
		s->count[j] += !strcmp(o->status, status[j]);
	print_line(group, o);
	s->unexplained += !explain(a, group, o);
	s->warnings += o->warnings;
	fflush(stdout);
}

static int print_sums(const struct args *a, const struct sums *s)
{
	unsigned int stale = 0;

	if (a->all)
		stale = known_stale(a->known, "expected, but there is no such group");
	printf("logs: %s; kernel warnings: %u; not as expected: %u\n", a->b.out,
	       s->warnings, s->unexplained + stale);
	printf("%u passed, %u failed, %u skipped\n", s->count[0], s->count[1],
	       s->count[2]);
	return s->unexplained + stale ? EXIT_WORSE : EXIT_FINE;
}

/* A line of the file of records: what was run, what it measured. */
static void add_kept(FILE *f, const json_t *record)
{
	json_t *j = json_deep_copy(record);

	json_object_del(j, "errors");	/* of what went wrong; all have passed */
	json_object_set_new(j, "suite", json_string(suite_commit()));
	json_object_set_new(j, "suite_modified", json_boolean(suite_modified()));
	json_dumpf(j, f, JSON_COMPACT | JSON_SORT_KEYS);
	fputc('\n', f);
	json_decref(j);
}

/* Nothing is written unless all is well. */
static int write_kept(const struct args *a, const struct sums *s,
		      const char *text, size_t len)
{
	int err;

	if (s->count[0] != a->n) {
		fprintf(stderr, "gtt2m selftest: %s is not written: not all have passed\n",
			a->keep);
		return EXIT_WORSE;
	}
	err = file_write(a->keep, text, len);
	if (err)
		fprintf(stderr, "gtt2m selftest: %s: %s\n", a->keep,
			strerror(-err));
	return err ? EXIT_HARNESS : EXIT_FINE;
}

/* Some boots at a time; printed in the order of the groups. */
static int run_all(const struct args *a)
{
	struct sums s = { .unexplained = 0 };
	char *kept = NULL;
	size_t kept_len;
	FILE *f = open_memstream(&kept, &kept_len);
	int code = f ? EXIT_FINE : EXIT_HARNESS;
	pid_t pid[MAX_GROUPS];
	unsigned int started = 0;

	for (unsigned int i = 0; i < a->n && code == EXIT_FINE; i++) {
		struct group_end o = { .submissions = -1 };

		for (; started < a->n && started < i + a->jobs; started++)
			pid[started] = start_group(a, a->group[started]);
		if (end_group(a, a->group[i], pid[i], &o)) {
			fprintf(stderr, "gtt2m selftest: cannot start the machine\n");
			code = EXIT_HARNESS;
			continue;
		}
		tell(a, a->group[i], &o, &s);
		add_kept(f, o.record);
		json_decref(o.record);
	}
	if (f)
		fclose(f);
	if (code == EXIT_FINE)
		code = print_sums(a, &s);
	if (code == EXIT_FINE && a->keep)
		code = write_kept(a, &s, kept, kept_len);
	free(kept);
	return code;
}

static int cmd_selftest(int argc, char **argv)
{
	static struct known known;
	struct args a = {
		.b = {
			.kernel = "build/selftest/kernels/stock",
			.images = "build/selftest/images",
			.qemu = "build/qemu/qemu-system-x86_64",
			.out = "build/i915-selftest",
			.limit_s = LIMIT_S, .seed = 1, .watch = "records",
			.over = raw_has_end, .linger_s = 10, .variant = "stock",
		},
		.known = &known, .jobs = sysconf(_SC_NPROCESSORS_ONLN),
	};
	const char *word[MAX_GROUPS];
	int code = EXIT_HARNESS;
	const struct opt rows[] = {
		{ .name = "expected", .arg = "FILE", .text = &a.expected,
		  .help = "Lines: GROUP failed|skipped WHY" },
		{ .name = "keep", .arg = "FILE", .text = &a.keep,
		  .help = "If all have passed, write their records to FILE, a "
		  	"line for each group" },
		{ .name = "seed", .arg = "N",
		  .number = &a.b.seed, .min = 1, .max = 1000000,
		  .help = "Seed of the machine and of the tests" },
		{ .name = "jobs", .letter = 'j', .arg = "N",
		  .number = &a.jobs, .min = 1, .max = 1000000,
		  .help = "Boots at a time (default: one for each CPU)" },
		ONEBOOT_OPTS(a.b),
		{ 0 }
	};
	const struct opts opts = {
		.words = "[GROUP...]", .row = rows,
		.most = MAX_GROUPS, .word = word, .n = &a.n,
		.help = "Run i915's selftests on the emulated machine, one "
			"boot for each group (default: all that i915.ko has). "
			"Exit 0: each has passed, or FILE expects its result.",
	};

	opts_parse(argc, argv, &opts);
	for (unsigned int i = 0; i < a.n; i++)
		a.group[i] = strdup(word[i]);
	if (!find_groups(&a) &&
	    !known_read(&known, a.expected, "GROUP failed|skipped WHY", false,
			NULL, "failed, skipped") &&
	    !oneboot_initrd(&a.b))
		code = run_all(&a);
	for (unsigned int i = 0; i < a.n; i++)
		free(a.group[i]);
	return code;
}

const struct verb verb_selftest = {
	.name = "selftest", .fn = cmd_selftest,
	.help = "run i915's own selftests on the emulated machine",
};
