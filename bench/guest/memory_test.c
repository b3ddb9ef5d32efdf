// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What L1 reads about a guest's memory, and when it refuses a cell: on
 * texts as the kernel prints them, and folders that stand for a machine.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "guest/hog.h"
#include "guest/leftover.h"
#include "guest/memory.h"
#include "guest/timed.h"
#include "lib/sys.h"
#include "test.h"

#define VMA(size, rss, thp, priv, page) \
	"7f0000000000-7f0028000000 rw-p 00000000 00:00 0 \n" \
	"Size:             " size " kB\nKernelPageSize:        " page " kB\n" \
	"MMUPageSize:           4 kB\nRss:              " rss " kB\n" \
	"Pss:              1 kB\nAnonHugePages:    " thp " kB\n" \
	"Shared_Hugetlb:        0 kB\nPrivate_Hugetlb:  " priv " kB\n"

TEST(smaps)
{
	static const char text[] =
		VMA("4096", "4096", "4096", "0", "4")
		VMA("655360", "102400", "51200", "0", "4")
		VMA("655360", "7", "7", "7", "4");
	struct memory_seen m;

	assert_int_equal(memory_parse(text, 640, &m), 0);
	assert_int_equal(m.size_kib, 655360);
	assert_int_equal(m.resident_kib, 102400);
	assert_int_equal(m.thp_kib, 51200);
	assert_int_equal(memory_huge_pct(&m), 50);
	assert_int_equal(memory_parse(text, 512, &m), -ENOENT);
	assert_int_equal(memory_parse("", 640, &m), -ENOENT);
}

TEST(kinds)
{
	struct memory_seen half = { .resident_kib = 1000, .thp_kib = 500,
				    .page_kib = 4 };
	struct memory_seen all = { .resident_kib = 1000, .thp_kib = 1000,
				   .page_kib = 4 };
	struct memory_seen none = { .resident_kib = 1000, .page_kib = 4 };
	struct memory_seen giga = { .resident_kib = 1048576,
				    .hugetlb_kib = 1048576,
				    .page_kib = 1048576 };
	const struct {
		const struct ram_kind *ram;
		const struct memory_seen *m;
		int ret;
	} rows[] = {
		{ &RAM_THP, &all, 0 }, { &RAM_THP, &half, -EAGAIN },
		{ &RAM_THP, &none, -EAGAIN }, { &RAM_4K, &none, 0 },
		{ &RAM_4K, &half, -EAGAIN }, { &RAM_FRAGMENTED, &half, 0 },
		{ &RAM_FRAGMENTED, &all, -EAGAIN },
		{ &RAM_FRAGMENTED, &none, -EAGAIN },
		{ &RAM_BALLOON, &all, -EAGAIN }, { &RAM_KSM, &half, 0 },
		{ &RAM_HUGETLB_1G, &giga, 0 },
		{ &RAM_HUGETLB_2M, &giga, -EAGAIN },
		{ &RAM_HUGETLB_1G, &all, -EAGAIN },
	};
	char why[256];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (memory_check(rows[i].ram, rows[i].m, why, sizeof(why)) !=
		    rows[i].ret)
			fail_msg("row %zu, %s", i, rows[i].ram->name);
	memory_check(&RAM_FRAGMENTED, &all, why, sizeof(why));
	assert_non_null(strstr(why, "100 % of the guest's resident 1000 KiB"));
}

TEST(profile)
{
	static const char text[] =
		"  other                      3               0\n"
		"  free_spt                  16               0\n";
	uint64_t n;

	assert_int_equal(leftover_hits(text, "free_spt", &n), 0);
	assert_int_equal(n, 16);
	assert_int_equal(leftover_hits(text, "spt", &n), -ENOENT);
	assert_int_equal(leftover_hits("", "free_spt", &n), -ENOENT);
}

TEST(buddies)
{
	static const char text[] =
		"Node 0, zone      DMA      0      0      0      0      0"
		"      0      0      0      1      1      2\n"
		"Node 0, zone    DMA32    900    800    700    600    500"
		"    400    300    200    100     30      5\n";

	assert_int_equal(hog_blocks(text), 1 + 4 + 30 + 10);
	assert_int_equal(hog_blocks(""), 0);
}

/* ---- conditions of a timed cell ------------------------------------------- */

static char root[] = "/tmp/gtt2m-timed-XXXXXX";

static void put(const char *path, const char *text)
{
	char full[128], *slash;
	FILE *f;

	snprintf(full, sizeof(full), "%s%s", root, path);
	slash = strrchr(full, '/');
	*slash = 0;
	assert_int_equal(sys_mkdirs(full), 0);
	*slash = '/';
	f = fopen(full, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void fine(void)
{
	put("/sys/devices/system/cpu/online", "0\n");
	put("/proc/mounts", "rootfs / rootfs rw 0 0\n"
	    "tmpfs /tmp tmpfs rw,relatime 0 0\n"
	    "hugetlbfs /dev/hugepages1G hugetlbfs rw 0 0\n");
	put("/proc/swaps", "Filename\tType\tSize\tUsed\tPriority\n");
	put("/proc/cmdline", "console=ttyS0 gtt2m.role=host\n");
}

static void refused(const char *path, const char *text, const char *word)
{
	char why[256] = "";

	fine();
	assert_int_equal(timed_check(root, why, sizeof(why)), 0);
	put(path, text);
	assert_int_equal(timed_check(root, why, sizeof(why)), -EPERM);
	if (!strstr(why, word) || !strstr(why, "not a timed cell"))
		fail_msg("%s: '%s'", path, why);
	put("/proc/cmdline", "gtt2m.role=host gtt2m.timed=0\n");
	assert_int_equal(timed_check(root, why, sizeof(why)), 0);
	put("/proc/cmdline", "BOOT_IMAGE=/boot/vmlinuz root=/dev/sda1\n");
	assert_int_equal(timed_check(root, why, sizeof(why)), 0);
	put("/proc/cmdline", "gtt2m.role=metal gtt2m.disk=/dev/sda1\n");
	assert_int_equal(timed_check(root, why, sizeof(why)), 0);
}

TEST(timed)
{
	char command[64];

	assert_non_null(mkdtemp(root));
	refused("/sys/devices/system/cpu/online", "0-1\n", "CPUs 0-1");
	refused("/proc/mounts", "rootfs / rootfs rw 0 0\n"
		"results /mnt 9p rw,trans=virtio 0 0\n", "/mnt is a 9p");
	refused("/proc/mounts", "/dev/vda / ext4 rw 0 0\n", "ext4");
	refused("/proc/swaps", "Filename\tType\n/dev/vdb partition 1 0 -2\n",
		"/dev/vdb");
	snprintf(command, sizeof(command), "rm -r %s", root);
	assert_int_equal(system(command), 0);
}
