/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The registers that GVT-g lets commands write, as scripts/gvt-registers.sh
 * made the list of the kernel's source: gpu/tests/gvt-registers. Included once
 * per program.
 */
#ifndef GEN9_TESTS_GVT_REGISTERS_H
#define GEN9_TESTS_GVT_REGISTERS_H

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "gpu/registers/regs.h"

#define GVT_REGISTERS	"gpu/tests/gvt-registers"
#define GVT_CMD_ACCESS	1u
#define GVT_CMD_PATCH	2u	/* a handler looks at the value */

struct gvt_registers {
	uint8_t flags[GEN9_REG_WORDS];
	uint32_t off[0x1000];		/* those with flags, in order */
	unsigned int n;
};

static inline bool gvt_accessible(const struct gvt_registers *r, uint32_t off)
{
	return off < GEN9_REG_BYTES && r->flags[off / 4] & GVT_CMD_ACCESS;
}

static inline bool gvt_patched(const struct gvt_registers *r, uint32_t off)
{
	return off < GEN9_REG_BYTES && r->flags[off / 4] & GVT_CMD_PATCH;
}

/* 0; -E2BIG. One that is there already stays as it is. */
static inline int gvt_register_add(struct gvt_registers *r, uint32_t off,
				   uint8_t flags)
{
	if (gvt_accessible(r, off))
		return 0;
	if (off >= GEN9_REG_BYTES || r->n == sizeof(r->off) / 4)
		return -E2BIG;
	r->flags[off / 4] = flags;
	r->off[r->n++] = off;
	return 0;
}

/* A line: 0, or -EINVAL, -E2BIG. */
static inline int gvt_registers_parse(const char *line, struct gvt_registers *r)
{
	uint32_t from, to;
	char patched[8];
	int ret = 0;

	if (*line == '#' || *line == '\n')
		return 0;
	if (sscanf(line, "%x %x %7s", &from, &to, patched) != 3 || from >= to)
		return -EINVAL;
	for (uint32_t off = from; off < to && !ret; off += 4)
		ret = gvt_register_add(r, off, GVT_CMD_ACCESS |
				       (*patched == 'p' ? GVT_CMD_PATCH : 0));
	return ret;
}

/* 0; -errno: the file, or line *line of it, cannot be read. */
static inline int gvt_registers_read(const char *path, struct gvt_registers *r,
				     unsigned int *line)
{
	FILE *f = fopen(path, "r");
	char buf[256];
	int ret = 0;

	memset(r, 0, sizeof(*r));
	*line = 0;
	if (!f)
		return -errno;
	while (!ret && fgets(buf, sizeof(buf), f)) {
		++*line;
		ret = gvt_registers_parse(buf, r);
	}
	fclose(f);
	return ret ? ret : r->n ? 0 : -EINVAL;
}

#endif
