// SPDX-License-Identifier: GPL-2.0-or-later
/* The register file: rows are found by a table of one index a dword. */
#include <errno.h>
#include <stdlib.h>

#include "gpu/registers/engine_regs.h"
#include "gpu/registers/regs.h"

const uint32_t gen9_engine_base[GEN9_CTR_ENGINES] = {
	[GEN9_CTR_RCS0] = RENDER_RING_BASE,
	[GEN9_CTR_BCS0] = BLT_RING_BASE,
	[GEN9_CTR_VCS0] = GEN6_BSD_RING_BASE,
	[GEN9_CTR_VECS0] = VEBOX_RING_BASE,
};

static const struct gen9_reg *row_at(const struct gen9_regs *r, uint32_t off)
{
	return r->rows[r->row_of[off / 4]];
}

static void place(struct gen9_regs *r, const struct gen9_reg *row,
		  uint32_t base, uint16_t index)
{
	uint32_t stride = row->stride ? row->stride : 4;
	unsigned int n = row->count ? row->count : 1;

	for (unsigned int i = 0; i < n; i++)
		r->row_of[(base + row->addr + i * stride) / 4] = index;
}

static void place_row(struct gen9_regs *r, const struct gen9_reg *row,
		      bool engine, uint16_t index)
{
	if (!engine) {
		place(r, row, 0, index);
		return;
	}
	for (unsigned int i = 0; i < GEN9_CTR_ENGINES; i++)
		if (!row->engines || row->engines & 1u << i)
			place(r, row, gen9_engine_base[i], index);
}

/* The registers of an engine's context; their number if list is NULL. */
static unsigned int list_context(const struct gen9_regs *r,
				 enum gen9_ctr_engine engine,
				 struct gen9_ctx_reg *list)
{
	unsigned int n = 0;

	for (uint32_t off = 0; off < GEN9_REG_BYTES; off += 4) {
		if (!gen9_reg_is(r, off, engine, R_CTX))
			continue;
		if (list)
			list[n] = (struct gen9_ctx_reg){ off,
							 row_at(r, off)->flags };
		n++;
	}
	return n;
}

static int list_contexts(struct gen9_regs *r)
{
	for (unsigned int i = 0; i < GEN9_CTR_ENGINES; i++) {
		struct gen9_ctx_regs *c = &r->ctx[i];

		c->n = list_context(r, i, NULL);
		c->reg = calloc(c->n + 1, sizeof(*c->reg));
		if (!c->reg)
			return -ENOMEM;
		list_context(r, i, c->reg);
	}
	return 0;
}

int gen9_regs_init(struct gen9_regs *r, struct gen9_host *host, struct gen9 *g,
		   const struct gen9_reg_table *const *tables, unsigned int n)
{
	unsigned int rows = 1, k = 1;

	for (unsigned int t = 0; t < n; t++)
		rows += tables[t]->n;
	*r = (struct gen9_regs){
		.host = host, .g = g,
		.val = calloc(GEN9_REG_WORDS, sizeof(*r->val)),
		.row_of = calloc(GEN9_REG_WORDS, sizeof(*r->row_of)),
		.rows = calloc(rows, sizeof(*r->rows)),
		.touched = calloc(GEN9_REG_WORDS / 8, 1),
	};
	if (!r->val || !r->row_of || !r->rows || !r->touched)
		return -ENOMEM;
	for (unsigned int t = 0; t < n; t++)
		for (unsigned int i = 0; i < tables[t]->n; i++, k++) {
			r->rows[k] = &tables[t]->row[i];
			place_row(r, r->rows[k], tables[t]->engine, k);
		}
	return list_contexts(r);
}

void gen9_regs_free(struct gen9_regs *r)
{
	free(r->val);
	free(r->row_of);
	free(r->rows);
	free(r->touched);
	for (unsigned int i = 0; i < GEN9_CTR_ENGINES; i++)
		free(r->ctx[i].reg);
}

enum gen9_ctr_engine gen9_reg_engine(uint32_t off)
{
	for (unsigned int i = 0; i < GEN9_CTR_ENGINES; i++)
		if (off - gen9_engine_base[i] < RING_BYTES)
			return i;
	return GEN9_CTR_RCS0;
}

bool gen9_reg_is(const struct gen9_regs *r, uint32_t off,
		 enum gen9_ctr_engine engine, uint32_t flag)
{
	const struct gen9_reg *row = row_at(r, off);

	return row && row->flags & flag && gen9_reg_engine(off) == engine;
}

void gen9_reg_reset(struct gen9_regs *r, uint32_t off)
{
	const struct gen9_reg *row = row_at(r, off);

	gen9_poke(r, off, row ? row->reset : 0);
}

void gen9_regs_reset(struct gen9_regs *r)
{
	for (uint32_t off = 0; off < GEN9_REG_BYTES; off += 4)
		gen9_reg_reset(r, off);
}

static void unmodelled(struct gen9_regs *r, uint32_t off, const char *how,
		       uint32_t val)
{
	struct gen9_unmodelled *u = &r->host->unmodelled;
	uint32_t i = off / 4;

	r->host->ctr.unknown_regs++;
	if (r->touched[i / 8] & 1u << i % 8)
		return;
	r->touched[i / 8] |= 1u << i % 8;
	if (u->regs < GEN9_UNMODELLED_REGS)
		u->reg[u->regs] = off;
	u->regs++;
	gen9_log(r->host, "register 0x%05x is not modelled: %s 0x%08x", off,
		 how, val);
}

uint32_t gen9_reg_read(struct gen9_regs *r, uint32_t off, enum gen9_src src)
{
	const struct gen9_reg *row = row_at(r, off);

	if (!row && src == SRC_CPU)
		unmodelled(r, off, "read", gen9_peek(r, off));
	if (!row || !row->read)
		return gen9_peek(r, off);
	return row->read(&(struct gen9_reg_access){ .g = r->g, .off = off,
						     .src = src });
}

/* What a row makes of a write of raw over old. */
static uint32_t masked(const struct gen9_reg *row, uint32_t old, uint32_t raw)
{
	uint32_t val = raw, sel = raw >> 16;

	if (row->flags & R_MASKED)
		val = (old & ~sel) | (raw & sel);
	val = (old & row->ro) | (val & ~row->ro);
	return (val & ~row->w1c) | (old & row->w1c & ~raw);
}

void gen9_reg_write(struct gen9_regs *r, uint32_t off, uint32_t raw,
		    enum gen9_src src)
{
	const struct gen9_reg *row = row_at(r, off);
	struct gen9_reg_access a = {
		.g = r->g, .off = off, .src = src, .raw = raw,
		.old = gen9_peek(r, off),
	};

	if (!row && src != SRC_CTX)
		unmodelled(r, off, "write", raw);
	gen9_poke(r, off, row ? masked(row, a.old, raw) : raw);
	if (row && row->write)
		row->write(&a);
}
