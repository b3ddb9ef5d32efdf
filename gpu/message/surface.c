// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * From a binding table index to a surface. RENDER_SURFACE_STATE: Mesa's
 * src/intel/genxml/gen9.xml, which follows the PRM, Skylake, volume 2d.
 */
#include "gpu/memory/surface.h"
#include "gpu/message/msg.h"
#include "gpu/message/surfaces.h"

#define STATE_DWORDS	16

static void buffer(struct gen9_msg_surface *s, const uint32_t *dw)
{
	uint64_t entries = 1 + ((dw[2] & 0x7f) | (dw[2] >> 16 & 0x3fff) << 7 |
				(uint64_t)(dw[3] >> 21) << 21);

	s->width = entries > UINT32_MAX ? UINT32_MAX : (uint32_t)entries;
	s->bytes = entries * (s->format == FORMAT_RAW ? 1 : s->pitch);
}

/*
 * None, CCS_D, CCS_E: what is in a CCS is the hardware's own. Here it is never
 * looked at: every block is as if it were neither cleared nor compressed, and a
 * fast clear writes the colour (gpu/render/).
 */
static bool aux_known(unsigned int mode)
{
	return mode == 0 || mode == 1 || mode == 5;
}

static void decode(struct gen9_msg_surface *s, const uint32_t *dw)
{
	static const uint8_t tilings[4] = {
		GEN9_LINEAR, GEN9_LINEAR, GEN9_TILE_X, GEN9_TILE_Y,
	};
	unsigned int tile = dw[0] >> 12 & 3;

	*s = (struct gen9_msg_surface){
		.type = dw[0] >> 29, .format = dw[0] >> 18 & 0x3ff,
		.tiling = tilings[tile], .array = dw[0] >> 28 & 1,
		.width = (dw[2] & 0x3fff) + 1,
		.height = (dw[2] >> 16 & 0x3fff) + 1,
		.depth = (dw[3] >> 21) + 1,
		.pitch = (dw[3] & 0x3ffff) + 1, .qpitch = (dw[1] & 0x7fff) * 4,
		.first = dw[4] >> 18 & 0x7ff,
		.x = (dw[5] >> 25) * 4, .y = (dw[5] >> 21 & 7) * 4,
		.base = dw[8] | (uint64_t)dw[9] << 32,
	};
	/* W tiles, Yf and Ys, multisampled, compressed: not modelled */
	s->known = tile != 1 && !(dw[5] >> 18 & 3) && !(dw[4] >> 3 & 7) &&
		   aux_known(dw[6] & 7) && !(dw[7] >> 30 & 1);
	/* 4, 8, 16; 0 is of other generations */
	s->halign = 2u << (dw[0] >> 14 & 3);
	s->valign = 2u << (dw[0] >> 16 & 3);
	s->lod = dw[5] & 0xf;
	s->min_lod = dw[5] >> 4 & 0xf;
	s->ccs = dw[6] & 7;
	memcpy(s->clear, dw + 12, sizeof(s->clear));
	for (unsigned int i = 0; i < 4; i++)
		s->select[i] = dw[7] >> (25 - 3 * i) & 7;
	if (s->type == SURFTYPE_BUFFER || s->type == SURFTYPE_STRBUF)
		buffer(s, dw);
}

static uint64_t bound(struct gen9_port *p, uint32_t table, unsigned int bti)
{
	uint64_t base = p->bases->surface;
	uint32_t entry;

	gen9_port_read(p, base + table + bti * 4, &entry, 4);
	return base + (entry & ~63u);
}

static const struct gen9_msg_surface *cached(struct gen9_port *p,
					     uint32_t table, unsigned int bti,
					     uint64_t bindless)
{
	uint32_t dw[STATE_DWORDS];

	if (p->table != table) {
		memset(p->have, 0, sizeof(p->have));
		p->table = table;
	}
	if (p->have[bti])
		return &p->surface[bti];
	gen9_port_read(p, bti == BTI_BINDLESS ? bindless : bound(p, table, bti),
		       dw, sizeof(dw));
	decode(&p->surface[bti], dw);
	p->have[bti] = bti != BTI_BINDLESS;
	return &p->surface[bti];
}

int msg_surface(struct msg *m, const struct gen9_msg_surface **s)
{
	unsigned int bti = msg_bti(m);

	if (bti >= BTI_TABLE_END && bti != BTI_BINDLESS)
		return MSG_REFUSED;
	*s = cached(m->p, m->g->binding_table, bti,
		    m->p->bases->bindless + (m->s->ex_desc >> 12 << 6));
	return 0;
}

const struct gen9_msg_surface *gen9_port_surface(struct gen9_port *p,
						 uint32_t table,
						 unsigned int bti)
{
	return cached(p, table, bti % BTI_TABLE_END, 0);
}

/* M0.5: where the buffer is, as r0.5 has it for scratch space. */
static void stateless(struct msg *m)
{
	const struct gen9_bases *b = m->p->bases;
	uint32_t from = m->first ? msg_header(m, 5) & ~0x3ffu : 0;

	m->at = (struct msg_target){ .base = b->general + from };
	if (b->general_bytes > from)
		m->at.bytes = b->general_bytes - from;
}

int msg_target(struct msg *m)
{
	const struct gen9_msg_surface *s;
	unsigned int bti = msg_bti(m);

	switch (bti) {
	case BTI_SLM:
		m->at = (struct msg_target){ .slm = m->g->slm,
					     .bytes = m->g->slm_bytes };
		return 0;
	case BTI_STATELESS:
	case BTI_STATELESS_NC:
		stateless(m);
		return 0;
	}
	if (msg_surface(m, &s))
		return MSG_REFUSED;
	m->at = (struct msg_target){ .base = s->base };
	if (s->type == SURFTYPE_NULL)
		return 0;
	if (s->type != SURFTYPE_BUFFER)
		return MSG_REFUSED;
	m->at.bytes = s->bytes;
	return 0;
}
