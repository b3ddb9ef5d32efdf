/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * i915's selftests on the GPU in L1, a group a boot. Its kernel is built
 * with PROFILE=selftest. Groups are named as i915 does, those of the list of
 * performance tests with "perf_" in front.
 */
#ifndef GTT2M_SELFTEST_H
#define GTT2M_SELFTEST_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

struct cell;

/* What takes less has not waited for the GPU once. */
#define SELFTEST_IDLE_US 100

struct selftest {
	int error;		/* -ENOTTY: all that ran have passed */
	json_t *subtests;	/* names, in the order of their start */
	json_t *us;		/* virtual time that each has taken */
	long long since;
	bool said_ok;		/* a group that is one line of text */
	json_t *skips;		/* what the kernel said about skipping */
	json_t *errors;		/* and with KERN_ERR or worse */
	json_t *figures;	/* lines with a rate or cycles; NULL: not kept */
};

/*
 * The module parameter that selects group, from the built module: its name
 * has a line number of the kernel's source in it. 0, or -ENOENT when there
 * is no such group, or -errno.
 */
int selftest_parm(const char *ko, const char *group, char *parm, size_t len);

/* One line of /dev/kmsg. */
void selftest_line(struct selftest *s, const char *line);
bool selftest_idle(long long us);
/* "passed", "failed", or "skipped": no subtest has done anything. */
const char *selftest_status(const struct selftest *s);

/* Run a group: a `selftest` record and a `gpu` one. 0 or -errno; c says why. */
int selftest_cell(struct cell *c, const char *group);

#endif
