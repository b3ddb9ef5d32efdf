/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which instructions the compiler has put into the kernels, by opcode,
 * execution type and width, and which of them were executed.
 */
#ifndef GEN9_TESTS_CL_COVER_H
#define GEN9_TESTS_CL_COVER_H

#include "gpu/blocks/blocks.h"
#include "gpu/eu/decode.h"
#include "gpu/gpgpu/gpgpu.h"

static struct cover {
	uint64_t emitted[128][EU_TYPES][6];
	struct eu_counters ran;
} cl_cover;

/* A kernel's code, to the padding behind it. */
static inline void cover_emitted(const uint8_t *text, size_t bytes)
{
	struct eu_inst in;
	uint64_t w[2];

	for (size_t at = 0; at + 16 <= bytes; at += in.bytes) {
		memcpy(w, text + at, 16);
		if (eu_decode(&in, w) || in.opcode == EU_OP_ILLEGAL)
			return;
		cl_cover.emitted[in.opcode][in.etype][in.log2]++;
	}
}

/* What a GPU has executed. */
static inline void cover_ran(struct gen9 *g)
{
	const uint64_t *n = &gen9_gpgpu_counters(&g->engine[GEN9_CTR_RCS0])->n[0][0][0];

	for (unsigned int i = 0; i < 128 * EU_TYPES * 6; i++)
		(&cl_cover.ran.n[0][0][0])[i] += n[i];
}

/* A line an opcode: type and widths; what was not executed in brackets. */
static inline unsigned int cover_line(const struct eu_row *row, unsigned int *of)
{
	static const char *const types[EU_TYPES] = {
		"ud", "d", "uw", "w", "ub", "b", "uq", "q", "hf", "f", "df",
	};
	unsigned int ran = 0, before = *of;

	for (unsigned int i = 0; i < EU_TYPES * 6; i++) {
		bool did = cl_cover.ran.n[row->opcode][i / 6][i % 6];

		if (!cl_cover.emitted[row->opcode][i / 6][i % 6])
			continue;
		if (before == (*of)++)
			printf("  %-8s", row->name);
		printf(did ? " %s:%u" : " [%s:%u]", types[i / 6], 1u << i % 6);
		ran += did;
	}
	if (*of != before)
		printf("\n");
	return ran;
}

static inline void cover_print(void)
{
	unsigned int ran = 0, of = 0;
	size_t rows;
	const struct eu_row *row = eu_rows(&rows);

	printf("opcode, execution type:width as the compiler emitted them\n");
	for (size_t i = 0; i < rows; i++)
		ran += cover_line(&row[i], &of);
	printf("%u of %u executed\n", ran, of);
}

#endif
