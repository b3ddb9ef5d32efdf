/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * 3DPRIMITIVE: rectangles (RECTLIST) with a pixel shader, as drivers clear and
 * copy with them. From e->draw to vertices, pixels and threads.
 *
 * What is not modelled is refused before anything is drawn. One primitive at
 * a time, rectangle after rectangle, thread after thread, in bounded steps; it
 * is not left for another context.
 *
 * Fields of commands: Mesa's src/intel/genxml/gen9.xml. Rectangles, payload of
 * threads: PRM, Skylake, volume 7, "3D Primitives Overview", "Pixel Shader
 * Thread Generation"; gpu/spec-render.md.
 */
#ifndef GEN9_RENDER_H
#define GEN9_RENDER_H

#include "gpu/engine/engine.h"
#include "gpu/message/message.h"

/* Why a primitive is not executed. */
enum gen9_refusal {
	GEN9_REFUSE_NOTHING, GEN9_REFUSE_PIPELINE, GEN9_REFUSE_LENGTH,
	GEN9_REFUSE_TOPOLOGY, GEN9_REFUSE_INDEXED, GEN9_REFUSE_STAGE,
	GEN9_REFUSE_SHADER, GEN9_REFUSE_SIMD, GEN9_REFUSE_OUTPUT,
	GEN9_REFUSE_DEPTH, GEN9_REFUSE_SAMPLES, GEN9_REFUSE_RASTER,
	GEN9_REFUSE_CLEAR, GEN9_REFUSE_BLEND, GEN9_REFUSE_SURFACE,
	GEN9_REFUSE_VERTEX, GEN9_REFUSE_ATTRIBUTE, GEN9_REFUSE_PAYLOAD,
	GEN9_REFUSE_MANY, GEN9_REFUSE_SHAPE, GEN9_REFUSE_MESSAGE,
	GEN9_REFUSE_SENT,
	GEN9_REFUSALS
};
extern const char *const gen9_refusals[GEN9_REFUSALS];

struct gen9_render;

/* For engine e, whose e->render it becomes. NULL when out of memory. */
struct gen9_render *gen9_render_new(struct gen9_engine *e);
void gen9_render_free(struct gen9_render *r);

/*
 * Begin the primitive: dwords of 3DPRIMITIVE behind its header. e->drawing
 * says whether there is anything to do. Not 0: refused, nothing is drawn.
 */
enum gen9_refusal gen9_render_begin(struct gen9_engine *e,
				    const uint32_t dw[GEN9_DRAW_DWORDS]);
/* Go on with it. What stops it for good hangs the engine. */
void gen9_render_step(struct gen9_engine *e);

#endif
