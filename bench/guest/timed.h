/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * May this machine's times be called virtual? Its clock counts
 * instructions, so nothing may run beside the one vCPU or be waited for
 * outside: what does would make two runs differ.
 */
#ifndef GTT2M_TIMED_H
#define GTT2M_TIMED_H

#include <stddef.h>

/*
 * Refuse (-EPERM, and why in words) with more than one CPU online, a
 * file system that is not in memory, or swap.
 * gtt2m.timed=0 on the kernel command line allows all: then times are not
 * results. Without gtt2m.role there, or with metal, this is a real machine,
 * with a real clock and times of another kind [m]: all is allowed too.
 * root: "" or, for tests, a folder that stands for /.
 */
int timed_check(const char *root, char *why, size_t len);

#endif
