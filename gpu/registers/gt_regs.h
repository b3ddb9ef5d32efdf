/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Registers outside the engines that more than one place of the model uses:
 * names as in i915's gt/intel_gt_regs.h and i915_reg.h.
 */
#ifndef GEN9_GT_REGS_H
#define GEN9_GT_REGS_H

/* GEN8_RING_FAULT_REG: valid, engine; the address in the two after it. */
#define GEN8_RING_FAULT_REG	0x4094
#define   RING_FAULT_VALID	(1u << 0)
#define   GEN8_RING_FAULT_ENGINE_ID_SHIFT 12
#define GEN8_FAULT_TLB_DATA0	0x4b10
#define GEN8_FAULT_TLB_DATA1	0x4b14
#define   FAULT_GTT_SEL		(1u << 4)
#define   FAULT_VA_HIGH_BITS	0xfu

#define HSW_GTT_CACHE_EN	0x4024u
#define GEN8_GAMW_ECO_DEV_RW_IA	0x4080
#define   GAMW_ECO_ENABLE_64K_IPS_FIELD 0xfu

/* Of the render engine. */
#define GEN7_3DPRIM_START_VERTEX	0x2430
#define GEN7_3DPRIM_VERTEX_COUNT	0x2434
#define GEN7_3DPRIM_INSTANCE_COUNT	0x2438
#define GEN7_3DPRIM_START_INSTANCE	0x243c
#define GEN7_3DPRIM_BASE_VERTEX		0x2440
#define CS_DEBUG_MODE2		0x20d8
#define   CONSTANT_BUFFER_ADDRESS_OFFSET_DISABLE (1u << 4)	/* Mesa: gen9.xml */
#define GEN7_GPGPU_DISPATCHDIM(i) (0x2500 + (i) * 4)
#define GEN8_CS_CHICKEN1	0x2580
#define   GEN9_PREEMPT_GPGPU_COMMAND_LEVEL (1u << 2)

/* A bank is ISR, IMR, IIR, IER. */
#define GEN8_MASTER_IRQ		0x44200
#define   GEN8_MASTER_IRQ_CONTROL (1u << 31)
#define GEN8_GT_ISR(which)	(0x44300 + 0x10 * (which))
#define GEN8_DE_PIPE_ISR(pipe)	(0x44400 + 0x10 * (pipe))
#define GEN8_DE_PORT_ISR	0x44440
#define GEN8_DE_MISC_ISR	0x44460
#define GEN8_PCU_ISR		0x444e0
#define EDP_PSR_ISR		0x64830
#define SDEISR			0xc4000
#define   IRQ_IMR(isr)		((isr) + 4)
#define   IRQ_IIR(isr)		((isr) + 8)
#define   IRQ_IER(isr)		((isr) + 12)

#define FENCE_REG_GEN6_LO(i)	(0x100000 + (i) * 8)
#define FENCE_REG_GEN6_HI(i)	(0x100000 + (i) * 8 + 4)
#define   I965_FENCE_REG_VALID	(1u << 0)
#define   I965_FENCE_TILING_Y_SHIFT 1
#define   I965_FENCE_PAGE	0xfffff000u
#define   GEN6_FENCE_PITCH	0x00000fffu	/* of 128 bytes, less one */
#define GEN9_FENCES		32

#endif
