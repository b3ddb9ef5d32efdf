// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * dmesg.c - the verb dmesg: one boot of L1 with a guest, and what both
 * kernels said with the level of a warning or worse. Each line has to match
 * one of a file, "L1|L2 PATTERN | WHY", PATTERN as for the shell's names;
 * and each pattern there has to be met.
 */
#include <argp.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "gtt2m.h"
#include "run/oneboot.h"
#include "records/record.h"
#include "verbs/verbs.h"

#define MAX_KNOWN 64

struct known {
	char level[4], pattern[160], why[400];
	unsigned int met;
};

struct args {
	struct oneboot b;
	const char *file;
	struct known known[MAX_KNOWN];
	unsigned int n;
};

static const struct argp_option options[] = {
	{ "known", LONG('f'), "FILE", 0, "Lines: L1|L2 PATTERN | WHY", 0 },
	{ 0 }
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *a = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &a->b;
		return 0;
	case LONG('f'):
		a->file = arg;
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static bool take_known(const char *line, void *arg)
{
	struct args *a = arg;
	struct known *k = &a->known[a->n];

	if (a->n == MAX_KNOWN ||
	    sscanf(line, "%3s %159[^|]| %399[^\n]", k->level, k->pattern,
		   k->why) != 3 ||
	    (strcmp(k->level, "L1") && strcmp(k->level, "L2")))
		return false;
	for (char *p = k->pattern + strlen(k->pattern);
	     p > k->pattern && p[-1] == ' ';)
		*--p = '\0';
	a->n++;
	return true;
}

static struct known *find(struct args *a, const char *level, const char *text)
{
	for (unsigned int i = 0; i < a->n; i++)
		if (!strcmp(a->known[i].level, level) &&
		    !fnmatch(a->known[i].pattern, text, 0))
			return &a->known[i];
	return NULL;
}

/* Lines of one record; those without a reason. */
static unsigned int show(struct args *a, const json_t *rec, unsigned int *said)
{
	const char *level = record_str(rec, "level", "L1"), *text;
	unsigned int bad = 0;
	struct known *k;
	json_t *v;
	size_t i;

	json_array_foreach(json_object_get(rec, "lines"), i, v) {
		text = json_string_value(v);
		k = find(a, level, text);
		printf("%s: %s\n    %s\n", level, text,
		       k ? k->why : "NOT EXPLAINED");
		if (k)
			k->met++;
		bad += !k;
		++*said;
	}
	return bad;
}

static int judge(struct args *a)
{
	unsigned int kernels = 0, said = 0, bad = 0, unmet = 0;
	struct raw_lines raw;
	char path[600], *text;
	size_t len;

	snprintf(path, sizeof(path), "%s/%s.records", a->b.out, a->b.name);
	if (file_read(path, &text, &len) || raw_parse(&raw, text, len)) {
		fprintf(stderr, "gtt2m dmesg: no records in %s\n", path);
		return EXIT_HARNESS;
	}
	for (size_t i = 0; i < raw.n; i++) {
		if (strcmp(record_str(raw.v[i], "type", ""), "dmesg"))
			continue;
		kernels++;
		bad += show(a, raw.v[i], &said);
	}
	for (unsigned int i = 0; i < a->n; i++) {
		if (a->known[i].met)
			continue;
		printf("not said any more: %s %s\n", a->known[i].level,
		       a->known[i].pattern);
		unmet++;
	}
	printf("%u kernels, %u lines, not explained: %u; explained and not said: %u\n",
	       kernels, said, bad, unmet);
	if (!raw.ok || kernels < 2) {
		fprintf(stderr, "gtt2m dmesg: the boot failed; see %s\n",
			a->b.out);
		return EXIT_HARNESS;
	}
	raw_free(&raw);
	free(text);
	return bad || unmet ? EXIT_WORSE : EXIT_FINE;
}

int cmd_dmesg(int argc, char **argv)
{
	static const struct argp argp = {
		.options = options, .parser = parse,
		.children = oneboot_options,
		.doc = "Boot L1 with a guest that uses its vGPU and list what the "
		       "two kernels warn of. Exit 0: each line has its reason "
		       "in FILE.",
	};
	struct args a = {
		.b = {
			.kernel = "build/kernels/baseline",
			.images = "build/images",
			.qemu = "build/qemu/qemu-system-x86_64",
			.out = "build/dmesg", .name = "dmesg",
			.variant = "baseline", .more = "guest",
			.append = "gtt2m.role=host gtt2m.cell=guest:blit-thp "
				  "gtt2m.seed=1 gtt2m.dmesg=1",
			.seed = 1, .limit_s = 600, .watch = "records",
			.over = raw_has_end, .linger_s = 10,
		},
	};
	struct oneboot_end end;

	argp_parse(&argp, argc, argv, 0, NULL, &a);
	if (oneboot_known(a.file, "L1|L2 PATTERN | WHY", take_known, &a) ||
	    oneboot_initrd(&a.b) || oneboot_run(&a.b, &end))
		return EXIT_HARNESS;
	return judge(&a);
}
