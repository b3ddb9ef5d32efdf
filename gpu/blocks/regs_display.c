// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Display: pipes are there and idle, nothing is connected, power wells and
 * PLLs answer what is asked. Names as in i915's i915_reg.h.
 */
#include "gpu/blocks/blocks.h"

/* A well's state bit (even) follows its request bit (odd). */
static void write_power_well(const struct gen9_reg_access *a)
{
	uint32_t requests = gen9_peek(&a->g->regs, a->off) & 0xaaaaaaaau;

	gen9_poke(&a->g->regs, a->off, requests | requests >> 1);
}

#define LCPLL_PLL_ENABLE	(1u << 31)
#define LCPLL_PLL_LOCK		(1u << 30)

static void write_lcpll(const struct gen9_reg_access *a)
{
	uint32_t v = gen9_peek(&a->g->regs, a->off) & ~LCPLL_PLL_LOCK;

	if (v & LCPLL_PLL_ENABLE)
		v |= LCPLL_PLL_LOCK;
	gen9_poke(&a->g->regs, a->off, v);
}

static const struct gen9_reg rows[] = {
	{ .name = "SKL_FUSE_STATUS", .addr = 0x42000, .ro = ~0u,
	  .reset = 1u << 31 | 7u << 25 },
	{ .name = "CPU_VGACNTRL", .addr = 0x41000, .reset = 1u << 31 },
	{ .name = "CHICKEN_PAR1_1", .addr = 0x42080 },
	{ .name = "CHICKEN_MISC_2", .addr = 0x42084 },
	{ .name = "FPGA_DBG", .addr = 0x42300, .w1c = 1u << 31 },
	{ .name = "DPFC_CONTROL", .addr = 0x43208 },
	{ .name = "DPFC_CHICKEN", .addr = 0x43224 },
	{ .name = "DISP_ARB_CTL", .addr = 0x45000, .count = 2 },
	{ .name = "DC_STATE_EN", .addr = 0x45504 },
	{ .name = "CDCLK_CTL", .addr = 0x46000, .reset = 0x2a1 },
	{ .name = "WRPLL_CTL", .addr = 0x46040, .count = 2, .stride = 0x20,
	  .write = write_lcpll },
	{ .name = "HSW_NDE_RSTWRN_OPT", .addr = 0x46408 },
	{ .name = "GEN8_CHICKEN_DCPR_1", .addr = 0x46430 },
	{ .name = "SKL_DFSM", .addr = 0x51000, .ro = ~0u },
	{ .name = "SKL_DSSM", .addr = 0x51004, .ro = ~0u },
	{ .name = "DPLL_STATUS", .addr = 0x6c060, .ro = ~0u },
	{ .name = "DPLL_CTRL", .addr = 0x6c058, .count = 2 },
	{ .name = "PCH_PORT_HOTPLUG", .addr = 0xc4030 },
	{ .name = "PCH_PORT_HOTPLUG2", .addr = 0xc403c },
	{ .name = "PCH_GMBUS", .addr = 0xc5100, .count = 6 },
	{ .name = "PCH_RAWCLK_FREQ", .addr = 0xc6204 },
	{ .name = "PCH_PP", .addr = 0xc7200, .count = 5 },
	{ .name = "HSW_PWR_WELL_CTL", .addr = 0x45400, .count = 4,
	  .write = write_power_well },
	{ .name = "DBUF_CTL", .addr = 0x45008, .write = write_lcpll },
	{ .name = "LCPLL1_CTL", .addr = 0x46010, .count = 2,
	  .write = write_lcpll },
};

const struct gen9_reg_table gen9_regs_display = {
	"display", rows, sizeof(rows) / sizeof(*rows), false,
};
