// SPDX-License-Identifier: GPL-2.0-or-later
/* Saving and loading of the device as a whole. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gpu/blocks/blocks.h"
#include "gpu/blocks/state.h"
#include "gpu/device/gen9.h"
#include "gpu/device/state.h"
#include "gpu/engine/state.h"
#include "gpu/eu/state.h"
#include "gpu/gpgpu/state.h"
#include "gpu/host/state_host.h"
#include "gpu/memory/state.h"
#include "gpu/message/state.h"
#include "gpu/registers/state.h"
#include "gpu/render/state.h"
#include "gpu/submission/state.h"

const struct gen9_state_table *const gen9_state_tables[] = {
	&gen9_params_state, &gen9_own_state, &gen9_regs_state,
	&gen9_tape_state, &gen9_engine_state, &gen9_tlb_state,
	&gen9_execlists_state, &eu_core_state, &gen9_gpgpu_state,
	&gen9_render_state, &gen9_levels_state, &eu_line_state, &eu_thread_state, &gen9_ggtt_state,
};
const unsigned int gen9_state_table_count =
	sizeof(gen9_state_tables) / sizeof(*gen9_state_tables);

static uint64_t layout(void)
{
	uint64_t hash = GEN9_STATE_HASH;

	for (unsigned int i = 0; i < gen9_state_table_count; i++)
		hash = gen9_state_layout(gen9_state_tables[i], hash);
	return hash;
}

static void expect(struct gen9_state *s, uint64_t want, const char *else_it_is)
{
	uint64_t v = want;

	gen9_state_num(s, else_it_is, &v, sizeof(v), 0);
	if (v != want)
		gen9_state_fail(s, "%s", else_it_is);
}

static void head(struct gen9_state *s)
{
	expect(s, GEN9_STATE_MAGIC, "no state of this device");
	expect(s, GEN9_STATE_VERSION, "of another version");
	expect(s, layout(), "of a build whose state has other fields");
}

/* The GGTT last: it is the embedder's, and stays as it is if this fails. */
static void parts(struct gen9_state *s, struct gen9 *g)
{
	gen9_state_struct(s, &gen9_own_state, g);
	gen9_regs_save(s, &g->regs);
	gen9_tape_save(s, &g->tape, g->host.bus.trace != NULL);
	for (unsigned int i = 0; i < GEN9_CTR_ENGINES; i++) {
		gen9_engine_save(s, &g->engine[i]);
		gen9_state_struct(s, &gen9_execlists_state, &g->execlists[i]);
	}
	gen9_gpgpu_save(s, &g->engine[GEN9_CTR_RCS0]);
	gen9_render_save(s, &g->engine[GEN9_CTR_RCS0]);
	gen9_ggtt_save(s, &g->ggtt);
}

int gen9_save(struct gen9 *g, uint8_t **buf, size_t *len)
{
	struct gen9_state s = { .loading = false };
	uint64_t sum;

	head(&s);
	gen9_state_struct(&s, &gen9_params_state, &g->host.params);
	parts(&s, g);
	sum = gen9_state_hash(GEN9_STATE_HASH, s.buf, s.len);
	gen9_state_num(&s, "sum", &sum, sizeof(sum), 0);
	if (s.failed) {
		free(s.buf);
		return -ENOMEM;
	}
	*buf = s.buf;
	*len = s.len;
	return 0;
}

/* Its end is the hash of the rest. */
static void check_sum(struct gen9_state *s)
{
	uint64_t is, sum = 0;

	if (s->len < sizeof(sum)) {
		gen9_state_fail(s, "it ends too early");
		return;
	}
	s->len -= sizeof(sum);
	is = gen9_state_hash(GEN9_STATE_HASH, s->buf, s->len);
	for (unsigned int i = 0; i < sizeof(sum); i++)
		sum |= (uint64_t)s->buf[s->len + i] << 8 * i;
	if (is != sum)
		gen9_state_fail(s, "damaged: its sum is not that of its bytes");
}

/* A core of the saved parameters with the GGTT of its own, or NULL. */
static struct gen9 *fresh(struct gen9_state *s, const struct gen9_bus *bus)
{
	struct gen9_params params;
	struct gen9 *g;

	gen9_params_default(&params);
	gen9_state_struct(s, &gen9_params_state, &params);
	if (s->failed)
		return NULL;
	g = gen9_new(bus, &params, NULL);
	if (!g)
		gen9_state_no_memory(s);
	return g;
}

/* g takes the GGTT of old, which is filled, and its place. */
static void replace(struct gen9 *old, struct gen9 *g)
{
	struct gen9_ggtt *to = &old->ggtt, *from = &g->ggtt;

	memcpy(to->pte, from->pte, from->entries * sizeof(*from->pte));
	gen9_ggtt_free(from);
	from->pte = to->pte;
	from->own = to->own;
	to->own = false;
	gen9_free(old);
	g->host.bus.set_timer(g->host.bus.opaque, g->deadline);
}

static const char *checked(struct gen9_state *s, struct gen9 *g)
{
	parts(s, g);
	if (!s->failed && s->at != s->len)
		gen9_state_fail(s, "it goes on behind its end");
	return s->failed ? s->why : NULL;
}

int gen9_load(struct gen9 **g, const uint8_t *buf, size_t len, char *err,
	      size_t errlen)
{
	/* only read: it is loading */
	struct gen9_state s = { .loading = true, .buf = (uint8_t *)buf,
				.len = len };
	struct gen9 *to = NULL;

	head(&s);
	if (!s.failed)
		check_sum(&s);
	if (!s.failed)
		to = fresh(&s, &(*g)->host.bus);
	if (!to || checked(&s, to)) {
		snprintf(err, errlen, "state of the GPU: %s", s.why);
		gen9_free(to);
		gen9_reset(*g);
		return s.no_memory ? -ENOMEM : -EINVAL;
	}
	replace(*g, to);
	*g = to;
	return 0;
}
