/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What threads send: the shared functions' side of struct eu_ops. A thread
 * belongs to a group (t->group is a struct gen9_group), the threads of an
 * engine share a port (t->core->owner is a struct gen9_port).
 *
 * A message looks up each page that it touches once, in the order of its
 * slots, for reading and for writing apart. What does not translate reads as
 * zeros, and is not written; the fault is left in the port's address space,
 * whose owner reports it.
 *
 * Types and fields of messages: Intel, PRM for Skylake, volume 7 "3D Media
 * GPGPU", "Shared Functions"; which value of a descriptor is which message
 * was read off iga64 -p=9, which tests/message_test.c repeats.
 */
#ifndef GEN9_MESSAGE_H
#define GEN9_MESSAGE_H

#include "gpu/engine/compute.h"
#include "gpu/eu/eu.h"
#include "gpu/memory/as.h"
#include "gpu/message/levels.h"

/* STATE_BASE_ADDRESS: where offsets in states and messages start. */
struct gen9_bases {
	uint64_t general, surface, dynamic, indirect, instruction, bindless;
	uint64_t general_bytes;		/* what stateless messages reach */
};

/* Of the STATE_BASE_ADDRESS in force. */
struct gen9_bases gen9_bases_of(const struct gen9_compute *c);

/* A colour and its alpha of a BLEND_STATE_ENTRY: numbers of gen9.xml. */
struct gen9_blend_half {
	uint8_t src, dst, func;
};

/* What happens to a colour on its way to a render target. */
struct gen9_blend {
	bool known;			/* else no target is written with it */
	bool on;
	uint8_t keep;			/* bit n: channel n is not written */
	bool clamp_before, clamp_after;
	uint8_t range;			/* COLORCLAMP_*: UNORM, SNORM, RTFORMAT */
	struct gen9_blend_half rgb, alpha;
};

#define GEN9_TARGETS	8u
#define GEN9_SUBSPANS	4u		/* of 2x2 pixels, of a thread */

/* Are its factors and its function modelled? */
bool gen9_blend_known(const struct gen9_blend_half *h);

/* The pixels of a thread of a pixel shader. */
struct gen9_pixels {
	uint16_t x[GEN9_SUBSPANS], y[GEN9_SUBSPANS];	/* upper left */
	uint32_t mask;			/* four bits a subspan, by lines */
	uint32_t layer;			/* Render Target Array Index */
	float constant[4];		/* COLOR_CALC_STATE's blend colour */
	struct gen9_blend blend[GEN9_TARGETS];
};

/* A thread group on its way: what its threads share. */
struct gen9_group {
	const struct gen9_pixels *pixels;	/* NULL: not a pixel shader's */
	uint8_t *slm;			/* shared local memory */
	uint32_t slm_bytes;
	uint32_t binding_table;		/* from bases->surface */
	uint32_t samplers;		/* from bases->dynamic */
	struct eu_thread *thread;
	unsigned int threads;		/* of the array */
	unsigned int members;		/* that the barrier waits for */
	unsigned int arrived;
};

/* RENDER_SURFACE_STATE, as far as messages need it. */
struct gen9_msg_surface {
	unsigned int type, format;	/* SURFTYPE_*, as encoded */
	unsigned int tiling;		/* enum gen9_tiling */
	bool known;			/* its tiling and layout are modelled */
	bool array;
	uint32_t width, height, depth;	/* of level 0, in texels */
	uint32_t pitch, qpitch;		/* bytes of a line, lines of a slice */
	uint32_t first;			/* minimum array element */
	uint32_t x, y;			/* offset of level 0 in texels */
	uint64_t base, bytes;		/* bytes: of a buffer */
	/* level of a target; last level of a texture, from the first on; first */
	uint32_t lod, min_lod;
	uint8_t halign, valign;		/* of a level, texels */
	bool ccs;			/* with a CCS: D or E */
	uint32_t clear[4];		/* colour, as the shader would give it */
	uint8_t select[4];		/* channel selects, red to alpha */
};

/* A page that the present message has looked up. */
struct gen9_msg_page {
	uint64_t va, pa;
	uint8_t *p;			/* mapped, or NULL */
	struct gen9_page_counters *pc;
	bool write, gone;		/* gone: reads as zeros, not written */
};

#define GEN9_MSG_PAGES		64u	/* 32 slots of two pages */
#define GEN9_MSG_WINDOWS	256u	/* a power of two */
#define GEN9_MSG_SURFACES	256u	/* binding table indices */

/* How threads of an engine reach memory. All zeros but as, bases, levels. */
struct gen9_port {
	struct gen9_as *as;
	const struct gen9_bases *bases;
	struct gen9_levels *levels;	/* NULL: nobody asks what it takes */
	struct gen9_msg_page page[GEN9_MSG_PAGES];
	unsigned int pages;		/* in use, of this message */
	/* What is mapped of memory; by number of the page, read and write. */
	struct gen9_msg_window {
		uint64_t pa;
		uint8_t *p;
	} window[2][GEN9_MSG_WINDOWS];
	/* Surface states read since gen9_port_begin(). */
	struct gen9_msg_surface surface[GEN9_MSG_SURFACES];
	uint8_t have[GEN9_MSG_SURFACES];
	uint32_t table;			/* binding table that they are of */
	/* For tests: no slots at once (even.c); messages whose slots were. */
	bool one_by_one;
	unsigned int at_once;
};

/*
 * A thread that has executed so many instructions without an end hangs the
 * engine: two seconds of virtual time and more.
 */
#define GEN9_THREAD_BUDGET	(1ull << 28)
/* In words. */
const char *gen9_thread_fault(enum eu_fault why);

/* Forget surface states: a walker begins. */
void gen9_port_begin(struct gen9_port *p);
/* Give back what is mapped. */
void gen9_port_end(struct gen9_port *p);

/* Bytes through the port, for who dispatches: 0, or -EFAULT (zeros). */
int gen9_port_read(struct gen9_port *p, uint64_t va, void *buf, size_t len);
void gen9_port_write(struct gen9_port *p, uint64_t va, const void *buf,
		     size_t len);

/* The surface at an index (below 240) of a binding table. */
const struct gen9_msg_surface *gen9_port_surface(struct gen9_port *p,
						 uint32_t table,
						 unsigned int bti);

/* Is it one that messages reach? */
bool gen9_surface_known(const struct gen9_msg_surface *s);
/* Texels: x0 to x1 and y0 to y1, which are outside, of layer z. */
struct gen9_box {
	int32_t x0, y0, x1, y1;
	uint32_t z;
};
/* To those that the target has at its level; false: none of them. */
bool gen9_surface_clip(const struct gen9_msg_surface *s, struct gen9_box *b);
/* These, as a target's, one by one; what is outside of it is not written. */
void gen9_surface_fill(struct gen9_port *p, const struct gen9_msg_surface *s,
		       const struct gen9_box *b, const uint32_t *rgba);
/* A texel of this format as four words, floats or integers: its bytes, or 0. */
unsigned int gen9_texel(unsigned int format, const uint8_t *from,
			uint32_t *rgba);

/*
 * Is the message modelled, as far as its descriptors and the surface that they
 * name show? 0 or EU_FAULT; nothing is done, and no payload is looked at.
 */
int gen9_message_known(struct eu_thread *t, const struct eu_send *s);
/* eu_ops.send and .fetch. */
int gen9_message_send(struct eu_thread *t, const struct eu_send *s);
int gen9_message_fetch(struct eu_core *core, uint64_t addr, void *buf,
		       size_t len);

#endif
