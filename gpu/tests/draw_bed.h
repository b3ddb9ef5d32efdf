/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A rectangle on the core, by the commands that a driver writes: heaps,
 * surface states, vertices, state, 3DPRIMITIVE in a batch. The layout of
 * vertices is blorp's: a buffer with positions, one with what all have in
 * common. Included once per program.
 */
#ifndef GEN9_TESTS_DRAW_BED_H
#define GEN9_TESTS_DRAW_BED_H

#include "bed.h"
#include "iga.h"

#ifndef D_PHYS			/* a program may have another place */
#define D_PHYS		0x800000u	/* RAM up to the tables, mapped at D_VA */
#define D_TARGET	0x100000u
#define D_TEXTURE	0x400000u
#endif
#define D_BYTES		(BED_TABLES - D_PHYS)
#define D_VA		0x180000000ull
#define D_BATCH		0x0u		/* offsets from there */
#define D_DONE		0xff00u
#define D_DYNAMIC	0x10000u
#define D_SAMPLER	0x200u		/* from D_DYNAMIC */
#define D_BORDER	0x240u
#define D_BLEND		0x300u
#define D_CC		0x400u
#define D_SCISSOR	0x480u
#define D_VIEWPORT	0x500u
#define D_CONSTANTS	0x600u
#define D_SURFACE	0x20000u	/* table, then states */
#define D_VERTEX	0x30000u
#define D_KERNEL	0x40000u

/* Numbers of surface formats: as in RENDER_SURFACE_STATE. */
struct d_surface {
	uint32_t at;			/* offset */
	unsigned int format, tiling;	/* tiling: enum gen9_tiling */
	unsigned int width, height, pitch, layers, qpitch;
	unsigned int lod, aux;
	uint32_t clear[4];
};

struct draw {
	struct d_surface target, texture;	/* texture: width 0: none */
	float x0, y0, x1, y1;
	float attribute[3][4];		/* of the vertices */
	bool constant;
	unsigned int attributes;	/* 0 or 1 */
	unsigned int simd, start;	/* width; register of constants */
	bool both;			/* 8 and 16 are enabled, 16 is used */
	bool barycentric;
	uint32_t sampler[4];
	uint32_t blend[2];		/* entry 0 */
	uint32_t blend_head;
	float constant_colour[4];
	float border[4];
	unsigned int push;		/* registers of constants */
	bool scissor;
	uint32_t scissor_rect[2], drawing_rect[3];
	bool viewport;
	float matrix[6];
	unsigned int instances;
	uint32_t ps_dw6;		/* more bits of it */
	/* One dword of the batch that is something else: command, dword, value */
	uint32_t odd_op, odd_dw, odd_value;
};

static inline uint8_t *d_at(struct bed *b, uint32_t off)
{
	return b->m.ram + D_PHYS + off;
}

/* Of a fresh bed. */
static inline void d_begin(struct bed *b)
{
	for (uint32_t o = 0; o < D_BYTES; o += 4096)
		t_map(&b->m, D_VA + o, D_PHYS + o, 12, T_RW);
	bed_context(b, 0, RCS_BASE);
	bed_context(b, 1, RCS_BASE);
	bed_start(b, RCS_BASE);
}

static inline void d_surface_state(struct bed *b, unsigned int n,
				   const struct d_surface *s)
{
	static const uint8_t tile[] = { 0, 2, 3 };
	uint32_t *dw = (uint32_t *)d_at(b, D_SURFACE + 0x400 + n * 64);

	((uint32_t *)d_at(b, D_SURFACE))[n] = 0x400 + n * 64;
	memset(dw, 0, 64);
	dw[0] = 1u << 29 | (s->layers > 1) << 28 | s->format << 18 | 1u << 16 |
		1u << 14 | (uint32_t)tile[s->tiling] << 12;
	dw[1] = s->qpitch / 4;
	dw[2] = (s->width - 1) | (s->height - 1) << 16;
	dw[3] = (s->pitch - 1) | (s->layers ? s->layers - 1 : 0) << 21;
	dw[5] = s->lod;
	dw[6] = s->aux;
	dw[7] = 4u << 25 | 5u << 22 | 6u << 19 | 7u << 16;
	dw[8] = (uint32_t)(D_VA + s->at);
	dw[9] = (D_VA + s->at) >> 32;
	memcpy(dw + 12, s->clear, 16);
}

static inline void d_kernel(struct bed *b, struct iga *k)
{
	memset(d_at(b, D_KERNEL), 0, 0x1000);
	if (k->text && iga_assemble(k))
		abort();
	memcpy(d_at(b, D_KERNEL), k->code, k->bytes);
	free(k->text);
	free(k->code);
	memset(k, 0, sizeof(*k));
}

static inline void d_heaps(struct bed *b, const struct draw *d)
{
	const float corner[3][3] = { { d->x1, d->y1, 0 }, { d->x0, d->y1, 0 },
				     { d->x0, d->y0, 0 } };
	uint32_t *blend = (uint32_t *)d_at(b, D_DYNAMIC + D_BLEND);

	d_surface_state(b, 0, &d->target);
	if (d->texture.width)
		d_surface_state(b, 1, &d->texture);
	memcpy(d_at(b, D_VERTEX), corner, sizeof(corner));
	memset(d_at(b, D_VERTEX + 0x100), 0, 0x100);
	memcpy(d_at(b, D_VERTEX + 0x200), d->attribute, sizeof(d->attribute));
	memcpy(d_at(b, D_DYNAMIC + D_SAMPLER), d->sampler, 16);
	memcpy(d_at(b, D_DYNAMIC + D_BORDER), d->border, 16);
	memset(blend, 0, 68);
	blend[0] = d->blend_head;
	memcpy(blend + 1, d->blend, 8);
	memset(d_at(b, D_DYNAMIC + D_CC), 0, 24);
	memcpy(d_at(b, D_DYNAMIC + D_CC + 8), d->constant_colour, 16);
	memcpy(d_at(b, D_DYNAMIC + D_SCISSOR), d->scissor_rect, 8);
	memcpy(d_at(b, D_DYNAMIC + D_VIEWPORT), d->matrix, 24);
}

/* A command of n dwords behind its header. */
static inline void d_put(uint32_t **p, const struct draw *d, uint32_t op,
			 const uint32_t *dw, unsigned int n)
{
	uint32_t *at = *p;

	*at++ = op | (n - 1);
	memcpy(at, dw, n * 4);
	if (op == d->odd_op && d->odd_dw <= n)
		at[(int)d->odd_dw - 1] = d->odd_value;
	*p = at + n;
}
#define D_PUT(p, d, op, ...) do { \
	const uint32_t dw_[] = { __VA_ARGS__ }; \
	d_put(p, d, op, dw_, sizeof(dw_) / 4); \
} while (0)
#define D_ADDRESS(off) (uint32_t)(D_VA + (off)), (uint32_t)((D_VA + (off)) >> 32)

static inline void d_bases(uint32_t **p, const struct draw *d)
{
	*(*p)++ = 0x69040300;				/* PIPELINE_SELECT: 3D */
	D_PUT(p, d, 0x61010000, 1, 0, 0, D_ADDRESS(D_SURFACE + 1),
	      D_ADDRESS(D_DYNAMIC + 1), 1, 0, D_ADDRESS(D_KERNEL + 1),
	      0xfffff001, 0xfffff001, 0xfffff001, 0xfffff001, 1, 0, 0);
}

#define D_ELEMENT(buffer, format, off) \
	((uint32_t)(buffer) << 26 | 1u << 25 | (uint32_t)(format) << 16 | (off))

static inline void d_vertices(uint32_t **p, const struct draw *d)
{
	D_PUT(p, d, 0x78080000,
	      0u << 26 | 1u << 14 | 12, D_ADDRESS(D_VERTEX), 36,
	      1u << 26 | 1u << 14 | 0, D_ADDRESS(D_VERTEX + 0x100), 16,
	      2u << 26 | 1u << 14 | 16, D_ADDRESS(D_VERTEX + 0x200), 48);
	D_PUT(p, d, 0x78090000, D_ELEMENT(1, 0, 0), 0x12110000,
	      D_ELEMENT(0, 0x40, 0), 0x11130000, D_ELEMENT(2, 0, 0), 0x11110000);
	/* Component 1 of element 0: the instance, which is the layer */
	D_PUT(p, d, 0x784a0000, 1u << 31 | 1u << 29);
	for (unsigned int i = 0; i < 3; i++)
		D_PUT(p, d, 0x78490000, i, 0);
	D_PUT(p, d, 0x784b0000, 15);
}

static inline void d_stages(uint32_t **p, const struct draw *d)
{
	D_PUT(p, d, 0x78100000, 0, 0, 0, 0, 0, 0, 0, 0);
	D_PUT(p, d, 0x781b0000, 0, 0, 0, 0, 0, 0, 0, 0);
	D_PUT(p, d, 0x781c0000, 0, 0, 0);
	D_PUT(p, d, 0x781d0000, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
	D_PUT(p, d, 0x78110000, 0, 0, 0, 0, 0, 0, 0, 0, 0);
	D_PUT(p, d, 0x781e0000, 0, 0, 0, 0);
	D_PUT(p, d, 0x78120000, 0, d->viewport ? 0 : 1u << 9, 0);
	D_PUT(p, d, 0x78130000, d->viewport ? 2 : 0, 0, 0);
	D_PUT(p, d, 0x78500000, 1u << 16 | (d->scissor ? 2 : 0), 0, 0, 0);
	D_PUT(p, d, 0x781f0000, 3u << 28 | d->attributes << 22 | 1u << 11 | 1u << 5,
	      0, d->constant, ~0u, ~0u);
	D_PUT(p, d, 0x780d0000, 0);
	D_PUT(p, d, 0x78180000, 1);
	D_PUT(p, d, 0x79000000, d->drawing_rect[0], d->drawing_rect[1],
	      d->drawing_rect[2]);
	D_PUT(p, d, 0x784e0000, 0, 0, 0);
	D_PUT(p, d, 0x78050000, 7u << 29, 0, 0, 0, 0, 0, 0);
	D_PUT(p, d, 0x78060000, 0, 0, 0, 0);
}

static inline void d_shader(uint32_t **p, const struct draw *d)
{
	uint32_t width = d->both ? 3 : d->simd / 8;
	uint32_t start = d->start << (d->both ? 0 : 16);

	D_PUT(p, d, 0x78140000, d->barycentric ? 1u << 11 : 0);
	D_PUT(p, d, 0x78200000, 0, 0, (d->texture.width ? 2u : 1u) << 18, 0, 0,
	      63u << 23 | (d->push ? 1u << 11 : 0) | width | d->ps_dw6, start,
	      0, 0, 0, 0);
	D_PUT(p, d, 0x784f0000, 1u << 31 | d->attributes << 8);
	D_PUT(p, d, 0x784d0000, 1u << 30);
	D_PUT(p, d, 0x78170000, 0, d->push, 0, 0, 0, 0,
	      D_ADDRESS(D_DYNAMIC + D_CONSTANTS), 0, 0);
	D_PUT(p, d, 0x78210000, D_VIEWPORT);
	D_PUT(p, d, 0x780f0000, D_SCISSOR);
	D_PUT(p, d, 0x78240000, D_BLEND | 1);
	D_PUT(p, d, 0x780e0000, D_CC | 1);
	D_PUT(p, d, 0x782a0000, 0);
	D_PUT(p, d, 0x782f0000, D_SAMPLER);
}

static inline void d_batch(struct bed *b, const struct draw *d)
{
	uint32_t *p = (uint32_t *)d_at(b, D_BATCH);

	memset(d_at(b, D_DONE), 0, 4);
	d_bases(&p, d);
	d_vertices(&p, d);
	d_stages(&p, d);
	d_shader(&p, d);
	D_PUT(&p, d, 0x7b000000, 15, 3, 0, d->instances ? d->instances : 1, 0, 0);
	*p++ = MI_STORE_DWORD_IMM;
	*p++ = (uint32_t)(D_VA + D_DONE);
	*p++ = (D_VA + D_DONE) >> 32;
	*p++ = 0x600d;
	*p++ = MI_BATCH_BUFFER_END;
}

static inline bool d_done(struct bed *b)
{
	return *(uint32_t *)d_at(b, D_DONE) == 0x600d;
}

static inline void d_submit(struct bed *b, const struct draw *d)
{
	d_heaps(b, d);
	d_batch(b, d);
	BED_EMIT(b, 0, RCS_BASE, MI_BATCH_BUFFER_START | MI_BATCH_PPGTT,
		 (uint32_t)D_VA, D_VA >> 32, MI_NOOP);
	bed_submit(b, RCS_BASE, bed_desc(0), 0);
}

/* false: it did not end; b->log says what the model said. */
static inline bool d_go(struct bed *b, const struct draw *d)
{
	d_submit(b, d);
	for (unsigned int i = 0; i < 1000 && !d_done(b); i++)
		bed_run(b, 100000);
	return d_done(b);
}

/* What all draws have that do not say else. */
static inline struct draw d_default(void)
{
	return (struct draw){
		.target = { .at = D_TARGET, .format = 0xc7, .width = 64,
			    .height = 48, .pitch = 512, .layers = 1 },
		.x1 = 64, .y1 = 48, .simd = 16, .start = 2, .attributes = 1,
		.constant = true, .attribute = { { 0.25f, 0.5f, 0.75f, 1 },
			{ 0.25f, 0.5f, 0.75f, 1 }, { 0.25f, 0.5f, 0.75f, 1 } },
		.drawing_rect = { 0, 0x3fff3fff, 0 },
	};
}

#endif
