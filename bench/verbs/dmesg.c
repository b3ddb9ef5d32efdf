// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * dmesg.c - the verb dmesg: one boot of L1 with a guest, and what both
 * kernels said with the level of a warning or worse. Each line has to match
 * one of a file, "L1|L2 PATTERN | WHY", PATTERN as for the shell's names;
 * and each pattern there has to be met.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "gtt2m.h"
#include "known.h"
#include "run/oneboot.h"
#include "records/record.h"
#include "opts.h"
#include "verbs/verbs.h"

struct args {
	struct oneboot b;
	const char *file;
	struct known known;
};

/* Lines of one record; those without a reason. */
static unsigned int show(struct args *a, const json_t *rec, unsigned int *said)
{
	const char *level = record_str(rec, "level", "L1"), *text;
	unsigned int bad = 0;
	const struct known_row *k;
	json_t *v;
	size_t i;

	json_array_foreach(json_object_get(rec, "lines"), i, v) {
		text = json_string_value(v);
		k = known_find(&a->known, level, text);
		printf("%s: %s\n    %s\n", level, text,
		       k ? k->why : "NOT EXPLAINED");
		bad += !k;
		++*said;
	}
	return bad;
}

static int judge(struct args *a)
{
	unsigned int kernels = 0, said = 0, bad = 0, unmet;
	struct raw_lines raw;
	bool whole;

	if (oneboot_lines(&a->b, &raw))
		fprintf(stderr, "gtt2m dmesg: no records in %s\n", a->b.out);
	for (size_t i = 0; i < raw.n; i++) {
		if (strcmp(record_str(raw.v[i], "type", ""), "dmesg"))
			continue;
		kernels++;
		bad += show(a, raw.v[i], &said);
	}
	whole = raw.ok && kernels == 2;
	raw_free(&raw);
	unmet = known_stale(&a->known, "no longer printed");
	printf("%u kernels, %u lines, without a reason: %u; reasons without a "
		"line: %u\n",
	       kernels, said, bad, unmet);
	if (!whole) {
		fprintf(stderr, "gtt2m dmesg: the boot failed; see %s\n",
			a->b.out);
		return EXIT_HARNESS;
	}
	return bad || unmet ? EXIT_WORSE : EXIT_FINE;
}

static int cmd_dmesg(int argc, char **argv)
{
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
	const struct opt rows[] = {
		{ .name = "known", .arg = "FILE", .text = &a.file,
		  .help = "Lines: L1|L2 PATTERN | WHY" },
		ONEBOOT_OPTS(a.b),
		{ 0 }
	};
	const struct opts opts = {
		.row = rows,
		.help = "Boot L1 with a guest that uses its vGPU, and list "
			"the warnings of both kernels. Exit 0: FILE has a "
			"reason for each of them.",
	};

	opts_parse(argc, argv, &opts);
	if (known_read(&a.known, a.file, "L1|L2 PATTERN | WHY", true, "L1, L2", NULL) ||
	    oneboot_initrd(&a.b) || oneboot_run(&a.b, &end))
		return EXIT_HARNESS;
	return judge(&a);
}

const struct verb verb_dmesg = {
	.name = "dmesg", .fn = cmd_dmesg,
	.help = "list the warnings of the kernels of L1 and a guest",
};
