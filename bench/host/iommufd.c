// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * iommufd; contract in iommufd.h. The distribution's headers are older
 * than the interface, so what is used of it stands here.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/vfio.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "host/iommufd.h"
#include "lib/sys.h"

#define DEV_IOMMU	"/dev/iommu"

#define IOAS_ALLOC	_IO(';', 0x81)
#define IOAS_MAP	_IO(';', 0x85)
#define IOAS_UNMAP	_IO(';', 0x86)
#define BIND_IOMMUFD	_IO(VFIO_TYPE, VFIO_BASE + 18)
#define ATTACH_PT	_IO(VFIO_TYPE, VFIO_BASE + 19)

enum { AT_THIS_IOVA = 1, WRITEABLE = 2, READABLE = 4 };

struct ioas_alloc {
	uint32_t size, flags, ioas;
};

struct ioas_map {
	uint32_t size, flags, ioas, zero;
	uint64_t hva, length, iova;
};

struct ioas_unmap {
	uint32_t size, ioas;
	uint64_t iova, length;
};

struct bind {
	uint32_t argsz, flags;
	int32_t iommufd;
	uint32_t devid;
};

struct attach {
	uint32_t argsz, flags, ioas;
};

bool iommufd_there(void)
{
	return sys_exists(DEV_IOMMU);
}

int iommufd_new(uint32_t *ioas)
{
	struct ioas_alloc alloc = { .size = sizeof(alloc) };
	int fd = open(DEV_IOMMU, O_RDWR | O_CLOEXEC), ret;

	if (fd < 0)
		return -errno;
	if (ioctl(fd, IOAS_ALLOC, &alloc)) {
		ret = -errno;
		close(fd);
		return ret;
	}
	*ioas = alloc.ioas;
	return fd;
}

/* Its number is the name of the only entry of vfio-dev: vfio0. */
int iommufd_device(const char *sysfs)
{
	char path[512];
	struct dirent *d;
	int ret = -ENODEV;
	DIR *dir;

	snprintf(path, sizeof(path), "%s/vfio-dev", sysfs);
	dir = opendir(path);
	if (!dir)
		return -errno;
	while (ret == -ENODEV && (d = readdir(dir))) {
		if (d->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "/dev/vfio/devices/%s",
			 d->d_name);
		ret = open(path, O_RDWR | O_CLOEXEC);
		if (ret < 0)
			ret = -errno;
	}
	closedir(dir);
	return ret;
}

int iommufd_attach(int device, int iommufd, uint32_t ioas)
{
	struct bind bind = { .argsz = sizeof(bind), .iommufd = iommufd };
	struct attach attach = { .argsz = sizeof(attach), .ioas = ioas };

	return ioctl(device, BIND_IOMMUFD, &bind) ||
	       ioctl(device, ATTACH_PT, &attach) ? -errno : 0;
}

int iommufd_map(int iommufd, uint32_t ioas, uint64_t iova, void *hva,
		uint64_t size)
{
	struct ioas_map map = {
		.size = sizeof(map), .ioas = ioas, .iova = iova,
		.flags = AT_THIS_IOVA | WRITEABLE | READABLE,
		.hva = (uintptr_t)hva, .length = size,
	};

	return ioctl(iommufd, IOAS_MAP, &map) ? -errno : 0;
}

int iommufd_unmap(int iommufd, uint32_t ioas, uint64_t iova, uint64_t size)
{
	struct ioas_unmap unmap = {
		.size = sizeof(unmap), .ioas = ioas,
		.iova = iova, .length = size,
	};

	return ioctl(iommufd, IOAS_UNMAP, &unmap) ? -errno : 0;
}
