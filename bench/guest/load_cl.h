/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Programs of ours that check what the GPU made, and say so by the phase, on
 * the distribution's drivers, in the root /user of an image: OpenCL work
 * (bench/user/cl_work.c), whose destinations are held against values computed in
 * C, and GL and Vulkan blits (bench/user/gl_blit.c, vk_blit.c), whose pictures
 * against those of the same program on llvmpipe. A phase with a wrong byte is one that failed.
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

/* "pictures own compared 57 differ 0"; those that differ are of the others. */
struct cl_pictures {
	char phase[32];
	unsigned long long compared, differ;
};
/* Parse "pictures PHASE compared N differ N": 0 or -EINVAL. */
int cl_parse_pictures(const char *line, struct cl_pictures *p);

/*
 * A rate record a phase, checksum_ok by the program's comparison. A program
 * that ended otherwise than with 0, or not in its time, leaves a rate record
 * of the phase it was in ("run" before the first) with "why". Of pictures, a
 * record {"type":"pictures","load":"NAME/PHASE","compared":n,"differ":n}, too.
 * -ENOENT: it did not start.
 */
int load_cl(const struct load *l, uint64_t seed);

extern const struct rowset load_cl_rows;

#endif
