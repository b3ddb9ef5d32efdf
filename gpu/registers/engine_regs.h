/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Registers that every engine has: names as in i915's
 * gt/intel_engine_regs.h, the bases' as in i915_reg.h. Only what more than
 * one place of the model uses; the others are in their row
 * (blocks/regs_engine.c).
 */
#ifndef GEN9_ENGINE_REGS_H
#define GEN9_ENGINE_REGS_H

#include "gpu/host/counters.h"

/* Sets of engines */
#define RCS		(1u << GEN9_CTR_RCS0)
#define BCS		(1u << GEN9_CTR_BCS0)
#define VCS		(1u << GEN9_CTR_VCS0)
#define VECS		(1u << GEN9_CTR_VECS0)
#define ALL_ENGINES	(RCS | BCS | VCS | VECS)

#define RENDER_RING_BASE	0x02000
#define GEN6_BSD_RING_BASE	0x12000
#define VEBOX_RING_BASE		0x1a000
#define BLT_RING_BASE		0x22000
#define RING_BYTES		0x800u	/* of registers from each base on */

#define RING_TAIL(base)		((base) + 0x30)
#define   TAIL_ADDR		0x001ffff8u
#define RING_HEAD(base)		((base) + 0x34)
#define   HEAD_ADDR		0x001ffffcu
#define RING_START(base)	((base) + 0x38)
#define RING_CTL(base)		((base) + 0x3c)
#define   RING_NR_PAGES		0x001ff000u
#define   RING_VALID		(1u << 0)
#define RING_IPEHR(base)	((base) + 0x68)
#define RING_HWS_PGA(base)	((base) + 0x80)
#define RING_NOPID(base)	((base) + 0x94)
#define RING_MI_MODE(base)	((base) + 0x9c)
#define   MODE_IDLE		(1u << 9)
#define   STOP_RING		(1u << 8)
#define RING_IMR(base)		((base) + 0xa8)
#define RING_EIR(base)		((base) + 0xb0)
#define RING_EMR(base)		((base) + 0xb4)
#define RING_ESR(base)		((base) + 0xb8)
#define   I915_ERROR_INSTRUCTION (1u << 0)
#define RING_RESET_CTL(base)	((base) + 0xd0)
#define   RESET_CTL_READY_TO_RESET (1u << 1)
#define   RESET_CTL_REQUEST_RESET (1u << 0)
#define RING_BBSTATE(base)	((base) + 0x110)
#define   RING_BB_PPGTT		(1u << 5)
#define RING_SBBADDR(base)	((base) + 0x114)
#define RING_SBBSTATE(base)	((base) + 0x118)
#define RING_SBBADDR_UDW(base)	((base) + 0x11c)
#define RING_BBADDR(base)	((base) + 0x140)
#define   RING_BB_VALID		(1u << 0)
#define RING_BBADDR_UDW(base)	((base) + 0x168)
#define RING_BB_PER_CTX_PTR(base) ((base) + 0x1c0)
#define   PER_CTX_BB_VALID	(1u << 0)
#define   PER_CTX_BB_ADDR	0xfffff000u
#define RING_INDIRECT_CTX(base)	((base) + 0x1c4)
#define   INDIRECT_CTX_ADDR	0xffffffc0u
#define   INDIRECT_CTX_LINES	0x0000003fu	/* of 64 bytes */
#define BCS_SWCTRL(base)	((base) + 0x200)
#define RING_ELSP(base)		((base) + 0x230)
#define RING_CONTEXT_CONTROL(base) ((base) + 0x244)
#define   CTX_CTRL_ENGINE_CTX_RESTORE_INHIBIT (1u << 0)
#define   CTX_CTRL_ENGINE_CTX_SAVE_INHIBIT (1u << 2)
#define GEN8_RING_PDP_LDW(base, n) ((base) + 0x270 + (n) * 8)
#define GEN8_RING_PDP_UDW(base, n) ((base) + 0x274 + (n) * 8)
#define RING_CONTEXT_STATUS_BUF_LO(base, n) ((base) + 0x370 + (n) * 8)
#define RING_CONTEXT_STATUS_BUF_HI(base, n) ((base) + 0x374 + (n) * 8)
#define   GEN8_CSB_ENTRIES	6
#define RING_CONTEXT_STATUS_PTR(base) ((base) + 0x3a0)
#define   GEN8_CSB_PTR_MASK	0x7u
#define   GEN8_CSB_READ_PTR_MASK (GEN8_CSB_PTR_MASK << 8)
#define RING_CTX_TIMESTAMP(base) ((base) + 0x3a8)
#define MI_PREDICATE_SRC0(base)	((base) + 0x400)
#define MI_PREDICATE_SRC1(base)	((base) + 0x408)
#define MI_PREDICATE_DATA(base)	((base) + 0x410)
#define MI_PREDICATE_RESULT(base) ((base) + 0x418)
#define MI_PREDICATE_RESULT_1(base) ((base) + 0x41c)
#define RING_FORCE_TO_NONPRIV(base, i) ((base) + 0x4d0 + (i) * 4)
#define   RING_FORCE_TO_NONPRIV_ADDRESS_MASK 0x03fffffcu
#define   RING_MAX_NONPRIV_SLOTS 12
#define GEN8_RING_CS_GPR(base, n) ((base) + 0x600 + (n) * 8)
#define   GEN8_RING_CS_GPRS	16

#endif
