// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * No context sees another's registers, each keeps its own: what IGT's
 * gem_ctx_isolation does, with its values, on each engine.
 */

#include "bed.h"
#include "bench/lib/test.h"
#include "isolation.h"

#define BATCH		0x400000u
#define RESULT		0x410000u
#define MOST		256		/* registers of an engine */
#define US		1000ull

static const uint32_t engines[] = { RCS_BASE, BCS_BASE, VCS_BASE, VECS_BASE };
static const uint32_t domain[] = { 1u << 1, 1u << 3, 1u << 2, 1u << 4 };
static const uint32_t values[] = {
	0, 0xffffffff, 0xcccccccc, 0x33333333, 0x55555555, 0xaaaaaaaa,
	0xf0f00f0f, 0xa0a00303, 0x0505c0c0, 0xdeadbeef,
};

/* The values of an engine's registers, in the order of isolated[]. */
struct snapshot {
	unsigned int n;
	uint32_t off[MOST], val[MOST];
};

static void expected(struct snapshot *s, uint32_t base, uint32_t value)
{
	s->n = 0;
	for (unsigned int i = 0; i < ISOLATED; i++) {
		const struct isolated *r = &isolated[i];

		if (r->base != base)
			continue;
		for (unsigned int k = 0; k < r->count; k++, s->n++) {
			assert_true(s->n < MOST);
			s->off[s->n] = r->off + 4 * k;
			s->val[s->n] = value & r->bits;
		}
	}
}

static bool is_masked(uint32_t off)
{
	for (unsigned int i = 0; i < ISOLATED; i++)
		if (isolated[i].off == off)
			return isolated[i].masked;
	return false;
}

/* Run the batch at BATCH, a user's, in context c. */
static void run_batch(struct bed *b, unsigned int c, uint32_t base)
{
	BED_EMIT(b, c, base, MI_BATCH_BUFFER_START | MI_BATCH_PPGTT, BATCH, 0,
		 MI_NOOP);
	bed_submit(b, base, bed_desc(c), 0);
	bed_run(b, 200 * US);
	assert_int_equal(*bed_image(b, c, base + 0x34),
			 *bed_image(b, c, base + 0x30));
}

static void write_regs(struct bed *b, unsigned int c, uint32_t base,
		       uint32_t value)
{
	uint32_t *dw = bed_mem(b, BATCH);
	struct snapshot s;

	expected(&s, base, value);
	for (unsigned int i = 0; i < s.n; i++, dw += 3) {
		dw[0] = MI_LRI(1);
		dw[1] = s.off[i];
		dw[2] = s.val[i] | (is_masked(s.off[i]) ? 0xffff0000u : 0);
	}
	*dw = MI_BATCH_BUFFER_END;
	run_batch(b, c, base);
}

static void read_regs(struct bed *b, unsigned int c, uint32_t base,
		      struct snapshot *s)
{
	uint32_t *dw = bed_mem(b, BATCH);

	expected(s, base, 0);
	memset(bed_mem(b, RESULT), 0x5a, MOST * 4);
	for (unsigned int i = 0; i < s->n; i++, dw += 4) {
		dw[0] = MI_SRM;
		dw[1] = s->off[i];
		dw[2] = RESULT + i * 4;
		dw[3] = 0;
	}
	*dw = MI_BATCH_BUFFER_END;
	run_batch(b, c, base);
	memcpy(s->val, bed_mem(b, RESULT), s->n * 4);
}

static void same(const struct snapshot *a, const struct snapshot *b,
		 const char *who)
{
	assert_int_equal(a->n, b->n);
	assert_true(a->n >= 32);
	for (unsigned int i = 0; i < a->n; i++)
		if (a->val[i] != b->val[i])
			fail_msg("0x%05x: %08x, %08x: %s", a->off[i], a->val[i],
				 b->val[i], who);
}

/* RING_FORCE_TO_NONPRIV, as i915's white list fills the slots. */
static void allow(struct bed *b)
{
	for (unsigned int i = 0; i < sizeof(nonpriv) / 4; i++)
		bed_wr(b, RCS_BASE + 0x4d0 + 4 * i, nonpriv[i]);
}

static void start(struct bed *b, uint32_t base)
{
	bed_init(b);
	for (uint64_t a = 0; a < 1u << 23; a += 4096)
		t_map(&b->m, a, a, 12, T_RW);
	for (unsigned int c = 0; c < 4; c++)
		bed_context(b, c, base);
	bed_start(b, base);
	allow(b);
}

TEST(users_write_what_they_may)
{
	struct snapshot want, got;
	struct bed b;

	for (unsigned int e = 0; e < 4; e++)
		for (unsigned int v = 0; v < sizeof(values) / 4; v++) {
			start(&b, engines[e]);
			write_regs(&b, 0, engines[e], values[v]);
			read_regs(&b, 0, engines[e], &got);
			expected(&want, engines[e], values[v]);
			same(&want, &got, "written, read");
			bed_free(&b);
		}
}

TEST(new_contexts_are_alike)
{
	struct snapshot first, other, want;
	struct bed b;

	for (unsigned int e = 0; e < 4; e++)
		for (unsigned int v = 0; v < sizeof(values) / 4; v++) {
			uint32_t base = engines[e];

			start(&b, base);
			read_regs(&b, 0, base, &first);
			write_regs(&b, 0, base, values[v]);
			read_regs(&b, 1, base, &other);
			same(&first, &other, "two new contexts");
			/* the other one writes: the first keeps its own */
			write_regs(&b, 1, base, ~values[v]);
			read_regs(&b, 0, base, &other);
			expected(&want, base, values[v]);
			same(&want, &other, "written, after another context");
			bed_free(&b);
		}
}

/* The first load of a context that has no saved state. */
TEST(restore_inhibit_loads_reset_values)
{
	struct snapshot first, other;
	struct bed b;

	for (unsigned int e = 0; e < 4; e++) {
		uint32_t base = engines[e], *gpr;

		start(&b, base);
		read_regs(&b, 0, base, &first);
		write_regs(&b, 0, base, 0xdeadbeef);
		/* what is in the image counts for nothing */
		gpr = bed_image(&b, 1, base + 0x600);
		*gpr = 0x12345678;
		*bed_image(&b, 1, base + 0x244) |= 0x00010001;
		read_regs(&b, 1, base, &other);
		same(&first, &other, "restore inhibited");
		assert_int_equal(*bed_image(&b, 1, base + 0x244) & 1, 0);
		bed_free(&b);
	}
}

TEST(contexts_outlive_a_reset)
{
	struct snapshot want, got;
	struct bed b;

	for (unsigned int e = 0; e < 4; e++) {
		uint32_t base = engines[e];

		start(&b, base);
		for (unsigned int c = 0; c < 3; c++)
			write_regs(&b, c, base, values[5 + c]);
		bed_wr(&b, 0x941c, domain[e]);
		bed_start(&b, base);
		allow(&b);
		read_regs(&b, 3, base, &got);
		for (unsigned int c = 0; c < 3; c++) {
			read_regs(&b, c, base, &got);
			expected(&want, base, values[5 + c]);
			same(&want, &got, "after a reset");
		}
		bed_free(&b);
	}
}

/* What a batch of one engine writes of another's registers is dropped. */
TEST(engines_are_apart)
{
	struct snapshot s;
	struct bed b;

	for (unsigned int e = 0; e < 4; e++) {
		start(&b, engines[e]);
		for (unsigned int o = 0; o < 4; o++) {
			uint32_t *dw = bed_mem(&b, BATCH);

			if (o == e)
				continue;
			expected(&s, engines[o], 0x55555555);
			for (unsigned int i = 0; i < s.n; i++, dw += 3) {
				dw[0] = MI_LRI(1);
				dw[1] = s.off[i];
				dw[2] = 0x55555555 |
					(is_masked(s.off[i]) ? 0xffff0000u : 0);
			}
			*dw = MI_BATCH_BUFFER_END;
			run_batch(&b, 0, engines[e]);
			for (unsigned int i = 0; i < s.n; i++)
				assert_int_equal(bed_rd(&b, s.off[i]), 0);
		}
		bed_free(&b);
	}
}

/* Of a slot bits 25:2 are the offset, and it is of its engine's batches. */
TEST(forced_to_nonpriv)
{
	const uint32_t reg = 0x20ec;	/* GEN9_CS_DEBUG_MODE1, masked */
	uint32_t *dw;
	struct bed b;

	for (int slot = 0; slot <= 12; slot++) {
		start(&b, RCS_BASE);
		if (slot < 12)
			bed_wr(&b, RCS_BASE + 0x4d0 + 4 * slot,
			       reg | 0xfc000003);
		else
			bed_wr(&b, BCS_BASE + 0x4d0, reg);
		dw = bed_mem(&b, BATCH);
		dw[0] = MI_LRI(2);
		dw[1] = reg;
		dw[2] = 0x00070005;
		dw[3] = RCS_BASE + 0xa8;	/* RING_IMR */
		dw[4] = 0;
		dw[5] = MI_BATCH_BUFFER_END;
		run_batch(&b, 0, RCS_BASE);
		assert_int_equal(bed_rd(&b, reg), slot < 12 ? 5 : 0);
		assert_int_equal(bed_rd(&b, RCS_BASE + 0xa8), ~0x0109u);
		bed_free(&b);
	}
}
