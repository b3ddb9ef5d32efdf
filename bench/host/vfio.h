/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The vGPU through VFIO's container and group or through iommufd, and the
 * registers of it that the probe writes.
 */
#ifndef GTT2M_VFIO_H
#define GTT2M_VFIO_H

#include <stdbool.h>
#include <stdint.h>

/* PVINFO page of a vGPU (i915_pvinfo.h). */
#define PVINFO_G2V_NOTIFY	0x78818
#define PVINFO_PDP0_LO		0x78838
#define PVINFO_PDP0_HI		0x7883c
#define VGT_G2V_PPGTT_L4_PAGE_TABLE_CREATE	4
#define VGT_G2V_PPGTT_L4_PAGE_TABLE_DESTROY	5

struct vfio {
	int container, group, device;	/* -1: closed */
	int group_id;
	bool iommufd;		/* container is /dev/iommu, no group */
	uint32_t ioas;		/* then: the address space in it */
	uint64_t bar0;		/* offset of region 0 in the device file */
	uint64_t bar2;		/* and of region 2, the aperture */
};

/* Open container and group of the mdev at sysfs, TYPE1v2; or iommufd. */
int vfio_open(struct vfio *v, const char *sysfs, bool iommufd);
/* What the VM must know of: the group, or the device. */
int vfio_file(const struct vfio *v);
/* Activate the vGPU; the VM must know vfio_file() already. */
int vfio_device(struct vfio *v, const char *uuid);
/* Close the device alone and open it again; the vGPU is not reset. */
int vfio_reopen(struct vfio *v, const char *uuid);
int vfio_reset(struct vfio *v);
void vfio_close(struct vfio *v);

/* DMA: iova is the guest-physical address. */
int vfio_map(struct vfio *v, uint64_t iova, void *hva, uint64_t size);
int vfio_unmap(struct vfio *v, uint64_t iova, uint64_t size);

/* MMIO of region 0 in words of 4 or 8 bytes. */
int vfio_write32(struct vfio *v, uint64_t reg, uint32_t value);
int vfio_write64(struct vfio *v, uint64_t reg, uint64_t value);
int vfio_read32(struct vfio *v, uint64_t reg, uint32_t *value);
/* By the aperture: a GGTT address, 4 bytes. */
int vfio_poke(struct vfio *v, uint64_t gma, uint32_t value);

/*
 * Tell GVT-g that the tree below root exists, or no longer. The write
 * succeeds whatever GVT-g did with it (pvinfo_mmio_write drops the error).
 */
int vfio_ppgtt_root(struct vfio *v, uint64_t root);
int vfio_ppgtt_notify(struct vfio *v, uint32_t what);

#endif
