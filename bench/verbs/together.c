// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * together.c - the verb together: scenarios of the probe in one boot, what each
 * showed, what the kernel complained of and what its leak detector found. For
 * debug kernels, whose boot takes longer than what is run.
 */
#include <stdio.h>
#include <string.h>

#include "gtt2m.h"
#include "run/oneboot.h"
#include "records/record.h"
#include "opts.h"
#include "verbs/verbs.h"

#define MAX_NAMES 64

struct args {
	struct oneboot b;
	const char *name[MAX_NAMES];
	unsigned int n;
};

/* Lines of a kernel's text, indented. */
static void quote(const char *text)
{
	for (; *text; text += strcspn(text, "\n") + !!strchr(text, '\n'))
		printf("    %.*s\n", (int)strcspn(text, "\n"), text);
}

/* How many complaints; they are printed. */
static unsigned int complaints(const json_t *of)
{
	static const char *const kinds[] = { "warn", "bug", "oops", "hung" };
	unsigned int n = 0;

	for (unsigned int i = 0; i < 4; i++) {
		int64_t k = record_int(of, kinds[i], 0);

		if (k)
			printf("    %s: %lld\n", kinds[i], (long long)k);
		n += k;
	}
	if (n)
		quote(record_str(of, "text", ""));
	return n;
}

static const json_t *of_type(const struct raw_lines *raw, const char *type,
			     const char *scenario)
{
	for (size_t i = 0; i < raw->n; i++)
		if (!strcmp(record_str(raw->v[i], "type", ""), type) &&
		    (!scenario || !strcmp(record_str(raw->v[i], "scenario", ""),
					  scenario)))
			return raw->v[i];
	return NULL;
}

/* Of one scenario: was it run to its end? *bad grows by what is wrong. */
static bool one(const struct raw_lines *raw, const char *name,
		unsigned int *bad)
{
	const json_t *rec = of_type(raw, "probe", name), *found;
	int64_t shown;

	if (!rec) {
		printf("%s: not run\n", name);
		return false;
	}
	found = json_object_get(rec, "found");
	shown = record_int(found, "shown", -1);
	if (json_object_get(rec, "why"))
		printf("%s: failed: %s\n", name, record_str(rec, "why", ""));
	else if (shown < 0)
		printf("%s: ran\n", name);
	else
		printf("%s: %lld\n", name, (long long)shown);
	*bad += complaints(json_object_get(rec, "complaints"));
	return !json_object_get(rec, "why");
}

static int judge(const struct args *a)
{
	const json_t *leak;
	struct raw_lines raw;
	unsigned int bad = 0, ran = 0, all;
	bool whole;

	if (oneboot_lines(&a->b, &raw))
		fprintf(stderr, "gtt2m together: no records in %s\n", a->b.out);
	for (unsigned int i = 0; i < a->n; i++)
		ran += one(&raw, a->name[i], &bad);
	printf("the kernel, from boot to end:\n");
	all = complaints(json_object_get(of_type(&raw, "kernel", NULL),
					 "complaints"));
	leak = of_type(&raw, "kmemleak", NULL);
	printf("%u of %u ran, %u complaints, kmemleak: ", ran, a->n, all);
	if (leak)
		printf("%lld objects\n",
		       (long long)record_int(leak, "leaks", 0));
	else
		printf("not there\n");
	quote(record_str(leak, "text", ""));
	whole = raw.ok && ran == a->n;
	if (!whole)
		fprintf(stderr, "gtt2m together: %s; see %s\n", raw.why,
			a->b.out);
	bad += all + record_int(leak, "leaks", 0);
	raw_free(&raw);
	return !whole ? EXIT_HARNESS : bad ? EXIT_WORSE : EXIT_FINE;
}

static int cmd_together(int argc, char **argv)
{
	struct args a = {
		.b = {
			.kernel = "build/debug/kernels/fixed",
			.images = "build/debug/images",
			.qemu = "build/qemu/qemu-system-x86_64",
			.out = "build/debug/together", .name = "together",
			.limit_s = 3600, .seed = 1, .watch = "records",
			.over = raw_has_end, .linger_s = 10, .variant = "fixed",
			.machine = "debug",
		},
	};
	char append[1200] = "gtt2m.role=host gtt2m.seed=1 gtt2m.cell=";
	struct oneboot_end end;
	const struct opt rows[] = {
		{ .name = "machine", .arg = "NAME", .text = &a.b.machine,
		  .help = "debug (default), emulated" },
		ONEBOOT_OPTS(a.b),
		{ 0 }
	};
	const struct opts opts = {
		.words = "SCENARIO...", .row = rows,
		.least = 1, .most = MAX_NAMES, .word = a.name, .n = &a.n,
		.help = "Run scenarios of the probe in one boot, one after "
			"the other, and print what each showed and what the "
			"kernel's checkers said. Exit 0: nothing; 1: "
			"something; 4: not all were run.",
	};

	opts_parse(argc, argv, &opts);
	a.b.append = append;
	if (oneboot_words(append, sizeof(append), a.name, a.n) ||
	    oneboot_initrd(&a.b) || oneboot_run(&a.b, &end))
		return EXIT_HARNESS;
	return judge(&a);
}

const struct verb verb_together = {
	.name = "together", .fn = cmd_together, .internal = true,
	.help = "run scenarios in one boot of a debug kernel",
};
