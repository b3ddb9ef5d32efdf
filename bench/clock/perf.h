/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * perf.h - i915's performance selftests as they ran on the emulated part,
 * beside what another part's gave: published, compared, and fitted to by
 * nothing. A kept run (gtt2m selftest --keep), so that no machine is needed.
 */
#ifndef GTT2M_PERF_H
#define GTT2M_PERF_H

#include <stddef.h>
#include <stdio.h>

#define PERF_FILE	"gpu/tests/selftests.perf"

/*
 * Prints both, a line a figure. 0, or -errno with a sentence in why: the file
 * is not there, is damaged (FILE:LINE), or a figure is missing in it.
 */
int perf_print(const char *path, FILE *out, char *why, size_t whylen);

#endif
