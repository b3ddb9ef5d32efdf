// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Forcewake, PCODE mailbox, RC6/RPS, clocks. Names as in i915's
 * gt/intel_gt_regs.h and i915_reg.h.
 */
#include "internal.h"

#define GEN6_RPNSWREQ		0xa008
#define GEN6_PCODE_MAILBOX	0x138124
#define GEN6_PCODE_DATA		0x138128
#define GEN6_PCODE_READY	(1u << 31)
#define GEN9_PCODE_READ_MEM_LATENCY 0x6
#define HSW_PCODE_DYNAMIC_DUTY_CYCLE_CONTROL 0x1a
#define SKL_PCODE_CDCLK_CONTROL	0x7
#define SKL_CDCLK_READY_FOR_CHANGE 0x1
#define GEN9_PCODE_SAGV_CONTROL	0x21
#define GEN9_SAGV_IS_DISABLED	0x1

/* Request register and where its acknowledgement reads. */
static const struct { uint32_t req, ack; } wells[] = {
	{ 0xa278, 0x000d84 },	/* RENDER */
	{ 0xa188, 0x130044 },	/* GT ("blitter") */
	{ 0xa270, 0x000d88 },	/* MEDIA */
};

static void write_forcewake(struct gen9 *g, uint32_t off, uint32_t raw,
			    uint32_t old)
{
	(void)raw;
	(void)old;
	for (unsigned int i = 0; i < sizeof(wells) / sizeof(*wells); i++)
		if (wells[i].req == off)
			gen9_poke(g, wells[i].ack, gen9_peek(g, off));
}

/* Every request is answered at once; unknown ones with success and 0. */
static void write_pcode(struct gen9 *g, uint32_t off, uint32_t raw,
			uint32_t old)
{
	(void)old;
	if (!(raw & GEN6_PCODE_READY))
		return;
	switch (raw & 0xff) {
	case GEN9_PCODE_READ_MEM_LATENCY:
		/* us of levels 0-3, then 4-7: what a Skylake answers */
		gen9_poke(g, GEN6_PCODE_DATA, gen9_peek(g, GEN6_PCODE_DATA) ?
			  0x61514b3d : 0x1e1a1100);
		break;
	case SKL_PCODE_CDCLK_CONTROL:
		gen9_poke(g, GEN6_PCODE_DATA, SKL_CDCLK_READY_FOR_CHANGE);
		break;
	case GEN9_PCODE_SAGV_CONTROL:
		gen9_poke(g, GEN6_PCODE_DATA, GEN9_SAGV_IS_DISABLED);
		break;
	case HSW_PCODE_DYNAMIC_DUTY_CYCLE_CONTROL:
	default:
		gen9_poke(g, GEN6_PCODE_DATA, 0);
		break;
	}
	gen9_poke(g, off, raw & 0x00ffff00);
}

/* The current ratio (units of 16 2/3 MHz, bits 31:23) is the one asked for. */
static uint32_t read_rpstat(struct gen9 *g, uint32_t off)
{
	(void)off;
	return gen9_peek(g, GEN6_RPNSWREQ) & 0xff800000u;
}

static const struct gen9_reg rows[] = {
	{ .name = "FORCEWAKE_RENDER_GEN9", .addr = 0xa278, .flags = R_MASKED,
	  .write = write_forcewake },
	{ .name = "FORCEWAKE_GT_GEN9", .addr = 0xa188, .flags = R_MASKED,
	  .write = write_forcewake },
	{ .name = "FORCEWAKE_MEDIA_GEN9", .addr = 0xa270, .flags = R_MASKED,
	  .write = write_forcewake },
	{ .name = "FORCEWAKE_ACK_RENDER_GEN9", .addr = 0xd84, .ro = ~0u },
	{ .name = "FORCEWAKE_ACK_MEDIA_GEN9", .addr = 0xd88, .ro = ~0u },
	{ .name = "FORCEWAKE_ACK_GT_GEN9", .addr = 0x130044, .ro = ~0u },
	{ .name = "RPM_CONFIG0", .addr = 0xd00, .ro = ~0u, .reset = 2u << 1 },
	{ .name = "CTC_MODE", .addr = 0xa26c, .reset = 2u << 1 },
	{ .name = "GEN6_PCODE_MAILBOX", .addr = GEN6_PCODE_MAILBOX,
	  .write = write_pcode },
	{ .name = "GEN6_PCODE_DATA", .addr = GEN6_PCODE_DATA, .count = 2 },
	{ .name = "GEN6_RPNSWREQ", .addr = 0xa008 },
	{ .name = "GEN6_RC_VIDEO_FREQ", .addr = 0xa00c },
	{ .name = "GEN6_RP_DOWN_TIMEOUT", .addr = 0xa010 },
	{ .name = "GEN6_RPSTAT1", .addr = 0xa01c, .ro = ~0u,
	  .read = read_rpstat },
	{ .name = "GEN6_RP_CONTROL", .addr = 0xa024 },
	{ .name = "GEN6_RP_UP_THRESHOLD", .addr = 0xa02c },
	{ .name = "GEN6_RP_DOWN_THRESHOLD", .addr = 0xa030 },
	{ .name = "GEN6_RP_CUR_UP_EI", .addr = 0xa050, .count = 6, .ro = ~0u },
	{ .name = "GEN6_RP_UP_EI", .addr = 0xa068 },
	{ .name = "GEN6_RP_DOWN_EI", .addr = 0xa06c },
	{ .name = "GEN6_RP_IDLE_HYSTERSIS", .addr = 0xa070 },
	{ .name = "GEN6_RC_CONTROL", .addr = 0xa090 },
	{ .name = "GEN6_RC_STATE", .addr = 0xa094 },
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
	/* Residency: the model does not power down. */
	{ .name = "GEN6_GT_GFX_RC6", .addr = 0x138108, .ro = ~0u },
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
	{ .name = "GEN6_RP_STATE_CAP", .addr = 0x145998, .ro = ~0u,
	  .reset = 23u | 9u << 8 | 7u << 16 },
};

const struct gen9_reg_table gen9_regs_power = {
	"power", rows, sizeof(rows) / sizeof(*rows), false,
};
