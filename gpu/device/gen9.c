// SPDX-License-Identifier: GPL-2.0-or-later
/* The device as a whole: its life, and what the embedder asks of it. */
#include <errno.h>
#include <stdlib.h>

#include "gpu/device/gen9.h"
#include "gpu/device/run.h"
#include "gpu/device/tables.h"
#include "gpu/gpgpu/gpgpu.h"
#include "gpu/render/render.h"

static int init_engines(struct gen9 *g)
{
	const struct gen9_engine_parts parts = {
		.host = &g->host, .regs = &g->regs, .irq = &g->irq,
		.ggtt_table = &g->ggtt, .tape = &g->tape,
	};

	for (unsigned int i = 0; i < GEN9_CTR_ENGINES; i++) {
		int ret = gen9_engine_init(&g->engine[i], i, &parts);

		if (ret)
			return ret;
		gen9_execlists_init(&g->execlists[i], &g->engine[i]);
	}
	if (!gen9_gpgpu_new(&g->engine[GEN9_CTR_RCS0]))
		return -ENOMEM;
	return gen9_render_new(&g->engine[GEN9_CTR_RCS0]) ? 0 : -ENOMEM;
}

struct gen9 *gen9_new(const struct gen9_bus *bus,
		      const struct gen9_params *params, uint64_t *ggtt)
{
	struct gen9 *g = calloc(1, sizeof(*g));

	if (!g)
		return NULL;
	gen9_host_init(&g->host, bus, params);
	g->staged = *params;
	g->irq = (struct gen9_irq){ .host = &g->host, .regs = &g->regs };
	if (gen9_ggtt_init(&g->ggtt, ggtt, &g->host.ctr.ggtt_writes) ||
	    gen9_regs_init(&g->regs, &g->host, g, gen9_reg_tables,
			   gen9_reg_table_count) ||
	    init_engines(g)) {
		gen9_free(g);
		return NULL;
	}
	g->ggtt.tape = &g->tape;
	gen9_reset(g);
	return g;
}

void gen9_free(struct gen9 *g)
{
	if (!g)
		return;
	gen9_gpgpu_free(g->engine[GEN9_CTR_RCS0].gpgpu);
	gen9_render_free(g->engine[GEN9_CTR_RCS0].render);
	for (unsigned int i = 0; i < GEN9_CTR_ENGINES; i++)
		gen9_engine_free(&g->engine[i]);
	gen9_tape_free(&g->tape);
	gen9_regs_free(&g->regs);
	gen9_ggtt_free(&g->ggtt);
	free(g);
}

void gen9_reset(struct gen9 *g)
{
	for (unsigned int i = 0; i < GEN9_CTR_ENGINES; i++)
		gen9_execlists_reset(&g->execlists[i]);
	gen9_regs_reset(&g->regs);
	gen9_power_reset(g);
	gen9_run_reset(g);
	gen9_irq_update(&g->irq);
}

/*
 * GGC (0x50): GGMS 3 = 8 MiB of page table entries, GMS 0 = no stolen
 * memory; BDSM 0x5c, BGSM 0x70 left 0, ASLS (0xfc) 0: no OpRegion.
 */
bool gen9_config_default(unsigned int off, uint32_t *val)
{
	if (off != 0x50)
		return false;
	*val = 3u << 6;
	return true;
}

void gen9_timer(struct gen9 *g)
{
	g->deadline = UINT64_MAX;
	gen9_run(g);
}

const struct gen9_counters *gen9_get_counters(struct gen9 *g)
{
	g->host.ctr.now_ns = g->host.bus.now_ns(g->host.bus.opaque);
	return &g->host.ctr;
}

uint64_t *gen9_get_ggtt(struct gen9 *g)
{
	return g->ggtt.pte;
}

const struct gen9_unmodelled *gen9_get_unmodelled(const struct gen9 *g)
{
	return &g->host.unmodelled;
}
