/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * GVT-g's command table, as scripts/gvt-table.sh made it of the kernel's
 * source: gpu/tests/gvt-table. Included once per program.
 */
#ifndef GEN9_TESTS_GVT_TABLE_H
#define GEN9_TESTS_GVT_TABLE_H

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "gpu/host/counters.h"

#define GVT_TABLE	"gpu/tests/gvt-table"
#define GVT_ROWS	512

struct gvt_row {
	char name[48], handler[48];	/* handler "-": none */
	uint32_t op;		/* header with the length field zero */
	uint32_t len_mask;
	unsigned int fixed;	/* dwords if the field is zero */
	unsigned int legal;	/* the one length allowed, 0: any */
	uint8_t engines;	/* 1 << GEN9_CTR_RCS0, ... */
	bool own;		/* the handler goes on to the next command */
};

struct gvt_table {
	struct gvt_row row[GVT_ROWS];
	unsigned int n;
};

static const char *const gvt_engines[GEN9_CTR_ENGINES] = {
	[GEN9_CTR_RCS0] = "rcs", [GEN9_CTR_BCS0] = "bcs",
	[GEN9_CTR_VCS0] = "vcs", [GEN9_CTR_VECS0] = "vecs",
};

static inline uint8_t gvt_engine_mask(char *list)
{
	uint8_t mask = 0;

	for (char *s = strtok(list, ","); s; s = strtok(NULL, ","))
		for (int i = 0; i < GEN9_CTR_ENGINES; i++)
			if (!strcmp(s, gvt_engines[i]))
				mask |= 1u << i;
	return mask;
}

/* A line of the table: 1; a comment or nothing: 0; anything else: -EINVAL. */
static inline int gvt_row_parse(const char *line, struct gvt_row *r)
{
	char engines[32], own[4];

	if (*line == '#' || *line == '\n')
		return 0;
	if (sscanf(line, "%x %31s %x %u %u %3s %47s %47s", &r->op, engines,
		   &r->len_mask, &r->fixed, &r->legal, own, r->handler,
		   r->name) != 8)
		return -EINVAL;
	r->engines = gvt_engine_mask(engines);
	r->own = !strcmp(own, "own");
	return r->engines && r->fixed ? 1 : -EINVAL;
}

/* 0; -errno: the file, or line *line of it, cannot be read. */
static inline int gvt_table_read(const char *path, struct gvt_table *t,
				 unsigned int *line)
{
	FILE *f = fopen(path, "r");
	char buf[256];
	int ret = 0;

	*line = t->n = 0;
	if (!f)
		return -errno;
	while (ret >= 0 && fgets(buf, sizeof(buf), f)) {
		++*line;
		if (t->n == GVT_ROWS)
			ret = -E2BIG;
		else
			ret = gvt_row_parse(buf, &t->row[t->n]);
		t->n += ret == 1;
	}
	fclose(f);
	return ret < 0 ? ret : t->n ? 0 : -EINVAL;
}

/* The row by which GVT-g reads a header on an engine: an opcode is 9 bits of
 * MI's, 10 of 2D's, 16 of the pipelines' (OP_LEN_* of cmd_parser.c). */
static inline const struct gvt_row *gvt_find(const struct gvt_table *t,
					     uint32_t header, unsigned int engine)
{
	static const unsigned int op_len[8] = { [0] = 9, [2] = 10, [3] = 16 };
	unsigned int bits = op_len[header >> 29];

	if (!bits)
		return NULL;
	header &= ~(uint32_t)0 << (32 - bits);
	for (unsigned int i = 0; i < t->n; i++)
		if (t->row[i].op == header && t->row[i].engines >> engine & 1)
			return &t->row[i];
	return NULL;
}

#endif
