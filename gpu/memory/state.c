// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Spaces, TLBs, streams, traces, the GGTT. All that functions called _save
 * here do, they also do when loading.
 */
#include <errno.h>
#include <stdlib.h>

#include "gpu/host/state_host.h"
#include "gpu/memory/as.h"
#include "gpu/memory/state.h"
#include "gpu/memory/surface.h"

#define WIRED "points to other parts: as it was made"

#define STATE_OF struct gen9_surf
static const struct gen9_state_row surf_rows[] = {
	STATE_NUM(base), STATE_NUM(pitch), STATE_MAX(tiling, GEN9_TILE_Y),
};

const struct gen9_state_table gen9_surf_state =
	STATE_TABLE(surf_rows, NULL);
#undef STATE_OF

#define STATE_OF struct gen9_as
static const struct gen9_state_row as_rows[] = {
	STATE_NOT(bus, WIRED), STATE_NOT(params, WIRED), STATE_NOT(tlb, WIRED),
	STATE_NOT(ctr, "follows the engine's"), STATE_NOT(stream, WIRED),
	STATE_NOT(walker, WIRED),
	STATE_NOT(trace, "follows the engine's recorded or not"),
	STATE_NOT(ggtt, WIRED), STATE_NOT(is_ggtt, WIRED),
	STATE_BOOL(ips_off), STATE_NUM(pml4), STATE_NUM(cost_ps),
	STATE_NUM(work), STATE_NUM(fault_va), STATE_NUM(fault),
};

static const char *as_check(const void *p)
{
	const struct gen9_as *as = p;

	return !as->fault || as->fault == -EFAULT ? NULL : "no such fault";
}

const struct gen9_state_table gen9_as_state =
	STATE_TABLE(as_rows, as_check);
#undef STATE_OF

#define STATE_OF struct gen9_stream_look
static const struct gen9_state_row look_rows[] = {
	STATE_NUM(ps), STATE_BOOL(next),
};

static const struct gen9_state_table look_state =
	STATE_TABLE(look_rows, NULL);
#undef STATE_OF

#define STATE_OF struct gen9_looks
static const struct gen9_state_row looks_rows[] = {
	STATE_MAX(n, GEN9_STREAM_LOOKS),
	STATE_STRUCTS(look, struct gen9_stream_look, look_state), STATE_NUM(page),
};

static const struct gen9_state_table looks_state =
	STATE_TABLE(looks_rows, NULL);
#undef STATE_OF

#define STATE_OF struct gen9_slice
static const struct gen9_state_row slice_rows[] = {
	STATE_NUM(pos), STATE_NUM(at), STATE_NUM(bytes), STATE_NUM(ps),
};

static const struct gen9_state_table slice_state =
	STATE_TABLE(slice_rows, NULL);
#undef STATE_OF

#define STATE_OF struct gen9_stream
static const struct gen9_state_row stream_rows[] = {
	STATE_NOT(open, "of a step: false between calls"),
	STATE_NOT(overlaps, "of a step: false between calls"),
	STATE_MAX(who, GEN9_SHADERS),
	STATE_NUM(reads), STATE_NUM(huge),
	STATE_NOT(sum, "of a step, which begins with zeros"),
	STATE_STRUCTS(side, struct gen9_looks, looks_state),
	STATE_MAX(last, 1), STATE_NUM(pos), STATE_NUM(end), STATE_NUM(charged),
	STATE_ARR(walker, uint64_t),
	STATE_STRUCTS(mark, struct gen9_slice, slice_state), STATE_NUM(marks),
	STATE_NUM(cursor),
	STATE_NOT(moved, "of a step, which begins with zeros"),
	STATE_NOT(moved_ps, "of a step, which begins with zeros"),
};

static const char *stream_check(const void *p)
{
	const struct gen9_stream *s = p;

	if (s->cursor > s->marks)
		return "a window that begins after the last slice";
	return s->huge > s->reads ? "more huge pages than pages" : NULL;
}

const struct gen9_state_table gen9_stream_state =
	STATE_TABLE(stream_rows, stream_check);
#undef STATE_OF

#define STATE_OF struct gen9_walker_shape
static const struct gen9_state_row shape_rows[] = {
	STATE_NUM(threads), STATE_NUM(slots), STATE_NUM(eus),
	STATE_NUM(subslices), STATE_MAX(primitive, 1),
};

static const struct gen9_state_table shape_state =
	STATE_TABLE(shape_rows, NULL);
#undef STATE_OF

#define STATE_OF struct gen9_walker
static const struct gen9_state_row walker_rows[] = {
	STATE_NOT(open, "of a step: false between calls"),
	STATE_NOT(overlaps, "of a step: false between calls"),
	STATE_STRUCT(shape, shape_state), STATE_ARR(done, uint64_t),
	STATE_NUM(walk_ps), STATE_NUM(wait_ps),
	STATE_NOT(streams, "of a step: false between calls"),
	STATE_NOT(look, "of a message: 0 between calls"),
	STATE_NOT(look_va, "of a message"), STATE_NOT(look_write, "of a message"),
	STATE_NUM(lines), STATE_NUM(written),
	STATE_NOT(msg_sum, "of a step: 0 between calls"),
	STATE_NOT(msg_most, "of a step: 0 between calls"),
	STATE_NUM(charged),
};

const struct gen9_state_table gen9_walker_state =
	STATE_TABLE(walker_rows, NULL);
#undef STATE_OF

/* ---- TLBs ---------------------------------------------------------------- */

#define SIZED "sized by the parameters; entries are in mem"
#define COST "made of the parameters"

#define STATE_OF struct gen9_tlb
static const struct gen9_state_row tlb_rows[] = {
	STATE_NOT(l1, SIZED), STATE_NOT(l2, SIZED), STATE_NOT(dir, SIZED),
	STATE_NOT(lines, SIZED), STATE_NOT(iotlb, SIZED),
	STATE_NOT(iommu_dir, SIZED), STATE_NOT(gtt_cache, SIZED),
	STATE_BOOL(gtt_cache_on), STATE_ARR(tag, uint64_t), STATE_NUM(pml4),
	STATE_ARR(used, unsigned int),
	STATE_NOT(hint, "its entry is a number: gen9_tlb_save()"),
	STATE_NOT(ps_l2, COST), STATE_NOT(ps_step, COST),
	STATE_NOT(ps_line, COST), STATE_NOT(ps_gtt_cache, COST),
	STATE_NOT(ps_iotlb, COST), STATE_NOT(ps_iommu_step, COST),
	STATE_NUM(work), STATE_NOT(mem, "gen9_tlb_save()"),
	STATE_NOT(mem_entries, SIZED),
};

const struct gen9_state_table gen9_tlb_state =
	STATE_TABLE(tlb_rows, NULL);
#undef STATE_OF

static void hint(struct gen9_state *s, struct gen9_tlb *t, struct gen9_hint *h)
{
	uint32_t n = (uint32_t)(h->e - t->mem);

	gen9_state_num(s, "gen9_hint.e", &n, sizeof(n), t->mem_entries - 1);
	gen9_state_num(s, "gen9_hint.class", &h->class, sizeof(h->class),
		       GEN9_TLB_CLASSES - 1);
	if (s->loading && !s->failed)
		h->e = t->mem + n;
}

/* Every page of a TLB is of a kind that is counted. */
static void check_pages(struct gen9_state *s, const struct gen9_cache *c)
{
	for (uint32_t i = 0; i < c->entries; i++)
		if ((c->e[i].val & GEN9_VAL_PAGE_MASK) >> GEN9_VAL_PAGE_SHIFT >=
		    GEN9_CTR_PAGES)
			gen9_state_fail(s, "gen9_tlb.mem: no such kind of page");
}

void gen9_tlb_save(struct gen9_state *s, struct gen9_tlb *t)
{
	gen9_state_struct(s, &gen9_tlb_state, t);
	/* pairs of numbers */
	gen9_state_array(s, "gen9_tlb.mem", t->mem, sizeof(uint64_t),
			 2 * t->mem_entries, 0);
	for (unsigned int i = 0; i < 2 * GEN9_SPACES; i++)
		hint(s, t, &t->hint[i]);
	for (unsigned int i = 0; s->loading && i < GEN9_TLB_CLASSES; i++) {
		check_pages(s, &t->l1[i]);
		check_pages(s, &t->l2[i]);
	}
}

/* ---- the GGTT ------------------------------------------------------------ */

#define STATE_OF struct gen9_ggtt
static const struct gen9_state_row ggtt_rows[] = {
	STATE_NOT(pte, "gen9_ggtt_save()"), STATE_NOT(entries, "a constant"),
	STATE_NOT(own, WIRED), STATE_NOT(writes, WIRED), STATE_NOT(tlb, WIRED),
	STATE_NOT(tape, WIRED),
};

const struct gen9_state_table gen9_ggtt_state =
	STATE_TABLE(ggtt_rows, NULL);
#undef STATE_OF

void gen9_ggtt_save(struct gen9_state *s, struct gen9_ggtt *t)
{
	gen9_state_array(s, "gen9_ggtt.pte", t->pte, sizeof(*t->pte),
			 t->entries, 0);
}

/* ---- traces -------------------------------------------------------------- */

#define STATE_OF struct gen9_trace_last
static const struct gen9_state_row last_rows[] = {
	STATE_ARR(page, uint64_t), STATE_NUM(word), STATE_NUM(val),
	STATE_NUM(pa), STATE_STRUCT(block, gen9_move_state),
};

static const struct gen9_state_table last_state =
	STATE_TABLE(last_rows, NULL);
#undef STATE_OF

#define STATE_OF struct gen9_trace
static const struct gen9_state_row trace_rows[] = {
	STATE_NOT(tape, WIRED), STATE_NOT(engine, WIRED), STATE_NUM(work0),
};

const struct gen9_state_table gen9_trace_state =
	STATE_TABLE(trace_rows, NULL);
#undef STATE_OF

#define STATE_OF struct gen9_tape
static const struct gen9_state_row tape_rows[] = {
	STATE_NOT(buf, "gen9_tape_save()"), STATE_NOT(len, "gen9_tape_save()"),
	STATE_NOT(room, "of the allocation"),
	STATE_BOOL(on), STATE_BOOL(broken),
	STATE_MAX(engine, GEN9_CTR_ENGINES - 1),
	STATE_STRUCT(last, last_state),
	STATE_NOT(words, "gen9_tape_save()"),
	STATE_NOT(shifts, "gen9_tape_save()"),
};

const struct gen9_state_table gen9_tape_state =
	STATE_TABLE(tape_rows, NULL);
#undef STATE_OF

/* Pairs in the order of their places, which a load may change. */
static void map_pairs(struct gen9_state *s, struct gen9_map *m)
{
	for (size_t i = 0; i < m->size && !s->loading; i++) {
		if (!m->e[i].key)
			continue;
		gen9_state_num(s, "key", &m->e[i].key, 8, 0);
		gen9_state_num(s, "value", &m->e[i].val, 8, 0);
	}
}

static void map(struct gen9_state *s, struct gen9_map *m)
{
	uint64_t n = m->n, key = 0, val = 0;

	gen9_state_num(s, "gen9_map.n", &n, sizeof(n), GEN9_TRACE_MAX);
	map_pairs(s, m);
	for (; s->loading && n && !s->failed; n--) {
		gen9_state_num(s, "key", &key, sizeof(key), 0);
		gen9_state_num(s, "value", &val, sizeof(val), 0);
		if (!key)
			gen9_state_fail(s, "gen9_map: no key");
		else if (!s->failed && gen9_map_put(m, key - 1, val))
			gen9_state_no_memory(s);
	}
}

/* Room grows by doubling, up to the limit of a trace. */
static bool make_room(struct gen9_tape *t, uint64_t n)
{
	t->room = 4096;
	while (t->room < n)
		t->room *= 2;
	t->len = n;
	t->buf = malloc(t->room);
	return t->buf != NULL;
}

static void bytes(struct gen9_state *s, struct gen9_tape *t)
{
	uint64_t n = t->len;

	gen9_state_num(s, "gen9_tape.len", &n, sizeof(n), GEN9_TRACE_MAX);
	if (s->loading && !s->failed && !make_room(t, n))
		gen9_state_no_memory(s);
	if (!s->failed)
		gen9_state_array(s, "gen9_tape.buf", t->buf, 1, n, 0);
}

void gen9_tape_save(struct gen9_state *s, struct gen9_tape *t, bool taken)
{
	gen9_state_struct(s, &gen9_tape_state, t);
	if (!t->on || s->failed)
		return;
	bytes(s, t);
	map(s, &t->words);
	map(s, &t->shifts);
	if (s->loading && !taken)
		gen9_tape_free(t);
}
