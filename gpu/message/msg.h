/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside: one message as it is done, and what its kinds share. */
#ifndef GEN9_MSG_H
#define GEN9_MSG_H

#include <string.h>

#include "gpu/message/message.h"

#define MSG_REFUSED	EU_FAULT	/* what no document defines */

/* Binding table indices that are none. */
#define BTI_TABLE_END	240u
#define BTI_BINDLESS	252u
#define BTI_STATELESS_NC 253u
#define BTI_SLM		254u
#define BTI_STATELESS	255u

struct msg;
typedef int msg_fn(struct msg *m);

/* A kind of message. */
struct msg_row {
	const char *name;
	msg_fn *fn;
	uint8_t flags;		/* MSG_* */
};
#define MSG_WRITE	1u
#define MSG_A64		2u	/* addresses of 64 bits, no surface */
#define MSG_FLOAT	4u
#define MSG_BYTES	8u	/* offsets in bytes; without: in owords */
#define MSG_ALWAYS	16u	/* done with no slot enabled, too */

#define MSG_PAYLOAD	30u	/* registers at most */

/* Where a message's offsets lead. */
struct msg_target {
	uint8_t *slm;		/* NULL: memory */
	uint64_t base, bytes;
};

struct msg {
	struct eu_thread *t;
	const struct eu_send *s;
	const struct msg_row *row;
	struct gen9_port *p;
	struct gen9_group *g;
	struct msg_target at;
	unsigned int slots;
	uint32_t mask;		/* slots that are enabled */
	unsigned int first;	/* payload registers of the header: 0 or 1 */
	/* The payload, if the response goes to some of its registers; or NULL. */
	uint8_t (*payload)[EU_GRF_BYTES];
};

extern const struct msg_row gen9_msg_rows[16][32];

static inline unsigned int msg_payload(const struct msg *m)
{
	return m->s->mlen + (m->s->split ? m->s->ex_mlen : 0);
}

/* Register n of the payload, which goes on in src1. */
static inline uint8_t *msg_src(const struct msg *m, unsigned int n)
{
	const struct eu_send *s = m->s;
	unsigned int r = n < s->mlen ? s->src0 + n : s->src1 + (n - s->mlen);

	if (m->payload && n < MSG_PAYLOAD)
		return m->payload[n];
	return m->t->grf[r % EU_GRFS];
}

/* Register n of the response. */
static inline uint8_t *msg_dst(const struct msg *m, unsigned int n)
{
	return m->t->grf[(m->s->dst + n) % EU_GRFS];
}

/* A payload of n registers behind the header, r of response: are they there? */
static inline bool msg_fits(const struct msg *m, unsigned int n, unsigned int r)
{
	return m->first + n <= msg_payload(m) &&
	       (!r || (r <= m->s->rlen && m->s->dst != EU_NO_REG));
}

static inline uint32_t msg_u32(const uint8_t *p)
{
	uint32_t v;

	memcpy(&v, p, 4);
	return v;
}

/* Dword n of the header. */
static inline uint32_t msg_header(const struct msg *m, unsigned int n)
{
	return msg_u32(msg_src(m, 0) + 4 * n);
}

static inline unsigned int msg_bti(const struct msg *m)
{
	return m->s->desc & 0xff;
}

/* Registers that slots values of size bytes take, one after the other. */
static inline unsigned int msg_regs(unsigned int slots, unsigned int size)
{
	return (slots * size + EU_GRF_BYTES - 1) / EU_GRF_BYTES;
}

/* What it leads to, from m's descriptor: 0 or MSG_REFUSED. */
int msg_target(struct msg *m);
/* The surface of a binding table index: 0 or MSG_REFUSED. */
int msg_surface(struct msg *m, const struct gen9_msg_surface **s);

/* The page at va: the one used last, one of this message's, a new one. */
struct gen9_msg_page *msg_page(struct gen9_port *p, uint64_t va, bool write);

/* len bytes at off of the target; out of its range: zeros, dropped. */
void msg_read(struct msg *m, uint64_t off, void *buf, unsigned int len);
void msg_write(struct msg *m, uint64_t off, const void *buf, unsigned int len);

/*
 * One atomic operation (AOP_* as the descriptor numbers them) of size 4 or 8
 * bytes; old: what was there. src[] are its operands.
 */
#define AOP_CMPWR	14u
unsigned int msg_atomic_operands(unsigned int op, bool is_float);
bool msg_atomic_known(unsigned int op, bool is_float);
uint64_t msg_atomic(unsigned int op, bool is_float, unsigned int size,
		    uint64_t old, const uint64_t *src);

/* The kinds. */
msg_fn msg_untyped, msg_byte_scattered, msg_dword_scattered,
	msg_a64_scattered, msg_untyped_atomic,
	msg_oword_block, msg_a64_block, msg_scratch_block, msg_media_block,
	msg_typed, msg_typed_atomic, msg_fence, msg_gateway, msg_nothing,
	msg_sample, msg_render_target;

#endif
