/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * i915's live selftests in L1, a group a boot. Its kernel is built with
 * PROFILE=selftest.
 */
#ifndef GTT2M_SELFTEST_H
#define GTT2M_SELFTEST_H

#include <jansson.h>
#include <stddef.h>

struct cell;

struct selftest {
	int error;		/* -ENOTTY: all that ran have passed */
	json_t *subtests;	/* names, in the order of their start */
	json_t *skips;		/* what the kernel said about skipping */
	json_t *errors;		/* and with KERN_ERR or worse */
};

/*
 * The module parameter that selects group, from the built module: its name
 * has a line number of the kernel's source in it. 0, or -ENOENT when there
 * is no such group, or -errno.
 */
int selftest_parm(const char *ko, const char *group, char *parm, size_t len);

/* One line of /dev/kmsg. */
void selftest_line(struct selftest *s, const char *line);
/* "passed", "failed", or "skipped": it has run no subtest. */
const char *selftest_status(const struct selftest *s);

/* Run a group: one `selftest` record. 0 or -errno; c says why. */
int selftest_cell(struct cell *c, const char *group);

#endif
