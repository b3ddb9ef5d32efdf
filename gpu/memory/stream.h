/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How the time of a stream, a blit or what shaders read, comes from its bytes
 * and its look-ups.
 *
 * A stream is made of slices: what one look-up of each surface reaches. The
 * look-ups of a slice are issued when the stream has consumed all but its
 * window of what lies before it; that of the page after the last one of its
 * surface stream_prefetch_pages slices earlier. Each latency occupies one of
 * the stream's walkers. The slice's data is there mem_latency_ns after its
 * look-ups are done; by how much that is later than the end of the slice
 * before it is exposed, and only that costs time.
 *
 * Who it is decides how much is in flight. The blitter: stream_lines lines of
 * 64 bytes, stream_walks walks. Shaders, whose threads wait for each other's
 * messages by no order: shader_lines, shader_walks.
 *
 * A window of 0: nothing overlaps, each latency is added where it is met,
 * and the bytes of a step are charged at its end: the set "serial".
 *
 * What is under way is in here, not in the step: where a step ends does not
 * change the time, but in the set "serial" by a rounding of one ps.
 */
#ifndef GEN9_STREAM_H
#define GEN9_STREAM_H

#include <stdbool.h>
#include <stdint.h>

#include "gpu/host/cost.h"

#define GEN9_STREAM_LOOKS	80	/* of a block and side; more are one */
#define GEN9_STREAM_MARKS	64

struct gen9_as;

/* Look-ups since the last block, for reading or for writing. */
struct gen9_looks {
	unsigned int n;
	struct gen9_stream_look {
		uint64_t ps;		/* its latency */
		bool next;		/* of the page after the last one */
	} look[GEN9_STREAM_LOOKS];
	uint64_t page;			/* the last one, of 4 KiB */
};

enum gen9_streamer { GEN9_BLITTER, GEN9_SHADERS };

struct gen9_stream {
	bool open;			/* a step of it is under way */
	enum gen9_streamer who;
	bool overlaps;			/* and latencies are not simply added */
	unsigned int reads, huge;	/* pages read; of 2M or more */
	struct gen9_move sum;		/* of the step, if nothing overlaps */
	struct gen9_looks side[2];	/* [write] */
	unsigned int last;		/* side of the look-up under way */
	uint64_t pos;			/* bytes that have been consumed ... */
	uint64_t end;			/* ... ps after the start */
	uint64_t charged;		/* of these */
	uint64_t walker[GEN9_WALKS_MAX]; /* free again at, ps */
	struct gen9_slice {		/* the last ones, a ring */
		uint64_t pos, at, bytes, ps;
	} mark[GEN9_STREAM_MARKS];
	unsigned int marks;
	unsigned int cursor;		/* the mark where the window begins */
	struct gen9_move moved;		/* the last slice of the step, what it took */
	uint64_t moved_ps;
};

/*
 * A stream begins: charges what it costs to, a blit's set-up. as->stream may
 * be NULL.
 */
void gen9_stream_start(struct gen9_as *as, enum gen9_streamer who);
/* A step begins; look-ups up to gen9_stream_close() are its own. */
void gen9_stream_open(struct gen9_as *as);
/* The next look-up is of va. */
void gen9_stream_look_up(struct gen9_stream *s, uint64_t va, bool write);
/* It takes ps. */
static inline void gen9_stream_latency(struct gen9_stream *s, uint64_t ps)
{
	struct gen9_looks *l = &s->side[s->last];

	l->look[l->n - 1].ps = gen9_add_ps(l->look[l->n - 1].ps, ps);
}
/* The page that was looked up for reading is of 2M or more, or not. */
static inline void gen9_stream_read(struct gen9_stream *s, bool huge)
{
	s->reads++;
	s->huge += huge;
}
/*
 * A block's look-ups are done and its bytes moved. m->huge_bytes is made
 * from the look-ups.
 */
void gen9_stream_block(struct gen9_as *as, const struct gen9_move *m);
/* The step ends: its time is charged to as. */
void gen9_stream_close(struct gen9_as *as);

/*
 * For who has a step and a trace of its own (walker.h): as at a stream's start;
 * and a block, whose ps are in s->end then. Not without a window.
 */
void gen9_stream_reset(struct gen9_stream *s, enum gen9_streamer who);
void gen9_stream_piece(struct gen9_stream *s, const struct gen9_params *p,
		       const struct gen9_move *m);

#endif
