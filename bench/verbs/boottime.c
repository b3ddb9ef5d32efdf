// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * boottime.c - the verb boottime: from the start of QEMU to the kernel's
 * line "Initialized i915", on the host's clocks and on the machine's own.
 * A machine on a given seed says the same virtual time each time: checked.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "gtt2m.h"
#include "run/oneboot.h"
#include "opts.h"
#include "verbs/verbs.h"

#define LINE "Initialized i915"

struct args {
	struct oneboot b;
	unsigned int runs;
};

static bool initialized(const char *text, size_t len)
{
	return memmem(text, len, LINE, strlen(LINE)) != NULL;
}

/* The stamp "[    2.712345]" of the line, in the machine's seconds. */
static double stamp(const struct oneboot *b)
{
	char path[600], *text;
	const char *p;
	double v = 0;
	size_t len;

	snprintf(path, sizeof(path), "%s/%s.console", b->out, b->name);
	if (file_read(path, &text, &len))
		return 0;
	p = strstr(text, LINE);
	while (p && p > text && *p != '\n')
		p--;
	if (p)
		sscanf(p + (*p == '\n'), "[%lf]", &v);
	free(text);
	return v;
}

static int run_all(struct args *a)
{
	double virt, first = 0;
	struct oneboot_end end;
	bool same = true;

	printf("QEMU start to \"" LINE "\"\n");
	printf("%4s %9s %9s %12s\n", "run", "wall s", "cpu s", "virtual s");
	for (unsigned int i = 1; i <= a->runs; i++) {
		if (oneboot_run(&a->b, &end) || !end.over) {
			fprintf(stderr, "gtt2m boottime: no line \"" LINE
				"\" on the console; see %s\n", a->b.out);
			return EXIT_HARNESS;
		}
		virt = stamp(&a->b);
		printf("%4u %9.2f %9.2f %12.6f\n", i, end.wall_s, end.cpu_s,
		       virt);
		if (i == 1)
			first = virt;
		same = same && virt == first;
	}
	if (!same)
		printf("the same seed, but not the same virtual time\n");
	return same ? EXIT_FINE : EXIT_INVALID;
}

static int cmd_boottime(int argc, char **argv)
{
	struct args a = {
		.b = {
			.kernel = "build/kernels/stock",
			.images = "build/images",
			.qemu = "build/qemu/qemu-system-x86_64",
			.out = "build/boottime", .name = "boot",
			.variant = "stock",
			.append = "ignore_loglevel gtt2m.role=host "
				  "gtt2m.cell=none gtt2m.seed=1",
			.seed = 1, .limit_s = 300, .watch = "console",
			.over = initialized,
		},
		.runs = 3,
	};
	const struct opt rows[] = {
		{ .name = "runs", .letter = 'n', .arg = "N",
		  .number = &a.runs, .min = 1, .max = 100,
		  .help = "Number of boots (default: 3)" },
		ONEBOOT_OPTS(a.b),
		{ 0 }
	};
	const struct opts opts = {
		.row = rows,
		.help = "Time from QEMU's start to the line \"" LINE "\". Exit 3: "
			"the virtual times of the runs differ.",
	};

	opts_parse(argc, argv, &opts);
	return oneboot_initrd(&a.b) ? EXIT_HARNESS : run_all(&a);
}

const struct verb verb_boottime = {
	.name = "boottime", .fn = cmd_boottime,
	.help = "measure the time from QEMU's start until i915 is up",
};
