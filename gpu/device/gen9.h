/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The emulated Gen9 GPU (Kaby Lake GT2, 8086:5912 rev 4) as its embedder
 * sees it. One instance is one PCI function. No call blocks, each does a
 * bounded amount of work, and nothing depends on host time.
 */
#ifndef GEN9_H
#define GEN9_H

#include "gpu/host/bus.h"
#include "gpu/host/params.h"
#include "gpu/host/counters.h"
#include "gpu/memory/ggtt.h"

#define GEN9_VENDOR_ID		0x8086
#define GEN9_DEVICE_ID		0x5912
#define GEN9_REVISION		4
#define GEN9_BAR0_SIZE		(16u << 20)	/* GTTMMADR */
#define GEN9_GGTT_OFFSET	(8u << 20)	/* in BAR0 */
#define GEN9_APERTURE_SIZE	(256u << 20)	/* BAR2 */
#define GEN9_ROM_SIZE		2048u
#define GEN9_PCIE_CAP		0x70
#define GEN9_MSI_CAP		0xac

struct gen9;

/*
 * A GPU in its state after power-on, or NULL (out of memory). *bus and
 * *params are copied. ggtt: room for GEN9_GGTT_ENTRIES that the embedder
 * may let its guest read; writes have to come through gen9_mmio_write().
 * NULL: the model allocates it.
 */
struct gen9 *gen9_new(const struct gen9_bus *bus,
		      const struct gen9_params *params, uint64_t *ggtt);
void gen9_free(struct gen9 *g);
/* Power-on state; counters go on. */
void gen9_reset(struct gen9 *g);

/* Device-specific part of PCI config space: dword at off, and is it ours. */
bool gen9_config_default(unsigned int off, uint32_t *val);

/* Contents of the expansion ROM. */
void gen9_rom(uint8_t rom[GEN9_ROM_SIZE]);

/*
 * BAR0, any off below GEN9_BAR0_SIZE, size 1, 2, 4 or 8, aligned to size.
 * From GEN9_GGTT_OFFSET on it is the GGTT: an access there is to an entry,
 * nothing else goes on for it, and it is not counted as one of registers.
 */
uint64_t gen9_mmio_read(struct gen9 *g, uint32_t off, unsigned int size);
void gen9_mmio_write(struct gen9 *g, uint32_t off, uint64_t val,
		     unsigned int size);

/* BAR2 through the GGTT (and fences); reads of nothing give ones. */
uint64_t gen9_aperture_read(struct gen9 *g, uint32_t off, unsigned int size);
void gen9_aperture_write(struct gen9 *g, uint32_t off, uint64_t val,
			 unsigned int size);

/* The deadline given to bus->set_timer has come. */
void gen9_timer(struct gen9 *g);

/*
 * All of its state but the memory that it reaches by DMA, as bytes that are
 * the caller's to free(): registers, the GGTT, contexts on their way, TLBs,
 * counters, parameters in force. Not between the begin and the end of another
 * call. 0 or -ENOMEM.
 */
int gen9_save(struct gen9 *g, uint8_t **buf, size_t *len);
/*
 * A core in the state of buf takes the place of *g, with its bus and GGTT; the
 * timer is set, the interrupt line is not: it is the embedder's to keep. From
 * here on counts and times are those that the saved one would have had. 0; or,
 * with *g reset and why in err (terminated): -EINVAL, the state is damaged or
 * another build's; -ENOMEM.
 */
int gen9_load(struct gen9 **g, const uint8_t *buf, size_t len, char *err,
	      size_t errlen);

/* Counters, brought up to date. */
const struct gen9_counters *gen9_get_counters(struct gen9 *g);
uint64_t *gen9_get_ggtt(struct gen9 *g);

/* What was touched and is not modelled, since it was made. */
const struct gen9_unmodelled *gen9_get_unmodelled(const struct gen9 *g);

#endif
