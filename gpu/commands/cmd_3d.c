// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Commands of the render engine's pipelines. State of GPGPU walkers, the
 * walkers, and PIPE_CONTROL are executed; state of rectangles is kept for
 * 3DPRIMITIVE, which draws them (gpu/render/); other state commands are decoded
 * by length and have no effect here; what else draws, and media objects, are
 * counted as not executed. Type, opcode, sub-opcode
 * and length field: Mesa's src/intel/genxml/gen9.xml, which follows Intel's
 * PRM for Skylake, volume 2a. What only older generations have is here if
 * i915 or GVT-g know it, as long as they say: 3DSTATE_DX9_* (i915_cmd_parser.c,
 * Haswell), MEDIA_GATEWAY_STATE, MEDIA_POOL_STATE, 3DSTATE_GS_SVB_INDEX,
 * 3DSTATE_DEPTH_STENCIL_STATE_POINTERS (gvt/cmd_parser.c).
 */
#include <stddef.h>

#include "gpu/commands/cmd.h"
#include "gpu/engine/access.h"

#define PIPE_CONTROL_GLOBAL_GTT_IVB	(1u << 24)
#define PIPE_CONTROL_MMIO_WRITE		(1u << 23)
#define PIPE_CONTROL_STORE_DATA_INDEX	(1u << 21)
#define PIPE_CONTROL_CS_STALL		(1u << 20)
#define PIPE_CONTROL_TLB_INVALIDATE	(1u << 18)
#define PIPE_CONTROL_NOTIFY		(1u << 8)

static int pipe_control(const struct gen9_call *c)
{
	const uint32_t *dw = c->dw;
	const struct gen9_post_sync p = {
		.op = dw[1] >> 14 & 3,
		.ggtt = dw[1] & PIPE_CONTROL_GLOBAL_GTT_IVB,
		.index = dw[1] & PIPE_CONTROL_STORE_DATA_INDEX,
		.addr = (dw[2] & ~3u) | (uint64_t)(dw[3] & 0xffff) << 32,
		.imm = dw + 4,
		.imm_dwords = c->n - 4,
	};
	struct gen9_engine *e = c->e;

	if (dw[1] & PIPE_CONTROL_CS_STALL)
		gen9_engine_work(e, GEN9_PARAM_flush_clks);
	if (dw[1] & PIPE_CONTROL_TLB_INVALIDATE)
		gen9_engine_invalidate_tlb(e);
	if (dw[1] & PIPE_CONTROL_MMIO_WRITE)
		gen9_cmd_reg_write(e, dw[2], dw[4]);
	else
		gen9_cmd_post_sync(c, &p);
	if (dw[1] & PIPE_CONTROL_NOTIFY)
		gen9_engine_irq(e, GT_RENDER_PIPECTL_NOTIFY_INTERRUPT);
	return 0;
}

#define OP(type, op, sub) \
	(3u << 29 | (uint32_t)(type) << 27 | (op) << 24 | (sub) << 16)
#define STATE(nm, t, o, s, mask) \
	{ .name = nm, .op = OP(t, o, s), .len_mask = mask, .fixed = 2, \
	  .engines = RCS, .flags = C_SKIP }
/* All behind the header into a field of struct gen9_draw_state. */
#define KEEP_BY(nm, t, o, s, field, f) \
	{ .name = nm, .op = OP(t, o, s), .len_mask = 0xff, .fixed = 2, \
	  .engines = RCS, .keep = offsetof(struct gen9_draw_state, field) / 4, \
	  .kept = sizeof(((struct gen9_draw_state *)0)->field) / 4, .fn = f }
#define KEEP(nm, t, o, s, field) KEEP_BY(nm, t, o, s, field, gen9_cmd_keep)
#define DRAW(nm, t, o, s, mask) \
	{ .name = nm, .op = OP(t, o, s), .len_mask = mask, .fixed = 2, \
	  .engines = RCS }
#define EXEC(nm, t, o, s, mask, f) \
	{ .name = nm, .op = OP(t, o, s), .len_mask = mask, .fixed = 2, \
	  .engines = RCS, .fn = f }
#define MEDIA(nm, s, n, f) \
	{ .name = nm, .op = OP(2, 0, s), .len_mask = 0xffff, .fixed = 2, \
	  .min = n, .max = n, .engines = RCS, .fn = f }
/* With inline data behind n dwords, at most what a thread's registers hold. */
#define OBJECT(nm, s, n) \
	{ .name = nm, .op = OP(2, 1, s), .len_mask = 0xffff, .fixed = 2, \
	  .min = n, .max = (n) + 1008, .engines = RCS, \
	  .fn = gen9_cmd_media_object }
#define ONE(nm, t, o, s) \
	{ .name = nm, .op = OP(t, o, s), .fixed = 1, .engines = RCS, \
	  .flags = C_SKIP }

/* In ascending order of opcode. */
static const struct gen9_cmd rows[] = {
	STATE("STATE_PREFETCH", 0, 0, 0x03, 0xff),
	EXEC("STATE_BASE_ADDRESS", 0, 1, 0x01, 0xff,
	     gen9_cmd_state_base_address),
	STATE("STATE_SIP", 0, 1, 0x02, 0xff),
	STATE("GPGPU_CSR_BASE_ADDRESS", 0, 1, 0x04, 0xff),
	ONE("3DSTATE_VF_STATISTICS", 1, 0, 0x0b),
	{ .name = "PIPELINE_SELECT", .op = OP(1, 1, 0x04), .fixed = 1,
	  .engines = RCS, .fn = gen9_cmd_pipeline_select },
	MEDIA("MEDIA_VFE_STATE", 0x00, 9, gen9_cmd_media_vfe_state),
	MEDIA("MEDIA_CURBE_LOAD", 0x01, 4, gen9_cmd_media_curbe_load),
	MEDIA("MEDIA_INTERFACE_DESCRIPTOR_LOAD", 0x02, 4,
	      gen9_cmd_media_descriptor_load),
	STATE("MEDIA_GATEWAY_STATE", 2, 0, 0x03, 0xffff),
	STATE("MEDIA_STATE_FLUSH", 2, 0, 0x04, 0xffff),
	STATE("MEDIA_POOL_STATE", 2, 0, 0x05, 0xffff),
	OBJECT("MEDIA_OBJECT", 0x00, 6),
	DRAW("MEDIA_OBJECT_PRT", 2, 1, 0x02, 0xffff),
	OBJECT("MEDIA_OBJECT_WALKER", 0x03, 17),
	EXEC("GPGPU_WALKER", 2, 1, 0x05, 0xff, gen9_cmd_gpgpu_walker),
	DRAW("MEDIA_OBJECT_GRPID", 2, 1, 0x06, 0xffff),
	STATE("3DSTATE_CLEAR_PARAMS", 3, 0, 0x04, 0xff),
	KEEP("3DSTATE_DEPTH_BUFFER", 3, 0, 0x05, depth_buffer),
	KEEP("3DSTATE_STENCIL_BUFFER", 3, 0, 0x06, stencil_buffer),
	STATE("3DSTATE_HIER_DEPTH_BUFFER", 3, 0, 0x07, 0xff),
	EXEC("3DSTATE_VERTEX_BUFFERS", 3, 0, 0x08, 0xff,
	     gen9_cmd_vertex_buffers),
	EXEC("3DSTATE_VERTEX_ELEMENTS", 3, 0, 0x09, 0xff,
	     gen9_cmd_vertex_elements),
	STATE("3DSTATE_INDEX_BUFFER", 3, 0, 0x0a, 0xff),
	EXEC("3DSTATE_VF", 3, 0, 0x0c, 0xff, gen9_cmd_vf),
	KEEP("3DSTATE_MULTISAMPLE", 3, 0, 0x0d, multisample),
	KEEP_BY("3DSTATE_CC_STATE_POINTERS", 3, 0, 0x0e, cc_state,
		gen9_cmd_keep_pointer),
	KEEP("3DSTATE_SCISSOR_STATE_POINTERS", 3, 0, 0x0f, scissor),
	KEEP("3DSTATE_VS", 3, 0, 0x10, vs),
	KEEP("3DSTATE_GS", 3, 0, 0x11, gs),
	KEEP("3DSTATE_CLIP", 3, 0, 0x12, clip),
	KEEP("3DSTATE_SF", 3, 0, 0x13, sf),
	KEEP("3DSTATE_WM", 3, 0, 0x14, wm),
	STATE("3DSTATE_CONSTANT_VS", 3, 0, 0x15, 0xff),
	STATE("3DSTATE_CONSTANT_GS", 3, 0, 0x16, 0xff),
	KEEP("3DSTATE_CONSTANT_PS", 3, 0, 0x17, constant_ps),
	KEEP("3DSTATE_SAMPLE_MASK", 3, 0, 0x18, sample_mask),
	STATE("3DSTATE_CONSTANT_HS", 3, 0, 0x19, 0xff),
	STATE("3DSTATE_CONSTANT_DS", 3, 0, 0x1a, 0xff),
	KEEP("3DSTATE_HS", 3, 0, 0x1b, hs),
	KEEP("3DSTATE_TE", 3, 0, 0x1c, te),
	KEEP("3DSTATE_DS", 3, 0, 0x1d, ds),
	KEEP("3DSTATE_STREAMOUT", 3, 0, 0x1e, streamout),
	KEEP("3DSTATE_SBE", 3, 0, 0x1f, sbe),
	KEEP("3DSTATE_PS", 3, 0, 0x20, ps),
	KEEP("3DSTATE_VIEWPORT_STATE_POINTERS_SF_CLIP", 3, 0, 0x21,
	     viewport_sf_clip),
	KEEP("3DSTATE_VIEWPORT_STATE_POINTERS_CC", 3, 0, 0x23, viewport_cc),
	KEEP_BY("3DSTATE_BLEND_STATE_POINTERS", 3, 0, 0x24, blend_state,
		gen9_cmd_keep_pointer),
	STATE("3DSTATE_DEPTH_STENCIL_STATE_POINTERS", 3, 0, 0x25, 0xff),
	STATE("3DSTATE_BINDING_TABLE_POINTERS_VS", 3, 0, 0x26, 0xff),
	STATE("3DSTATE_BINDING_TABLE_POINTERS_HS", 3, 0, 0x27, 0xff),
	STATE("3DSTATE_BINDING_TABLE_POINTERS_DS", 3, 0, 0x28, 0xff),
	STATE("3DSTATE_BINDING_TABLE_POINTERS_GS", 3, 0, 0x29, 0xff),
	KEEP("3DSTATE_BINDING_TABLE_POINTERS_PS", 3, 0, 0x2a, binding_table_ps),
	STATE("3DSTATE_SAMPLER_STATE_POINTERS_VS", 3, 0, 0x2b, 0xff),
	STATE("3DSTATE_SAMPLER_STATE_POINTERS_HS", 3, 0, 0x2c, 0xff),
	STATE("3DSTATE_SAMPLER_STATE_POINTERS_DS", 3, 0, 0x2d, 0xff),
	STATE("3DSTATE_SAMPLER_STATE_POINTERS_GS", 3, 0, 0x2e, 0xff),
	KEEP("3DSTATE_SAMPLER_STATE_POINTERS_PS", 3, 0, 0x2f, sampler_state_ps),
	STATE("3DSTATE_URB_VS", 3, 0, 0x30, 0xff),
	STATE("3DSTATE_URB_HS", 3, 0, 0x31, 0xff),
	STATE("3DSTATE_URB_DS", 3, 0, 0x32, 0xff),
	STATE("3DSTATE_URB_GS", 3, 0, 0x33, 0xff),
	STATE("3DSTATE_GATHER_CONSTANT_VS", 3, 0, 0x34, 0xff),
	STATE("3DSTATE_GATHER_CONSTANT_GS", 3, 0, 0x35, 0xff),
	STATE("3DSTATE_GATHER_CONSTANT_HS", 3, 0, 0x36, 0xff),
	STATE("3DSTATE_GATHER_CONSTANT_DS", 3, 0, 0x37, 0xff),
	STATE("3DSTATE_GATHER_CONSTANT_PS", 3, 0, 0x38, 0xff),
	STATE("3DSTATE_DX9_CONSTANTF_VS", 3, 0, 0x39, 0x7ff),
	STATE("3DSTATE_DX9_CONSTANTF_PS", 3, 0, 0x3a, 0x7ff),
	STATE("3DSTATE_DX9_CONSTANTI_VS", 3, 0, 0x3b, 0xff),
	STATE("3DSTATE_DX9_CONSTANTI_PS", 3, 0, 0x3c, 0xff),
	STATE("3DSTATE_DX9_CONSTANTB_VS", 3, 0, 0x3d, 0xff),
	STATE("3DSTATE_DX9_CONSTANTB_PS", 3, 0, 0x3e, 0xff),
	STATE("3DSTATE_DX9_LOCAL_VALID_VS", 3, 0, 0x3f, 0xff),
	STATE("3DSTATE_DX9_LOCAL_VALID_PS", 3, 0, 0x40, 0xff),
	STATE("3DSTATE_DX9_GENERATE_ACTIVE_VS", 3, 0, 0x41, 0xff),
	STATE("3DSTATE_DX9_GENERATE_ACTIVE_PS", 3, 0, 0x42, 0xff),
	STATE("3DSTATE_BINDING_TABLE_EDIT_VS", 3, 0, 0x43, 0x1ff),
	STATE("3DSTATE_BINDING_TABLE_EDIT_GS", 3, 0, 0x44, 0x1ff),
	STATE("3DSTATE_BINDING_TABLE_EDIT_HS", 3, 0, 0x45, 0x1ff),
	STATE("3DSTATE_BINDING_TABLE_EDIT_DS", 3, 0, 0x46, 0x1ff),
	STATE("3DSTATE_BINDING_TABLE_EDIT_PS", 3, 0, 0x47, 0x1ff),
	EXEC("3DSTATE_VF_INSTANCING", 3, 0, 0x49, 0xff,
	     gen9_cmd_vf_instancing),
	KEEP("3DSTATE_VF_SGVS", 3, 0, 0x4a, vf_sgvs),
	KEEP("3DSTATE_VF_TOPOLOGY", 3, 0, 0x4b, vf_topology),
	KEEP("3DSTATE_WM_CHROMAKEY", 3, 0, 0x4c, wm_chromakey),
	KEEP("3DSTATE_PS_BLEND", 3, 0, 0x4d, ps_blend),
	KEEP("3DSTATE_WM_DEPTH_STENCIL", 3, 0, 0x4e, wm_depth_stencil),
	KEEP("3DSTATE_PS_EXTRA", 3, 0, 0x4f, ps_extra),
	KEEP("3DSTATE_RASTER", 3, 0, 0x50, raster),
	KEEP("3DSTATE_SBE_SWIZ", 3, 0, 0x51, sbe_swiz),
	KEEP("3DSTATE_WM_HZ_OP", 3, 0, 0x52, wm_hz_op),
	STATE("3DSTATE_RS_CONSTANT_POINTER", 3, 0, 0x54, 0xff),
	STATE("3DSTATE_VF_COMPONENT_PACKING", 3, 0, 0x55, 0xff),
	KEEP("3DSTATE_DRAWING_RECTANGLE", 3, 1, 0x00, drawing_rectangle),
	STATE("3DSTATE_SAMPLER_PALETTE_LOAD0", 3, 1, 0x02, 0xff),
	STATE("3DSTATE_CHROMA_KEY", 3, 1, 0x04, 0xff),
	STATE("3DSTATE_POLY_STIPPLE_OFFSET", 3, 1, 0x06, 0xff),
	STATE("3DSTATE_POLY_STIPPLE_PATTERN", 3, 1, 0x07, 0xff),
	STATE("3DSTATE_LINE_STIPPLE", 3, 1, 0x08, 0xff),
	STATE("3DSTATE_AA_LINE_PARAMS", 3, 1, 0x0a, 0xff),
	STATE("3DSTATE_GS_SVB_INDEX", 3, 1, 0x0b, 0xff),
	STATE("3DSTATE_SAMPLER_PALETTE_LOAD1", 3, 1, 0x0c, 0xff),
	STATE("3DSTATE_MONOFILTER_SIZE", 3, 1, 0x11, 0xff),
	STATE("3DSTATE_PUSH_CONSTANT_ALLOC_VS", 3, 1, 0x12, 0xff),
	STATE("3DSTATE_PUSH_CONSTANT_ALLOC_HS", 3, 1, 0x13, 0xff),
	STATE("3DSTATE_PUSH_CONSTANT_ALLOC_DS", 3, 1, 0x14, 0xff),
	STATE("3DSTATE_PUSH_CONSTANT_ALLOC_GS", 3, 1, 0x15, 0xff),
	STATE("3DSTATE_PUSH_CONSTANT_ALLOC_PS", 3, 1, 0x16, 0xff),
	STATE("3DSTATE_SO_DECL_LIST", 3, 1, 0x17, 0x1ff),
	STATE("3DSTATE_SO_BUFFER", 3, 1, 0x18, 0xff),
	STATE("3DSTATE_BINDING_TABLE_POOL_ALLOC", 3, 1, 0x19, 0xff),
	STATE("3DSTATE_GATHER_POOL_ALLOC", 3, 1, 0x1a, 0xff),
	STATE("3DSTATE_DX9_CONSTANT_BUFFER_POOL_ALLOC", 3, 1, 0x1b, 0xff),
	STATE("3DSTATE_SAMPLE_PATTERN", 3, 1, 0x1c, 0xff),
	STATE("3DSTATE_URB_CLEAR", 3, 1, 0x1d, 0xff),
	{ .name = "PIPE_CONTROL", .op = OP(3, 2, 0x00), .len_mask = 0xff,
	  .fixed = 2, .min = 5, .max = 6, .engines = RCS, .flags = C_VISIBLE,
	  .fn = pipe_control },
	EXEC("3DPRIMITIVE", 3, 3, 0x00, 0xff, gen9_cmd_3dprimitive),
};

const struct gen9_cmd_table gen9_cmds_render = CMD_TABLE(rows);
