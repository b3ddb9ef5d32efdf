// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Interrupts: engine event -> RING_IMR -> GT_IMR/IIR/IER bank -> master ->
 * the line. Names as in i915's gt/intel_gt_regs.h and i915_reg.h.
 */
#include "gpu/device/internal.h"

#define GEN8_MASTER_IRQ		0x44200
#define GEN8_MASTER_IRQ_CONTROL	(1u << 31)
#define GEN8_GT_ISR(which)	(0x44300 + 0x10 * (which))
#define GEN8_DE_PIPE_ISR(pipe)	(0x44400 + 0x10 * (pipe))
#define GEN8_DE_PORT_ISR	0x44440
#define GEN8_DE_MISC_ISR	0x44460
#define GEN8_PCU_ISR		0x444e0
#define SDEISR			0xc4000
#define IMR	4
#define IIR	8
#define IER	12
#define RING_IMR(base)		((base) + 0xa8)

/* Which GT bank and shift an engine reports in. */
static const struct { uint8_t bank, shift; } gt_bank[GEN9_CTR_ENGINES] = {
	[GEN9_CTR_RCS0] = { 0, 0 },
	[GEN9_CTR_BCS0] = { 0, 16 },
	[GEN9_CTR_VCS0] = { 1, 0 },
	[GEN9_CTR_VECS0] = { 3, 0 },
};

/* Bank of four registers, and the master bits that report it. */
static const struct { uint32_t isr, master; } banks[] = {
	{ GEN8_GT_ISR(0), 1u << 0 | 1u << 1 },	/* RCS, BCS: split below */
	{ GEN8_GT_ISR(1), 1u << 2 | 1u << 3 },
	{ GEN8_GT_ISR(2), 1u << 4 | 1u << 5 },
	{ GEN8_GT_ISR(3), 1u << 6 },
	{ GEN8_DE_PIPE_ISR(0), 1u << 16 },
	{ GEN8_DE_PIPE_ISR(1), 1u << 17 },
	{ GEN8_DE_PIPE_ISR(2), 1u << 18 },
	{ GEN8_DE_PORT_ISR, 1u << 20 },
	{ GEN8_DE_MISC_ISR, 1u << 22 },
	{ SDEISR, 1u << 23 },
	{ GEN8_PCU_ISR, 1u << 30 },
};

/* GT banks 0 to 2 hold two sources, 16 bits each. */
static uint32_t master_bits(unsigned int i, uint32_t pending)
{
	uint32_t m = banks[i].master, low = m & -m;

	if (i > 2)
		return m;
	return (pending & 0xffff ? low : 0) | (pending >> 16 ? m & ~low : 0);
}

uint32_t gen9_master_iir(struct gen9 *g)
{
	uint32_t v = 0, pending;

	for (unsigned int i = 0; i < sizeof(banks) / sizeof(*banks); i++) {
		pending = gen9_peek(g, banks[i].isr + IIR) &
			  gen9_peek(g, banks[i].isr + IER);
		if (pending)
			v |= master_bits(i, pending);
	}
	return v;
}

void gen9_irq_update(struct gen9 *g)
{
	bool level = gen9_peek(g, GEN8_MASTER_IRQ) & GEN8_MASTER_IRQ_CONTROL &&
		     gen9_master_iir(g);

	if (level == g->irq_level)
		return;
	g->irq_level = level;
	if (level)
		g->ctr.irq_edges++;
	g->bus.set_irq(g->bus.opaque, level);
}

void gen9_engine_irq(struct gen9_engine *e, uint32_t bit)
{
	struct gen9 *g = e->g;
	uint32_t isr = GEN8_GT_ISR(gt_bank[e->id].bank);

	bit <<= gt_bank[e->id].shift;
	if (gen9_peek(g, RING_IMR(e->base)) & bit)
		return;
	if (gen9_peek(g, isr + IMR) & bit)
		return;
	gen9_poke(g, isr + IIR, gen9_peek(g, isr + IIR) | bit);
	gen9_irq_update(g);
}

static uint32_t read_master(struct gen9 *g, uint32_t off)
{
	return (gen9_peek(g, off) & GEN8_MASTER_IRQ_CONTROL) |
	       gen9_master_iir(g);
}

static void write_bank(struct gen9 *g, uint32_t off, uint32_t raw, uint32_t old)
{
	(void)off;
	(void)raw;
	(void)old;
	gen9_irq_update(g);
}

/* ISR, IMR (reset: all masked), IIR (write 1 to clear), IER */
#define BANK(nm, isr) \
	{ .name = nm "_ISR", .addr = (isr), .ro = ~0u }, \
	{ .name = nm "_IMR", .addr = (isr) + IMR, .reset = ~0u }, \
	{ .name = nm "_IIR", .addr = (isr) + IIR, .w1c = ~0u, \
	  .write = write_bank }, \
	{ .name = nm "_IER", .addr = (isr) + IER, .write = write_bank }

static const struct gen9_reg rows[] = {
	{ .name = "GEN8_MASTER_IRQ", .addr = GEN8_MASTER_IRQ,
	  .ro = ~GEN8_MASTER_IRQ_CONTROL, .read = read_master,
	  .write = write_bank },
	BANK("GEN8_GT_0", GEN8_GT_ISR(0)),
	BANK("GEN8_GT_1", GEN8_GT_ISR(1)),
	BANK("GEN8_GT_2", GEN8_GT_ISR(2)),
	BANK("GEN8_GT_3", GEN8_GT_ISR(3)),
	BANK("GEN8_DE_PIPE_A", GEN8_DE_PIPE_ISR(0)),
	BANK("GEN8_DE_PIPE_B", GEN8_DE_PIPE_ISR(1)),
	BANK("GEN8_DE_PIPE_C", GEN8_DE_PIPE_ISR(2)),
	BANK("GEN8_DE_PORT", GEN8_DE_PORT_ISR),
	BANK("GEN8_DE_MISC", GEN8_DE_MISC_ISR),
	BANK("GEN8_PCU", GEN8_PCU_ISR),
	BANK("EDP_PSR", 0x64830),
	BANK("SDE", SDEISR),
};

const struct gen9_reg_table gen9_regs_irq = {
	"irq", rows, sizeof(rows) / sizeof(*rows), false,
};
