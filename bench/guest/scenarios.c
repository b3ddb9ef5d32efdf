// SPDX-License-Identifier: GPL-2.0-or-later
/* Linux guests, one a row; contract in scenarios.h. */
#include <string.h>

#include "guest/scenarios.h"

#define HUGEPAGES "/sys/kernel/mm/hugepages/hugepages-"
#define ANON .object = "memory-backend-ram", .options = ""

const struct ram_kind RAM_THP = {
	.name = "thp", .thp = "madvise", ANON, .huge_min = 90, .huge_max = 100,
};
const struct ram_kind RAM_4K = {
	.name = "4k", .thp = "never", ANON,
};
const struct ram_kind RAM_HUGETLB_2M = {
	.name = "hugetlb-2m", .thp = "madvise",
	.object = "memory-backend-memfd",
	.options = ",hugetlb=on,hugetlbsize=2M",
	.pool = HUGEPAGES "2048kB/nr_hugepages", .page_mib = 2,
	.huge_min = 100, .huge_max = 100,
};
const struct ram_kind RAM_HUGETLB_1G = {
	.name = "hugetlb-1g", .thp = "madvise",
	.object = "memory-backend-memfd",
	.options = ",hugetlb=on,hugetlbsize=1G",
	.pool = HUGEPAGES "1048576kB/nr_hugepages", .page_mib = 1024,
	.huge_min = 100, .huge_max = 100,
};
const struct ram_kind RAM_FRAGMENTED = {
	.name = "fragmented", .thp = "madvise", ANON,
	.trick = TRICK_FRAGMENT, .huge_min = 5, .huge_max = 80,
};
const struct ram_kind RAM_BALLOON = {
	.name = "balloon", .thp = "madvise", ANON,
	.trick = TRICK_BALLOON, .huge_min = 5, .huge_max = 89,
};
const struct ram_kind RAM_KSM = {
	.name = "ksm", .thp = "madvise",
	.object = "memory-backend-ram", .options = ",merge=on",
	.trick = TRICK_KSM, .huge_min = 0, .huge_max = 89,
};

#define STANDARD "blit-stream,blit-random,blit-4k,gem_blt"
#define SETTLED "gtt2m.settle=2500"
#define WORKING_SETS "ws-2m,ws-4m,ws-32m,ws-128m,ws-256m"

/*
 * The census of user space: who writes which entries. A guest as Debian 12
 * has it (THP always, shmem_enabled never: linux-config-6.1), on THPs, on 4K
 * and on 1G pages. Then one setting after the other in which guests differ,
 * for the baseline only: what a guest asks for does not depend on the
 * variant.
 */
#define OURS "blit-stream,gem_blt-64k,gem_blt,gem_blt-16m,wsim-desktop"
#define THP_ALWAYS "transparent_hugepage=always"
#define ASKS(id, text, with, list, ...) { \
	.name = "user-" id, .desc = text, .mem_mib = 2048, .loads = list, \
	.image = with, .census = true, __VA_ARGS__ }
#define SETTING(id, text, with, list, ...) \
	ASKS(id, text, with, list, .ram = &RAM_THP, .alone = true, __VA_ARGS__)
#define CENSUS(id, text, with, list) \
	ASKS(id, text ", guest on THPs", with, list, .ram = &RAM_THP, \
	     .append = THP_ALWAYS), \
	ASKS(id "-4k", text ", guest on 4K pages", with, list, \
	     .ram = &RAM_4K, .append = THP_ALWAYS), \
	ASKS(id "-1g", text ", guest on 1G pages", with, list, \
	     .ram = &RAM_HUGETLB_1G, .append = THP_ALWAYS, \
	     .host_append = "hugepagesz=1G hugepages=2"), \
	SETTING(id "-madvise", text ", THP madvise", with, list, \
		.append = "transparent_hugepage=madvise"), \
	SETTING(id "-never", text ", THP never", with, list, \
		.append = "transparent_hugepage=never"), \
	SETTING(id "-shmem", text ", shmem_enabled always", with, list, \
		.append = THP_ALWAYS " gtt2m.shmem=always"), \
	SETTING(id "-deny", text ", shmem_enabled deny", with, list, \
		.append = THP_ALWAYS " gtt2m.shmem=deny"), \
	SETTING(id "-fragmented", text ", guest fragmented", with, list, \
		.append = THP_ALWAYS " gtt2m.fill=fragments")

const struct guest_scenario guest_scenarios[] = {
	{ .name = "blit-thp", .desc = "Linux guest, RAM of THPs, standard load",
	  .ram = &RAM_THP, .mem_mib = 640, .loads = STANDARD },
	{ .name = "blit-4k", .desc = "Linux guest, RAM of 4K pages, standard load",
	  .ram = &RAM_4K, .mem_mib = 640, .loads = STANDARD },
	{ .name = "blit-hugetlb-2m",
	  .desc = "Linux guest, RAM of 2M hugetlb pages, standard load",
	  .ram = &RAM_HUGETLB_2M, .mem_mib = 640, .loads = STANDARD },
	{ .name = "blit-hugetlb-1g",
	  .desc = "Linux guest, RAM of a 1G hugetlb page, standard load",
	  .ram = &RAM_HUGETLB_1G, .mem_mib = 1024, .loads = STANDARD,
	  .host_append = "hugepagesz=1G hugepages=1" },
	{ .name = "blit-fragmented",
	  .desc = "Linux guest, THP on but L1 fragmented, standard load",
	  .ram = &RAM_FRAGMENTED, .mem_mib = 640, .loads = STANDARD,
	  .host_append = "mem=1900M" },
	{ .name = "blit-balloon",
	  .desc = "Linux guest, a balloon punches holes, standard load",
	  .ram = &RAM_BALLOON, .mem_mib = 640, .loads = STANDARD,
	  .append = "gtt2m.fill=holes" },
	{ .name = "blit-ksm",
	  .desc = "Linux guest, RAM merged by KSM, standard load",
	  .ram = &RAM_KSM, .mem_mib = 640, .loads = STANDARD,
	  .append = "gtt2m.fill=same" },
	{ .name = "pair-thp",
	  .desc = "two Linux guests side by side, RAM of THPs",
	  .ram = &RAM_THP, .mem_mib = 640, .guests = 2,
	  .loads = "blit-stream,blit-random", .append = SETTLED },
	{ .name = "pair-4k",
	  .desc = "two Linux guests side by side, RAM of 4K pages",
	  .ram = &RAM_4K, .mem_mib = 640, .guests = 2,
	  .loads = "blit-stream,blit-random", .append = SETTLED },
	{ .name = "small-thp", .desc = "Linux guest of 320 MiB, RAM of THPs",
	  .ram = &RAM_THP, .mem_mib = 320, .loads = STANDARD },
	{ .name = "large-thp", .desc = "Linux guest of 2560 MiB, RAM of THPs",
	  .ram = &RAM_THP, .mem_mib = 2560, .loads = STANDARD },
	{ .name = "deny-thp",
	  .desc = "RAM of THPs, no huge pages for objects in the guest",
	  .ram = &RAM_THP, .mem_mib = 640, .loads = STANDARD,
	  .append = "gtt2m.shmem=deny" },
	{ .name = "closed-thp",
	  .desc = "RAM of THPs, the guest's i915 has no 2MiB pages",
	  .ram = &RAM_THP, .mem_mib = 640, .loads = STANDARD,
	  .append = "gtt2m.i915=i915-closed" },
	{ .name = "offsets-thp",
	  .desc = "Linux guest, RAM of THPs, odd sizes and offsets",
	  .ram = &RAM_THP, .mem_mib = 640,
	  .loads = "blit-stream,blit-odd,blit-64k,blit-4k,blit-odd-64k" },
	{ .name = "sets-thp",
	  .desc = "Linux guest, RAM of THPs, working sets 2 to 256 MiB",
	  .ram = &RAM_THP, .mem_mib = 768, .loads = WORKING_SETS },
	{ .name = "sets-4k",
	  .desc = "Linux guest, RAM of 4K pages, working sets 2 to 256 MiB",
	  .ram = &RAM_4K, .mem_mib = 768, .loads = WORKING_SETS },
	{ .name = "gem_blt-thp",
	  .desc = "Linux guest, RAM of THPs, IGT gem_blt, 64 KiB to 16 MiB",
	  .ram = &RAM_THP, .mem_mib = 640,
	  .loads = "gem_blt-64k,gem_blt-1m,gem_blt,gem_blt-16m" },
	{ .name = "shared-4k",
	  .desc = "Linux guest, RAM of 4K pages, objects in 4 contexts",
	  .ram = &RAM_4K, .mem_mib = 640, .loads = "blit-shared" },
	{ .name = "shared-thp",
	  .desc = "Linux guest, RAM of THPs, objects in 4 contexts",
	  .ram = &RAM_THP, .mem_mib = 640, .loads = "blit-shared" },
	{ .name = "churn-thp",
	  .desc = "Linux guest, RAM of THPs, short-lived objects",
	  .ram = &RAM_THP, .mem_mib = 640, .loads = "churn" },
	{ .name = "evict-thp",
	  .desc = "Linux guest, RAM of THPs, objects evict each other",
	  .ram = &RAM_THP, .mem_mib = 640, .loads = "evict" },
	{ .name = "wsim-thp",
	  .desc = "Linux guest, RAM of THPs, media and desktop loads",
	  .ram = &RAM_THP, .mem_mib = 640,
	  .loads = "wsim-media,wsim-desktop" },
	{ .name = "nested-thp",
	  .desc = "RAM of THPs, the guest runs a VM of its own",
	  .ram = &RAM_THP, .mem_mib = 640,
	  .loads = "blit-stream,blit-vm,blit-vm-gone" },
	{ .name = "nested-reset",
	  .desc = "RAM of THPs, a guest that is reset while its own VM runs",
	  .ram = &RAM_THP, .mem_mib = 640, .resets = true,
	  .loads = "blit-320m", .append = "gtt2m.reset_vm=512" },
	{ .name = "nop-thp", .desc = "Linux guest, RAM of THPs, empty batches",
	  .ram = &RAM_THP, .mem_mib = 640, .loads = "gem_exec_nop" },
	CENSUS("neo", "OpenCL (NEO)", "user-neo", "cl_memory"),
	CENSUS("clpeak", "clpeak (NEO)", "user-neo", "clpeak"),
	CENSUS("mesa", "GL (iris), Vulkan (anv)", "user-mesa", "gl_draw,vk_draw"),
	CENSUS("media", "VA-API (iHD)", "user-media",
	       "va_decode,va_decode-4k,va_encode"),
	CENSUS("igt", "i915, IGT, our blits", NULL, OURS),
};
const size_t nguest_scenarios = sizeof(guest_scenarios) /
				sizeof(guest_scenarios[0]);

const struct guest_scenario *guest_scenario_find(const char *name)
{
	size_t i;

	for (i = 0; i < nguest_scenarios; i++)
		if (!strcmp(guest_scenarios[i].name, name))
			return &guest_scenarios[i];
	return NULL;
}
