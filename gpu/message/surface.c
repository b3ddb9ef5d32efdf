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
		   !(dw[6] & 7) && !(dw[7] >> 30 & 1);
	for (unsigned int i = 0; i < 4; i++)
		s->select[i] = dw[7] >> (25 - 3 * i) & 7;
	if (s->type == SURFTYPE_BUFFER || s->type == SURFTYPE_STRBUF)
		buffer(s, dw);
}

static uint64_t state_address(struct msg *m, unsigned int bti)
{
	const struct gen9_bases *b = m->p->bases;
	uint32_t entry;

	if (bti == BTI_BINDLESS)
		return b->bindless + (m->s->ex_desc >> 12 << 6);
	gen9_port_read(m->p, b->surface + m->g->binding_table + bti * 4,
		       &entry, 4);
	return b->surface + (entry & ~63u);
}

int msg_surface(struct msg *m, const struct gen9_msg_surface **s)
{
	unsigned int bti = msg_bti(m);
	uint32_t dw[STATE_DWORDS];
	struct gen9_port *p = m->p;

	if (bti >= BTI_TABLE_END && bti != BTI_BINDLESS)
		return MSG_REFUSED;
	if (p->table != m->g->binding_table) {
		memset(p->have, 0, sizeof(p->have));
		p->table = m->g->binding_table;
	}
	*s = &p->surface[bti];
	if (p->have[bti])
		return 0;
	gen9_port_read(p, state_address(m, bti), dw, sizeof(dw));
	decode(&p->surface[bti], dw);
	p->have[bti] = bti != BTI_BINDLESS;
	return 0;
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
