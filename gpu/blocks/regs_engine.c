// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Registers that every engine has, relative to its base. Names as in
 * i915's gt/intel_engine_regs.h; others with their name in Intel's PRM for
 * Skylake, volume 2c.
 */
#include "gpu/blocks/blocks.h"
#include "gpu/engine/position.h"
#include "gpu/registers/engine_regs.h"

static struct gen9_engine *engine(const struct gen9_reg_access *a)
{
	return &a->g->engine[gen9_reg_engine(a->off)];
}

static struct gen9_execlists *execlists(const struct gen9_reg_access *a)
{
	return &a->g->execlists[gen9_reg_engine(a->off)];
}

static uint32_t stored(const struct gen9_reg_access *a)
{
	return gen9_peek(&a->g->regs, a->off);
}

static uint32_t read_position(const struct gen9_reg_access *a)
{
	gen9_position_to_regs(engine(a));
	return stored(a);
}

static uint32_t read_acthd(const struct gen9_reg_access *a)
{
	return (uint32_t)gen9_acthd(engine(a));
}

static uint32_t read_acthd_udw(const struct gen9_reg_access *a)
{
	return gen9_acthd(engine(a)) >> 32;
}

static uint32_t read_mi_mode(const struct gen9_reg_access *a)
{
	uint32_t v = stored(a) & ~MODE_IDLE;

	if (v & STOP_RING || gen9_execlists_idle(execlists(a)))
		v |= MODE_IDLE;
	return v;
}

/* Idle or stopped units say "done". */
static uint32_t read_instdone(const struct gen9_reg_access *a)
{
	return execlists(a)->cur < 0 ? ~0u : ~1u;
}

static void write_reset_ctl(const struct gen9_reg_access *a)
{
	uint32_t v = stored(a) & ~RESET_CTL_READY_TO_RESET;

	if (v & RESET_CTL_REQUEST_RESET)
		v |= RESET_CTL_READY_TO_RESET;
	gen9_poke(&a->g->regs, a->off, v);
}

static void write_elsp(const struct gen9_reg_access *a)
{
	gen9_execlists_elsp_write(execlists(a), a->raw);
}

/* Bits 15:0 of the status: who is there, 4:0 as i915's debug output has it. */
static uint32_t read_execlist_status(const struct gen9_reg_access *a)
{
	const struct gen9_execlists *x = execlists(a);
	uint32_t v = 0;

	if (x->cur >= 0)
		v |= 1u << 14 | (x->cur ? 1u << 15 : 0);
	if (x->next_valid)
		v |= 1u << 2;
	if (x->cur == 0 && x->port[1])
		v |= 1u << 3;
	return v;
}

static uint32_t read_execlist_status_hi(const struct gen9_reg_access *a)
{
	return engine(a)->desc >> 32;
}

/* Write pointer in 2:0, read pointer in 10:8, both writable by mask. */
static uint32_t read_csb_ptr(const struct gen9_reg_access *a)
{
	return (stored(a) & GEN8_CSB_READ_PTR_MASK) | execlists(a)->csb_wp;
}

static void write_csb_ptr(const struct gen9_reg_access *a)
{
	uint32_t wp = stored(a) & GEN8_CSB_PTR_MASK;

	if (a->raw >> 16 & GEN8_CSB_PTR_MASK && wp < GEN8_CSB_ENTRIES)
		execlists(a)->csb_wp = wp;
}

static uint32_t read_timestamp(const struct gen9_reg_access *a)
{
	return (uint32_t)gen9_ticks(gen9_time(&a->g->host));
}

static uint32_t read_timestamp_udw(const struct gen9_reg_access *a)
{
	return gen9_ticks(gen9_time(&a->g->host)) >> 32 & 0xf;
}

static uint32_t read_ctx_timestamp(const struct gen9_reg_access *a)
{
	return gen9_engine_ctx_timestamp(engine(a));
}

static void write_ctx_timestamp(const struct gen9_reg_access *a)
{
	gen9_engine_set_ctx_timestamp(engine(a), a->raw,
				      gen9_time(&a->g->host));
}

/*
 * The lower half of the first root, written last, by a command of a running
 * context changes its page table there and then: i915 did that until 5.12
 * (emit_ppgtt_update()), and GVT-g shadows it (gvt/cmd_parser.c,
 * cmd_pdp_mmio_update_handler()).
 */
static void write_pdp(const struct gen9_reg_access *a)
{
	struct gen9_engine *e = engine(a);

	if (a->src != SRC_CMD || a->off != GEN8_RING_PDP_LDW(e->base, 0))
		return;
	gen9_engine_take_root(e);
	gen9_tlb_flush_space(e->tlb, GEN9_PPGTT);
}

/* A register whose offset has a name in engine_regs.h. */
#define RING(nm) .name = #nm, .addr = nm(0)

/*
 * R_CTX: what gen9_rcs_offsets and gen9_xcs_offsets of i915's gt/intel_lrc.c
 * list, and for the render engine besides what GVT-g calls in_context
 * (gvt/mmio_context.c) and what gem_ctx_isolation of the IGT tests wants kept
 * apart; R_USER: what that test writes in a user's batch, and on the other
 * engines the predicates, too.
 */
#define USER_CTX	(R_USER | R_CTX)
#define RING_CTX	(R_RING | R_CTX)

static const struct gen9_reg rows[] = {
	{ .name = "RING_EXCC", .addr = 0x28, .flags = R_MASKED | R_CTX },
	{ RING(RING_TAIL), .ro = ~TAIL_ADDR, .flags = RING_CTX },
	{ RING(RING_HEAD), .ro = 0x3, .flags = RING_CTX },
	{ RING(RING_START), .ro = 0xfff, .flags = RING_CTX },
	{ RING(RING_CTL), .flags = RING_CTX },
	{ .name = "RING_SYNC", .addr = 0x40, .count = 3 },
	{ .name = "RING_PSMI_CTL", .addr = 0x50, .flags = R_MASKED },
	{ .name = "PWRCTX_MAXCNT", .addr = 0x54, .reset = 0x40 },
	{ .name = "RING_ACTHD_UDW", .addr = 0x5c, .ro = ~0u,
	  .read = read_acthd_udw },
	{ .name = "RING_DMA_FADD_UDW", .addr = 0x60, .ro = ~0u,
	  .read = read_acthd_udw },
	{ .name = "RING_IPEIR", .addr = 0x64 },
	{ RING(RING_IPEHR), .flags = R_CTX },
	{ .name = "RING_INSTDONE", .addr = 0x6c, .reset = ~0u, .ro = ~0u,
	  .read = read_instdone },
	{ .name = "RING_INSTPS", .addr = 0x70, .ro = ~0u },
	{ .name = "RING_ACTHD", .addr = 0x74, .ro = ~0u, .read = read_acthd },
	{ .name = "RING_DMA_FADD", .addr = 0x78, .ro = ~0u,
	  .read = read_acthd },
	{ RING(RING_HWS_PGA), .ro = 0xfff },
	{ .name = "IPEIR", .addr = 0x88 },
	{ .name = "RING_ID", .addr = 0x8c, .ro = ~0u },
	{ RING(RING_NOPID) },
	{ .name = "RING_HWSTAM", .addr = 0x98, .reset = ~0u },
	{ RING(RING_MI_MODE), .reset = MODE_IDLE,
	  .flags = R_MASKED | R_CTX, .read = read_mi_mode },
	{ RING(RING_IMR), .reset = ~0u },
	{ RING(RING_EIR), .w1c = ~0u },
	{ RING(RING_EMR), .reset = ~0u },
	{ RING(RING_ESR), .ro = ~0u },
	{ .name = "RING_INSTPM", .addr = 0xc0, .engines = RCS,
	  .flags = R_MASKED | USER_CTX },
	{ .name = "RING_INSTPM", .addr = 0xc0, .engines = BCS | VCS | VECS,
	  .flags = R_MASKED | R_CTX },
	{ .name = "RING_CMD_CCTL", .addr = 0xc4 },
	{ .name = "GEN8_R_PWR_CLK_STATE", .addr = 0xc8, .flags = R_CTX },
	{ RING(RING_RESET_CTL), .flags = R_MASKED,
	  .ro = RESET_CTL_READY_TO_RESET, .write = write_reset_ctl },
	{ .name = "GEN9_CS_DEBUG_MODE1", .addr = 0xec, .flags = R_MASKED },
	{ RING(RING_BBSTATE), .flags = RING_CTX, .read = read_position },
	{ RING(RING_SBBADDR), .flags = RING_CTX, .read = read_position },
	{ RING(RING_SBBSTATE), .flags = RING_CTX, .read = read_position },
	{ RING(RING_SBBADDR_UDW), .flags = RING_CTX, .read = read_position },
	{ RING(RING_BBADDR), .flags = RING_CTX, .read = read_position },
	{ .name = "BB_START_ADDR", .addr = 0x150, .flags = R_CTX },
	{ .name = "BB_START_ADDR_UDW", .addr = 0x170, .flags = R_CTX },
	{ .name = "BB_ADDR_DIFF", .addr = 0x154, .flags = R_CTX },
	{ .name = "RING_BB_OFFSET", .addr = 0x158, .engines = RCS,
	  .flags = USER_CTX },
	{ .name = "RING_BB_OFFSET", .addr = 0x158, .engines = BCS | VCS | VECS,
	  .flags = R_CTX },
	{ RING(RING_BBADDR_UDW), .flags = RING_CTX, .read = read_position },
	{ .name = "RS_PREEMPT_STATUS", .addr = 0x178, .count = 2, .flags = R_CTX },
	{ .name = "CCID", .addr = 0x180 },
	{ RING(RING_BB_PER_CTX_PTR), .flags = RING_CTX },
	{ RING(RING_INDIRECT_CTX), .flags = RING_CTX },
	{ .name = "RING_INDIRECT_CTX_OFFSET", .addr = 0x1c8, .flags = RING_CTX },
	{ .name = "ECOSKPD", .addr = 0x1d0, .flags = R_MASKED },
	{ RING(BCS_SWCTRL), .engines = BCS, .flags = R_MASKED | USER_CTX },
	{ .name = "SYNC_FLIP_STATUS", .addr = 0x200, .engines = RCS },
	{ .name = "SYNC_FLIP_STATUS", .addr = 0x200, .engines = VCS | VECS,
	  .flags = R_CTX },
	{ .name = "BLIT_CCTL", .addr = 0x204 },
	{ .name = "RING_CSCMDOP", .addr = 0x20c },
	{ .name = "RING_PP_DIR_DCLV", .addr = 0x220 },
	{ .name = "RING_PP_DIR_BASE", .addr = 0x228 },
	{ RING(RING_ELSP), .ro = ~0u, .write = write_elsp },
	{ .name = "RING_EXECLIST_STATUS_LO", .addr = 0x234, .ro = ~0u,
	  .read = read_execlist_status },
	{ .name = "RING_EXECLIST_STATUS_HI", .addr = 0x238, .ro = ~0u,
	  .read = read_execlist_status_hi },
	{ RING(RING_CONTEXT_CONTROL), .flags = R_MASKED | RING_CTX },
	{ .name = "RING_SEMA_WAIT_POLL", .addr = 0x24c },
	{ .name = "GEN8_RING_PDP", .addr = GEN8_RING_PDP_LDW(0, 0), .count = 8,
	  .flags = RING_CTX, .write = write_pdp },
	{ .name = "RING_MODE_GEN7", .addr = 0x29c, .flags = R_MASKED },
	{ .name = "RING_TIMESTAMP", .addr = 0x358, .ro = ~0u,
	  .read = read_timestamp },
	{ .name = "RING_TIMESTAMP_UDW", .addr = 0x35c, .ro = ~0u,
	  .read = read_timestamp_udw },
	{ .name = "RING_CONTEXT_STATUS_BUF",
	  .addr = RING_CONTEXT_STATUS_BUF_LO(0, 0), .count = 2 * GEN8_CSB_ENTRIES,
	  .ro = ~0u },
	{ RING(RING_CONTEXT_STATUS_PTR), .reset = 0x505,
	  .flags = R_MASKED, .read = read_csb_ptr, .write = write_csb_ptr },
	{ RING(RING_CTX_TIMESTAMP), .flags = RING_CTX,
	  .read = read_ctx_timestamp, .write = write_ctx_timestamp },
	{ .name = "MI_PREDICATE_RESULT_2", .addr = 0x3bc },
	{ RING(MI_PREDICATE_SRC0), .count = 2, .flags = USER_CTX },
	{ RING(MI_PREDICATE_SRC1), .count = 2, .flags = USER_CTX },
	{ RING(MI_PREDICATE_DATA), .count = 2, .flags = USER_CTX },
	{ RING(MI_PREDICATE_RESULT), .ro = ~1u, .flags = USER_CTX },
	{ RING(MI_PREDICATE_RESULT_1), .flags = USER_CTX },
	{ .name = "RING_FORCE_TO_NONPRIV",
	  .addr = RING_FORCE_TO_NONPRIV(0, 0), .count = RING_MAX_NONPRIV_SLOTS,
	  .reset = RING_NOPID(RENDER_RING_BASE) },
	{ .name = "RING_EXECLIST_SQ_CONTENTS", .addr = 0x510, .count = 8 },
	{ .name = "RING_EXECLIST_CONTROL", .addr = 0x550 },
	{ .name = "GEN8_RING_CS_GPR", .addr = GEN8_RING_CS_GPR(0, 0),
	  .count = 2 * GEN8_RING_CS_GPRS, .flags = USER_CTX },
};

const struct gen9_reg_table gen9_regs_engine = {
	"engine", rows, sizeof(rows) / sizeof(*rows), true,
};
