// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Command decoder: from a header to its row and its length.
 */
#include "gpu/commands/decode.h"
#include "gpu/engine/position.h"

/* Clients: bits 31:29 of a header */
#define CLIENT_MI	0u
#define CLIENT_2D	2u
#define CLIENT_GFX	3u

const struct gen9_cmd_table *const gen9_cmd_tables[] = {
	&gen9_cmds_flow, &gen9_cmds_store, &gen9_cmds_sync, &gen9_cmds_math,
	&gen9_cmds_blt, &gen9_cmds_render, &gen9_cmds_video,
};
const unsigned int gen9_cmd_table_count =
	sizeof(gen9_cmd_tables) / sizeof(*gen9_cmd_tables);

/* MI commands are the most frequent: their rows by opcode and engine. */
static const struct gen9_cmd *mi_rows[64][GEN9_CTR_ENGINES];

static void index_mi_row(const struct gen9_cmd *c)
{
	if (c->op >> 29 != CLIENT_MI)
		return;
	for (unsigned int e = 0; e < GEN9_CTR_ENGINES; e++)
		if (c->engines >> e & 1)
			mi_rows[c->op >> 23][e] = c;
}

/* From constant tables, so that it does not matter who comes first. */
static void index_mi(void)
{
	for (unsigned int i = 0; i < gen9_cmd_table_count; i++)
		for (unsigned int k = 0; k < gen9_cmd_tables[i]->n; k++)
			index_mi_row(&gen9_cmd_tables[i]->row[k]);
}

static const struct gen9_cmd *find_mi(uint32_t header, enum gen9_ctr_engine e)
{
	if (!mi_rows[0][0])		/* MI_NOOP, which all engines have */
		index_mi();
	return mi_rows[header >> 23 & 0x3f][e];
}

/* Bits 31:22 of a 2D header tell commands apart, 31:16 of the pipelines'. */
static const struct gen9_cmd *find(const struct gen9_cmd_table *t, uint32_t op,
				   uint8_t engine)
{
	unsigned int lo = 0, hi = t->n, mid;

	while (lo < hi) {
		mid = (lo + hi) / 2;
		if (t->row[mid].op < op)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (; lo < t->n && t->row[lo].op == op; lo++)
		if (t->row[lo].engines & engine)
			return &t->row[lo];
	return NULL;
}

const struct gen9_cmd *gen9_cmd_find(uint32_t header, enum gen9_ctr_engine e)
{
	switch (header >> 29) {
	case CLIENT_MI:
		return find_mi(header, e);
	case CLIENT_2D:
		return find(&gen9_cmds_blt, header & 0xffc00000u, 1u << e);
	case CLIENT_GFX:
		return find(e == GEN9_CTR_RCS0 ? &gen9_cmds_render :
			    &gen9_cmds_video, header & 0xffff0000u, 1u << e);
	default:
		return NULL;
	}
}

unsigned int gen9_cmd_len(const struct gen9_cmd *c, uint32_t header)
{
	return (header & c->len_mask) + c->fixed;
}

int gen9_cmd_exec(const struct gen9_call *c)
{
	const struct gen9_cmd *cmd = c->cmd;

	if (cmd->max && (c->n < cmd->min || c->n > cmd->max))
		return -EINVAL;
	if (cmd->flags & C_PRIV && !gen9_privileged(c->e))
		return 0;
	if (cmd->flags & C_SKIP)
		return 0;
	return cmd->fn ? cmd->fn(c) : gen9_cmd_not_executed(c);
}
