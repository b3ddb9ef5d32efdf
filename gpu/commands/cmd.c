// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Command decoder: from a header to its row and its length.
 */
#include <stdlib.h>

#include "gpu/device/internal.h"

#define CLIENT(h)	((h) >> 29)
#define CLIENT_MI	0u
#define CLIENT_2D	2u
#define CLIENT_GFX	3u

/* Bits that tell commands apart, by client. */
static uint32_t op_mask(uint32_t header)
{
	switch (CLIENT(header)) {
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

	switch (CLIENT(header)) {
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
	switch (CLIENT(header)) {
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

int gen9_cmd_exec(struct gen9_engine *e, const struct gen9_cmd *c,
		  const uint32_t *dw, unsigned int n)
{
	if (c->min && n < c->min)
		return -EINVAL;
	if (c->flags & C_PRIV && !gen9_engine_privileged(e))
		return 0;
	if (!c->fn)
		return gen9_cmd_unknown(e, c, n);
	return c->fn(e, dw, n);
}

static bool met_first(struct gen9_unmodelled *u, uint32_t op)
{
	unsigned int n = u->cmds < GEN9_UNMODELLED_CMDS ? u->cmds :
			 GEN9_UNMODELLED_CMDS;

	for (unsigned int i = 0; i < n; i++)
		if (u->cmd[i] == op)
			return false;
	if (n == GEN9_UNMODELLED_CMDS)
		return false;
	u->cmd[u->cmds++] = op;
	return true;
}

/*
 * A command that has no row, or none for this engine, or that is too long
 * to keep. Pipeline commands are skipped by length and counted; anything
 * else is invalid.
 */
int gen9_cmd_unknown(struct gen9_engine *e, const struct gen9_cmd *c,
		     unsigned int n)
{
	uint32_t h = e->dw[0];

	if (!c && CLIENT(h) != CLIENT_GFX)
		return -EINVAL;
	e->ctr->not_executed++;
	e->ectr->not_executed++;
	if (met_first(&e->g->unmodelled, h & 0xffff0000u))
		gen9_log(e->g, "%s: command %08x %s (%u dwords) not executed",
			 e->name, h, c ? c->name : "unknown", n);
	return 0;
}
