// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A walker in a saved state. Between walkers only what was counted is left;
 * one that has not begun, or has been left, begins from the engine's compute
 * state.
 */
#include "gpu/eu/state.h"
#include "gpu/gpgpu/state.h"
#include "gpu/gpgpu/walk.h"
#include "gpu/message/state.h"

#define STATE_OF struct media_walk
static const struct gen9_state_row media_rows[] = {
	STATE_BOOL(on), STATE_ARR(block, int32_t), STATE_ARR(whole, int32_t),
	STATE_ARR(local, int32_t), STATE_ARR(global, int32_t),
	STATE_ARR(step, int32_t), STATE_ARR(at, int32_t),
	STATE_ARR(last, int32_t), STATE_MAX(loop, MEDIA_LOOPS),
};

/* As far as a command's fields reach. */
static const char *media_check(const void *p)
{
	const struct media_walk *m = p;

	for (unsigned int i = 0; i < MEDIA_LOOPS; i++)
		for (unsigned int k = 0; k < 2; k++)
			if (m->step[i][k] < -2048 || m->step[i][k] > 2047)
				return "a step that no walker has";
	for (unsigned int k = 0; k < 2; k++)
		if (m->block[k] < 0 || m->whole[k] < 0)
			return "a block of no size";
	return NULL;
}

static const struct gen9_state_table media_state =
	STATE_TABLE(media_rows, media_check);
#undef STATE_OF

#define STATE_OF struct walk
static const struct gen9_state_row walk_rows[] = {
	STATE_STRUCT(media, media_state),
	STATE_NUM(kernel), STATE_NUM(cr0), STATE_NUM(samplers),
	STATE_NUM(binding_table), STATE_MAX(slm_bytes, GEN9_SLM_BYTES),
	STATE_MAX(threads, GEN9_GROUP_THREADS),
	STATE_MAX(width, GEN9_GROUP_THREADS),
	STATE_MAX(height, GEN9_GROUP_THREADS),
	STATE_NUM(mask), STATE_NUM(right), STATE_NUM(bottom),
	STATE_ARR(first, uint32_t), STATE_ARR(end, uint32_t),
	STATE_MAX(cross, EU_GRFS - 1), STATE_MAX(per, EU_GRFS - 1),
	STATE_BOOL(per_first),
};

static const char *walk_check(const void *p)
{
	const struct walk *w = p;

	if (!w->threads || !w->width || !w->height)
		return "a group of no threads";
	if (w->cross + w->per > EU_GRFS - 1)
		return "a payload of more registers than there are";
	return NULL;
}

static const struct gen9_state_table walk_state =
	STATE_TABLE(walk_rows, walk_check);
#undef STATE_OF

#define STATE_OF struct gen9_gpgpu
static const struct gen9_state_row rows[] = {
	STATE_NOT(e, "points to the engine"),
	STATE_STRUCT(bases, gen9_bases_state),
	STATE_STRUCT(port, gen9_port_state),
	STATE_NOT(core, "gen9_gpgpu_save()"),
	STATE_STRUCT(group, gen9_group_state), STATE_STRUCT(w, walk_state),
	STATE_NOT(ready, "else none of this is saved"),
	STATE_NUM(running), STATE_NUM(waiting), STATE_NUM(turn),
	STATE_NOT(until, "of a step"), STATE_NOT(payload, "gen9_gpgpu_save()"),
	STATE_NOT(thread, "those that run: gen9_gpgpu_save()"),
	STATE_NOT(slm, "of a group: gen9_gpgpu_save()"),
};

static const char *check(const void *p)
{
	const struct gen9_gpgpu *g = p;
	const uint32_t *at = g->e->compute.next;
	bool media = g->w.media.on;

	if (!media && (at[0] >= g->w.end[0] || at[1] >= g->w.end[1] ||
		       at[2] >= g->w.end[2]))
		return "at a group that the walker does not have";
	if (media && (g->e->walk != GEN9_WALK_IN_GROUP || g->w.threads != 1))
		return "a media thread that is none";
	if (g->e->walk != GEN9_WALK_IN_GROUP || (media && !g->running))
		return NULL;
	if (!g->running || (g->w.threads < 64 && g->running >> g->w.threads))
		return "threads run that the group does not have";
	if (g->group.threads != g->w.threads ||
	    g->group.slm_bytes != g->w.slm_bytes)
		return "a group of another walker";
	return NULL;
}

const struct gen9_state_table gen9_gpgpu_state =
	STATE_TABLE(rows, check);
#undef STATE_OF

static void group(struct gen9_state *s, struct gen9_gpgpu *g)
{
	gen9_state_array(s, "gen9_gpgpu.slm", g->slm, 1, g->w.slm_bytes, 0);
	g->group.slm = g->slm;
	g->group.thread = g->thread;
	for (unsigned int n = 0; n < GEN9_GROUP_THREADS; n++) {
		struct eu_thread *t = &g->thread[n];

		if (!(g->running >> n & 1))
			continue;
		gen9_state_struct(s, &eu_thread_state, t);
		t->core = &g->core;
		t->group = &g->group;
	}
}

void gen9_gpgpu_save(struct gen9_state *s, struct gen9_engine *e)
{
	struct gen9_gpgpu *g = e->gpgpu;
	bool begun = g->ready && e->walk != GEN9_WALK_NONE;

	gen9_state_struct(s, &eu_core_state, &g->core);
	gen9_state_num(s, "gen9_gpgpu.ready", &begun, sizeof(begun), 1);
	if (s->loading && !s->failed) {
		if (e->walk == GEN9_WALK_IN_GROUP && !begun)
			gen9_state_fail(s, "gen9_gpgpu: in a group of no walker");
		g->ready = begun && e->walk != GEN9_WALK_NONE;
	}
	if (!begun || s->failed)
		return;
	gen9_state_struct(s, &gen9_gpgpu_state, g);
	gen9_state_array(s, "gen9_gpgpu.payload", g->payload, 1, PAYLOAD_BYTES,
			 0);
	gen9_levels_save(s, g->port.levels);
	eu_lines_save(s, &g->core);
	if (e->walk == GEN9_WALK_IN_GROUP && !s->failed)
		group(s, g);
}
