// SPDX-License-Identifier: GPL-2.0-or-later
/* Parameters: staged, then applied together or not at all. */
#include <errno.h>

#include "gpu/device/tape.h"
#include "gpu/device/tune.h"

static bool is_param(uint32_t off)
{
	return off >= GEN9_TUNE_BASE &&
	       off < GEN9_TUNE_BASE + GEN9_PARAM_COUNT * 4;
}

static size_t place(uint32_t off)
{
	return gen9_param_rows[(off - GEN9_TUNE_BASE) / 4].off;
}

uint32_t gen9_tune_read(const struct gen9 *g, uint32_t off)
{
	if (is_param(off))
		return *(const uint32_t *)((const char *)&g->host.params +
					   place(off));
	if (off == GEN9_TRACE_MARK)
		return g->host.bus.trace != NULL;
	return off == GEN9_TUNE_APPLY && g->refused;
}

/* TLBs as the parameters in force say, for all engines or for none. */
static int retune(struct gen9 *g)
{
	struct gen9_tlb *fresh[GEN9_CTR_ENGINES];
	bool all = true;

	for (unsigned int i = 0; i < GEN9_CTR_ENGINES; i++) {
		fresh[i] = gen9_tlb_new(&g->host.params);
		all &= fresh[i] != NULL;
	}
	for (unsigned int i = 0; i < GEN9_CTR_ENGINES; i++) {
		if (all)
			gen9_engine_retune(&g->engine[i], fresh[i]);
		else
			gen9_tlb_free(fresh[i]);
	}
	return all ? 0 : -ENOMEM;
}

static void apply(struct gen9 *g)
{
	struct gen9_params old = g->host.params;

	g->refused = !gen9_params_valid(&g->staged);
	g->tape.broken = true;
	if (!g->refused) {
		g->host.params = g->staged;
		g->refused = retune(g) != 0;
	}
	if (g->refused)
		g->host.params = g->staged = old;
	g->host.ctr.params_hash = gen9_params_hash(&g->host.params);
}

void gen9_tune_write(struct gen9 *g, uint32_t off, uint32_t val)
{
	if (is_param(off))
		*(uint32_t *)((char *)&g->staged + place(off)) = val;
	else if (off == GEN9_TUNE_APPLY)
		apply(g);
	else if (off == GEN9_TRACE_MARK)
		gen9_tape_mark(g, val);
}
