// SPDX-License-Identifier: GPL-2.0-or-later
/* Traces of what the engines do between two marks. */
#include "gpu/device/tape.h"
#include "gpu/engine/record.h"

static void end(struct gen9 *g)
{
	const struct gen9_bus *bus = &g->host.bus;
	uint64_t ps[GEN9_CTR_ENGINES];

	for (unsigned int i = 0; i < GEN9_CTR_ENGINES; i++)
		ps[i] = gen9_record_end(&g->engine[i]);
	gen9_tape_end(&g->tape, ps);
	bus->trace(bus->opaque, g->mark, g->tape.buf,
		   g->tape.broken ? 0 : g->tape.len);
}

void gen9_tape_mark(struct gen9 *g, uint32_t n)
{
	if (!g->host.bus.trace)
		return;
	if (g->tape.on)
		end(g);
	g->mark = n;
	if (!n)
		return;
	gen9_tape_begin(&g->tape, g->host.bus.iommu_shift);
	for (unsigned int i = 0; i < GEN9_CTR_ENGINES; i++)
		gen9_record_begin(&g->engine[i]);
}
