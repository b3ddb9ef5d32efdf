/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Registers in what a guest submits: GVT-g's cmd_reg_handler() and the handlers
 * it calls for a value (gvt/cmd_parser.c, gvt/handlers.c). Part of gvt_scan.h.
 */
#ifndef GEN9_TESTS_GVT_SCAN_REGS_H
#define GEN9_TESTS_GVT_SCAN_REGS_H

/* force_nonpriv_white_list[] */
static const uint32_t gvt_nonpriv[] = {
	0xd80, 0x20ec, 0x2248, 0x2340, 0x2348, 0x2350, 0x2580, 0x2690, 0x2694,
	0x2698, 0x2754, 0x28a0, 0x4de0, 0x4de4, 0x4dfc, 0x7010, 0x7014, 0x7300,
	0x7304, 0x7700, 0x7704, 0x7708, 0x770c, 0x83a8, 0xb110, 0xb118, 0xe100,
	0xe18c, 0xe48c, 0xe5f4, 0x64844,
};

/* What a command may write from now on; the caller has asked. */
static inline int gvt_approved(struct gvt_scan *s, uint32_t off)
{
	if (s->approved_n == GVT_APPROVED)
		return gvt_refuse(s, "too many registers for this test");
	s->approved[s->approved_n++] = off;
	return 0;
}

static inline int gvt_approve(struct gvt_scan *s, uint32_t off)
{
	return gvt_accessible(s->registers, off) ? gvt_approved(s, off) :
	       gvt_refuse(s, "register");
}

/* Is it in the range of page table roots of an engine? */
static inline bool gvt_is_pdp(uint32_t off)
{
	for (unsigned int i = 0; i < GEN9_CTR_ENGINES; i++)
		if (off - GEN8_RING_PDP_LDW(gen9_engine_base[i], 0) < 32)
			return true;
	return false;
}

/*
 * cmd_pdp_mmio_update_handler(): the guest's root becomes its shadow. GVT-g
 * asks for that only at the upper half of the first one of the engine's own,
 * and looks at fixed places; here nothing but that one pair is taken.
 */
static inline int gvt_pdp(struct gvt_scan *s, uint32_t off, unsigned int at)
{
	uint32_t base = gen9_engine_base[s->engine],
		 first = GEN8_RING_PDP_UDW(base, 0);

	if (!s->as_is && (s->len != 5 || (gvt_val(s, 1) & 0x7ffffc) != first ||
			  (gvt_val(s, 3) & 0x7ffffc) !=
			  GEN8_RING_PDP_LDW(base, 0)))
		return gvt_refuse(s, "a page table root in part");
	if (off != first)
		return 0;
	if (((uint64_t)gvt_val(s, 2) << 32 | gvt_val(s, 4)) != s->root)
		return gvt_refuse(s, "page table root");
	*gvt_dw(s, 2) = s->root >> 32;
	*gvt_dw(s, 4) = (uint32_t)s->root;
	return at ? 0 : -1;
}

/*
 * force_nonpriv_write(): what is not on its list becomes what the slot had,
 * nothing. What is may then be written by the guest's own batches.
 */
static inline int gvt_force_nonpriv(struct gvt_scan *s, unsigned int at)
{
	uint32_t *val = gvt_dw(s, at + 1), reg = *val & 0x3fffffc,
		 none = RING_NOPID(gen9_engine_base[s->engine]);

	for (unsigned int i = 0; i < sizeof(gvt_nonpriv) / 4; i++)
		if (reg == gvt_nonpriv[i]) {
			s->shared = true;
			return gvt_approved(s, reg);
		}
	if (reg != none)
		*val = none;
	return 0;
}

/* F_CMD_WRITE_PATCH */
static inline int gvt_patch(struct gvt_scan *s, uint32_t off, unsigned int at)
{
	uint32_t rel = off - gen9_engine_base[gen9_reg_engine(off)];

	if (rel >= 0x4d0 && rel < 0x500)
		return gvt_force_nonpriv(s, at);
	/* ring_mode_mmio_write(): any value goes to the engine as it is. */
	if (rel == 0x29c)
		return s->as_is ? 0 : gvt_refuse(s, "mode of the engine");
	fprintf(stderr, "0x%x: a handler that this scan does not know\n", off);
	abort();
}

/*
 * cmd_reg_handler() of the register in dword at of the command. kind: i, of
 * MI_LOAD_REGISTER_IMM, p, of PIPE_CONTROL, whose value GVT-g does not look
 * at; m and r, to and from memory or a register.
 */
static inline int gvt_register(struct gvt_scan *s, unsigned int at, char kind)
{
	uint32_t off = gvt_val(s, at) & 0x7ffffc;

	if (!gvt_accessible(s->registers, off))
		return gvt_refuse(s, "register");
	if (kind == 'm' && off != 0xb118 && off != 0x21f0)
		return gvt_refuse(s, "register and memory");
	if (kind == 'r')
		return gvt_refuse(s, "register to register");
	if (kind == 'p' && !s->as_is &&
	    (gvt_is_pdp(off) || gvt_patched(s->registers, off)))
		return gvt_refuse(s, "a value that is not looked at");
	if (kind == 'i' && gvt_is_pdp(off) && gvt_pdp(s, off, at))
		return -1;
	if (kind == 'i' && gvt_patched(s->registers, off) &&
	    gvt_patch(s, off, at))
		return -1;
	return gvt_approved(s, off);
}

#endif
