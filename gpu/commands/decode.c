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

/* Bits that tell commands apart, by client. */
static uint32_t op_mask(uint32_t header)
{
	switch (header >> 29) {
	case CLIENT_MI:
		return 0x1fu << 27 | 0xfu << 23;	/* 31:23 */
	case CLIENT_2D:
		return 0x3ffu << 22;			/* 31:22 */
	default:
		return 0xffffu << 16;			/* 31:16 */
	}
}

/* The row of an operation for an engine: two engines may share a header. */
static const struct gen9_cmd *find(const struct gen9_cmd *t, unsigned int n,
				   uint32_t op, uint8_t engine)
{
	unsigned int lo = 0, hi = n, mid;

	while (lo < hi) {
		mid = (lo + hi) / 2;
		if (t[mid].op < op)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (; lo < n && t[lo].op == op; lo++)
		if (t[lo].engines & engine)
			return &t[lo];
	return NULL;
}

const struct gen9_cmd *gen9_cmd_find(uint32_t header, uint8_t engine)
{
	uint32_t op = header & op_mask(header);

	switch (header >> 29) {
	case CLIENT_MI:
		return find(gen9_cmds_mi, gen9_cmds_mi_n, op, engine);
	case CLIENT_2D:
		return find(gen9_cmds_blt, gen9_cmds_blt_n, op, engine);
	case CLIENT_GFX:
		return engine == RCS ?
		       find(gen9_cmds_3d, gen9_cmds_3d_n, op, engine) :
		       find(gen9_cmds_video, gen9_cmds_video_n, op, engine);
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

	if (cmd->min && c->n < cmd->min)
		return -EINVAL;
	if (cmd->flags & C_PRIV && !gen9_privileged(c->e))
		return 0;
	if (cmd->flags & C_SKIP)
		return 0;
	return cmd->fn ? cmd->fn(c) : gen9_cmd_not_executed(c);
}
