// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>

#include "gpu/eu/exec.h"

int eu_peek(struct eu_thread *t, uint32_t ip, struct eu_inst *in)
{
	struct eu_core *core = t->core;
	uint64_t w[2] = { 0, 0 };

	if (core->ops->fetch(core, (core->base + ip) & ~7ull, w, 8))
		return -EFAULT;
	if (!(w[0] & EU_COMPACT) && core->ops->fetch(core,
			((core->base + ip) & ~7ull) + 8, &w[1], 8))
		return -EFAULT;
	return eu_decode(in, w);
}
