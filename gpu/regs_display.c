// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Display: pipes are there and idle, nothing is connected, power wells and
 * PLLs answer what is asked. Names as in i915's i915_reg.h.
 */
#include "internal.h"

/* A well's state bit (even) follows its request bit (odd). */
static void write_power_well(struct gen9 *g, uint32_t off, uint32_t raw,
			     uint32_t old)
{
	uint32_t v = gen9_peek(g, off);

	(void)raw;
	(void)old;
	gen9_poke(g, off, (v & 0xaaaaaaaau) | (v & 0xaaaaaaaau) >> 1);
}

#define LCPLL_PLL_ENABLE	(1u << 31)
#define LCPLL_PLL_LOCK		(1u << 30)

static void write_lcpll(struct gen9 *g, uint32_t off, uint32_t raw,
			uint32_t old)
{
	uint32_t v = gen9_peek(g, off) & ~LCPLL_PLL_LOCK;

	(void)raw;
	(void)old;
	if (v & LCPLL_PLL_ENABLE)
		v |= LCPLL_PLL_LOCK;
	gen9_poke(g, off, v);
}


static const struct gen9_reg rows[] = {
	{ .name = "SKL_FUSE_STATUS", .addr = 0x42000, .ro = ~0u,
	  .reset = 1u << 31 | 7u << 25 },
	{ .name = "HSW_PWR_WELL_CTL", .addr = 0x45400, .count = 4,
	  .write = write_power_well },
	{ .name = "DBUF_CTL", .addr = 0x45008, .write = write_lcpll },
	{ .name = "LCPLL1_CTL", .addr = 0x46010, .count = 2,
	  .write = write_lcpll },
};

const struct gen9_reg_table gen9_regs_display = {
	"display", rows, sizeof(rows) / sizeof(*rows), false,
};
