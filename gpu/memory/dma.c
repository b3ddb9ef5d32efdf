// SPDX-License-Identifier: GPL-2.0-or-later
/* Bus accesses, counted. */
#include <errno.h>

#include "gpu/host/work.h"
#include "gpu/memory/dma.h"

static int outcome(struct gen9_as *as, int ret, size_t len)
{
	as->work += GEN9_WORK_DMA + len;
	if (ret == -EPERM && as->ctr)
		as->ctr->bar_dma++;
	return ret ? -EFAULT : 0;
}

int gen9_dma_read(struct gen9_as *as, uint64_t pa, void *buf, size_t len)
{
	const struct gen9_bus *bus = as->bus;

	return outcome(as, bus->dma_read(bus->opaque, pa, buf, len), len);
}

int gen9_dma_write(struct gen9_as *as, uint64_t pa, const void *buf,
		   size_t len)
{
	const struct gen9_bus *bus = as->bus;

	return outcome(as, bus->dma_write(bus->opaque, pa, buf, len), len);
}
