// SPDX-License-Identifier: GPL-2.0-or-later
/* full_memory.c - a census of memory: how contiguous is what one is given? */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "host/pagemap.h"
#include "lib/sys.h"
#include "metal/full.h"

#define RANGE (2ul << 20)
#define PAGES (RANGE / 4096)
#define MOST 128u		/* ranges of 2 MiB that are taken */
#define RUNS 12			/* log2 of pages; the last: that and more */

struct census {
	unsigned int ranges, aligned, misaligned;
	unsigned int run[RUNS];
};

/* Free blocks by order, summed over the zones. No addresses in it. */
static void buddies(struct full_job *job)
{
	FILE *f = fopen("/proc/buddyinfo", "re");
	unsigned long free[16] = { 0 };
	json_t *list = json_array();
	unsigned int orders = 0;
	char line[512];

	while (f && fgets(line, sizeof(line), f)) {
		char *p = strstr(line, "zone"), *end;

		p = p ? p + 4 + strspn(p + 4, " ") : line;
		p += strcspn(p, " ");
		for (unsigned int i = 0; i < 16; i++, p = end) {
			unsigned long n = strtoul(p, &end, 10);

			if (end == p)
				break;
			free[i] += n;
			orders = i + 1 > orders ? i + 1 : orders;
		}
	}
	if (f)
		fclose(f);
	for (unsigned int i = 0; i < orders; i++)
		json_array_append_new(list, json_integer(free[i]));
	full_fact(job, "memory/free-by-order", json_pack("{so}", "blocks", list));
}

static void count_runs(struct census *c, const uint64_t *pfn, size_t n)
{
	size_t start = 0;

	for (size_t i = 1; i <= n; i++) {
		unsigned int log = 0;

		if (i < n && pfn[i] == pfn[i - 1] + 1)
			continue;
		while ((i - start) >> (log + 1) && log < RUNS - 1)
			log++;
		c->run[log]++;
		start = i;
	}
}

/* Touched memory of n ranges. 0, -EPERM: frames are hidden, or -errno. */
static int look(const char *va, size_t n, struct census *c)
{
	uint64_t *pfn = calloc(n * PAGES, sizeof(*pfn));
	int ret = pfn ? pagemap_frames(va, n * PAGES, pfn) : -ENOMEM;

	*c = (struct census){ .ranges = n };
	if (!ret && !pfn[0])
		ret = -EPERM;
	for (size_t i = 0; i < n && !ret; i++) {
		struct phys p;

		phys_of_frames(pfn + i * PAGES, PAGES, &p);
		c->aligned += p.contiguous && p.aligned;
		c->misaligned += p.contiguous && !p.aligned;
	}
	if (!ret)
		count_runs(c, pfn, n * PAGES);
	free(pfn);
	return ret;
}

static void census_fact(struct full_job *job, const char *name,
			const struct census *c)
{
	json_t *runs = json_array();

	for (unsigned int i = 0; i < RUNS; i++)
		json_array_append_new(runs, json_integer(c->run[i]));
	full_fact(job, name, json_pack("{si si si so}", "ranges_2m", c->ranges,
				       "aligned", c->aligned, "misaligned",
				       c->misaligned, "runs_by_log2_pages", runs));
}

/* n ranges on a boundary of 2 MiB of a mapping; fd -1: anonymous. */
static char *take(size_t n, int fd, int advice, void **map)
{
	char *va;

	*map = mmap(NULL, (n + 1) * RANGE, PROT_READ | PROT_WRITE,
		    fd < 0 ? MAP_PRIVATE | MAP_ANONYMOUS : MAP_SHARED, fd, 0);
	if (*map == MAP_FAILED)
		return NULL;
	va = (char *)(((uintptr_t)*map + RANGE - 1) & -RANGE);
	if (advice)
		madvise(va, n * RANGE, advice);
	for (size_t i = 0; i < n * PAGES; i++)
		va[i * 4096] = 1;
	return va;
}

static int one(struct full_job *job, const char *name, size_t n, int fd,
	       int advice)
{
	struct census c;
	void *map;
	char *va = take(n, fd, advice, &map);
	int ret = va ? look(va, n, &c) : -ENOMEM;

	if (!ret)
		census_fact(job, name, &c);
	if (map != MAP_FAILED)
		munmap(map, (n + 1) * RANGE);
	return ret;
}

/* Memory of a file, as i915's objects have it. */
static int shared(struct full_job *job, size_t n)
{
	int fd = memfd_create("census", MFD_CLOEXEC), ret;

	if (fd < 0)
		return -errno;
	ret = ftruncate(fd, (n + 1) * RANGE) ? -errno :
	      one(job, "memory/shmem", n, fd, 0);
	close(fd);
	return ret;
}

enum contact_status full_memory(struct full_job *job)
{
	uint64_t spare = (uint64_t)sysconf(_SC_AVPHYS_PAGES) *
			 sysconf(_SC_PAGESIZE) / RANGE / 8;
	size_t most = MOST * (job->share < 1 ? job->share : 1);
	size_t n = spare < most ? spare : most;
	int ret;

	buddies(job);
	if (!n)
		return full_why(job, CONTACT_FAILED, "too little memory is free");
	ret = one(job, "memory/4k", n, -1, MADV_NOHUGEPAGE);
	if (!ret)
		ret = one(job, "memory/thp", n, -1, MADV_HUGEPAGE);
	if (!ret)
		ret = shared(job, n);
	if (ret == -EPERM)
		return full_why(job, CONTACT_ROOT, "only root can read frame "
			"numbers: run the same command with sudo");
	return ret ? full_why(job, CONTACT_FAILED, "%s", strerror(-ret)) :
		     CONTACT_OK;
}
