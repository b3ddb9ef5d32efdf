// SPDX-License-Identifier: GPL-2.0-or-later
/* check.c - the verb check: what can be measured on this machine, and --full. */
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "gtt2m.h"
#include "metal/full.h"
#include "metal/metal.h"
#include "number.h"
#include "verbs/verbs.h"

#define CONTACT_FILE "gtt2m-contact.jsonl"

struct check {
	bool next, kvm, full, minutes_said;
	struct full_options o;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct check *c = state->input;

	if (key == LONG('n')) {
		c->next = true;
	} else if (key == LONG('k')) {
		c->kvm = true;
	} else if (key == LONG('f')) {
		c->full = true;
		c->o.path = arg ?: CONTACT_FILE;
	} else if (key == LONG('m')) {
		c->o.minutes = number_arg(state, arg, 1, 60);
		c->minutes_said = true;
	} else if (key == LONG('o')) {
		c->o.only = arg;
	} else if (key == ARGP_KEY_ARG) {
		argp_error(state, "%s: no argument is taken (--full=FILE)", arg);
	} else if (key == ARGP_KEY_END) {
		if (c->next + c->kvm + c->full > 1)
			argp_error(state, "one of --next, --kvm, --full");
		if ((c->minutes_said || c->o.only) && !c->full)
			argp_error(state, "--minutes and --only go with --full");
	} else {
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

/* Before anything is built for it: QEMU itself is tried when it is there. */
static int check_kvm(void)
{
	char why[512];
	int ret = accel_kvm(&accel_this_host, why, sizeof(why));

	if (ret)
		fprintf(stderr, "gtt2m check: %s\n", why);
	return ret ? EXIT_HARNESS : EXIT_FINE;
}

static int check_full(const struct full_options *o)
{
	char why[600] = "";
	int ret = full_check(o, why, sizeof(why));

	if (ret) {
		fprintf(stderr, "gtt2m check: %s\n", why);
		return EXIT_HARNESS;
	}
	printf("Please send %s to those who keep this suite. It is plain text, "
	       "and nothing in it names you or your machine.\nIf you install what is missing above, the same "
	       "command measures only that.\nTo compare the file with the "
	       "model: gtt2m calibrate %s\n", o->path, o->path);
	return EXIT_FINE;
}

static int cmd_check(int argc, char **argv)
{
	static const struct argp_option options[] = {
		{ .name = "next", .key = LONG('n'),
		  .doc = "Check what NEXT=kexec needs, too" },
		{ .name = "kvm", .key = LONG('k'),
		  .doc = "Check whether ACCEL=kvm can be used, nothing else" },
		{ .name = "full", .key = LONG('f'), .arg = "FILE",
		  .flags = OPTION_ARG_OPTIONAL,
		  .doc = "Measure what the GPU model needs to know of a Skylake to "
			 "Comet Lake GPU, on any kernel, and write it to FILE "
			 "(default: " CONTACT_FILE "). Takes about ten minutes, "
			 "builds nothing and changes no setting. Root can measure "
			 "more (contiguity; with GVT-g on, three reproducers, which "
			 "leave some MiB pinned until the next boot), but is not "
			 "needed. After ^C the same command continues" },
		{ .name = "minutes", .key = LONG('m'), .arg = "N",
		  .doc = "With --full: how long it measures, 1 to 60 "
		  	"(default: 10)" },
		{ .name = "only", .key = LONG('o'), .arg = "STEP,...",
		  .doc = "With --full: only these steps: memory, blit, "
		  	"gem_blt, gem_exec_nop, clpeak, selftests, repro" },
		{ 0 }
	};
	static const struct argp argp = {
		.options = options, .parser = parse,
		.doc = "Check whether this machine can run measurements. "
			"Prints a line for each requirement, and how to get "
			"what is missing.",
	};
	struct check c = { .o.minutes = 10 };

	argp_parse(&argp, argc, argv, 0, NULL, &c);
	if (c.kvm)
		return check_kvm();
	if (c.full)
		return check_full(&c.o);
	return metal_check(stdout, c.next, false) ? EXIT_HARNESS : EXIT_FINE;
}

const struct verb verb_check = {
	.name = "check", .fn = cmd_check,
	.help = "check whether this machine can run measurements",
};
