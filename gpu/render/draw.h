/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside: a primitive under way. */
#ifndef GEN9_RENDER_DRAW_H
#define GEN9_RENDER_DRAW_H

#include "gpu/render/render.h"

#define RENDER_RECTS	4096u	/* of a primitive; blorp's has one a layer */
#define RENDER_BLOCK	16	/* pixels: rectangles are walked in such squares */
#define RENDER_ATTRIBUTES 32u
#define VUE_DWORDS	(4 * GEN9_VERTEX_ELEMENTS)

/* The pixel shader, and what its threads are given. */
struct render_shader {
	uint32_t kernel, cr0;
	uint32_t scratch, samplers, binding_table;
	unsigned int simd;		/* 8 or 16 */
	unsigned int barycentrics;	/* sets of them */
	bool depth, w;			/* in the payload */
	bool vmask;			/* whole subspans are active */
	unsigned int start;		/* register of constants and attributes */
	unsigned int constants, attributes;	/* registers; attributes */
};

/* Pixels left, top to right, bottom (exclusive), and where the walk is. */
struct render_rect {
	int32_t x0, y0, x1, y1;
	int32_t bx, by;			/* the block */
	uint32_t next;			/* thread in it */
	uint32_t layer;
	/* Of x, y, 1: weight of vertex 1, of vertex 2. */
	double weight[2][3];
	float z[3], w;			/* z of the vertices */
};

struct gen9_render {
	struct gen9_engine *e;
	struct gen9_bases bases;
	struct gen9_port port;
	struct eu_core core;
	struct gen9_group group;
	struct gen9_pixels pixels;
	struct render_shader ps;
	uint32_t prim[GEN9_DRAW_DWORDS];	/* 3DPRIMITIVE */
	uint32_t at, rects;		/* of them, of all instances */
	bool in_rect, running;
	struct render_rect rect;
	uint64_t until;			/* e->ppgtt.work at which a step ends */
	/* Constants and attributes, as each thread of the rectangle has them. */
	uint8_t fixed[EU_GRFS][EU_GRF_BYTES];
	struct eu_thread thread;
};

/* prepare.c: is all that the state asks for modelled? r->ps, r->pixels. */
enum gen9_refusal render_prepare(struct gen9_render *r);
/* shader.c: r->ps and its constants. */
enum gen9_refusal render_shader(struct gen9_render *r);
/* blend.c */
enum gen9_refusal render_blend(struct gen9_render *r);

/* vertex.c */
enum gen9_refusal render_vertices(const struct gen9_draw_state *d);
/* Vertex n of rectangle i: vue[] as the elements say. */
void render_fetch(struct gen9_render *r, uint32_t i, unsigned int n,
		  uint32_t vue[VUE_DWORDS]);

/* rect.c: are all rectangles of r upright? */
enum gen9_refusal render_shapes(struct gen9_render *r);
/* Rectangle r->at: r->rect and attributes; false: it has no pixels. */
bool render_set_up(struct gen9_render *r);

/* thread.c: the next thread of r->rect; false: none, or the step is over. */
bool render_start_thread(struct gen9_render *r);
bool render_at_end(const struct gen9_render *r);
void render_next_block(struct render_rect *p);

/* clear.c: fast clears and resolves, which dispatch nothing. */
bool render_is_clear(const struct gen9_draw_state *d);
enum gen9_refusal render_can_clear(struct gen9_render *r);
/* r->rect becomes what is cleared; false: there is nothing to do. */
bool render_clear_area(struct gen9_render *r);
void render_clear_block(struct gen9_render *r);

#endif
