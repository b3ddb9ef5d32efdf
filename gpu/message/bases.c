// SPDX-License-Identifier: GPL-2.0-or-later
/* STATE_BASE_ADDRESS: Mesa's src/intel/genxml/gen9.xml. */
#include "gpu/message/message.h"

#define BASE_MASK	0x0000fffffffff000ull

static uint64_t base(const struct gen9_compute *c, unsigned int dw)
{
	return (c->base[dw] | (uint64_t)c->base[dw + 1] << 32) & BASE_MASK;
}

struct gen9_bases gen9_bases_of(const struct gen9_compute *c)
{
	struct gen9_bases b = {
		.general = base(c, 0), .surface = base(c, 3),
		.dynamic = base(c, 5), .indirect = base(c, 7),
		.instruction = base(c, 9), .bindless = base(c, 15),
		.general_bytes = (uint64_t)(c->base[11] >> 12) << 12,
	};

	/* 4 GiB, when all 20 bits are set, as drivers do */
	if (c->base[11] >> 12 == 0xfffff)
		b.general_bytes = 1ull << 32;
	return b;
}
