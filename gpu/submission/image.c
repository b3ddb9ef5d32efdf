// SPDX-License-Identifier: GPL-2.0-or-later
/* The layout of a context's image. */
#include <string.h>

#include "gpu/commands/decode.h"
#include "gpu/registers/engine_regs.h"
#include "gpu/submission/image.h"

/* i915's gt/intel_gpu_commands.h */
#define MI_BATCH_BUFFER_END	(0x0au << 23)
#define MI_LOAD_REGISTER_IMM	(0x22u << 23)
#define   MI_LRI_LENGTH(n)	(2 * (n) - 1)
#define   MI_LRI_MOST		126	/* registers: the length has 8 bits */
#define   MI_LRI_OFFSET		0x7ffffcu

static bool met(struct gen9_image *m, uint32_t off)
{
	uint32_t word = (off - m->e->base) / 4;
	uint64_t bit = 1ull << word % 64;
	bool before;

	if (off - m->e->base >= RING_BYTES)
		return false;
	before = m->seen[word / 64] & bit;
	m->seen[word / 64] |= bit;
	return before;
}

/* The MI_LOAD_REGISTER_IMM of n dwords at at. */
static void registers(struct gen9_image *m, unsigned int at, unsigned int n,
		      gen9_image_fn *fn)
{
	struct gen9_engine *e = m->e;

	for (unsigned int i = at + 1; i + 1 < at + n; i += 2) {
		uint32_t off = m->dw[i] & MI_LRI_OFFSET;

		if (off < GEN9_REG_BYTES &&
		    gen9_reg_is(e->regs, off, e->id, R_CTX) && !met(m, off))
			fn(e, off, &m->dw[i + 1]);
	}
}

unsigned int gen9_image_walk(struct gen9_image *m, unsigned int at,
			     unsigned int end, gen9_image_fn *fn)
{
	while (at < end) {
		const struct gen9_cmd *cmd = gen9_cmd_find(m->dw[at],
							   m->e->id);
		unsigned int n;

		if (!cmd || cmd->op == MI_BATCH_BUFFER_END)
			return m->n;
		n = gen9_cmd_len(cmd, m->dw[at]);
		if (n > m->n - at)
			n = m->n - at;
		if (cmd->op == MI_LOAD_REGISTER_IMM)
			registers(m, at, n, fn);
		at += n;
	}
	return at;
}

static uint32_t value(const struct gen9_engine *e, uint32_t off, bool masked)
{
	return gen9_reg_read(e->regs, off, SRC_CTX) |
	       (masked ? 0xffff0000u : 0);
}

void gen9_image_put(struct gen9_engine *e, uint32_t off, uint32_t *val)
{
	*val = value(e, off, gen9_reg_is(e->regs, off, e->id, R_MASKED));
}

/* The registers from *i on, of the engine's context, as one command. */
static uint32_t *put_registers(const struct gen9_engine *e, unsigned int *i,
			       uint32_t *to)
{
	const struct gen9_ctx_regs *c = &e->regs->ctx[e->id];
	uint32_t *header = to++;
	unsigned int n = 0;

	for (; *i < c->n && n < MI_LRI_MOST; ++*i) {
		if (c->reg[*i].flags & R_RING)
			continue;
		*to++ = c->reg[*i].off;
		*to++ = value(e, c->reg[*i].off, c->reg[*i].flags & R_MASKED);
		n++;
	}
	*header = MI_LOAD_REGISTER_IMM | MI_LRI_LENGTH(n);
	return to;
}

void gen9_image_put_own(struct gen9_image *m)
{
	const struct gen9_engine *e = m->e;
	uint32_t *to = m->dw + IMAGE_OWN;
	unsigned int i = 0;

	while (i < e->regs->ctx[e->id].n)
		to = put_registers(e, &i, to);
	*to = MI_BATCH_BUFFER_END;
	if (e->id == GEN9_CTR_BCS0)
		memcpy(m->dw + IMAGE_SETUP, &e->setup, sizeof(e->setup));
	if (e->id == GEN9_CTR_RCS0) {
		memcpy(m->dw + IMAGE_COMPUTE, &e->compute, sizeof(e->compute));
		m->dw[IMAGE_COMPUTE + GEN9_COMPUTE_DWORDS - 1] =
			GEN9_COMPUTE_DWORDS;
	}
}

static void get_compute(const struct gen9_image *m)
{
	struct gen9_compute *c = &m->e->compute;

	memcpy(c, m->dw + IMAGE_COMPUTE, sizeof(*c));
	if (c->dwords != GEN9_COMPUTE_DWORDS)
		memset(c, 0, sizeof(*c));
}

void gen9_image_get_setup(const struct gen9_image *m)
{
	struct gen9_blt_setup *s = &m->e->setup;

	if (m->e->id == GEN9_CTR_RCS0)
		get_compute(m);
	if (m->e->id != GEN9_CTR_BCS0)
		return;
	memcpy(s, m->dw + IMAGE_SETUP, sizeof(*s));
	if (s->ndw != sizeof(s->dw) / 4)
		memset(s, 0, sizeof(*s));
}
