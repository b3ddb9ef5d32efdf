// SPDX-License-Identifier: GPL-2.0-or-later
/* Which lines of a kernel log are complaints, and which only look so. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/kmsg.h"
#include "test.h"

TEST(kinds)
{
	static const struct {
		enum kmsg_kind kind;
		const char *line;
	} want[] = {
		{ KMSG_WARN, "4,812,9033411,-;WARNING: CPU: 0 PID: 71 at "
			"drivers/vfio/vfio_iommu_type1.c:1543 "
			"vfio_dma_do_unmap+0x3a8/0x4b0" },
		{ KMSG_BUG, "[    9.033411] kernel BUG at "
			"drivers/vfio/vfio_iommu_type1.c:1488!" },
		{ KMSG_BUG, "1,700,81,-;BUG: kernel NULL pointer dereference, "
			"address: 0000000000000068" },
		{ KMSG_BUG, "BUG: unable to handle page fault for address: "
			"ffffc90000a00000" },
		{ KMSG_OOPS, "4,701,82,c;Oops: 0000 [#1] PREEMPT NOPTI" },
		{ KMSG_OOPS, "[   12.1] invalid opcode: 0000 [#1] PREEMPT" },
		{ KMSG_HUNG, "[  363.2] INFO: task gtt2m:71 blocked for more "
			"than 120 seconds." },
		{ KMSG_WARN, "4,9,8,-;WARNING: possible circular locking "
			"dependency detected" },
		{ KMSG_WARN, "[    7.1] UBSAN: shift-out-of-bounds in x.c:7:3" },
		{ KMSG_WARN, "6,9,8,-;kmemleak: 3 new suspected memory leaks "
			"(see /sys/kernel/debug/kmemleak)" },
		{ KMSG_BUG, "[    7.1] BUG: KASAN: use-after-free in f+0x1/0x2" },
		{ KMSG_PANIC, "[   12.5] Kernel panic - not syncing: Fatal "
			"exception" },
		{ KMSG_OTHER, "6,339,5140900,-;i915 0000:00:02.0: [drm] VT-d "
			"active for gfx access" },
		{ KMSG_OTHER, "[    1.3] Setting dangerous option enable_guc "
			"- tainting kernel" },
		{ KMSG_OTHER, "[    1.3] note: no WARNING: here" },
		{ KMSG_OTHER, "[drm] BUG reports go to" },
		{ KMSG_OTHER, "" },
		{ KMSG_OTHER, "12;" },
	};
	size_t i;

	for (i = 0; i < sizeof(want) / sizeof(want[0]); i++)
		assert_int_equal(kmsg_kind(want[i].line), want[i].kind);
}

TEST(excerpt)
{
	struct kmsg k;
	int i;

	memset(&k, 0, sizeof(k));
	kmsg_line(&k, "6,1,1,-;RIP: before any complaint");
	kmsg_line(&k, "4,2,2,-;WARNING: CPU: 0 PID: 1 at mm/x.c:1 f+0x1/0x2\n"
		      " SUBSYSTEM=pci\n");
	kmsg_line(&k, "4,3,3,-;Modules linked in:");
	kmsg_line(&k, "4,4,4,-;RIP: 0010:f+0x1/0x2");
	assert_string_equal(k.excerpt, "WARNING: CPU: 0 PID: 1 at mm/x.c:1 "
			    "f+0x1/0x2\nRIP: 0010:f+0x1/0x2\n");
	assert_false(kmsg_ill(&k));
	/* A flood is counted in full and kept in part. */
	for (i = 0; i < 1000; i++)
		kmsg_line(&k, "BUG: Bad page state in process x  pfn:1");
	assert_int_equal(k.count[KMSG_BUG], 1000);
	assert_int_equal(k.count[KMSG_WARN], 1);
	assert_true(k.used < sizeof(k.excerpt));
	assert_int_equal(strlen(k.excerpt), k.used);
	assert_true(kmsg_ill(&k));
}

/* Of a circle each lock is kept, however far its lines are from the first. */
TEST(locks_of_a_circle)
{
	struct kmsg k;

	memset(&k, 0, sizeof(k));
	kmsg_line(&k, "4,2,2,-;WARNING: possible circular locking dependency detected");
	for (int i = 0; i < 100; i++)
		kmsg_line(&k, "4,3,3,-;no more than words");
	kmsg_line(&k, "[    7.1] -> #1 (&iommu->lock){+.+.}-{3:3}:");
	kmsg_line(&k, "[    7.1]        vfio_pin_pages+0x1/0x2 [vfio]");
	for (int i = 0; i < 100; i++)
		kmsg_line(&k, "4,3,3,-;no more than words");
	kmsg_line(&k, "-> #0 (&vgpu->cache_lock){+.+.}-{3:3}:");
	assert_string_equal(k.excerpt,
		"WARNING: possible circular locking dependency detected\n"
		"-> #1 (&iommu->lock){+.+.}-{3:3}:\n"
		"vfio_pin_pages+0x1/0x2 [vfio]\n"
		"-> #0 (&vgpu->cache_lock){+.+.}-{3:3}:\n");
	assert_int_equal(k.count[KMSG_WARN], 1);
}

static void feed(const char *name, struct kmsg *k)
{
	char path[64], line[1024];
	FILE *f;

	memset(k, 0, sizeof(*k));
	snprintf(path, sizeof(path), "bench/lib/testdata/%s", name);
	f = fopen(path, "r");
	assert_non_null(f);
	while (fgets(line, sizeof(line), f))
		kmsg_line(k, line);
	fclose(f);
}

/* Logs of cells that took L1 down. */
TEST(captured)
{
	struct kmsg k;

	feed("repro-unmap.log", &k);
	assert_int_equal(k.count[KMSG_BUG], 1);
	assert_int_equal(k.count[KMSG_OOPS], 1);
	assert_int_equal(k.count[KMSG_WARN], 0);
	assert_string_equal(k.excerpt,
		"kernel BUG at drivers/vfio/vfio_iommu_type1.c:1481!\n"
		"invalid opcode: 0000 [#1] SMP\n"
		"RIP: 0010:vfio_iommu_type1_ioctl+0x1355/0x1770 "
		"[vfio_iommu_type1]\n"
		"__x64_sys_ioctl+0x3c5/0x840\n"
		"do_syscall_64+0x2b/0x50\n"
		"entry_SYSCALL_64_after_hwframe+0x4b/0xb5\n");
	feed("repro-late.log", &k);
	assert_int_equal(k.count[KMSG_BUG], 1);
	assert_int_equal(k.count[KMSG_OOPS], 1);
	assert_non_null(strstr(k.excerpt, "address: 0000000000000038"));
	assert_non_null(strstr(k.excerpt, "hva_to_pfn"));
	assert_non_null(strstr(k.excerpt, "workload_thread"));
	assert_null(strchr(k.excerpt, '?'));
}

TEST(warnings_once_each)
{
	char line[][80] = {
		"4,339,5140900,-;[drm] one\n", "6,340,5140901,-;no warning\n",
		"3,341,5140902,-;an error\n SUBSYSTEM=pci\n",
		"12,342,5140903,-;of a user\n", "4,343,5140904,-;[drm] one\n",
		"4,344,5140905,-;------------[ cut here ]------------\n",
		"4,345,5140906,-;WARNING: CPU: 0 PID: 24 at a.c:1 f+0xde\n",
		"4,346,5140907,-;Modules linked in: i915\n",
		"4,347,5140908,-;---[ end trace 0000000000000000 ]---\n",
		"4,348,5140909,-;after it\n",
	};
	json_t *list = json_array();
	bool in_splat = false;

	for (size_t i = 0; i < sizeof(line) / sizeof(line[0]); i++)
		kmsg_warning(list, line[i], &in_splat);
	assert_int_equal(json_array_size(list), 5);
	assert_string_equal(json_string_value(json_array_get(list, 0)),
			    "[drm] one");
	assert_string_equal(json_string_value(json_array_get(list, 1)),
			    "an error");
	assert_string_equal(json_string_value(json_array_get(list, 2)),
			    "of a user");
	assert_int_equal(kmsg_kind(json_string_value(json_array_get(list, 3))),
			 KMSG_WARN);
	assert_string_equal(json_string_value(json_array_get(list, 4)),
			    "after it");
	json_decref(list);
}
