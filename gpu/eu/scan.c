// SPDX-License-Identifier: GPL-2.0-or-later
/* Messages of code that has not run; contract in eu.h. */
#include "gpu/eu/icache.h"

static bool is_send(const struct eu_inst *in)
{
	return in->row->format == EU_F_SEND || in->row->format == EU_F_SENDS;
}

int eu_scan(struct eu_thread *t, uint32_t ip, unsigned int most,
	    int (*fn)(struct eu_thread *t, const struct eu_send *s))
{
	bool end = false;
	int ret = 0;

	while (!ret && !end && most--) {
		const struct eu_inst *in = eu_icache_find(t, ip);
		struct eu_send s;

		t->work += EU_WORK;
		if (!in)
			return 0;
		ip += in->bytes;
		if (!is_send(in))
			continue;
		end = in->eot;
		eu_send_of(t, in, &s);
		if (!in->desc_reg && !in->exdesc_reg)
			ret = fn(t, &s);
	}
	return ret;
}
