// SPDX-License-Identifier: GPL-2.0-or-later
/* Linux guests, one a row; contract in scenarios.h. */
#include <string.h>

#include "guest/scenarios.h"

#define POOL_2M "/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages"

const struct ram_kind RAM_THP = {
	.name = "thp", .thp = "madvise", .object = "memory-backend-ram",
	.options = "",
};
const struct ram_kind RAM_4K = {
	.name = "4k", .thp = "never", .object = "memory-backend-ram",
	.options = "",
};
const struct ram_kind RAM_HUGETLB_2M = {
	.name = "hugetlb-2m", .thp = "madvise",
	.object = "memory-backend-memfd",
	.options = ",hugetlb=on,hugetlbsize=2M", .pool = POOL_2M,
	.page_mib = 2,
};

#define STANDARD "blit-stream,blit-random,blit-4k,gem_blt"

const struct guest_scenario guest_scenarios[] = {
	{ .name = "blit-thp", .desc = "Linux guest, RAM of THPs, standard load",
	  .ram = &RAM_THP, .mem_mib = 640, .loads = STANDARD, .append = "" },
	{ .name = "blit-4k", .desc = "Linux guest, RAM of 4K pages, standard load",
	  .ram = &RAM_4K, .mem_mib = 640, .loads = STANDARD, .append = "" },
	{ .name = "blit-hugetlb-2m",
	  .desc = "Linux guest, RAM of 2M hugetlb pages, standard load",
	  .ram = &RAM_HUGETLB_2M, .mem_mib = 640, .loads = STANDARD,
	  .append = "" },
	{ .name = "shared-4k",
	  .desc = "Linux guest, RAM of 4K pages, objects in 4 contexts",
	  .ram = &RAM_4K, .mem_mib = 640, .loads = "blit-shared",
	  .append = "" },
	{ .name = "churn-thp",
	  .desc = "Linux guest, RAM of THPs, short-lived objects",
	  .ram = &RAM_THP, .mem_mib = 640, .loads = "churn", .append = "" },
	{ .name = "wsim-thp",
	  .desc = "Linux guest, RAM of THPs, media and desktop loads",
	  .ram = &RAM_THP, .mem_mib = 640,
	  .loads = "wsim-media,wsim-desktop", .append = "" },
	{ .name = "nop-thp", .desc = "Linux guest, RAM of THPs, empty batches",
	  .ram = &RAM_THP, .mem_mib = 640, .loads = "gem_exec_nop",
	  .append = "" },
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
