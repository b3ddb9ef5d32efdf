/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the GPU's IOMMU is asked to do: maps and unmaps by size and
 * invalidations, counted by perf's counters of the kernel's own trace
 * events (iommu:map, iommu:unmap, intel_iommu:qi_submit). Nothing is
 * counted where DMA is not translated; each hit costs time, so timed
 * passes run without.
 */
#ifndef GTT2M_IOMMUCOUNT_H
#define GTT2M_IOMMUCOUNT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

struct iommu_sizes {
	uint64_t k4, m2, other;	/* calls of 4 KiB, of 2 MiB, of other sizes */
};

struct iommucount {
	bool on;
	struct iommu_sizes map, unmap;
	uint64_t iotlb;		/* invalidations of the IOTLB submitted */
};

/* The domain of the GPU ("DMA", "DMA-FQ", "identity"), or "none". */
void iommu_domain(char *out, size_t len);

/* Start from 0; no-op without an IOMMU. 0 or -errno. */
int iommucount_start(void);
/* Read and stop. */
int iommucount_stop(struct iommucount *c);
json_t *iommucount_json(const struct iommucount *c);

#endif
