// SPDX-License-Identifier: GPL-2.0-or-later
/* Breaking up L1's free memory; contract in hog.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "guest/hog.h"
#include "guest/load.h"
#include "host/pagemap.h"
#include "lib/rng.h"
#include "lib/sys.h"

#define PAGE		4096ull
#define BLOCK_PAGES	512u
#define LEFT_KIB	(20 * 1024ull)	/* for the kernel to live on */
#define BLOCKS_MAX	(1u << 15)	/* 64 GiB of frames */

/* The pages that are held, in the order found. */
static uint8_t *held[BLOCKS_MAX];
static unsigned int nheld;

/* One byte a block: broken up already, to be, or left whole. */
static void choose(uint8_t *block, uint64_t seed)
{
	struct rng r;
	unsigned int i;

	rng_seed(&r, seed ^ 0x686f67);	/* its own stream: "hog" */
	for (i = 0; i < BLOCKS_MAX; i++)
		block[i] = rng_u64(&r) % HOG_WHOLE != 0;
}

static int give_back(uint8_t *mem, size_t from, size_t to)
{
	if (from == to)
		return 0;
	return madvise(mem + from * PAGE, (to - from) * PAGE, MADV_DONTNEED) ?
	       -errno : 0;
}

/* Keep the first page that is found in each chosen block; free the rest. */
static int keep_some(uint8_t *mem, size_t pages, uint8_t *block)
{
	uint64_t pfn[BLOCK_PAGES], b;
	size_t i, k, n, from = 0;
	int ret = 0;

	for (i = 0; i < pages && !ret; i += n) {
		n = pages - i < BLOCK_PAGES ? pages - i : BLOCK_PAGES;
		ret = pagemap_frames(mem + i * PAGE, n, pfn);
		for (k = 0; k < n && !ret; k++) {
			b = pfn[k] / BLOCK_PAGES;
			if (b >= BLOCKS_MAX || !block[b])
				continue;
			block[b] = 0;
			held[nheld++] = mem + (i + k) * PAGE;
			ret = give_back(mem, from, i + k);
			from = i + k + 1;
		}
	}
	return ret ? ret : give_back(mem, from, pages);
}

unsigned int hog_blocks(const char *buddyinfo)
{
	unsigned int n9, n10, sum = 0;
	const char *p;

	/* Node, zone, then the free blocks of order 0 to 10. */
	for (p = buddyinfo; (p = strstr(p, "zone")); p += strlen("zone"))
		if (sscanf(p, "zone %*s %*u %*u %*u %*u %*u %*u %*u %*u %*u "
			   "%u %u", &n9, &n10) == 2)
			sum += n9 + 2 * n10;
	return sum;
}

/* Take huge pages until few blocks are left. */
static int take_whole(void)
{
	size_t size = PAGE * BLOCK_PAGES;
	uint8_t *mem, *at;
	char text[2048];
	unsigned int i;

	for (i = 0; i < BLOCKS_MAX; i++) {
		if (sys_read("/proc/buddyinfo", text, sizeof(text)) < 0)
			return -ENOENT;
		if (hog_blocks(text) <= HOG_LEFT)
			return 0;
		mem = mmap(NULL, 2 * size, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (mem == MAP_FAILED)
			return -errno;
		at = (uint8_t *)(((uintptr_t)mem + size - 1) & ~(size - 1));
		if (madvise(at, size, MADV_HUGEPAGE))
			return -errno;
		*at = 1;
	}
	return -E2BIG;
}

int hog_fragment(uint64_t seed, char *why, size_t len)
{
	uint64_t kib = meminfo_kib("MemFree:");
	size_t pages = kib > LEFT_KIB ? (kib - LEFT_KIB) / 4 : 0;
	uint8_t *block = malloc(BLOCKS_MAX), *mem;
	int ret = 0;

	mem = mmap(NULL, pages * PAGE, PROT_READ | PROT_WRITE,
		   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (!block || mem == MAP_FAILED) {
		ret = -ENOMEM;
	} else {
		choose(block, seed);
		/* Not by MAP_POPULATE, which would take huge pages first. */
		if (madvise(mem, pages * PAGE, MADV_NOHUGEPAGE) ||
		    madvise(mem, pages * PAGE, MADV_POPULATE_WRITE))
			ret = -errno;
	}
	if (!ret)
		ret = keep_some(mem, pages, block);
	if (!ret && !nheld)
		ret = -ENXIO;
	if (!ret)
		ret = take_whole();
	free(block);
	if (ret)
		snprintf(why, len, "breaking up %zu pages: %s", pages,
			 strerror(-ret));
	return ret;
}

int hog_release(unsigned int n)
{
	for (; n && nheld; n--)
		if (madvise(held[--nheld], PAGE, MADV_DONTNEED))
			return -errno;
	return n ? -ENOENT : 0;
}
