// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * alone.c - the verb alone: stand-alone reproducers on the emulated machine,
 * in one boot, and what became of each: "not seen", "seen", "crash", "spins".
 * The programs are in an image of their own, DIR/alone.cpio.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "gtt2m.h"
#include "host/alone.h"
#include "records/record.h"
#include "run/oneboot.h"
#include "opts.h"
#include "verbs/verbs.h"

#define MAX_NAMES 32

struct args {
	struct oneboot b;
	const char *name[MAX_NAMES];
	unsigned int n;
};

/* The record of a program that has ended, or NULL. */
static const json_t *ended(const struct raw_lines *raw, const char *name,
			   bool *began)
{
	const json_t *end = NULL;

	*began = false;
	for (size_t i = 0; i < raw->n; i++) {
		if (strcmp(record_str(raw->v[i], "type", ""), "alone") ||
		    strcmp(record_str(raw->v[i], "name", ""), name))
			continue;
		if (json_object_get(raw->v[i], "begins"))
			*began = true;
		else
			end = raw->v[i];
	}
	return end;
}

static const char *how(const json_t *end, bool began, bool in_time)
{
	if (!began)
		return "not started";
	if (!end)
		return in_time ? "crash" : "spins";
	switch (record_int(end, "status", ALONE_NOT_TRIED)) {
	case ALONE_NOT_SEEN:
		return "not seen";
	case ALONE_SEEN:
		return "seen";
	case -ETIME:
		return "hangs";
	case 256 + SIGKILL:	/* an oops ends the task it is in so */
		return "crash";
	default:
		return "not tried";
	}
}

/* 0, or what is wrong with the harness is said. */
static int tell(const struct args *a, const struct oneboot_end *end)
{
	bool began, in_time = end->over || end->wall_s < a->b.limit_s;
	struct raw_lines raw;
	int bad = 0;

	if (oneboot_lines(&a->b, &raw)) {
		fprintf(stderr, "gtt2m alone: no records in %s\n", a->b.out);
		raw_free(&raw);
		return -ENODATA;
	}
	for (unsigned int i = 0; i < a->n; i++) {
		const json_t *e = ended(&raw, a->name[i], &began);
		const char *said = record_str(e, "said", "");
		const char *is = how(e, began, in_time);

		printf("%s: %s\n", a->name[i], is);
		for (; *said; said += strcspn(said, "\n") + !!strchr(said, '\n'))
			printf("    %.*s\n", (int)strcspn(said, "\n"), said);
		bad |= !began || !strcmp(is, "not tried");
	}
	if (bad)
		fprintf(stderr, "gtt2m alone: %s; see %s\n", raw.why, a->b.out);
	raw_free(&raw);
	return bad ? -EIO : 0;
}

static int cmd_alone(int argc, char **argv)
{
	struct args a = {
		.b = {
			.kernel = "build/kernels/stock",
			.images = "build/images",
			.qemu = "build/qemu/qemu-system-x86_64",
			.out = "build/alone", .more = "alone", .name = "alone",
			.limit_s = 120, .seed = 1, .watch = "records",
			.over = raw_has_end, .linger_s = 10, .variant = "stock",
		},
	};
	char append[1200] = "gtt2m.role=alone gtt2m.seed=1 gtt2m.cell=";
	struct oneboot_end end;
	const struct opt rows[] = { ONEBOOT_OPTS(a.b), { 0 } };
	const struct opts opts = {
		.words = "NAME...", .row = rows,
		.least = 1, .most = MAX_NAMES, .word = a.name, .n = &a.n,
		.help = "Run programs of the image alone.cpio on the emulated "
			"machine, one after the other, each with a vGPU of "
			"its own.",
	};

	opts_parse(argc, argv, &opts);
	a.b.append = append;
	if (oneboot_words(append, sizeof(append), a.name, a.n) ||
	    oneboot_initrd(&a.b) || oneboot_run(&a.b, &end))
		return EXIT_HARNESS;
	return tell(&a, &end) ? EXIT_HARNESS : EXIT_FINE;
}

const struct verb verb_alone = {
	.name = "alone", .fn = cmd_alone, .internal = true,
	.help = "run stand-alone reproducers on the emulated machine",
};
