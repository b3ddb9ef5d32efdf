// SPDX-License-Identifier: GPL-2.0-or-later
/* Media blocks: a rectangle of bytes of a 2D surface. */
#include "gpu/message/texel.h"

struct block {
	const struct gen9_msg_surface *s;
	int32_t x, y;		/* x in bytes */
	unsigned int w, h;
	unsigned int pitch;	/* of a row in registers */
};

/* M0.0 and M0.1: x, y; M0.2: width and height, less one. */
static void header(const struct msg *m, struct block *b)
{
	uint32_t size = msg_header(m, 2);

	b->x = (int32_t)msg_header(m, 0);
	b->y = (int32_t)msg_header(m, 1);
	b->w = (size & 0x3f) + 1;
	b->h = (size >> 16 & 0x3f) + 1;
	for (b->pitch = 4; b->pitch < b->w; b->pitch *= 2)
		;
}

/* Byte x of a line within it; at the edges the last texel is repeated. */
static int64_t clamp_x(int64_t x, int64_t size, int64_t bytes)
{
	if (x < 0)
		return (x % size + size) % size;
	return x < bytes ? x : bytes - size + x % size;
}

static void move_byte(struct msg *m, const struct block *b, unsigned int i,
		      uint8_t *reg)
{
	int64_t size = texel_bytes(b->s->format), last = (int64_t)b->s->height - 1;
	int64_t x = (int64_t)b->x + i % b->w, y = (int64_t)b->y + i / b->w;
	int64_t in_x = clamp_x(x, size, size * b->s->width);
	int64_t in_y = y < 0 ? 0 : y > last ? last : y;
	uint32_t xyz[3] = { (uint32_t)(in_x / size), (uint32_t)in_y, 0 };
	uint64_t va;

	if (!texel_at(b->s, xyz, &va))
		return;
	va += (uint64_t)(in_x % size);
	if (!(m->row->flags & MSG_WRITE))
		gen9_port_read(m->p, va, reg, 1);
	else if (x == in_x && y == in_y)
		gen9_port_write(m->p, va, reg, 1);
}

/* No surface: zeros. */
static int no_block(struct msg *m, unsigned int regs)
{
	for (unsigned int i = 0; i < regs && !(m->row->flags & MSG_WRITE); i++)
		memset(msg_dst(m, i), 0, EU_GRF_BYTES);
	return 0;
}

int msg_media_block(struct msg *m)
{
	bool write = m->row->flags & MSG_WRITE;
	unsigned int regs;
	struct block b;

	header(m, &b);
	regs = msg_regs(b.h, b.pitch);
	/* bits 10:8: lines of fields */
	if (!m->first || m->s->desc & 7u << 8 || msg_surface(m, &b.s) ||
	    (b.s->type != SURFTYPE_NULL &&
	     (!texel_surface_ok(b.s) || b.s->type != SURFTYPE_2D)) ||
	    !msg_fits(m, write ? regs : 0, write ? 0 : regs))
		return MSG_REFUSED;
	if (b.s->type == SURFTYPE_NULL)
		return no_block(m, regs);
	for (unsigned int i = 0; i < b.w * b.h; i++) {
		unsigned int in = i / b.w * b.pitch + i % b.w;
		unsigned int reg = in / EU_GRF_BYTES;

		move_byte(m, &b, i, (write ? msg_src(m, m->first + reg) :
				     msg_dst(m, reg)) + in % EU_GRF_BYTES);
	}
	return 0;
}
