/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A scan of what a guest submits, as GVT-g makes it before hardware sees it:
 * ring and batches in the GGTT are walked by GVT-g's own table (gvt_table.h),
 * checked, patched and copied; batches in the PPGTT are not looked at. Written
 * after gvt/cmd_parser.c of Linux 6.1 and 6.12, not copied from it, for guests
 * of Gen9. Included once per program.
 *
 * Where GVT-g lets pass what it should not (docs/gvt-commands.md) this scan
 * refuses, unless as_is is set.
 */
#ifndef GEN9_TESTS_GVT_SCAN_H
#define GEN9_TESTS_GVT_SCAN_H

#include <stdlib.h>

#include "gpu/registers/engine_regs.h"
#include "gvt_registers.h"
#include "gvt_table.h"

#define GVT_APPROVED	256
#define GVT_COMMANDS	4096	/* in a scan; GVT-g has no limit */
#define GVT_BATCH	1024	/* dwords of one, likewise */
#define GVT_CTX_SKIP	0x50	/* RING_CTX_SIZE: dwords of the ring context */

enum gvt_in { IN_RING, IN_BATCH, IN_SECOND, IN_IMAGE };

struct gvt_buf {
	uint32_t *dw;
	unsigned int n, pos;
};

struct gvt_scan {
	const struct gvt_table *table;
	unsigned int engine;
	bool as_is;
	uint8_t *ram;			/* GGTT address = place in it */
	uint32_t lo, hi;		/* the guest's part of the GGTT */
	uint32_t hws;			/* the guest's status page there */
	uint32_t shadow, shadow_hi;	/* the next copy of a batch goes here */
	const struct gvt_registers *registers;
	uint64_t root;			/* the guest's page table, the shadow's too */

	/* what came of it */
	uint32_t approved[GVT_APPROVED];	/* registers, for writing */
	unsigned int approved_n, commands;
	bool shared;			/* among them such as no context keeps */
	uint64_t rows[GVT_ROWS / 64];	/* that were met */
	const char *why;		/* it was refused */

	enum gvt_in in;
	struct gvt_buf buf[3];		/* ring or image, batch, second level */
	const struct gvt_row *row;
	unsigned int len;
	unsigned int joined;		/* here no command may lie across, or 0 */
	bool end;
};

static inline int gvt_refuse(struct gvt_scan *s, const char *why)
{
	s->why = why;
	return -1;
}

static inline struct gvt_buf *gvt_buf(struct gvt_scan *s)
{
	return &s->buf[s->in == IN_IMAGE ? 0 : s->in];
}

static inline uint32_t *gvt_dw(struct gvt_scan *s, unsigned int i)
{
	static uint32_t none;
	struct gvt_buf *b = gvt_buf(s);

	none = 0;
	return b->pos + i < b->n ? &b->dw[b->pos + i] : &none;
}

static inline uint32_t gvt_val(struct gvt_scan *s, unsigned int i)
{
	return *gvt_dw(s, i);
}

/* intel_gvt_ggtt_validate_range() */
static inline int gvt_audit(struct gvt_scan *s, uint64_t gma, unsigned int size)
{
	return gma >= s->lo && gma + size <= s->hi ? 0 :
	       gvt_refuse(s, "address");
}

static inline uint64_t gvt_gma(struct gvt_scan *s, unsigned int i, uint32_t mask)
{
	return (gvt_val(s, i) & mask) |
	       (uint64_t)(gvt_val(s, i + 1) & 0xffff) << 32;
}

#include "gvt_scan_regs.h"

static inline int gvt_unexpected(struct gvt_scan *s)
{
	return gvt_refuse(s, "unexpected command");
}

static inline int gvt_user_interrupt(struct gvt_scan *s)
{
	*gvt_dw(s, 0) = 0;
	return 0;
}

static inline int gvt_wait_for_event(struct gvt_scan *s)
{
	if (gvt_val(s, 0) & (1u << 15 | 1u << 9 | 1u << 1 | 1u << 20 | 1u << 10 |
			     1u << 2))
		*gvt_dw(s, 0) = 0;
	return 0;
}

static inline int gvt_display_flip(struct gvt_scan *s)
{
	unsigned int plane = gvt_val(s, 0) >> 8 & 0x1f;

	if (s->len != 3u + ((gvt_val(s, 2) & 3) == 2) || plane > 6 || plane == 3)
		return gvt_refuse(s, "flip");
	for (unsigned int i = 0; i < s->len; i++)
		*gvt_dw(s, i) = 0;
	return 0;
}

static inline int gvt_lri(struct gvt_scan *s)
{
	for (unsigned int i = 1; i < s->len; i += 2)
		if (gvt_register(s, i, 'i'))
			return -1;
	return 0;
}

static inline int gvt_lrr(struct gvt_scan *s)
{
	return gvt_register(s, 1, 'r');
}

/* MI_LOAD_REGISTER_MEM, MI_STORE_REGISTER_MEM */
static inline int gvt_lrm(struct gvt_scan *s)
{
	if (gvt_register(s, 1, 'm'))
		return -1;
	return gvt_val(s, 0) & 1u << 22 ? gvt_audit(s, gvt_gma(s, 2, ~3u), 4) : 0;
}

static inline int gvt_store_data_imm(struct gvt_scan *s)
{
	unsigned int core = gvt_val(s, 1) & 1, size = (s->len - 3) * 4;

	if (!(gvt_val(s, 0) & 1u << 22))
		return 0;
	if (s->len != 4u + (gvt_val(s, 0) >> 21 & 1))
		return gvt_refuse(s, "length");
	return gvt_audit(s, gvt_gma(s, 1, ~3u) + core * size, size);
}

static inline int gvt_atomic(struct gvt_scan *s)
{
	if (!(gvt_val(s, 0) & 1u << 22))
		return 0;
	if (s->len != (gvt_val(s, 0) & 1u << 18 ? 11u : 3u))
		return gvt_refuse(s, "length");
	return gvt_audit(s, gvt_gma(s, 1, ~3u), 4u << (gvt_val(s, 0) >> 19 & 3));
}

/* A GGTT address of 8 bytes; an index into the status page becomes one. */
static inline int gvt_post_sync(struct gvt_scan *s, unsigned int at, bool index)
{
	uint64_t gma = gvt_gma(s, at, ~7u);

	if (!index)
		return gvt_audit(s, gma, 8);
	if (gma >= 4096)
		return gvt_refuse(s, "index");
	*gvt_dw(s, at) = s->hws + (uint32_t)gma;
	return 0;
}

static inline int gvt_flush_dw(struct gvt_scan *s)
{
	bool index = gvt_val(s, 0) & 1u << 21;

	if (s->len != 4 && s->len != 5)
		return gvt_refuse(s, "length");
	if (s->as_is && s->len == 5)
		return 0;
	if (!(gvt_val(s, 0) >> 14 & 3) || !(gvt_val(s, 1) & 4))
		return 0;
	if (gvt_post_sync(s, 1, index))
		return -1;
	*gvt_dw(s, 0) &= ~(1u << 21);
	return 0;
}

static inline int gvt_pipe_control(struct gvt_scan *s)
{
	uint32_t flags = gvt_val(s, 1);
	unsigned int op = flags >> 14 & 3;

	if (flags & 1u << 23)
		return gvt_register(s, 2, 'p');
	if (!op || (op == 2 && gvt_approve(s, 0x2350)) ||
	    (op == 3 && gvt_approve(s, 0x2358)))
		return s->why ? -1 : 0;
	if (!(flags & 1u << 24) || (s->as_is && op != 1))
		return 0;
	if (gvt_post_sync(s, 2, flags & 1u << 21))
		return -1;
	*gvt_dw(s, 1) &= ~(1u << 21);
	return 0;
}

static inline int gvt_batch_buffer_end(struct gvt_scan *s)
{
	switch (s->in) {
	case IN_SECOND:
		s->in = IN_BATCH;
		return 0;
	case IN_BATCH:
		s->in = IN_RING;
		return 0;
	case IN_IMAGE:
		s->end = true;
		return 0;
	default:
		return gvt_refuse(s, "batch end in the ring");
	}
}

/* get_cmd_length(); the documents: MFX_WAIT is one dword whatever it says. */
static inline unsigned int gvt_length(const struct gvt_scan *s,
				      const struct gvt_row *r, uint32_t header)
{
	if (!s->as_is && !strcmp(r->name, "MFX_WAIT"))
		return 1;
	return (header & r->len_mask) + r->fixed;
}

/* find_bb_size(): dwords of the batch at gma, its last command included. */
static inline unsigned int gvt_batch_size(struct gvt_scan *s, uint64_t gma)
{
	const uint32_t *dw = (const uint32_t *)(s->ram + gma);
	unsigned int at = 0;

	while (at < GVT_BATCH && gma + at * 4 + 4 <= s->hi) {
		uint32_t h = dw[at];
		const struct gvt_row *r = gvt_find(s->table, h, s->engine);

		if (!r)
			return 0;
		at += gvt_length(s, r, h);
		if (!strcmp(r->name, "MI_BATCH_BUFFER_END") ||
		    (!strcmp(r->name, "MI_BATCH_BUFFER_START") &&
		     !(h & 1u << 22)))
			return gma + at * 4 <= s->hi ? at : 0;
	}
	return 0;
}

/* perform_bb_shadow(): the copy is what will run. */
static inline int gvt_shadow(struct gvt_scan *s, enum gvt_in to)
{
	uint64_t gma = gvt_gma(s, 1, ~3u);
	unsigned int n, room = (s->shadow_hi - s->shadow) / 4;
	struct gvt_buf *b = &s->buf[to];
	uint32_t *copy;

	if (gvt_audit(s, gma, 4))
		return -1;
	n = gvt_batch_size(s, gma);
	if (!n || n > room)
		return gvt_refuse(s, "batch");
	copy = (uint32_t *)(s->ram + s->shadow);
	memcpy(copy, s->ram + gma, n * 4);
	*gvt_dw(s, 1) = s->shadow;
	*gvt_dw(s, 2) = 0;
	s->shadow += (n * 4 + 4095) & ~4095u;
	s->in = to;
	*b = (struct gvt_buf){ .dw = copy, .n = n };
	return 0;
}

static inline int gvt_batch_buffer_start(struct gvt_scan *s)
{
	bool second = gvt_val(s, 0) & 1u << 22, user = gvt_val(s, 0) & 1u << 8;
	enum gvt_in from = s->in;

	if (from == IN_SECOND || (second && from != IN_BATCH))
		return gvt_refuse(s, "level");
	if (from == IN_IMAGE && !user)
		return gvt_refuse(s, "batch in an image");
	/* Not taken, a chained batch is gone past. */
	if (!s->as_is && from == IN_BATCH && !second &&
	    gvt_val(s, 0) & 1u << 15)
		return gvt_refuse(s, "predicated chain");
	if (!user && gvt_shadow(s, second ? IN_SECOND : IN_BATCH))
		return -1;
	/* Where it is returned to; a chained batch returns to the ring. */
	if (from == IN_RING || second)
		s->buf[from].pos += s->len;
	else if (user)
		return gvt_batch_buffer_end(s);	/* not scanned, at its end */
	return 0;
}

static const struct {
	const char *name;
	int (*fn)(struct gvt_scan *s);
} gvt_handlers[] = {
	{ "cmd_handler_lri", gvt_lri },
	{ "cmd_handler_lrm", gvt_lrm },
	{ "cmd_handler_lrr", gvt_lrr },
	{ "cmd_handler_mi_batch_buffer_end", gvt_batch_buffer_end },
	{ "cmd_handler_mi_batch_buffer_start", gvt_batch_buffer_start },
	{ "cmd_handler_mi_clflush", gvt_unexpected },
	{ "cmd_handler_mi_conditional_batch_buffer_end", gvt_unexpected },
	{ "cmd_handler_mi_display_flip", gvt_display_flip },
	{ "cmd_handler_mi_flush_dw", gvt_flush_dw },
	{ "cmd_handler_mi_op_2e", gvt_unexpected },
	{ "cmd_handler_mi_op_2f", gvt_atomic },
	{ "cmd_handler_mi_report_perf_count", gvt_unexpected },
	{ "cmd_handler_mi_semaphore_wait", gvt_unexpected },
	{ "cmd_handler_mi_store_data_imm", gvt_store_data_imm },
	{ "cmd_handler_mi_store_data_index", gvt_unexpected },
	{ "cmd_handler_mi_update_gtt", gvt_unexpected },
	{ "cmd_handler_mi_user_interrupt", gvt_user_interrupt },
	{ "cmd_handler_mi_wait_for_event", gvt_wait_for_event },
	{ "cmd_handler_pipe_control", gvt_pipe_control },
	{ "cmd_handler_srm", gvt_lrm },
};

static inline int gvt_handle(struct gvt_scan *s)
{
	for (unsigned int i = 0; i < sizeof(gvt_handlers) / sizeof(*gvt_handlers);
	     i++)
		if (!strcmp(gvt_handlers[i].name, s->row->handler))
			return gvt_handlers[i].fn(s);
	fprintf(stderr, "%s: a handler that this scan does not know\n",
		s->row->handler);
	abort();
}

/* cmd_parser_exec() */
static inline int gvt_command(struct gvt_scan *s)
{
	uint32_t h = gvt_val(s, 0);
	unsigned int i;

	s->row = gvt_find(s->table, h, s->engine);
	if (!s->row)
		return gvt_refuse(s, "unknown command");
	i = s->row - s->table->row;
	s->rows[i / 64] |= 1ull << i % 64;
	s->len = gvt_length(s, s->row, h);
	if (s->row->legal && s->len != s->row->legal)
		return gvt_refuse(s, "length");
	if (s->joined && s->in == IN_RING && s->buf[0].pos < s->joined &&
	    s->buf[0].pos + s->len > s->joined)
		return gvt_refuse(s, "beyond the indirect context");
	if (s->row->handler[0] != '-' && gvt_handle(s))
		return -1;
	if (!s->row->own)
		gvt_buf(s)->pos += s->len;
	return 0;
}

static inline int gvt_scan(struct gvt_scan *s, enum gvt_in in, uint32_t *dw,
			   unsigned int n, unsigned int from)
{
	s->in = in;
	s->buf[0] = (struct gvt_buf){ .dw = dw, .n = n, .pos = from };
	s->why = NULL;
	s->end = false;
	s->commands = 0;
	while (!s->end && (s->in == IN_BATCH || s->in == IN_SECOND ||
			   s->buf[0].pos < n)) {
		if (++s->commands > GVT_COMMANDS)
			return gvt_refuse(s, "no end");
		if (gvt_command(s))
			return -1;
	}
	/* GVT-g takes a last command that is longer than what is there. */
	if (s->buf[0].pos > n && in == IN_RING && !s->as_is)
		return gvt_refuse(s, "beyond the tail");
	return 0;
}

/* What is in the ring: 0, or -1 and why. dw is patched. */
static inline int gvt_scan_ring(struct gvt_scan *s, uint32_t *dw,
				unsigned int n)
{
	return gvt_scan(s, IN_RING, dw, n, 0);
}

/* The page of registers of a context's image; the ring context is the host's. */
static inline int gvt_scan_image(struct gvt_scan *s, uint32_t *dw,
				 unsigned int n)
{
	return gvt_scan(s, IN_IMAGE, dw, n, GVT_CTX_SKIP);
}

/* The copy of an indirect context, and joined to it the per-context batch. */
static inline uint32_t *gvt_join(struct gvt_scan *s, uint32_t from,
				 unsigned int size, uint32_t per_ctx)
{
	uint32_t *copy = (uint32_t *)(s->ram + s->shadow);

	memset(copy, 0, (size + 64 + 4095) & ~4095u);
	memcpy(copy, s->ram + from, size);
	if (per_ctx & PER_CTX_BB_VALID) {
		copy[size / 4] = 0x18800001;
		copy[size / 4 + 1] = per_ctx & PER_CTX_BB_ADDR;
	}
	s->shadow += (size + 64 + 4095) & ~4095u;
	return copy;
}

/*
 * The workaround batches of the render engine, scan_wa_ctx() with what leads
 * to it: both registers become those of the copies. GVT-g scans three dwords
 * more than the indirect context has, for what is joined; without an indirect
 * context it does not look at the other batch, either.
 */
static inline int gvt_scan_workarounds(struct gvt_scan *s, uint32_t *indirect,
				       uint32_t *per_ctx)
{
	uint32_t from = *indirect & INDIRECT_CTX_ADDR;
	unsigned int size = (*indirect & INDIRECT_CTX_LINES) * 64;
	bool per = *per_ctx & PER_CTX_BB_VALID;
	uint32_t *copy;

	if ((size && gvt_audit(s, from, size)) ||
	    (per && gvt_audit(s, *per_ctx & PER_CTX_BB_ADDR, 64)))
		return -1;
	if (!size)
		return per && !s->as_is ? gvt_refuse(s, "no indirect context") : 0;
	if (from & 4095)
		return gvt_refuse(s, "indirect context not at a page");
	*indirect = s->shadow | (*indirect & INDIRECT_CTX_LINES);
	copy = gvt_join(s, from, size, *per_ctx);
	s->joined = s->as_is ? 0 : size / 4;
	if (gvt_scan(s, IN_RING, copy, size / 4 + 3, 0))
		return -1;
	s->joined = 0;
	*per_ctx = copy[size / 4 + 1] | (*per_ctx & ~PER_CTX_BB_ADDR);
	memset(copy + size / 4, 0, 64);
	return 0;
}

#endif
