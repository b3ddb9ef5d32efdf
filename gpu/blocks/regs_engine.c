// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Registers that every engine has, relative to its base. Names as in
 * i915's gt/intel_engine_regs.h; others with their name in Intel's PRM for
 * Skylake, volume 2c.
 */
#include "gpu/device/internal.h"

#define RING_HEAD		0x34
#define RING_MI_MODE		0x9c
#define MODE_IDLE		(1u << 9)
#define STOP_RING		(1u << 8)
#define RESET_CTL_REQUEST_RESET	(1u << 0)
#define RESET_CTL_READY_TO_RESET (1u << 1)
#define CSB_PTR_MASK		7u

static uint32_t read_live(struct gen9 *g, uint32_t off)
{
	gen9_engine_sync(gen9_engine_of(g, off));
	return gen9_peek(g, off);
}

/* ACTHD: in the ring its offset, in a batch its address. */
static uint64_t acthd(struct gen9_engine *e)
{
	switch (e->level) {
	case LVL_BB:
	case LVL_SBB:
		return e->bb[e->level == LVL_SBB].addr;
	case LVL_RING:
		return gen9_peek(e->g, e->base + RING_HEAD);
	default:
		return e->wa_addr;
	}
}

static uint32_t read_acthd(struct gen9 *g, uint32_t off)
{
	return (uint32_t)acthd(gen9_engine_of(g, off));
}

static uint32_t read_acthd_udw(struct gen9 *g, uint32_t off)
{
	return acthd(gen9_engine_of(g, off)) >> 32;
}

static uint32_t read_mi_mode(struct gen9 *g, uint32_t off)
{
	uint32_t v = gen9_peek(g, off) & ~MODE_IDLE;
	struct gen9_engine *e = gen9_engine_of(g, off);

	if (v & STOP_RING || (e->cur < 0 && !e->next_valid))
		v |= MODE_IDLE;
	return v;
}

/* Idle or stopped units say "done". */
static uint32_t read_instdone(struct gen9 *g, uint32_t off)
{
	struct gen9_engine *e = gen9_engine_of(g, off);

	return e->cur < 0 ? ~0u : ~1u;
}

static void write_reset_ctl(struct gen9 *g, uint32_t off, uint32_t raw,
			    uint32_t old)
{
	uint32_t v = gen9_peek(g, off) & ~RESET_CTL_READY_TO_RESET;

	(void)raw;
	(void)old;
	if (v & RESET_CTL_REQUEST_RESET)
		v |= RESET_CTL_READY_TO_RESET;
	gen9_poke(g, off, v);
}

static void write_elsp(struct gen9 *g, uint32_t off, uint32_t raw, uint32_t old)
{
	(void)old;
	gen9_engine_elsp_write(gen9_engine_of(g, off), raw);
}

/* Bits 15:0 of the status: who is there, 4:0 as i915's debug output has it. */
static uint32_t read_execlist_status(struct gen9 *g, uint32_t off)
{
	struct gen9_engine *e = gen9_engine_of(g, off);
	uint32_t v = 0;

	if (e->cur >= 0)
		v |= 1u << 14 | (e->cur ? 1u << 15 : 0);
	if (e->next_valid)
		v |= 1u << 2;
	if (e->cur == 0 && e->port[1])
		v |= 1u << 3;
	return v;
}

static uint32_t read_execlist_status_hi(struct gen9 *g, uint32_t off)
{
	struct gen9_engine *e = gen9_engine_of(g, off);

	return e->cur < 0 ? 0 : gen9_engine_desc(e) >> 32;
}

/* Write pointer in 2:0, read pointer in 10:8, both writable by mask. */
static uint32_t read_csb_ptr(struct gen9 *g, uint32_t off)
{
	return (gen9_peek(g, off) & CSB_PTR_MASK << 8) |
	       gen9_engine_of(g, off)->csb_wp;
}

static void write_csb_ptr(struct gen9 *g, uint32_t off, uint32_t raw,
			  uint32_t old)
{
	uint32_t wp = gen9_peek(g, off) & CSB_PTR_MASK;

	(void)old;
	if (raw >> 16 & CSB_PTR_MASK && wp < 6)
		gen9_engine_of(g, off)->csb_wp = wp;
}

static uint32_t read_timestamp(struct gen9 *g, uint32_t off)
{
	(void)off;
	return (uint32_t)gen9_ticks(g);
}

static uint32_t read_timestamp_udw(struct gen9 *g, uint32_t off)
{
	(void)off;
	return gen9_ticks(g) >> 32 & 0xf;
}

/* Ticks that the present context has run, from what its image said. */
static uint32_t read_ctx_timestamp(struct gen9 *g, uint32_t off)
{
	struct gen9_engine *e = gen9_engine_of(g, off);
	uint64_t t = g->running == e || !g->running ? gen9_time(g) : e->t;

	if (!e->loaded)
		return gen9_peek(g, off);
	if (!g->running && e->t > t)
		t = e->t;
	return e->ts_base + (uint32_t)((t - (t < e->ts_from ? t : e->ts_from)) *
				       3 / 250000);
}

static void write_ctx_timestamp(struct gen9 *g, uint32_t off, uint32_t raw,
				uint32_t old)
{
	struct gen9_engine *e = gen9_engine_of(g, off);

	(void)old;
	e->ts_base = raw;
	e->ts_from = gen9_time(g);
}

/* What i915 and mesa may write from a user's batch: PRM, "User Mode
 * Privileged Commands". */
static const struct gen9_reg rows[] = {
	{ .name = "RING_EXCC", .addr = 0x28, .flags = R_MASKED },
	{ .name = "RING_TAIL", .addr = 0x30, .ro = ~0x001ffff8u },
	{ .name = "RING_HEAD", .addr = 0x34, .ro = 0x3 },
	{ .name = "RING_START", .addr = 0x38, .ro = 0xfff },
	{ .name = "RING_CTL", .addr = 0x3c },
	{ .name = "RING_SYNC", .addr = 0x40, .count = 3 },
	{ .name = "RING_PSMI_CTL", .addr = 0x50, .flags = R_MASKED },
	{ .name = "PWRCTX_MAXCNT", .addr = 0x54, .reset = 0x40 },
	{ .name = "RING_ACTHD_UDW", .addr = 0x5c, .ro = ~0u,
	  .read = read_acthd_udw },
	{ .name = "RING_DMA_FADD_UDW", .addr = 0x60, .ro = ~0u,
	  .read = read_acthd_udw },
	{ .name = "RING_IPEIR", .addr = 0x64 },
	{ .name = "RING_IPEHR", .addr = 0x68 },
	{ .name = "RING_INSTDONE", .addr = 0x6c, .reset = ~0u, .ro = ~0u,
	  .read = read_instdone },
	{ .name = "RING_INSTPS", .addr = 0x70, .ro = ~0u },
	{ .name = "RING_ACTHD", .addr = 0x74, .ro = ~0u, .read = read_acthd },
	{ .name = "RING_DMA_FADD", .addr = 0x78, .ro = ~0u,
	  .read = read_acthd },
	{ .name = "RING_HWS_PGA", .addr = 0x80, .ro = 0xfff },
	{ .name = "IPEIR", .addr = 0x88 },
	{ .name = "RING_ID", .addr = 0x8c, .ro = ~0u },
	{ .name = "RING_NOPID", .addr = 0x94 },
	{ .name = "RING_HWSTAM", .addr = 0x98, .reset = ~0u },
	{ .name = "RING_MI_MODE", .addr = 0x9c, .reset = MODE_IDLE,
	  .flags = R_MASKED, .read = read_mi_mode },
	{ .name = "RING_IMR", .addr = 0xa8, .reset = ~0u },
	{ .name = "RING_EIR", .addr = 0xb0, .w1c = ~0u },
	{ .name = "RING_EMR", .addr = 0xb4, .reset = ~0u },
	{ .name = "RING_ESR", .addr = 0xb8, .ro = ~0u },
	{ .name = "RING_INSTPM", .addr = 0xc0, .flags = R_MASKED },
	{ .name = "RING_CMD_CCTL", .addr = 0xc4 },
	{ .name = "GEN8_R_PWR_CLK_STATE", .addr = 0xc8 },
	{ .name = "RING_RESET_CTL", .addr = 0xd0, .flags = R_MASKED,
	  .ro = RESET_CTL_READY_TO_RESET, .write = write_reset_ctl },
	{ .name = "GEN9_CS_DEBUG_MODE1", .addr = 0xec, .flags = R_MASKED },
	{ .name = "RING_BBSTATE", .addr = 0x110, .read = read_live },
	{ .name = "RING_SBBADDR", .addr = 0x114, .read = read_live },
	{ .name = "RING_SBBSTATE", .addr = 0x118, .read = read_live },
	{ .name = "RING_SBBADDR_UDW", .addr = 0x11c, .read = read_live },
	{ .name = "RING_BBADDR", .addr = 0x140, .read = read_live },
	{ .name = "BB_START_ADDR", .addr = 0x150 },
	{ .name = "BB_START_ADDR_UDW", .addr = 0x170 },
	{ .name = "BB_ADDR_DIFF", .addr = 0x154 },
	{ .name = "RING_BB_OFFSET", .addr = 0x158 },
	{ .name = "RING_BBADDR_UDW", .addr = 0x168, .read = read_live },
	{ .name = "RS_PREEMPT_STATUS", .addr = 0x178, .count = 2 },
	{ .name = "CCID", .addr = 0x180 },
	{ .name = "RING_BB_PER_CTX_PTR", .addr = 0x1c0 },
	{ .name = "RING_INDIRECT_CTX", .addr = 0x1c4 },
	{ .name = "RING_INDIRECT_CTX_OFFSET", .addr = 0x1c8 },
	{ .name = "ECOSKPD", .addr = 0x1d0, .flags = R_MASKED },
	{ .name = "BCS_SWCTRL", .addr = 0x200, .flags = R_MASKED | R_USER,
	  .engines = BCS },
	{ .name = "SYNC_FLIP_STATUS", .addr = 0x200,
	  .engines = RCS | VCS | VECS },
	{ .name = "BLIT_CCTL", .addr = 0x204 },
	{ .name = "RING_CSCMDOP", .addr = 0x20c },
	{ .name = "RING_PP_DIR_DCLV", .addr = 0x220 },
	{ .name = "RING_PP_DIR_BASE", .addr = 0x228 },
	{ .name = "RING_ELSP", .addr = 0x230, .ro = ~0u, .write = write_elsp },
	{ .name = "RING_EXECLIST_STATUS_LO", .addr = 0x234, .ro = ~0u,
	  .read = read_execlist_status },
	{ .name = "RING_EXECLIST_STATUS_HI", .addr = 0x238, .ro = ~0u,
	  .read = read_execlist_status_hi },
	{ .name = "RING_CONTEXT_CONTROL", .addr = 0x244, .flags = R_MASKED },
	{ .name = "RING_SEMA_WAIT_POLL", .addr = 0x24c },
	{ .name = "GEN8_RING_PDP", .addr = 0x270, .count = 8 },
	{ .name = "RING_MODE_GEN7", .addr = 0x29c, .flags = R_MASKED },
	{ .name = "RING_TIMESTAMP", .addr = 0x358, .ro = ~0u,
	  .read = read_timestamp },
	{ .name = "RING_TIMESTAMP_UDW", .addr = 0x35c, .ro = ~0u,
	  .read = read_timestamp_udw },
	{ .name = "RING_CONTEXT_STATUS_BUF", .addr = 0x370, .count = 12,
	  .ro = ~0u },
	{ .name = "RING_CONTEXT_STATUS_PTR", .addr = 0x3a0, .reset = 0x505,
	  .flags = R_MASKED, .read = read_csb_ptr, .write = write_csb_ptr },
	{ .name = "RING_CTX_TIMESTAMP", .addr = 0x3a8,
	  .read = read_ctx_timestamp, .write = write_ctx_timestamp },
	{ .name = "MI_PREDICATE_RESULT_2", .addr = 0x3bc },
	{ .name = "MI_PREDICATE_SRC0", .addr = 0x400, .count = 2 },
	{ .name = "MI_PREDICATE_SRC1", .addr = 0x408, .count = 2 },
	{ .name = "MI_PREDICATE_DATA", .addr = 0x410, .count = 2 },
	{ .name = "MI_PREDICATE_RESULT", .addr = 0x418 },
	{ .name = "MI_PREDICATE_RESULT_1", .addr = 0x41c },
	{ .name = "RING_FORCE_TO_NONPRIV", .addr = 0x4d0, .count = 12,
	  .reset = 0x2094 },
	{ .name = "RING_EXECLIST_SQ_CONTENTS", .addr = 0x510, .count = 8 },
	{ .name = "RING_EXECLIST_CONTROL", .addr = 0x550 },
	{ .name = "GEN8_RING_CS_GPR", .addr = 0x600, .count = 32 },
};

const struct gen9_reg_table gen9_regs_engine = {
	"engine", rows, sizeof(rows) / sizeof(*rows), true,
};
