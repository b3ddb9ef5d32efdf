// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Command decoder: from a header to its row and its length.
 */
#include "gpu/commands/decode.h"
#include "gpu/engine/position.h"

/* Bits that tell commands apart, by client. */
static uint32_t op_mask(uint32_t header)
{
	switch (CMD_CLIENT(header)) {
	case CLIENT_MI:
		return 0x1fu << 27 | 0xfu << 23;	/* 31:23 */
	case CLIENT_2D:
		return 0x3ffu << 22;			/* 31:22 */
	default:
		return 0xffffu << 16;			/* 31:16 */
	}
}

static const struct gen9_cmd *find(const struct gen9_cmd *t, unsigned int n,
				   uint32_t op)
{
	unsigned int lo = 0, hi = n, mid;

	while (lo < hi) {
		mid = (lo + hi) / 2;
		if (t[mid].op < op)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < n && t[lo].op == op ? &t[lo] : NULL;
}

const struct gen9_cmd *gen9_cmd_find(uint32_t header)
{
	uint32_t op = header & op_mask(header);

	switch (CMD_CLIENT(header)) {
	case CLIENT_MI:
		return find(gen9_cmds_mi, gen9_cmds_mi_n, op);
	case CLIENT_2D:
		return find(gen9_cmds_blt, gen9_cmds_blt_n, op);
	case CLIENT_GFX:
		return find(gen9_cmds_3d, gen9_cmds_3d_n, op);
	default:
		return NULL;
	}
}

/*
 * Commands without a row are skipped by the rule of their client: MI below
 * opcode 0x10 are one dword; GFXPIPE "single dword" (type 1) likewise; media
 * and video lengths are wider than 3D ones.
 */
static unsigned int len_by_client(uint32_t header)
{
	switch (CMD_CLIENT(header)) {
	case CLIENT_MI:
		return (header >> 23 & 0x3f) < 0x10 ? 1 : (header & 0xff) + 2;
	case CLIENT_2D:
		return (header & 0xff) + 2;
	case CLIENT_GFX:
		switch (header >> 27 & 3) {
		case 1:
			return 1;
		case 2:
			return (header & 0xfff) + 2;
		default:
			return (header & 0xff) + 2;
		}
	default:
		return 0;
	}
}

unsigned int gen9_cmd_len(const struct gen9_cmd *c, uint32_t header)
{
	if (!c)
		return len_by_client(header);
	return (header & c->len_mask) + c->fixed;
}

int gen9_cmd_exec(const struct gen9_call *c)
{
	const struct gen9_cmd *cmd = c->cmd;

	if (!cmd || !(cmd->engines & 1u << c->e->id) || c->n > GEN9_CMD_MAX)
		return gen9_cmd_unknown(c);
	if (cmd->min && c->n < cmd->min)
		return -EINVAL;
	if (cmd->flags & C_PRIV && !gen9_privileged(c->e))
		return 0;
	if (cmd->flags & C_SKIP)
		return 0;
	return cmd->fn ? cmd->fn(c) : gen9_cmd_unknown(c);
}
