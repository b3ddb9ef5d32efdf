// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Vertex fetch: elements of vertex buffers into a VUE, four dwords an element,
 * in their order; with the vertex shader disabled that is what the clipper
 * sees.
 */
#include <string.h>

#include "gpu/host/float.h"
#include "gpu/render/draw.h"

#define VF_PACKING	(1u << 9)	/* in the header of 3DSTATE_VF */
#define BUFFER_NULL	(1u << 13)
#define ELEMENT_VALID	(1u << 25)
#define ELEMENT_EDGE	(1u << 15)
#define VERTEX_MOST	16u		/* bytes of an element */

enum { NOSTORE, STORE_SRC, STORE_0, STORE_1_FP, STORE_1_INT };

static unsigned int elements(const struct gen9_draw_state *d)
{
	/* the image it comes from is the guest's */
	return d->elements < GEN9_VERTEX_ELEMENTS ? d->elements :
	       GEN9_VERTEX_ELEMENTS;
}

static unsigned int format_of(const uint32_t *element)
{
	return element[0] >> 16 & 0x1ff;
}

enum gen9_refusal render_vertices(const struct gen9_draw_state *d)
{
	static const uint8_t none[VERTEX_MOST];
	uint32_t rgba[4];

	if (d->vf & VF_PACKING)
		return GEN9_REFUSE_VERTEX;
	for (unsigned int i = 0; i < elements(d); i++) {
		const uint32_t *e = d->vertex_element[i];

		if (!(e[0] & ELEMENT_VALID))
			continue;
		if (e[0] & ELEMENT_EDGE || e[0] >> 26 >= GEN9_VERTEX_BUFFERS ||
		    !gen9_texel(format_of(e), none, rgba))
			return GEN9_REFUSE_VERTEX;
		for (unsigned int c = 0; c < 4; c++)
			if ((e[1] >> (28 - 4 * c) & 7) > STORE_1_INT)
				return GEN9_REFUSE_VERTEX;
	}
	return GEN9_REFUSE_NOTHING;
}

/* What is beyond the buffer is zero. */
static void source(struct gen9_render *r, const uint32_t *e, uint64_t index,
		   uint32_t *rgba)
{
	/* in a state that was loaded there may be none of that number */
	unsigned int n = e[0] >> 26 < GEN9_VERTEX_BUFFERS ? e[0] >> 26 : 0;
	const uint32_t *b = r->e->draw.vertex_buffer[n];
	uint64_t off = index * (b[0] & 0xfff) + (e[0] & 0xfff);
	uint8_t raw[VERTEX_MOST] = { 0 };
	unsigned int bytes = gen9_texel(format_of(e), raw, rgba);

	if (b[0] & BUFFER_NULL || off + bytes > b[3]) {
		memset(rgba, 0, 16);
		return;
	}
	gen9_port_read(&r->port, (b[1] | (uint64_t)b[2] << 32) + off, raw,
		       bytes);
	gen9_texel(format_of(e), raw, rgba);
}

static void element(struct gen9_render *r, const uint32_t *e, uint64_t index,
		    uint32_t *to)
{
	uint32_t rgba[4];

	source(r, e, index, rgba);
	for (unsigned int c = 0; c < 4; c++)
		switch (e[1] >> (28 - 4 * c) & 7) {
		case STORE_SRC:
			to[c] = rgba[c];
			break;
		case STORE_1_FP:
			to[c] = gen9_float_word(1.0f);
			break;
		case STORE_1_INT:
			to[c] = 1;
			break;
		default:
			to[c] = 0;
		}
}

/* 3DSTATE_VF_SGVS: numbers of the instance and the vertex into the VUE. */
static void generated(const struct gen9_draw_state *d, uint32_t instance,
		      uint32_t vertex, uint32_t *vue)
{
	unsigned int i = d->vf_sgvs >> 16 & 0x3f, v = d->vf_sgvs & 0x3f;

	if (d->vf_sgvs >> 31 && i < GEN9_VERTEX_ELEMENTS)
		vue[4 * i + (d->vf_sgvs >> 29 & 3)] = instance;
	if (d->vf_sgvs >> 15 & 1 && v < GEN9_VERTEX_ELEMENTS)
		vue[4 * v + (d->vf_sgvs >> 13 & 3)] = vertex;
}

void render_fetch(struct gen9_render *r, uint32_t i, unsigned int n,
		  uint32_t vue[VUE_DWORDS])
{
	const struct gen9_draw_state *d = &r->e->draw;
	uint32_t each = r->prim[1] / 3, instance = i / each;
	uint32_t vertex = i % each * 3 + n;

	memset(vue, 0, VUE_DWORDS * 4);
	r->port.pages = 0;
	for (unsigned int k = 0; k < elements(d); k++) {
		const uint32_t *inst = d->vf_instancing[k];
		uint64_t index = (uint64_t)r->prim[2] + vertex;

		if (!(d->vertex_element[k][0] & ELEMENT_VALID))
			continue;
		if (inst[0] >> 8 & 1)
			index = (uint64_t)r->prim[4] +
				(inst[1] ? instance / inst[1] : 0);
		element(r, d->vertex_element[k], index, vue + 4 * k);
	}
	generated(d, instance, r->prim[2] + vertex, vue);
}
