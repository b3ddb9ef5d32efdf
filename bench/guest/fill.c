// SPDX-License-Identifier: GPL-2.0-or-later
/* Memory made for L1's tricks; contract in fill.h. */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "guest/fill.h"
#include "guest/hog.h"
#include "guest/load.h"
#include "guest/mark.h"
#include "lib/sys.h"

#define PAGE 4096u
#define LEN ((size_t)FILL_MIB << 20)
#define CONTENT 0x5a
#define MIN_FREE "/proc/sys/vm/min_free_kbytes"

static int holes(uint8_t *mem)
{
	size_t at;

	for (at = 0; at < LEN; at += PAGE * FILL_EVERY)
		if (madvise(mem + at, PAGE, MADV_DONTNEED))
			return -errno;
	return 0;
}

/* L1 needs to know how much a balloon can take. */
static int tell_free(void)
{
	char mib[24];

	snprintf(mib, sizeof(mib), "%llu", (unsigned long long)
		 meminfo_kib("MemFree:") / 1024);
	return mark(mib, MARK_FILLED);
}

int fill_memory(const char *kind, uint64_t seed)
{
	char why[128];
	uint64_t reserve = 0;
	uint8_t *mem;
	int ret;

	if (!strcmp(kind, "fragments"))
		return hog_fragment(seed, why, sizeof(why));
	if (strcmp(kind, "holes") && strcmp(kind, "same"))
		return -EINVAL;
	mem = mmap(NULL, LEN, PROT_READ | PROT_WRITE,
		   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (mem == MAP_FAILED)
		return -errno;
	/* With huge pages on, the kernel keeps tens of MiB for itself. */
	ret = sys_read_u64(MIN_FREE, &reserve);
	if (!ret)
		ret = sys_write(MIN_FREE, "1024");
	/* Single pages of the guest, whatever L1 backs them with. */
	if (!ret && madvise(mem, LEN, MADV_NOHUGEPAGE))
		ret = -errno;
	memset(mem, CONTENT, LEN);
	if (!ret && !strcmp(kind, "holes"))
		ret = holes(mem);
	if (!ret)
		ret = tell_free();
	munmap(mem, LEN);
	if (!ret)
		ret = sys_writef(MIN_FREE, "%llu",
				 (unsigned long long)reserve);
	return ret;
}
