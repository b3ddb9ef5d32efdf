// SPDX-License-Identifier: GPL-2.0-or-later
/* The life of a thread. */
#include <string.h>

#include "gpu/eu/icache.h"

void eu_thread_start(struct eu_thread *t, struct eu_core *core, uint32_t ip,
		     uint32_t channels)
{
	memset(t, 0, sizeof(*t));
	t->core = core;
	t->ip = ip;
	t->dispatch = t->active = channels;
	t->sr0[2] = channels;
	t->wake = ~0u;
}

/* Who waits for this instruction takes part from here on. */
static void arrive(struct eu_thread *t)
{
	if (t->ip >= t->wake)
		eu_wake(t);
}

/* in may be gone when its message has been sent. */
static int step(struct eu_thread *t, const struct eu_inst *in)
{
	uint64_t *n = &t->core->ctr.n[0][0][0] + in->counter;
	uint64_t *issued = &t->core->ctr.done[in->issue];
	uint32_t at = t->ip, bytes = in->bytes;
	int why;

	if (t->filling & in->uses)
		eu_use_operands(t, in);
	why = in->run(t, in);
	if (why == EU_WAIT || why == EU_FAULT)
		return why;
	t->instructions++;
	t->work += EU_WORK;
	++*n;
	++*issued;
	/* A write to ip is a jump, too. */
	if (why != EU_JUMPED && t->ip == at)
		t->ip += bytes;
	if (__builtin_expect(t->parked, 0))
		arrive(t);
	return why;
}

enum eu_stop eu_run(struct eu_thread *t, uint64_t budget)
{
	while (budget--) {
		const struct eu_inst *in = eu_icache_get(t, t->ip);
		int why = in ? step(t, in) : EU_FAULT;

		if (why >= 0)
			return why;
	}
	return EU_BUDGET;
}
