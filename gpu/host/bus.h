/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the GPU core asks of whoever embeds it (QEMU glue, unit tests,
 * fuzzers). The core has no other way to the outside.
 */
#ifndef GEN9_BUS_H
#define GEN9_BUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct gen9_bus {
	void *opaque;
	/*
	 * DMA as a PCI bus master: addr is a bus address (an emulated IOMMU
	 * may translate it). Return 0; -EPERM when the first byte that is
	 * not memory is in one of the device's own BARs, however it got
	 * there (an IOMMU's mapping may lead to it); -EFAULT for any other
	 * that is not memory. Then nothing may be assumed about buf.
	 */
	int (*dma_read)(void *opaque, uint64_t addr, void *buf, size_t len);
	int (*dma_write)(void *opaque, uint64_t addr, const void *buf,
			 size_t len);
	/*
	 * Direct access to *len bytes from addr. May shorten *len; returns
	 * NULL when only dma_read/dma_write will do, and for what these
	 * refuse. Each non-NULL result is
	 * given back with dma_unmap before the core returns to its caller.
	 */
	void *(*dma_map)(void *opaque, uint64_t addr, size_t *len, bool write);
	void (*dma_unmap)(void *opaque, void *p, size_t len, bool write);
	/* Level of the one interrupt line (the glue turns edges into MSI). */
	void (*set_irq)(void *opaque, bool level);
	/* Virtual time in ns since machine start; never goes back. */
	uint64_t (*now_ns)(void *opaque);
	/* Call gen9_timer() at deadline (virtual ns); UINT64_MAX disarms. */
	void (*set_timer)(void *opaque, uint64_t deadline);
	/* One line about something unmodelled or guest-caused. */
	void (*log)(void *opaque, const char *msg);
	/*
	 * Page shift (12, 21, 30) with which an IOMMU translates addr now; 0
	 * when none translates it. NULL: there is no IOMMU. Only for costs
	 * and TLB reach, asked on TLB misses; never for the access itself.
	 */
	unsigned int (*iommu_shift)(void *opaque, uint64_t addr);
	/*
	 * Trace number mark (gpu/memory/trace.h) has ended; len 0: it was too
	 * long to be kept, or other parameters came into force in it. NULL:
	 * none is taken.
	 */
	void (*trace)(void *opaque, uint32_t mark, const void *buf,
		      size_t len);
};

#endif
