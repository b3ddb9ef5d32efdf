// SPDX-License-Identifier: GPL-2.0-or-later
/* THPs with a page of KSM's in the middle; contract in backing_int.h. */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "host/backing_int.h"
#include "lib/sys.h"

#define KSM_SYS	"/sys/kernel/mm/ksm"

/* Waits until the page at va is one of KSM's. */
static int wait_ksm(const uint8_t *va, struct why *w)
{
	uint64_t pfn, flags;

	for (int wait = 0; wait < 300; wait++) {
		if (!pagemap_frames(va, 1, &pfn) &&
		    !pagemap_flags(pfn, &flags) && flags & BIT(KPF_KSM))
			return 0;
		usleep(10000);
	}
	return backing_fail(w, -EAGAIN, "KSM did not merge");
}

/* One page shall be shared by n; the limit is 256 unless somebody set it. */
static int start_ksm(unsigned int n, struct why *w)
{
	uint64_t most;
	int ret = sys_read_u64(KSM_SYS "/max_page_sharing", &most);

	/* -EBUSY where others have merged pages */
	if (!ret && most < n)
		ret = sys_writef(KSM_SYS "/max_page_sharing", "%u", n);
	if (ret)
		return backing_fail(w, ret, "KSM's max_page_sharing");
	ret = sys_write(KSM_SYS "/run", "1");
	return ret ? backing_fail(w, ret, "KSM") : 0;
}

static int offer_ksm(uint8_t *va, struct why *w)
{
	memset(va, 0x5a, SZ_4K);
	return madvise(va, SZ_4K, MADV_MERGEABLE) ?
	       backing_fail(w, -errno, "MADV_MERGEABLE") : 0;
}

/*
 * The same content in page MID of each range, merged by KSM. Of two pages
 * that it merges one stays where it is: that shall be none of a range, so
 * two others are merged first, and as many share them as there are ranges.
 */
int backing_make_ksm(struct backing *b, struct rng *r, struct why *w)
{
	uint8_t *first = mmap(NULL, 2 * SZ_4K, PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int ret = backing_make_thp_left_alone(b, r, w);
	unsigned int i;

	if (first == MAP_FAILED)
		return backing_fail(w, -errno, "mmap");
	if (!ret)
		ret = start_ksm(b->n + 2, w);
	for (i = 0; i < 2 && !ret; i++)
		ret = offer_ksm(first + i * SZ_4K, w);
	for (i = 0; i < 2 && !ret; i++)
		ret = wait_ksm(first + i * SZ_4K, w);
	for (i = 0; i < b->n && !ret; i++)
		ret = offer_ksm(b->va[i] + MID * SZ_4K, w);
	for (i = 0; i < b->n && !ret; i++)
		ret = wait_ksm(b->va[i] + MID * SZ_4K, w);
	sys_write(KSM_SYS "/run", "0");
	return ret;
}
