// SPDX-License-Identifier: GPL-2.0-or-later
/* BLEND_STATE and the colour of COLOR_CALC_STATE, for the pixels of threads. */
#include <string.h>

#include "gpu/render/draw.h"

#define POINTER_MASK	(~0x3fu)
/* of dword 0: alpha to coverage, alpha to one, alpha test, dither */
#define NOT_MODELLED	(1u << 31 | 1u << 29 | 1u << 27 | 1u << 23)
#define INDEPENDENT	(1u << 30)
#define LOGIC_OP	(1u << 31)

static bool known(const struct gen9_blend *b, const uint32_t *dw)
{
	if (dw[1] & LOGIC_OP)
		return false;
	return !b->on || (gen9_blend_known(&b->rgb) &&
			  gen9_blend_known(&b->alpha));
}

/* Write Disable is of blue, green, red, alpha. */
static uint8_t kept(uint32_t dw)
{
	return (dw >> 2 & 1) | (dw & 2) | (dw & 1) << 2 | (dw & 8);
}

static struct gen9_blend entry(const uint32_t *dw, bool independent)
{
	struct gen9_blend b = {
		.on = dw[0] >> 31, .keep = kept(dw[0]),
		.clamp_before = dw[1] >> 1 & 1, .clamp_after = dw[1] & 1,
		.range = dw[1] >> 2 & 3,
		.rgb = { dw[0] >> 26 & 31, dw[0] >> 21 & 31, dw[0] >> 18 & 7 },
		.alpha = { dw[0] >> 13 & 31, dw[0] >> 8 & 31, dw[0] >> 5 & 7 },
	};

	if (!independent)
		b.alpha = b.rgb;
	b.known = known(&b, dw);
	return b;
}

enum gen9_refusal render_blend(struct gen9_render *r)
{
	const struct gen9_draw_state *d = &r->e->draw;
	uint32_t dw[1 + 2 * GEN9_TARGETS], cc[6];

	r->port.pages = 0;
	gen9_port_read(&r->port, r->bases.dynamic + (d->blend_state & POINTER_MASK),
		       dw, sizeof(dw));
	gen9_port_read(&r->port, r->bases.dynamic + (d->cc_state & POINTER_MASK),
		       cc, sizeof(cc));
	if (dw[0] & NOT_MODELLED)
		return GEN9_REFUSE_BLEND;
	for (unsigned int i = 0; i < GEN9_TARGETS; i++)
		r->pixels.blend[i] = entry(dw + 1 + 2 * i, dw[0] & INDEPENDENT);
	memcpy(r->pixels.constant, cc + 2, sizeof(r->pixels.constant));
	/* what is behind the targets that there are is somebody else's */
	return r->pixels.blend[0].known ? GEN9_REFUSE_NOTHING :
	       GEN9_REFUSE_BLEND;
}
