/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What commands of the 3D pipeline leave behind for 3DPRIMITIVE: part of a
 * context. Each field has the dwords of a command behind its header, as Mesa's
 * src/intel/genxml/gen9.xml lays them out; which command is in its row
 * (commands/cmd_3d.c).
 */
#ifndef GEN9_DRAW_H
#define GEN9_DRAW_H

#include <stdint.h>

#define GEN9_VERTEX_BUFFERS	33u	/* PRM volume 2a, 3DSTATE_VERTEX_BUFFERS */
#define GEN9_VERTEX_ELEMENTS	34u	/* 3DSTATE_VERTEX_ELEMENTS */
#define GEN9_DRAW_DWORDS	6u	/* of 3DPRIMITIVE */

struct gen9_draw_state {
	uint32_t vf;			/* its header, which has flags */
	uint32_t vf_topology, vf_sgvs;
	uint32_t vs[8], gs[9], hs[8], te[3], ds[10], streamout[4];
	uint32_t clip[3], sf[3], raster[4], sbe[5], sbe_swiz[10];
	uint32_t multisample, sample_mask, drawing_rectangle[3];
	uint32_t wm, wm_chromakey, wm_depth_stencil[3], wm_hz_op[4];
	uint32_t depth_buffer[7], stencil_buffer[4];
	uint32_t ps[11], ps_extra, ps_blend, constant_ps[10];
	uint32_t viewport_sf_clip, viewport_cc, scissor, blend_state, cc_state;
	uint32_t binding_table_ps, sampler_state_ps;
	/* By the index that is in the command; elements in their order. */
	uint32_t vertex_buffer[GEN9_VERTEX_BUFFERS][4];
	uint32_t elements, vertex_element[GEN9_VERTEX_ELEMENTS][2];
	uint32_t vf_instancing[GEN9_VERTEX_ELEMENTS][2];
	uint32_t dwords;		/* of this struct; else it is none */
};
#define GEN9_DRAW_STATE_DWORDS	(sizeof(struct gen9_draw_state) / 4)

#endif
