// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * selftest.c - the verb selftest: i915's selftests on the emulated machine,
 * a boot for each group, and what came out, with reasons.
 *
 * What is known not to pass is a line of a file: GROUP failed|skipped WHY.
 * A group that does better or worse than its line is an error, and so is a
 * skip for which there is neither a line nor a word of the kernel.
 */
#include <argp.h>
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
#include "number.h"
#include "run/oneboot.h"
#include "records/record.h"
#include "suite.h"
#include "sys.h"
#include "verbs/verbs.h"

#define LIMIT_S 900		/* of wall time; a group takes 10 to 100 */
#define MAX_GROUPS 64
#define COLS 72

struct known {
	char group[32], status[12], why[400];
};

struct args {
	struct oneboot b;
	const char *expected;
	const char *keep;		/* file of their records */
	char *group[MAX_GROUPS];
	unsigned int n, jobs;
	struct known known[MAX_GROUPS];
	unsigned int nknown;
};

static const char *const status[] = { "passed", "failed", "skipped" };

struct group_end {
	char status[12], why[RECORD_WHY];
	json_t *record;		/* or NULL: the harness failed */
	unsigned int warnings;
	long long submissions;	/* to all engines; -1: not known */
};

static const struct argp_option options[] = {
	{ "expected", LONG('e'), "FILE", 0, "Lines: GROUP failed|skipped WHY", 0 },
	{ "keep", LONG('k'), "FILE", 0, "If all have passed, write their records: "
	  "a line a group", 0 },
	{ "seed", LONG('s'), "N", 0, "Seed of the machine and of the tests", 0 },
	{ "jobs", 'j', "N", 0, "Boots at a time (default: one a processor)", 0 },
	{ 0 }
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *a = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &a->b;
		return 0;
	case LONG('e'):
		a->expected = arg;
		return 0;
	case LONG('k'):
		a->keep = arg;
		return 0;
	case LONG('s'):
		a->b.seed = number_arg(state, arg, 1, 1000000);
		return 0;
	case 'j':
		a->jobs = number_arg(state, arg, 1, 1000000);
		return 0;
	case ARGP_KEY_ARG:
		if (a->n == MAX_GROUPS)
			argp_error(state, "more than %d groups", MAX_GROUPS);
		a->group[a->n++] = strdup(arg);
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

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
	bool all = !a->n;
	int ret = 0;

	snprintf(ko, sizeof(ko), "%s/modules/i915.ko", a->b.kernel);
	if (all)
		ret = modinfo_each(ko, "parmtype", add_group, a);
	for (unsigned int i = 0; all && i < a->n / 2; i++) {
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

static bool take_known(const char *line, void *arg)
{
	struct args *a = arg;
	struct known *k = &a->known[a->nknown];

	if (a->nknown == MAX_GROUPS ||
	    sscanf(line, "%31s %11s %399[^\n]", k->group, k->status,
		   k->why) != 3 ||
	    (strcmp(k->status, "failed") && strcmp(k->status, "skipped")))
		return false;
	a->nknown++;
	return true;
}

static const struct known *find_known(const struct args *a, const char *group)
{
	for (unsigned int i = 0; i < a->nknown; i++)
		if (!strcmp(a->known[i].group, group))
			return &a->known[i];
	return NULL;
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

static void judge(const char *records, struct group_end *o)
{
	struct raw_lines raw;
	char *text;
	size_t len;

	snprintf(o->status, sizeof(o->status), "failed");
	if (file_read(records, &text, &len) || raw_parse(&raw, text, len)) {
		if (!o->why[0])
			snprintf(o->why, sizeof(o->why), "no records");
		return;
	}
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
	free(text);
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
	char records[600];
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
	snprintf(records, sizeof(records), "%s/%s.records", a->b.out, group);
	judge(records, o);
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
static bool is_known_skip(const struct known *k, const struct group_end *o)
{
	json_t *us = json_object_get(o->record, "us"), *v;
	size_t i;

	if (!k || strcmp(k->status, "skipped") || strcmp(o->status, "passed"))
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
	const struct known *k = find_known(a, group);
	json_t *skips = json_object_get(o->record, "skips");
	bool ok;

	print_lines("the kernel", skips);
	if (!strcmp(o->status, "failed"))
		print_lines("error", json_object_get(o->record, "errors"));
	if (k && !strcmp(k->status, o->status)) {
		wrapped(k->why, 4);
		return true;
	}
	if (k) {
		printf("    not as expected: %s\n", k->status);
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
	if (is_known_skip(find_known(a, group), o))
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
	printf("logs: %s; kernel warnings: %u; not as expected: %u\n", a->b.out,
	       s->warnings, s->unexplained);
	printf("%u passed, %u failed, %u skipped\n", s->count[0], s->count[1],
	       s->count[2]);
	return s->unexplained ? EXIT_WORSE : EXIT_FINE;
}

/* A line of the file of records: what was run, what it said. */
static void add_kept(FILE *f, const json_t *record)
{
	json_t *j = json_deep_copy(record);

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

int cmd_selftest(int argc, char **argv)
{
	static const struct argp argp = {
		.options = options, .parser = parse,
		.children = oneboot_options,
		.args_doc = "[GROUP...]",
		.doc = "Run i915's selftests on the emulated machine, one "
		       "boot for each group (default: all that i915.ko has). "
		       "Exit 0: each passed, or is in the file of expectations "
		       "as it is.",
	};
	struct args a = {
		.b = {
			.kernel = "build/selftest/kernels/stock",
			.images = "build/selftest/images",
			.qemu = "build/qemu/qemu-system-x86_64",
			.out = "build/i915-selftest",
			.limit_s = LIMIT_S, .seed = 1, .watch = "records",
			.over = raw_has_end, .linger_s = 10, .variant = "stock",
		},
		.jobs = sysconf(_SC_NPROCESSORS_ONLN),
	};
	int code = EXIT_HARNESS;

	argp_parse(&argp, argc, argv, 0, NULL, &a);
	if (!find_groups(&a) &&
	    !oneboot_known(a.expected, "GROUP failed|skipped WHY", take_known,
			   &a) &&
	    !oneboot_initrd(&a.b))
		code = run_all(&a);
	for (unsigned int i = 0; i < a.n; i++)
		free(a.group[i]);
	return code;
}
