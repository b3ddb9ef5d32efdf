// SPDX-License-Identifier: GPL-2.0-or-later
/* The tables themselves, and the write path against a second one. */

#include "bed.h"
#include "bench/lib/test.h"
#include "gpu/commands/decode.h"
#include "gpu/device/tables.h"
#include "gpu/submission/image.h"

#define COUNT(r)	((r)->count ? (r)->count : 1)
#define STRIDE(r)	((r)->stride ? (r)->stride : 4)

static const uint32_t bases[GEN9_CTR_ENGINES] = {
	0x2000, 0x22000, 0x12000, 0x1a000,
};

static void for_each_row(void (*fn)(const struct gen9_reg_table *t,
				    const struct gen9_reg *r))
{
	for (unsigned int i = 0; i < gen9_reg_table_count; i++)
		for (unsigned int k = 0; k < gen9_reg_tables[i]->n; k++)
			fn(gen9_reg_tables[i], &gen9_reg_tables[i]->row[k]);
}

static void check_row(const struct gen9_reg_table *t, const struct gen9_reg *r)
{
	uint32_t last = r->addr + (COUNT(r) - 1) * STRIDE(r);

	if (!r->name || !*r->name || r->addr & 3 || STRIDE(r) & 3)
		fail_msg("%s: row at 0x%x: no name or not aligned", t->name,
			 r->addr);
	if (last >= (t->engine ? 0x800u : GEN9_REG_BYTES))
		fail_msg("%s: outside", r->name);
	if (r->engines && !t->engine)
		fail_msg("%s: engines without a base", r->name);
	if (r->ro & r->w1c)
		fail_msg("%s: bits both read-only and write-1-to-clear",
			 r->name);
	if (r->flags & R_MASKED && r->reset >> 16)
		fail_msg("%s: reset value in the mask", r->name);
	if (r->flags & R_USER && !(r->flags & R_CTX))
		fail_msg("%s: a user's, but of no context", r->name);
	if (r->flags & R_RING && !(t->engine && r->flags & R_CTX))
		fail_msg("%s: of no ring context", r->name);
	if (!t->engine && r->flags & (R_USER | R_CTX) &&
	    gen9_reg_engine(r->addr) != GEN9_CTR_RCS0)
		fail_msg("%s: another engine's", r->name);
	if (r->flags & R_SHADOW && (r->read || r->write))
		fail_msg("%s: has no effect, yet hooks", r->name);
}

TEST(rows_are_sane)
{
	for_each_row(check_row);
}

/* What a save writes behind the driver's part of an image fits there. */
TEST(contexts_fit_their_image)
{
	struct gen9_host host = { 0 };
	struct gen9_regs r;

	assert_int_equal(gen9_regs_init(&r, &host, NULL, gen9_reg_tables,
					gen9_reg_table_count), 0);
	for (unsigned int e = 0; e < GEN9_CTR_ENGINES; e++) {
		unsigned int n = 0;

		for (unsigned int i = 0; i < r.ctx[e].n; i++)
			n += !(r.ctx[e].reg[i].flags & R_RING);
		assert_true(n > 40);
		/* pairs, a header for each 126, the end */
		assert_true(2 * n + n / 126 + 2 <= IMAGE_SETUP - IMAGE_OWN);
		assert_true(GEN9_COMPUTE_DWORDS <= IMAGE_OWN - IMAGE_COMPUTE);
	}
	gen9_regs_free(&r);
}

static const struct gen9_reg *owner[GEN9_REG_WORDS];

static void claim(const struct gen9_reg *r, uint32_t base)
{
	for (uint32_t i = 0; i < COUNT(r); i++) {
		uint32_t w = (base + r->addr + i * STRIDE(r)) / 4;

		if (owner[w])
			fail_msg("0x%05x: %s and %s", w * 4, owner[w]->name,
				 r->name);
		owner[w] = r;
	}
}

static void claim_row(const struct gen9_reg_table *t, const struct gen9_reg *r)
{
	if (!t->engine) {
		claim(r, 0);
		return;
	}
	for (unsigned int e = 0; e < GEN9_CTR_ENGINES; e++)
		if (!r->engines || r->engines & 1u << e)
			claim(r, bases[e]);
}

TEST(rows_do_not_overlap)
{
	memset(owner, 0, sizeof(owner));
	for_each_row(claim_row);
}

TEST(after_reset_registers_read_reset)
{
	struct bed b;

	memset(owner, 0, sizeof(owner));
	for_each_row(claim_row);
	bed_init(&b);
	for (uint32_t w = 0; w < GEN9_REG_WORDS; w++)
		if (owner[w] && !owner[w]->read &&
		    bed_rd(&b, w * 4) != owner[w]->reset)
			fail_msg("%s: 0x%x", owner[w]->name, bed_rd(&b, w * 4));
	bed_free(&b);
}

/* One bit at a time, from what the row says: not how regs.c does it. */
static uint32_t expect(const struct gen9_reg *r, uint32_t old, uint32_t wr)
{
	uint32_t out = 0;

	for (unsigned int i = 0; i < 32; i++) {
		bool was = old >> i & 1, bit = wr >> i & 1;

		if (r->flags & R_MASKED)
			bit = i < 16 && wr >> (i + 16) & 1 ? bit : was;
		if (r->ro >> i & 1)
			bit = was;
		if (r->w1c >> i & 1)
			bit = was && !(wr >> i & 1);
		out |= (uint32_t)bit << i;
	}
	return out;
}

TEST(random_writes_obey_the_masks)
{
	uint64_t seed = t_seed();
	struct bed b;

	memset(owner, 0, sizeof(owner));
	for_each_row(claim_row);
	bed_init(&b);
	for (int n = 0; n < 300000; n++) {
		uint32_t w = t_rand(&seed) % (GEN9_REG_WORDS / 4);
		const struct gen9_reg *r = owner[w];
		uint32_t val = (uint32_t)t_rand(&seed), old;

		if (!r || r->write || r->read)
			continue;
		old = bed_rd(&b, w * 4);
		bed_wr(&b, w * 4, val);
		if (bed_rd(&b, w * 4) != expect(r, old, val))
			fail_msg("%s: %08x, written %08x, reads %08x, not %08x",
				 r->name, old, val, bed_rd(&b, w * 4),
				 expect(r, old, val));
	}
	bed_free(&b);
}

/* Every width of access is the same memory. */
TEST(narrow_and_wide_accesses)
{
	const uint32_t reg = 0xc800;		/* GEN9_GFX_MOCS, plain */
	struct bed b;

	bed_init(&b);
	gen9_mmio_write(b.g, reg, 0x1122334455667788ull, 8);
	assert_int_equal(bed_rd(&b, reg), 0x55667788);
	assert_int_equal(bed_rd(&b, reg + 4), 0x11223344);
	gen9_mmio_write(b.g, reg + 1, 0xee, 1);
	gen9_mmio_write(b.g, reg + 6, 0xbeef, 2);
	assert_true(gen9_mmio_read(b.g, reg, 8) == 0xbeef33445566ee88ull);
	assert_int_equal(gen9_mmio_read(b.g, reg + 6, 2) & 0xffff, 0xbeef);
	/* The GGTT likewise. */
	gen9_mmio_write(b.g, GEN9_GGTT_OFFSET + 8, 0x12345003, 4);
	gen9_mmio_write(b.g, GEN9_GGTT_OFFSET + 12, 0x7, 4);
	assert_true(gen9_get_ggtt(b.g)[1] == 0x712345003ull);
	bed_free(&b);
}

TEST(unknown_registers_are_named_once)
{
	struct bed b;

	bed_init(&b);
	bed_rd(&b, 0x1fff0);
	bed_rd(&b, 0x1fff0);
	bed_wr(&b, 0x1fff0, 1);
	assert_int_equal(b.logs, 1);
	assert_non_null(strstr(b.log, "0x1fff0"));
	assert_int_equal(gen9_get_counters(b.g)->unknown_regs, 3);
	bed_free(&b);
}

static void check_command(const struct gen9_cmd *c)
{
	if (c->op & c->len_mask)
		fail_msg("%s: length in the opcode", c->name);
	if (!c->engines || !c->fixed)
		fail_msg("%s: no engine or no length", c->name);
	if (c->max && (c->min > c->max || c->min < c->fixed ||
		       c->max > c->fixed + c->len_mask))
		fail_msg("%s: legal lengths that cannot be", c->name);
	if (c->fn && (c->max ? c->max : c->fixed + c->len_mask) > GEN9_CMD_MAX)
		fail_msg("%s: is executed, but not kept whole", c->name);
	if (c->fn && c->len_mask && c->op >> 29 == 0 && !c->max)
		fail_msg("%s: any length is legal", c->name);
	for (unsigned int e = 0; e < GEN9_CTR_ENGINES; e++)
		if (c->engines >> e & 1 &&
		    gen9_cmd_find(c->op | c->len_mask, e) != c)
			fail_msg("%s: is not found", c->name);
}

TEST(commands_are_sane)
{
	for (unsigned int k = 0; k < gen9_cmd_table_count; k++) {
		const struct gen9_cmd_table *t = gen9_cmd_tables[k];

		for (unsigned int i = 0; i < t->n; i++) {
			if (i && t->row[i - 1].op > t->row[i].op)
				fail_msg("%s: not in order", t->row[i].name);
			check_command(&t->row[i]);
		}
	}
	assert_null(gen9_cmd_find(0x1fu << 23, GEN9_CTR_RCS0));
	assert_null(gen9_cmd_find(0x7a000004, GEN9_CTR_BCS0));
}
