// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Forcewake, PCODE mailbox, RC6/RPS, clocks. Names as in i915's
 * gt/intel_gt_regs.h and i915_reg.h.
 */
#include <string.h>

#include "gpu/blocks/blocks.h"

#define FORCEWAKE_RENDER_GEN9	0xa278
#define FORCEWAKE_ACK_RENDER_GEN9 0x0d84
#define FORCEWAKE_GT_GEN9	0xa188
#define FORCEWAKE_ACK_GT_GEN9	0x130044
#define FORCEWAKE_MEDIA_GEN9	0xa270
#define FORCEWAKE_ACK_MEDIA_GEN9 0x0d88
#define GEN6_RPNSWREQ		0xa008
#define GEN6_RP_CONTROL		0xa024
#define GEN6_RP_ENABLE		(1u << 7)
#define GEN6_RP_UP_EI		0xa068
#define GEN6_RP_DOWN_EI		0xa06c
#define GEN6_RC_CONTROL		0xa090
#define GEN6_RC_CTL_HW_ENABLE	(1u << 31)
#define GEN6_RC_CTL_RC6_ENABLE	(1u << 18)
#define GEN6_RC_STATE		0xa094
#define RC_SW_TARGET_STATE_SHIFT 16
#define RC6_TARGET		4u
#define RC6_UNIT_PS		(1280 * PS_PER_NS)
#define EI_TICKS		16	/* of the 12 MHz clock */
#define GEN6_PCODE_MAILBOX	0x138124
#define GEN6_PCODE_DATA		0x138128
#define GEN6_PCODE_READY	(1u << 31)
#define GEN9_PCODE_READ_MEM_LATENCY 0x6
#define GEN6_PCODE_WRITE_MIN_FREQ_TABLE 0x8
#define GEN6_PCODE_READ_MIN_FREQ_TABLE 0x9
#define GEN7_PCODE_MIN_FREQ_TABLE_GT_RATIO_OUT_OF_RANGE 0x10
#define GEN6_RP_STATE_CAP	0x145998
#define SKL_PCODE_CDCLK_CONTROL	0x7
#define SKL_CDCLK_READY_FOR_CHANGE 0x1
#define GEN9_PCODE_SAGV_CONTROL	0x21
#define GEN9_SAGV_IS_DISABLED	0x1

/* Request register and where its acknowledgement reads. */
static const struct { uint32_t req, ack; } wells[] = {
	{ FORCEWAKE_RENDER_GEN9, FORCEWAKE_ACK_RENDER_GEN9 },
	{ FORCEWAKE_GT_GEN9, FORCEWAKE_ACK_GT_GEN9 },
	{ FORCEWAKE_MEDIA_GEN9, FORCEWAKE_ACK_MEDIA_GEN9 },
};

/*
 * RC6: let in by RC_CONTROL, in it when every engine is idle and nobody
 * holds forcewake. With HW_ENABLE the hardware goes there by itself (its
 * thresholds of some microseconds are not modelled), else when RC_STATE
 * asks for it.
 */
static bool in_rc6(const struct gen9 *g)
{
	uint32_t ctl = gen9_peek(&g->regs, GEN6_RC_CONTROL),
		 target = gen9_peek(&g->regs, GEN6_RC_STATE) >> RC_SW_TARGET_STATE_SHIFT;

	if (!(ctl & GEN6_RC_CTL_RC6_ENABLE) ||
	    !(ctl & GEN6_RC_CTL_HW_ENABLE || (target & 7) == RC6_TARGET))
		return false;
	for (unsigned int i = 0; i < sizeof(wells) / sizeof(*wells); i++)
		if (gen9_peek(&g->regs, wells[i].ack) & 0xffff)
			return false;
	for (unsigned int i = 0; i < GEN9_CTR_ENGINES; i++)
		if (!gen9_execlists_idle(&g->execlists[i]))
			return false;
	return true;
}

void gen9_power_update(struct gen9 *g)
{
	struct gen9_power *p = &g->power;
	bool now = in_rc6(g);

	if (now == p->rc6)
		return;
	if (p->rc6)
		p->rc6_ps += gen9_now(&g->host) - p->rc6_since;
	p->rc6 = now;
	p->rc6_since = gen9_now(&g->host);
}

void gen9_power_reset(struct gen9 *g)
{
	memset(g->power.min_freq, 0, sizeof(g->power.min_freq));
	gen9_power_update(g);
}

static uint32_t read_rc6(const struct gen9_reg_access *a)
{
	const struct gen9_power *p = &a->g->power;
	uint64_t ps = p->rc6_ps;

	if (p->rc6)
		ps += gen9_now(&a->g->host) - p->rc6_since;
	return (uint32_t)(ps / RC6_UNIT_PS);
}

static void write_rc(const struct gen9_reg_access *a)
{
	gen9_power_update(a->g);
}

static void write_rp_control(const struct gen9_reg_access *a)
{
	struct gen9_power *p = &a->g->power;

	if (a->raw & GEN6_RP_ENABLE && !(a->old & GEN6_RP_ENABLE))
		p->up_ei_from = p->down_ei_from = gen9_now(&a->g->host);
}

/* Time into the present evaluation interval, in units of 16 ticks. */
static uint32_t ei(struct gen9 *g, uint64_t from, uint32_t length)
{
	uint64_t units = gen9_ticks(gen9_now(&g->host) - from) / EI_TICKS;

	if (!(gen9_peek(&g->regs, GEN6_RP_CONTROL) & GEN6_RP_ENABLE))
		return 0;
	return (uint32_t)(length ? units % length : units);
}

static uint32_t read_up_ei(const struct gen9_reg_access *a)
{
	return ei(a->g, a->g->power.up_ei_from,
		  gen9_peek(&a->g->regs, GEN6_RP_UP_EI));
}

static uint32_t read_down_ei(const struct gen9_reg_access *a)
{
	return ei(a->g, a->g->power.down_ei_from,
		  gen9_peek(&a->g->regs, GEN6_RP_DOWN_EI));
}

static void write_forcewake(const struct gen9_reg_access *a)
{
	struct gen9_regs *r = &a->g->regs;

	for (unsigned int i = 0; i < sizeof(wells) / sizeof(*wells); i++)
		if (wells[i].req == a->off)
			gen9_poke(r, wells[i].ack, gen9_peek(r, a->off));
	gen9_power_update(a->g);
}

/*
 * Lowest frequencies of CPU (15:8) and ring (23:16) for a GT ratio (7:0):
 * kept, as the driver reads them back (7:0, 15:8), and without effect. The
 * error, or 0.
 */
static uint32_t min_freq_table(struct gen9 *g, bool write)
{
	uint32_t data = gen9_peek(&g->regs, GEN6_PCODE_DATA), ratio = data & 0xff,
		 cap = gen9_peek(&g->regs, GEN6_RP_STATE_CAP);

	if (ratio < (cap >> 16 & 0xff) || ratio > (cap & 0xff))
		return GEN7_PCODE_MIN_FREQ_TABLE_GT_RATIO_OUT_OF_RANGE;
	if (write)
		g->power.min_freq[ratio] = data >> 8;
	else
		gen9_poke(&g->regs, GEN6_PCODE_DATA, g->power.min_freq[ratio]);
	return 0;
}

/* The answer into GEN6_PCODE_DATA; the error, or 0. */
static uint32_t answer(struct gen9 *g, uint32_t request)
{
	struct gen9_regs *r = &g->regs;

	switch (request) {
	case GEN6_PCODE_WRITE_MIN_FREQ_TABLE:
		return min_freq_table(g, true);
	case GEN6_PCODE_READ_MIN_FREQ_TABLE:
		return min_freq_table(g, false);
	case GEN9_PCODE_READ_MEM_LATENCY:
		/* us of levels 0-3, then 4-7: what a Skylake answers */
		gen9_poke(r, GEN6_PCODE_DATA, gen9_peek(r, GEN6_PCODE_DATA) ?
			  0x61514b3d : 0x1e1a1100);
		return 0;
	case SKL_PCODE_CDCLK_CONTROL:
		gen9_poke(r, GEN6_PCODE_DATA, SKL_CDCLK_READY_FOR_CHANGE);
		return 0;
	case GEN9_PCODE_SAGV_CONTROL:
		gen9_poke(r, GEN6_PCODE_DATA, GEN9_SAGV_IS_DISABLED);
		return 0;
	default:
		gen9_poke(r, GEN6_PCODE_DATA, 0);
		return 0;
	}
}

/* Every request is answered at once; unknown ones with success and 0. */
static void write_pcode(const struct gen9_reg_access *a)
{
	if (!(a->raw & GEN6_PCODE_READY))
		return;
	gen9_poke(&a->g->regs, a->off, (a->raw & 0x00ffff00) |
		  answer(a->g, a->raw & 0xff));
}

/* The current ratio (units of 16 2/3 MHz, bits 31:23) is the one asked for. */
static uint32_t read_rpstat(const struct gen9_reg_access *a)
{
	return gen9_peek(&a->g->regs, GEN6_RPNSWREQ) & 0xff800000u;
}

/* A register whose offset has a name here. */
#define REG(nm)	.name = #nm, .addr = nm

static const struct gen9_reg rows[] = {
	{ REG(FORCEWAKE_RENDER_GEN9), .flags = R_MASKED,
	  .write = write_forcewake },
	{ REG(FORCEWAKE_GT_GEN9), .flags = R_MASKED,
	  .write = write_forcewake },
	{ REG(FORCEWAKE_MEDIA_GEN9), .flags = R_MASKED,
	  .write = write_forcewake },
	{ REG(FORCEWAKE_ACK_RENDER_GEN9), .ro = ~0u },
	{ REG(FORCEWAKE_ACK_MEDIA_GEN9), .ro = ~0u },
	{ REG(FORCEWAKE_ACK_GT_GEN9), .ro = ~0u },
	{ .name = "RPM_CONFIG0", .addr = 0xd00, .ro = ~0u, .reset = 2u << 1 },
	{ .name = "CTC_MODE", .addr = 0xa26c, .reset = 2u << 1 },
	{ REG(GEN6_PCODE_MAILBOX),
	  .write = write_pcode },
	{ REG(GEN6_PCODE_DATA), .count = 2 },
	{ REG(GEN6_RPNSWREQ) },
	{ .name = "GEN6_RC_VIDEO_FREQ", .addr = 0xa00c },
	{ .name = "GEN6_RP_DOWN_TIMEOUT", .addr = 0xa010 },
	{ .name = "GEN6_RPSTAT1", .addr = 0xa01c, .ro = ~0u,
	  .read = read_rpstat },
	{ REG(GEN6_RP_CONTROL),
	  .write = write_rp_control },
	{ .name = "GEN6_RP_UP_THRESHOLD", .addr = 0xa02c },
	{ .name = "GEN6_RP_DOWN_THRESHOLD", .addr = 0xa030 },
	/* Busy time within an interval is not counted: no PM interrupts. */
	{ .name = "GEN6_RP_CUR_UP_EI", .addr = 0xa050, .ro = ~0u,
	  .read = read_up_ei },
	{ .name = "GEN6_RP_CUR_UP, _PREV_UP", .addr = 0xa054, .count = 2,
	  .ro = ~0u },
	{ .name = "GEN6_RP_CUR_DOWN_EI", .addr = 0xa05c, .ro = ~0u,
	  .read = read_down_ei },
	{ .name = "GEN6_RP_CUR_DOWN, _PREV_DOWN", .addr = 0xa060, .count = 2,
	  .ro = ~0u },
	{ REG(GEN6_RP_UP_EI) },
	{ REG(GEN6_RP_DOWN_EI) },
	{ .name = "GEN6_RP_IDLE_HYSTERSIS", .addr = 0xa070 },
	{ REG(GEN6_RC_CONTROL),
	  .write = write_rc },
	{ REG(GEN6_RC_STATE), .write = write_rc },
	{ .name = "GEN6_RC6_WAKE_RATE_LIMIT", .addr = 0xa09c },
	{ .name = "GEN6_RC_EVALUATION_INTERVAL", .addr = 0xa0a8 },
	{ .name = "GEN6_RC_IDLE_HYSTERSIS", .addr = 0xa0ac },
	{ .name = "GEN6_RC_SLEEP", .addr = 0xa0b0 },
	{ .name = "GEN6_RC1e_THRESHOLD", .addr = 0xa0b4 },
	{ .name = "GEN6_RC6_THRESHOLD", .addr = 0xa0b8 },
	{ .name = "GEN9_MEDIA_PG_IDLE_HYSTERESIS", .addr = 0xa0c4 },
	{ .name = "GEN9_RENDER_PG_IDLE_HYSTERESIS", .addr = 0xa0c8 },
	{ .name = "GEN6_PMINTRMSK", .addr = 0xa168 },
	{ .name = "GEN9_PG_ENABLE", .addr = 0xa210 },
	{ .name = "GEN6_GT_GFX_RC6", .addr = 0x138108, .ro = ~0u,
	  .read = read_rc6 },
	/* Memory controller: two channels, each one DIMM of 8 GB, x8, 2
	 * ranks, DDR4-2400 (9 x 266.67 MHz). */
	{ .name = "SKL_MAD_INTER_CHANNEL", .addr = 0x145000, .ro = ~0u },
	{ .name = "SKL_MAD_DIMM_CH0", .addr = 0x14500c, .ro = ~0u,
	  .reset = 8u | 1u << 10 },
	{ .name = "SKL_MAD_DIMM_CH1", .addr = 0x145010, .ro = ~0u,
	  .reset = 8u | 1u << 10 },
	{ .name = "SKL_MC_BIOS_DATA", .addr = 0x145e04, .ro = ~0u,
	  .reset = 9 },
	/* RPN 350, RP1 450, RP0 1150 MHz in steps of 50: 7, 9, 23 */
	{ REG(GEN6_RP_STATE_CAP), .ro = ~0u,
	  .reset = 23u | 9u << 8 | 7u << 16 },
};

const struct gen9_reg_table gen9_regs_power = {
	"power", rows, sizeof(rows) / sizeof(*rows), false,
};
