// SPDX-License-Identifier: GPL-2.0-or-later
/* What a command is and where it ends. */

#include "each_bed.h"
#include "gpu/commands/decode.h"

#define DATA		0x80000u
#define BATCH		0x90000u
#define US		1000ull
#define MEM(i)		(*bed_mem(b, DATA + 4 * (i)))

EACH_BED(NULL);

/* One command on a render engine that has just been reset. */
static void alone(struct bed *b, const uint32_t *dw, unsigned int n)
{
	bed_wr(b, 0x941c, 2);			/* GEN6_GDRST: render */
	bed_context(b, 0, RCS_BASE);
	bed_start(b, RCS_BASE);
	bed_emit(b, 0, RCS_BASE, dw, n);
	bed_submit(b, RCS_BASE, bed_desc(0), 0);
	bed_run(b, 100 * US);
}

/* A batch of the render engine: one command with that payload, then a store. */
static void payload(struct bed *b, uint32_t header, unsigned int n)
{
	static const uint32_t hidden[] = {
		MI_STORE_DWORD_IMM | MI_USE_GGTT, DATA, 0, 0xbad,
		MI_STORE_DWORD_IMM | MI_USE_GGTT, DATA, 0, 0xbad,
		MI_BATCH_BUFFER_END,
	};
	const uint32_t after[] = {
		MI_STORE_DWORD_IMM | MI_USE_GGTT, DATA + 4, 0, 1,
		MI_BATCH_BUFFER_END,
	};
	static const uint32_t start[] = { MI_BATCH_BUFFER_START, BATCH, 0 };
	uint32_t *p = bed_mem(b, BATCH);

	memset(p, 0, n * 4);
	*p = header;
	for (unsigned int i = 1; i + 9 <= n; i += 64)
		memcpy(p + i, hidden, sizeof(hidden));
	memcpy(p + n, after, sizeof(after));
	MEM(0) = MEM(1) = 0;
	alone(b, start, 3);
}

/*
 * However long a state command is, nothing of it executes as a command. With
 * 8 length bits where there are 9 or 11, that was a way around GVT-g's scan.
 */
TEST(payload_is_no_command)
{
	struct bed *b = *state;

	for (unsigned int i = 0; i < gen9_cmds_render.n; i++) {
		const struct gen9_cmd *c = &gen9_cmds_render.row[i];

		if (c->op == 0x7a000000)	/* PIPE_CONTROL has effects */
			continue;
		for (uint32_t bit = 0x20; bit & c->len_mask; bit <<= 1) {
			/* of a length that it cannot have, it ends the batch */
			bool legal = !c->max || bit + c->fixed <= c->max;

			payload(b, c->op | bit, bit + c->fixed);
			if (MEM(0) || MEM(1) != legal ||
			    bed_rd(b, RCS_BASE + 0xb0) != !legal)
				fail_msg("%s with length field 0x%x: %x, %x",
					 c->name, bit, MEM(0), MEM(1));
		}
	}
}

/* Shorter or longer than the documents have it is no command. */
TEST(only_legal_lengths)
{
	uint32_t dw[1200] = { 0 };
	struct bed *b = *state;

	for (unsigned int k = 0; k < gen9_cmd_table_count; k++)
		for (unsigned int i = 0; i < gen9_cmd_tables[k]->n; i++) {
			const struct gen9_cmd *c = &gen9_cmd_tables[k]->row[i];
			unsigned int n[2] = { c->min - 1u, c->max + 1u };

			if (!c->max || !(c->engines & RCS))
				continue;
			for (int j = 0; j < 2; j++) {
				if (n[j] < c->fixed ||
				    n[j] > c->fixed + c->len_mask)
					continue;
				dw[0] = c->op | (n[j] - c->fixed);
				alone(b, dw, n[j]);
				if (bed_rd(b, RCS_BASE + 0xb0) != 1)
					fail_msg("%s of %u dwords", c->name,
						 n[j]);
			}
		}
}

/* What no document has for the engine is no command, whatever its client. */
TEST(unknown_commands_are_invalid)
{
	static const uint32_t headers[] = {
		0x1fu << 23,			/* MI */
		0x26u << 23 | 2,		/* MI_FLUSH_DW: not of this engine */
		2u << 29 | 0x50u << 22 | 5, /* 2D */
		0x780b0000, 0x61030000, 0x7fff0000, /* pipelines */
		1u << 29, 7u << 29,		/* no such client */
	};

	for (unsigned int i = 0; i < sizeof(headers) / sizeof(*headers); i++) {
		const uint32_t dw[] = {
			headers[i], 0, 0, 0, 0, 0, 0,
			MI_STORE_DWORD_IMM | MI_USE_GGTT, DATA, 0, 1,
		};
		struct bed *b = *state;

		MEM(0) = 0;
		alone(b, dw, sizeof(dw) / 4);
		assert_int_equal(bed_rd(b, RCS_BASE + 0xb0), 1);
		assert_int_equal(bed_rd(b, RCS_BASE + 0x68), headers[i]);
		assert_int_equal(MEM(0), 0);
	}
}
