// SPDX-License-Identifier: GPL-2.0-or-later
/* VFIO container, group and device, or iommufd; contract in vfio.h. */
#include <errno.h>
#include <fcntl.h>
#include <linux/vfio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "host/iommufd.h"
#include "host/vfio.h"

/* The group's number is the name its link points at. */
static int group_of(const char *sysfs)
{
	char path[256], link[256];
	const char *name;
	ssize_t n;

	snprintf(path, sizeof(path), "%s/iommu_group", sysfs);
	n = readlink(path, link, sizeof(link) - 1);
	if (n < 0)
		return -errno;
	link[n] = 0;
	name = strrchr(link, '/');
	return name ? atoi(name + 1) : -ENODEV;
}

/* An address space instead of the container, no group, and the device. */
static int open_iommufd(struct vfio *v, const char *sysfs)
{
	v->container = iommufd_new(&v->ioas);
	if (v->container < 0)
		return v->container;
	v->device = iommufd_device(sysfs);
	return v->device < 0 ? v->device : 0;
}

int vfio_open(struct vfio *v, const char *sysfs, bool iommufd)
{
	struct vfio_group_status status = { .argsz = sizeof(status) };
	char path[64];

	v->container = v->group = v->device = -1;
	v->iommufd = iommufd;
	if (iommufd)
		return open_iommufd(v, sysfs);
	v->group_id = group_of(sysfs);
	if (v->group_id < 0)
		return v->group_id;
	v->container = open("/dev/vfio/vfio", O_RDWR | O_CLOEXEC);
	if (v->container < 0)
		return -errno;
	snprintf(path, sizeof(path), "/dev/vfio/%d", v->group_id);
	v->group = open(path, O_RDWR | O_CLOEXEC);
	if (v->group < 0 || ioctl(v->group, VFIO_GROUP_GET_STATUS, &status))
		return -errno;
	if (!(status.flags & VFIO_GROUP_FLAGS_VIABLE))
		return -EPERM;
	if (ioctl(v->group, VFIO_GROUP_SET_CONTAINER, &v->container) ||
	    ioctl(v->container, VFIO_SET_IOMMU, VFIO_TYPE1v2_IOMMU))
		return -errno;
	return 0;
}

int vfio_file(const struct vfio *v)
{
	return v->iommufd ? v->device : v->group;
}

static int region(struct vfio *v, unsigned int index, uint64_t *offset)
{
	struct vfio_region_info info = {
		.argsz = sizeof(info), .index = index,
	};

	if (ioctl(v->device, VFIO_DEVICE_GET_REGION_INFO, &info))
		return -errno;
	*offset = info.offset;
	return 0;
}

int vfio_device(struct vfio *v, const char *uuid)
{
	int ret = 0;

	if (v->iommufd)
		ret = iommufd_attach(v->device, v->container, v->ioas);
	else
		v->device = ioctl(v->group, VFIO_GROUP_GET_DEVICE_FD, uuid);
	if (!ret && v->device < 0)
		ret = -errno;
	if (!ret)
		ret = region(v, VFIO_PCI_BAR0_REGION_INDEX, &v->bar0);
	return ret ? ret : region(v, VFIO_PCI_BAR2_REGION_INDEX, &v->bar2);
}

int vfio_reset(struct vfio *v)
{
	return ioctl(v->device, VFIO_DEVICE_RESET) ? -errno : 0;
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

int vfio_reopen(struct vfio *v, const char *uuid)
{
	if (v->iommufd)	/* KVM holds the file open */
		return -EOPNOTSUPP;
	close_fd(&v->device);
	return vfio_device(v, uuid);
}

void vfio_close(struct vfio *v)
{
	close_fd(&v->device);
	close_fd(&v->group);
	close_fd(&v->container);
}

int vfio_map(struct vfio *v, uint64_t iova, void *hva, uint64_t size)
{
	struct vfio_iommu_type1_dma_map map = {
		.argsz = sizeof(map),
		.flags = VFIO_DMA_MAP_FLAG_READ | VFIO_DMA_MAP_FLAG_WRITE,
		.vaddr = (uintptr_t)hva,
		.iova = iova,
		.size = size,
	};

	if (v->iommufd)
		return iommufd_map(v->container, v->ioas, iova, hva, size);
	return ioctl(v->container, VFIO_IOMMU_MAP_DMA, &map) ? -errno : 0;
}

int vfio_unmap(struct vfio *v, uint64_t iova, uint64_t size)
{
	struct vfio_iommu_type1_dma_unmap unmap = {
		.argsz = sizeof(unmap), .iova = iova, .size = size,
	};

	if (v->iommufd)
		return iommufd_unmap(v->container, v->ioas, iova, size);
	return ioctl(v->container, VFIO_IOMMU_UNMAP_DMA, &unmap) ? -errno : 0;
}

static int region_write(struct vfio *v, uint64_t at, const void *val,
			size_t len)
{
	ssize_t n = pwrite(v->device, val, len, at);

	if (n < 0)
		return -errno;
	return (size_t)n == len ? 0 : -EIO;
}

int vfio_write32(struct vfio *v, uint64_t reg, uint32_t value)
{
	return region_write(v, v->bar0 + reg, &value, sizeof(value));
}

int vfio_poke(struct vfio *v, uint64_t gma, uint32_t value)
{
	return region_write(v, v->bar2 + gma, &value, sizeof(value));
}

int vfio_write64(struct vfio *v, uint64_t reg, uint64_t value)
{
	return region_write(v, v->bar0 + reg, &value, sizeof(value));
}

int vfio_read32(struct vfio *v, uint64_t reg, uint32_t *value)
{
	ssize_t n = pread(v->device, value, sizeof(*value), v->bar0 + reg);

	if (n < 0)
		return -errno;
	return n == sizeof(*value) ? 0 : -EIO;
}

int vfio_ppgtt_root(struct vfio *v, uint64_t root)
{
	int ret = vfio_write32(v, PVINFO_PDP0_LO, root);

	return ret ? ret : vfio_write32(v, PVINFO_PDP0_HI, root >> 32);
}

int vfio_ppgtt_notify(struct vfio *v, uint32_t what)
{
	return vfio_write32(v, PVINFO_G2V_NOTIFY, what);
}
