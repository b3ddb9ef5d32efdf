/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The vGPU without container and group: the device's own file, bound to an
 * I/O address space of iommufd, as VMMs do it since Linux 6.6.
 */
#ifndef GTT2M_IOMMUFD_H
#define GTT2M_IOMMUFD_H

#include <stdbool.h>
#include <stdint.h>

/* Does this kernel have it? */
bool iommufd_there(void);
/* A new, empty address space: the file, or -errno. */
int iommufd_new(uint32_t *ioas);
/* The device file of the mdev at sysfs, or -errno. */
int iommufd_device(const char *sysfs);
/* Opens the device for good; KVM must know the file already. */
int iommufd_attach(int device, int iommufd, uint32_t ioas);
int iommufd_map(int iommufd, uint32_t ioas, uint64_t iova, void *hva,
		uint64_t size);
int iommufd_unmap(int iommufd, uint32_t ioas, uint64_t iova, uint64_t size);

#endif
