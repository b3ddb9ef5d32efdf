// SPDX-License-Identifier: GPL-2.0-or-later
/* Copies by rectangles; contract and sources in drawcopy.h. */
#include <string.h>

#include "host/drawcopy.h"

#define CMD_3D(sub, op, subop, dws) \
	(3u << 29 | (sub) << 27 | (op) << 24 | (subop) << 16 | ((dws) - 2))
#define STATE(subop, dws)	CMD_3D(3u, 0u, subop, dws)
#define MI_BATCH_BUFFER_END	(0x0au << 23)
#define PIPE_CONTROL		CMD_3D(3u, 2u, 0u, 6)
#define PIPELINE_SELECT_3D	(CMD_3D(1u, 1u, 4u, 2) | 3u << 8)
#define STATE_BASE_ADDRESS	CMD_3D(0u, 1u, 1u, 19)
#define PRIMITIVE		CMD_3D(3u, 3u, 0u, 7)
#define DRAWING_RECTANGLE	CMD_3D(3u, 1u, 0u, 4)
#define BINDING_TABLE_POINTERS_PS STATE(0x2au, 2)

#define FLUSH_TARGET	(1u << 20 | 1u << 12)	/* and CS stall */
#define INVALIDATE	(1u << 20 | 1u << 11 | 1u << 10 | 1u << 3 | 1u << 2)
#define RECTLIST	15u
#define MOCS_CACHED	(2u << 1)	/* I915_MOCS_CACHED, i915_drm.h */
#define RGBA32_UINT	0x002u
#define PIXEL_BYTES	16u
#define SURFACE_2D	(1u << 29)
#define RGBA		(4u << 25 | 5u << 22 | 6u << 19 | 7u << 16)

/* The object, in bytes: commands, then what is pointed to. */
#define COMMANDS	2048u	/* besides those of a copy */
#define COPY_COMMANDS	((2u + 7u) * 4)
#define SHADER		0u	/* from here on behind the commands */
#define BLEND		0x100u
#define CC		0x180u
#define VIEWPORTS	0x200u
#define CORNERS		0x280u
#define TABLES		0x300u	/* of a copy: two surfaces, binding table */
#define TABLE_BYTES	192u

const char drawcopy_text[] =
	/* x and y of each pixel: of its subspan, and 0 or 1 */
	"(W) add (32|M0) r10.0<1>:uw r1.4<1;4,0>:uw 0x11001010:v\n"
	"mov (16|M0) r12.0<1>:d r10.0<8;4,1>:uw\n"
	"mov (16|M0) r14.0<1>:d r10.4<8;4,1>:uw\n"
	/* sampler: ld_lz of surface 1; render target write of surface 0 */
	"send (16|M0) r112 r12 0x2 0x885a001\n"
	"sendc (16|M0) null r112 0x25 0x10031000 {EOT}\n";

const uint32_t drawcopy_shader[DRAWCOPY_SHADER_DW] = {
	0x00a00040, 0x2140124c, 0x36280028, 0x11001010,
	0x00800001, 0x21801228, 0x00890140, 0x00000000,
	0x00800001, 0x21c01228, 0x00890148, 0x00000000,
	0x02800031, 0x2e000208, 0x06000180, 0x0885a001,
	0x05800032, 0x20000200, 0x06000e00, 0x90031000,
};

static uint32_t heap_of(unsigned int n)
{
	return (COMMANDS + n * COPY_COMMANDS + 4095) / 4096 * 4096;
}

size_t drawcopy_bytes(unsigned int n)
{
	return (heap_of(n) + TABLES + n * TABLE_BYTES + 4095) / 4096 * 4096;
}

static void put(struct drawcopy *b, const uint32_t *dw, size_t n)
{
	memcpy(b->at, dw, n * 4);
	b->at += n;
}
#define PUT(b, ...) do { \
	const uint32_t dw_[] = { __VA_ARGS__ }; \
	put(b, dw_, sizeof(dw_) / 4); \
} while (0)
#define HEAP(b, off) (uint32_t)((b)->gtt + (b)->heap + (off)), \
		     (uint32_t)(((b)->gtt + (b)->heap + (off)) >> 32)
#define BASE(b)	((uint32_t)((b)->gtt + (b)->heap) | MOCS_CACHED << 4 | 1), \
		(uint32_t)(((b)->gtt + (b)->heap) >> 32)

static uint8_t *heap(struct drawcopy *b, uint32_t off)
{
	return (uint8_t *)b->dw + b->heap + off;
}

static void surface(struct drawcopy *b, uint32_t off, uint64_t at)
{
	const uint32_t s[16] = {
		[0] = SURFACE_2D | RGBA32_UINT << 18 | 1u << 16 | 1u << 14,
		[1] = MOCS_CACHED << 24,
		[2] = (b->rows - 1) << 16 | (b->width - 1),
		[3] = DRAWCOPY_PITCH - 1,
		[7] = RGBA,
		[8] = (uint32_t)at, [9] = (uint32_t)(at >> 32),
	};

	memcpy(heap(b, off), s, sizeof(s));
}

static void constants(struct drawcopy *b)
{
	const float x = (float)b->width, y = (float)b->rows;
	const float corners[] = { x, y, 0, 0, y, 0, 0, 0, 0 };

	memset(heap(b, 0), 0, TABLES);
	memcpy(heap(b, SHADER), drawcopy_shader, sizeof(drawcopy_shader));
	memcpy(heap(b, CORNERS), corners, sizeof(corners));
}

static void bases(struct drawcopy *b)
{
	PUT(b, PIPE_CONTROL, FLUSH_TARGET, 0, 0, 0, 0);
	PUT(b, PIPELINE_SELECT_3D);
	PUT(b, STATE_BASE_ADDRESS, 1, 0, MOCS_CACHED << 16, BASE(b), BASE(b), 1, 0,
	    BASE(b), 0xfffff001, 0xfffff001, 0xfffff001, 0xfffff001, 1, 0, 0);
	PUT(b, PIPE_CONTROL, INVALIDATE, 0, 0, 0, 0);
}

#define ELEMENT	(1u << 25 | 0x40u << 16)	/* R32G32B32_FLOAT */

/* Header of zeros, x, y, z and 1; no vertex shader, so that is the vertex. */
static void vertices(struct drawcopy *b)
{
	PUT(b, STATE(0x08u, 5), MOCS_CACHED << 16 | 1u << 14 | 12,
	    HEAP(b, CORNERS), 36);
	PUT(b, STATE(0x09u, 5), ELEMENT, 0x22220000, ELEMENT, 0x11130000);
	PUT(b, STATE(0x4au, 2), 0);
	PUT(b, STATE(0x49u, 3), 0, 0);
	PUT(b, STATE(0x49u, 3), 1, 0);
	PUT(b, STATE(0x4bu, 2), RECTLIST);
	PUT(b, STATE(0x0cu, 2), 0);
	/* URB of the vertices: 64 entries behind the push constants */
	PUT(b, STATE(0x30u, 2), 4u << 25 | 64);
	for (uint32_t subop = 0x31; subop <= 0x33; subop++)
		PUT(b, STATE(subop, 2), 4u << 25);
}

static void stages(struct drawcopy *b)
{
	PUT(b, STATE(0x10u, 9), 0, 0, 0, 0, 0, 0, 0, 0);	/* VS */
	PUT(b, STATE(0x1bu, 9), 0, 0, 0, 0, 0, 0, 0, 0);	/* HS */
	PUT(b, STATE(0x1cu, 4), 0, 0, 0);			/* TE */
	PUT(b, STATE(0x1du, 11), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);	/* DS */
	PUT(b, STATE(0x11u, 10), 0, 0, 0, 0, 0, 0, 0, 0, 0);	/* GS */
	PUT(b, STATE(0x1eu, 5), 0, 0, 0, 0);			/* STREAMOUT */
	/* CLIP: positions as they are; SF: no viewport; RASTER: cull none */
	PUT(b, STATE(0x12u, 4), 0, 1u << 9, 0);
	PUT(b, STATE(0x13u, 4), 0, 0, 0);
	PUT(b, STATE(0x50u, 5), 1u << 16, 0, 0, 0);
	/* SBE: no attributes; one row behind the header is read */
	PUT(b, STATE(0x1fu, 6), 3u << 28 | 1u << 11 | 1u << 5, 0, 0, 0, 0);
	PUT(b, STATE(0x0du, 2), 0);				/* MULTISAMPLE */
	PUT(b, STATE(0x18u, 2), 1);				/* SAMPLE_MASK */
	PUT(b, DRAWING_RECTANGLE, 0, (b->rows - 1) << 16 | (b->width - 1), 0);
	/* no depth, stencil, hierarchical depth */
	PUT(b, STATE(0x4eu, 4), 0, 0, 0);
	PUT(b, STATE(0x05u, 8), 7u << 29, 0, 0, 0, 0, 0, 0);
	PUT(b, STATE(0x06u, 5), 0, 0, 0, 0);
	PUT(b, STATE(0x07u, 5), 0, 0, 0, 0);
	PUT(b, STATE(0x04u, 3), 0, 0);
}

static void shader(struct drawcopy *b)
{
	PUT(b, STATE(0x14u, 2), 0);				/* WM */
	/* two surfaces; 64 threads, 16 channels, payload ends before r2 */
	PUT(b, STATE(0x20u, 12), SHADER, 0, 2u << 18, 0, 0, 63u << 23 | 2,
	    2u << 16, 0, 0, 0, 0);
	PUT(b, STATE(0x4fu, 2), 1u << 31);			/* PS_EXTRA */
	PUT(b, STATE(0x4du, 2), 1u << 30);			/* PS_BLEND */
	PUT(b, STATE(0x17u, 11), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
	PUT(b, STATE(0x21u, 2), VIEWPORTS);
	PUT(b, STATE(0x23u, 2), VIEWPORTS);
	PUT(b, STATE(0x24u, 2), BLEND | 1);
	PUT(b, STATE(0x0eu, 2), CC | 1);
	PUT(b, STATE(0x2fu, 2), 0);
}

void drawcopy_begin(struct drawcopy *b, uint32_t *dw, uint64_t gtt,
		  unsigned int n, size_t len)
{
	*b = (struct drawcopy){
		.dw = dw, .at = dw, .gtt = gtt, .heap = heap_of(n),
		.width = DRAWCOPY_PITCH / PIXEL_BYTES,
		.rows = (uint32_t)(len / DRAWCOPY_PITCH),
	};
	constants(b);
	bases(b);
	vertices(b);
	stages(b);
	shader(b);
}

void drawcopy_add(struct drawcopy *b, uint64_t dst, uint64_t src)
{
	uint32_t off = TABLES + b->n++ * TABLE_BYTES;
	const uint32_t table[] = { off, off + 64 };

	surface(b, off, dst);
	surface(b, off + 64, src);
	memcpy(heap(b, off + 128), table, sizeof(table));
	PUT(b, BINDING_TABLE_POINTERS_PS, off + 128);
	PUT(b, PRIMITIVE, RECTLIST, 3, 0, 1, 0, 0);
}

uint32_t drawcopy_end(struct drawcopy *b)
{
	PUT(b, PIPE_CONTROL, FLUSH_TARGET, 0, 0, 0, 0);
	PUT(b, MI_BATCH_BUFFER_END);
	if ((b->at - b->dw) % 2)
		PUT(b, 0);
	return (uint32_t)(b->at - b->dw) * 4;
}
