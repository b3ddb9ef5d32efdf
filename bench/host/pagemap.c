// SPDX-License-Identifier: GPL-2.0-or-later
/* Physical truth about our memory; contract in pagemap.h. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "host/pagemap.h"

#define PM_PRESENT	(1ull << 63)
#define PM_PFN_MASK	((1ull << 55) - 1)
#define PAGE_SHIFT	12
#define PAGES_2M	512

static int pread_file(const char *path, void *buf, size_t len, off_t at)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), err;
	ssize_t n;

	if (fd < 0)
		return -errno;
	n = pread(fd, buf, len, at);
	err = errno;
	close(fd);
	if (n < 0)
		return -err;
	return (size_t)n == len ? 0 : -EIO;
}

int pagemap_frames(const void *va, size_t n, uint64_t *pfn)
{
	off_t at = ((uintptr_t)va >> PAGE_SHIFT) * sizeof(*pfn);
	int ret = pread_file("/proc/self/pagemap", pfn, n * sizeof(*pfn), at);
	size_t i;

	for (i = 0; !ret && i < n; i++) {
		if (!(pfn[i] & PM_PRESENT))
			ret = -ENXIO;
		pfn[i] &= PM_PFN_MASK;
		if (!pfn[i])
			ret = ret ? ret : -EPERM;
	}
	return ret;
}

int pagemap_of(const char *path, uint64_t va, size_t n, uint64_t *pfn)
{
	int ret = pread_file(path, pfn, n * sizeof(*pfn),
			     (off_t)((va >> PAGE_SHIFT) * sizeof(*pfn)));

	for (size_t i = 0; !ret && i < n; i++)
		pfn[i] = pfn[i] & PM_PRESENT ? pfn[i] & PM_PFN_MASK : 0;
	return ret;
}

int pagemap_flags(uint64_t pfn, uint64_t *flags)
{
	return pread_file("/proc/kpageflags", flags, sizeof(*flags),
			  pfn * sizeof(*flags));
}

void phys_of_frames(const uint64_t *pfn, unsigned int n, struct phys *p)
{
	unsigned int i;

	memset(p, 0, sizeof(*p));
	p->base = pfn[0];
	p->aligned = pfn[0] % PAGES_2M == 0;
	for (i = 1; i < n && pfn[i] == pfn[0] + i; i++)
		;
	p->contiguous = i == n;
	p->break_at = p->contiguous ? 0 : i;
}

int pagemap_phys(const void *va, struct phys *p)
{
	uint64_t pfn[PAGES_2M];
	int ret = pagemap_frames(va, PAGES_2M, pfn);

	if (ret)
		return ret;
	phys_of_frames(pfn, PAGES_2M, p);
	return pagemap_flags(p->base, &p->flags);
}
