// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The register file: one read path, one write path, rows found by a table
 * of one index a dword.
 */
#include <stdlib.h>

#include "gpu/device/internal.h"

const struct gen9_reg_table *const gen9_reg_tables[] = {
	&gen9_regs_engine, &gen9_regs_irq, &gen9_regs_gt, &gen9_regs_power,
	&gen9_regs_display, &gen9_regs_shadow,
	&gen9_regs_render,
};
const unsigned int gen9_reg_table_count =
	sizeof(gen9_reg_tables) / sizeof(*gen9_reg_tables);

static unsigned int count_of(const struct gen9_reg *r)
{
	return r->count ? r->count : 1;
}

static void place(struct gen9 *g, const struct gen9_reg *r, uint32_t base,
		  uint16_t index)
{
	uint32_t stride = r->stride ? r->stride : 4;

	for (unsigned int i = 0; i < count_of(r); i++)
		g->row_of[(base + r->addr + i * stride) / 4] = index;
}

static void place_row(struct gen9 *g, const struct gen9_reg *r, bool engine,
		      uint16_t index)
{
	if (!engine) {
		place(g, r, 0, index);
		return;
	}
	for (unsigned int i = 0; i < GEN9_CTR_ENGINES; i++)
		if (!r->engines || r->engines & 1u << i)
			place(g, r, g->engine[i].base, index);
}

static const uint32_t engine_base[GEN9_CTR_ENGINES] = {
	[GEN9_CTR_RCS0] = 0x2000,
	[GEN9_CTR_BCS0] = 0x22000,
	[GEN9_CTR_VCS0] = 0x12000,
	[GEN9_CTR_VECS0] = 0x1a000,
};

/* The offsets of what the render context holds besides the ring context. */
static int list_context(struct gen9 *g)
{
	for (uint32_t i = 0; i < GEN9_REG_WORDS; i++) {
		if (!(g->rows[g->row_of[i]] && g->rows[g->row_of[i]]->flags & R_CTX))
			continue;
		if (g->ctx_n == GEN9_CTX_REGS)
			return -ENOSPC;
		g->ctx_reg[g->ctx_n++] = i * 4;
	}
	return 0;
}

int gen9_regs_init(struct gen9 *g)
{
	unsigned int n = 1, k = 1;

	for (unsigned int i = 0; i < GEN9_CTR_ENGINES; i++)
		g->engine[i].base = engine_base[i];
	for (unsigned int t = 0; t < gen9_reg_table_count; t++)
		n += gen9_reg_tables[t]->n;
	g->row_of = calloc(GEN9_REG_WORDS, sizeof(*g->row_of));
	g->rows = calloc(n, sizeof(*g->rows));
	if (!g->row_of || !g->rows)
		return -ENOMEM;
	g->rows_n = n;
	for (unsigned int t = 0; t < gen9_reg_table_count; t++)
		for (unsigned int i = 0; i < gen9_reg_tables[t]->n; i++, k++) {
			g->rows[k] = &gen9_reg_tables[t]->row[i];
			place_row(g, g->rows[k], gen9_reg_tables[t]->engine, k);
		}
	return list_context(g);
}

void gen9_regs_reset(struct gen9 *g)
{
	for (uint32_t i = 0; i < GEN9_REG_WORDS; i++)
		g->reg[i] = g->row_of[i] ? g->rows[g->row_of[i]]->reset : 0;
}

const struct gen9_reg *gen9_reg_row(const struct gen9 *g, uint32_t off)
{
	return g->rows[g->row_of[off / 4]];
}

struct gen9_engine *gen9_engine_of(struct gen9 *g, uint32_t off)
{
	for (unsigned int i = 0; i < GEN9_CTR_ENGINES; i++)
		if (off - g->engine[i].base < 0x800)
			return &g->engine[i];
	return NULL;
}

static void unmodelled(struct gen9 *g, uint32_t off, const char *how,
		       uint32_t val)
{
	uint32_t i = off / 4;

	g->ctr.unknown_regs++;
	if (g->touched[i / 8] & 1u << i % 8)
		return;
	g->touched[i / 8] |= 1u << i % 8;
	if (g->unmodelled.regs < GEN9_UNMODELLED_REGS)
		g->unmodelled.reg[g->unmodelled.regs] = off;
	g->unmodelled.regs++;
	gen9_log(g, "register 0x%05x is not modelled: %s 0x%08x", off, how,
		 val);
}

uint32_t gen9_reg_read(struct gen9 *g, uint32_t off, enum gen9_src src)
{
	const struct gen9_reg *r = gen9_reg_row(g, off);

	if (!r) {
		if (src == SRC_CPU)
			unmodelled(g, off, "read", gen9_peek(g, off));
		return gen9_peek(g, off);
	}
	return r->read ? r->read(g, off) : gen9_peek(g, off);
}

void gen9_reg_write(struct gen9 *g, uint32_t off, uint32_t raw,
		    enum gen9_src src)
{
	const struct gen9_reg *r = gen9_reg_row(g, off);
	uint32_t old = gen9_peek(g, off), val = raw, sel;

	if (!r) {
		if (src != SRC_CTX)
			unmodelled(g, off, "write", raw);
		gen9_poke(g, off, raw);
		return;
	}
	if (r->flags & R_MASKED) {
		sel = raw >> 16;
		val = (old & ~sel) | (raw & sel);
	}
	val = (old & r->ro) | (val & ~r->ro);
	val = (val & ~r->w1c) | (old & r->w1c & ~raw);
	gen9_poke(g, off, val);
	if (r->write)
		r->write(g, off, raw, old);
}
