// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * machine.c - the verb machine: the command line of a machine, its words
 * ended by NULs, for a script that starts one: mapfile -d ''.
 */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gtt2m.h"
#include "plan/machine.h"
#include "verbs/verbs.h"

#define FIELD(key) { #key, offsetof(struct machine_fill, key) }

static const struct {
	const char *key;
	size_t at;
} fields[] = {
	FIELD(qemu), FIELD(kernel), FIELD(initrd), FIELD(append), FIELD(seed),
	FIELD(console), FIELD(records), FIELD(gpu), FIELD(cell), FIELD(scenario),
};

/* "KEY=VALUE" into f; 0 or -1. */
static int take(struct machine_fill *f, const char *arg)
{
	size_t n = strcspn(arg, "=");

	for (size_t i = 0; arg[n] && i < sizeof(fields) / sizeof(fields[0]); i++)
		if (strlen(fields[i].key) == n && !strncmp(fields[i].key, arg, n)) {
			*(const char **)((char *)f + fields[i].at) = arg + n + 1;
			return 0;
		}
	return -1;
}

static int cmd_machine(int argc, char **argv)
{
	const struct machine *m = argc > 1 ? machine_find(argv[1]) : NULL;
	struct machine_fill f = { .qemu = "", .kernel = "", .initrd = "",
				  .append = "", .seed = "1", .console = "",
				  .records = "", .gpu = "", .cell = "",
				  .scenario = "" };
	char *append = NULL, **words = NULL;
	int bad = !m;

	for (int i = 2; i < argc; i++)
		bad |= take(&f, argv[i]);
	if (bad) {
		fprintf(stderr, "usage: gtt2m machine NAME [KEY=VALUE...]\n");
		return EXIT_HARNESS;
	}
	if (asprintf(&append, "%s%s%s", m->append,
		     *m->append && *f.append ? " " : "", f.append) >= 0) {
		f.append = append;
		words = machine_argv(m, &f);
	}
	for (size_t i = 0; words && words[i]; i++) {
		fputs(words[i], stdout);
		putchar('\0');
	}
	bad = !words || fflush(stdout) != 0;
	machine_argv_free(words);
	free(append);
	return bad ? EXIT_HARNESS : EXIT_FINE;
}

const struct verb verb_machine = {
	.name = "machine", .fn = cmd_machine, .internal = true,
	.help = "print the QEMU command line of a machine",
	.usage = "NAME [KEY=VALUE...]   (qemu, kernel, initrd, append, console, ...)",
};
