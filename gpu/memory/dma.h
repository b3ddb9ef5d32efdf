/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bus addresses as a command reaches them, after translation: the only way
 * to memory but for what is mapped (bus.h, dma_map).
 */
#ifndef GEN9_DMA_H
#define GEN9_DMA_H

#include "gpu/memory/as.h"

/*
 * len bytes at bus address pa. 0, or -EFAULT: some of it is no memory, or
 * one of the device's own BARs, which is counted (bar_dma). A fault is not
 * recorded in as: only the caller knows the address.
 */
int gen9_dma_read(struct gen9_as *as, uint64_t pa, void *buf, size_t len);
int gen9_dma_write(struct gen9_as *as, uint64_t pa, const void *buf,
		   size_t len);

#endif
