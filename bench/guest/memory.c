// SPDX-License-Identifier: GPL-2.0-or-later
/* The guest's RAM in L1; contract in memory.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "guest/age.h"
#include "guest/hog.h"
#include "guest/memory.h"
#include "host/pagemap.h"
#include "lib/sys.h"

#define THP "/sys/kernel/mm/transparent_hugepage/"
#define KSM "/sys/kernel/mm/ksm/"
#define SMAPS_MAX (1u << 20)
#define KSM_LIMIT_NS (60 * NSEC_PER_SEC)
#define KSM_LOOK_NS 50000000

static int write_or_say(const char *path, const char *text, char *why,
			size_t len)
{
	int ret = sys_write(path, text);

	if (ret)
		snprintf(why, len, "%s: %s", path, strerror(-ret));
	return ret;
}

static int fill_pool(const struct guest_scenario *s, char *why, size_t len)
{
	const struct ram_kind *ram = s->ram;
	unsigned int guests = s->guests ?: 1;
	uint64_t got = 0, want = (s->mem_mib + ram->page_mib - 1) /
				 ram->page_mib * guests;
	int ret = sys_writef(ram->pool, "%llu", (unsigned long long)want);

	if (!ret)
		ret = sys_read_u64(ram->pool, &got);
	if (!ret && got < want)
		ret = -ENOMEM;
	if (ret)
		snprintf(why, len, "%s: %llu of %llu pages: %s", ram->pool,
			 (unsigned long long)got, (unsigned long long)want,
			 strerror(-ret));
	return ret;
}

/* Nothing may mend what is broken up: no compaction, no khugepaged. */
static int fragment(uint64_t seed, char *why, size_t len)
{
	int ret = write_or_say(THP "defrag", "never", why, len);

	if (!ret)
		ret = write_or_say(THP "khugepaged/defrag", "0", why, len);
	if (!ret)
		ret = write_or_say("/proc/sys/vm/compaction_proactiveness",
				   "0", why, len);
	/* With huge pages on, the kernel keeps tens of MiB for itself. */
	if (!ret)
		ret = write_or_say("/proc/sys/vm/min_free_kbytes", "4096",
				   why, len);
	return ret ? ret : hog_fragment(seed, why, len);
}

int memory_arrange(const struct guest_scenario *s, uint64_t seed, char *why,
		   size_t len)
{
	int ret = write_or_say(THP "enabled", s->ram->thp, why, len);

	if (!ret && s->ram->pool)
		ret = fill_pool(s, why, len);
	if (!ret && s->ram->trick == TRICK_FRAGMENT)
		ret = fragment(seed, why, len);
	if (!ret && s->ram->aged_pct)
		ret = age_memory(seed, s->ram->aged_pct, why, len);
	return ret;
}

int memory_parse(const char *smaps, unsigned int mem_mib,
		 struct memory_seen *m)
{
	const struct { const char *key; uint64_t *v; } row[] = {
		{ "Rss: ", &m->resident_kib },
		{ "AnonHugePages: ", &m->thp_kib },
		{ "Shared_Hugetlb: ", &m->hugetlb_kib },
		{ "Private_Hugetlb: ", &m->hugetlb_kib },
		{ "KernelPageSize: ", &m->page_kib },
	};
	unsigned long long size, kib, start, end, at = 0;
	const char *line, *nl;
	bool ours = false, found = false;
	size_t i, n;

	memset(m, 0, sizeof(*m));
	for (line = smaps; *line; line = nl + 1) {
		nl = strchr(line, '\n');
		if (!nl)
			break;
		if (sscanf(line, "%llx-%llx ", &start, &end) == 2)
			at = start;
		if (sscanf(line, "Size: %llu kB", &size) == 1) {
			ours = !found && size == mem_mib * 1024ull;
			found |= ours;
			m->size_kib = ours ? size : m->size_kib;
			m->start = ours ? at : m->start;
		}
		for (i = 0; ours && i < sizeof(row) / sizeof(row[0]); i++) {
			n = strlen(row[i].key) - 1;
			if (!strncmp(line, row[i].key, n) &&
			    sscanf(line + n, "%llu", &kib) == 1)
				*row[i].v += kib;
		}
	}
	m->resident_kib += m->hugetlb_kib;	/* not part of Rss */
	return found ? 0 : -ENOENT;
}

#define RANGE_PAGES 512u

/* 2MiB of guest frames: all there, one behind the other? On a 2MiB boundary? */
static void judge_range(const uint64_t *pfn, struct memory_seen *m)
{
	unsigned int i = 1;

	while (i < RANGE_PAGES && pfn[i] == pfn[0] + i)
		i++;
	m->ranges++;
	if (pfn[0] && i == RANGE_PAGES)
		*(pfn[0] % RANGE_PAGES ? &m->misaligned : &m->contiguous) += 1;
}

static int count_ranges(pid_t qemu, unsigned int mem_mib, struct memory_seen *m)
{
	uint64_t pfn[RANGE_PAGES];
	char path[48];
	int ret = 0;

	snprintf(path, sizeof(path), "/proc/%d/pagemap", qemu);
	for (uint64_t at = 0; at + 2 <= mem_mib && !ret; at += 2) {
		ret = pagemap_of(path, m->start + (at << 20), RANGE_PAGES, pfn);
		if (!ret)
			judge_range(pfn, m);
	}
	return ret;
}

int memory_look(pid_t qemu, unsigned int mem_mib, struct memory_seen *m)
{
	char path[48], *text = malloc(SMAPS_MAX);
	int ret;

	if (!text)
		return -ENOMEM;
	snprintf(path, sizeof(path), "/proc/%d/smaps", qemu);
	ret = sys_read(path, text, SMAPS_MAX);
	if (ret >= 0)
		ret = memory_parse(text, mem_mib, m);
	free(text);
	return ret ?: count_ranges(qemu, mem_mib, m);
}

unsigned int memory_huge_pct(const struct memory_seen *m)
{
	return m->resident_kib ? 100 * (m->thp_kib + m->hugetlb_kib) /
				 m->resident_kib : 0;
}

int memory_check(const struct ram_kind *ram, const struct memory_seen *m,
		 char *why, size_t len)
{
	unsigned int pct = memory_huge_pct(m);

	if (ram->page_mib && m->page_kib != ram->page_mib * 1024ull) {
		snprintf(why, len, "the guest's RAM has pages of %llu KiB, %s "
			 "means %u MiB", (unsigned long long)m->page_kib,
			 ram->name, ram->page_mib);
		return -EAGAIN;
	}
	if (m->resident_kib && pct >= ram->huge_min && pct <= ram->huge_max)
		return 0;
	snprintf(why, len, "%u %% of the guest's resident %llu KiB are huge "
		 "pages, %s means %u to %u %%", pct,
		 (unsigned long long)m->resident_kib, ram->name,
		 ram->huge_min, ram->huge_max);
	return -EAGAIN;
}

static json_int_t ksm(const char *file)
{
	char path[64];
	uint64_t v = 0;

	snprintf(path, sizeof(path), KSM "%s", file);
	sys_read_u64(path, &v);
	return v;
}

json_t *memory_record(const struct ram_kind *ram, unsigned int guest,
		      const char *at, const struct memory_seen *m)
{
	return json_pack("{s:s, s:s, s:i, s:s, s:I, s:I, s:I, s:I, s:I, s:i, "
			 "s:I, s:I, s:I, s:I}", "type", "backing", "ram", ram->name,
			 "guest", guest, "at", at,
			 "size_kib", (json_int_t)m->size_kib,
			 "resident_kib", (json_int_t)m->resident_kib,
			 "thp_kib", (json_int_t)m->thp_kib,
			 "hugetlb_kib", (json_int_t)m->hugetlb_kib,
			 "page_kib", (json_int_t)m->page_kib,
			 "huge_pct", memory_huge_pct(m),
			 "ksm_sharing", ksm("pages_sharing"),
			 "ranges", (json_int_t)m->ranges,
			 "contiguous", (json_int_t)m->contiguous,
			 "misaligned", (json_int_t)m->misaligned);
}

int memory_merge(uint64_t want, char *why, size_t len)
{
	const struct timespec nap = { .tv_nsec = KSM_LOOK_NS };
	uint64_t end = clock_ns() + KSM_LIMIT_NS, got = 0;
	int ret = write_or_say(KSM "pages_to_scan", "5000", why, len);

	if (!ret)
		ret = write_or_say(KSM "run", "1", why, len);
	while (!ret && (got = ksm("pages_sharing")) < want) {
		if (clock_ns() > end)
			ret = -ETIME;
		nanosleep(&nap, NULL);
	}
	if (ret == -ETIME)
		snprintf(why, len, "ksmd shares %llu pages, not %llu, after "
			 "%llu virtual s", (unsigned long long)got,
			 (unsigned long long)want,
			 (unsigned long long)(KSM_LIMIT_NS / NSEC_PER_SEC));
	return ret ? ret : write_or_say(KSM "run", "0", why, len);
}
