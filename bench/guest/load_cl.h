/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * OpenCL work of ours, bench/user/cl_work.c, on the distribution's driver, in
 * the root /user of the image user-cl. The program checks every destination
 * against values computed in C; a phase with a wrong byte is one that failed.
 */
#ifndef GTT2M_LOAD_CL_H
#define GTT2M_LOAD_CL_H

#include "load.h"

/* "copy 4 of it"; what the program said of a phase. */
struct cl_said {
	char phase[32];
	unsigned long long bytes, ns, bad;
};
/* Parse "did PHASE bytes N ns N bad N": 0 or -EINVAL. */
int cl_parse(const char *line, struct cl_said *s);

/*
 * A rate record a phase, checksum_ok by the program's comparison. A program
 * that ended otherwise than with 0, or not in its time, leaves a rate record
 * of the phase it was in ("run" before the first) with "why". -ENOENT: it did
 * not start.
 */
int load_cl(const struct load *l, uint64_t seed);

extern const struct rowset load_cl_rows;

#endif
