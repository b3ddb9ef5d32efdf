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
	.trick = TRICK_BALLOON, .huge_min = 5, .huge_max = 94,
};
const struct ram_kind RAM_KSM = {
	.name = "ksm", .thp = "madvise",
	.object = "memory-backend-ram", .options = ",merge=on",
	.trick = TRICK_KSM, .huge_min = 0, .huge_max = 89,
};

#define AGED(id, pct) { .name = id, .thp = "never", ANON, .aged_pct = pct }
const struct ram_kind RAM_4K_AGED_10 = AGED("4k-aged-10", 10);
const struct ram_kind RAM_4K_AGED_25 = AGED("4k-aged-25", 25);
const struct ram_kind RAM_4K_AGED_50 = AGED("4k-aged-50", 50);
const struct ram_kind RAM_4K_AGED = AGED("4k-aged", 100);

#define STANDARD "blit-stream,blit-random,blit-4k,gem_blt"
#define SETTLED "gtt2m.settle=2500"
#define WORKING_SETS "ws-2m,ws-4m,ws-32m,ws-128m,ws-256m"

/*
 * A host that has been up for long, with a memory that is not much more than its
 * guest's. Before the guest starts, so much of that has been used.
 */
#define AGED_ROW(id, share, kind, ...) { \
	.name = id, .desc = "RAM of 4K pages, " share " of the host's were used before", \
	.ram = &kind, .mem_mib = 640, .loads = STANDARD, \
	.host_append = "mem=2500M", __VA_ARGS__ }

/*
 * The census of user space: who writes which entries. A guest as Debian 12
 * has it (THP always, shmem_enabled never: linux-config-6.1) on THPs, and one
 * setting after the other in which guests differ; not a full product.
 */
#define OURS "blit-stream,gem_blt-64k,gem_blt,gem_blt-16m,wsim-desktop"
#define THP_ALWAYS "transparent_hugepage=always"
#define USER(id, text, of, with, kind, mib, ...) { \
	.name = "user-" id, .desc = of##_DESC ", " text, .loads = of##_LOADS, \
	.mem_mib = mib, .image = of##_IMAGE, .census = true, \
	.times = of##_TIMES, \
	.ram = &kind, .append = with, __VA_ARGS__ }
#define ASKS(id, text, of, with) USER(id, text, of, with, RAM_THP, 2048)
#define PLAIN(id, of) ASKS(id, "Debian 12's settings", of, THP_ALWAYS)
#define ON_4K(id, of) \
	USER(id "-4k", "guest on 4K pages", of, THP_ALWAYS, RAM_4K, 2048)
#define ON_1G(id, of) \
	USER(id "-1g", "guest on 1G pages", of, THP_ALWAYS, RAM_HUGETLB_1G, \
	     2048, .host_append = "hugepagesz=1G hugepages=2")
/* 4K pages behind a guest whose objects are at multiples of 2 MiB. */
#define SHMEM_4K(id, of, text, mib) \
	USER(id "-shmem", text ", shmem_enabled always", of, \
	     THP_ALWAYS " gtt2m.shmem=always", RAM_4K, mib)
#define MADVISE(id, of) \
	ASKS(id "-madvise", "THP madvise", of, "transparent_hugepage=madvise")
#define NEVER(id, of) \
	ASKS(id "-never", "THP never", of, "transparent_hugepage=never")
#define SHMEM(id, of) \
	ASKS(id "-shmem", "shmem_enabled always", of, \
	     THP_ALWAYS " gtt2m.shmem=always")
#define WITHIN(id, of) \
	ASKS(id "-within", "shmem_enabled within_size", of, \
	     THP_ALWAYS " gtt2m.shmem=within_size")
#define DENY(id, of) \
	ASKS(id "-deny", "shmem_enabled deny", of, \
	     THP_ALWAYS " gtt2m.shmem=deny")
#define FRAGMENTED(id, of) \
	ASKS(id "-fragmented", "guest fragmented", of, \
	     THP_ALWAYS " gtt2m.fill=fragments")
#define OF_4G(id, of) \
	USER(id "-4g", "guest of 4 GiB", of, THP_ALWAYS, RAM_THP, 4096)
#define OF_4G_SHMEM(id, of) \
	USER(id "-4g-shmem", "4 GiB, shmem_enabled always", of, \
	     THP_ALWAYS " gtt2m.shmem=always", RAM_THP, 4096)

/*
 * OpenCL that is timed and checked. shmem_enabled=always in the guest: else
 * the driver binds next to nothing where a 2MiB entry can begin
 * (docs/census.md); cl-debian shows that.
 */
#define CL_LOADS "cl-stream,cl-gemm,cl-stencil,cl-gather,cl-hist,cl-chase"
#define CL_ROW(id, text, kind, mib, with, ...) { \
	.name = "cl-" id, .desc = "OpenCL, checked, " text, .ram = &kind, \
	.mem_mib = mib, .loads = CL_LOADS, .image = "user-cl", .times = 3, \
	.append = with, __VA_ARGS__ }
#define CL_SHMEM THP_ALWAYS " gtt2m.shmem=always"

/* By rectangles and pixel shaders, Debian's settings; strict. */
#define BLIT_ROW(api, id, text, kind) { \
	.name = api "-" id, .desc = api " clears and blits, checked, " text, \
	.ram = &kind, .mem_mib = 1024, .loads = api "-blit", \
	.image = "user-gl", .times = 3, .append = THP_ALWAYS, .strict = true }

#define NEO_DESC "OpenCL (NEO)"
#define NEO_IMAGE "user-neo"
#define NEO_TIMES 3
#define NEO_LOADS "cl_memory"
#define CLPEAK_DESC "clpeak (NEO)"
#define CLPEAK_IMAGE "user-neo"
#define CLPEAK_TIMES 8
#define CLPEAK_LOADS "clpeak"
#define MESA_DESC "GL (iris), Vulkan (anv)"
#define MESA_IMAGE "user-mesa"
#define MESA_TIMES 4
#define MESA_LOADS "gl_draw,vk_draw"
#define WESTON_DESC "weston (iris)"
#define WESTON_IMAGE "user-mesa"
#define WESTON_TIMES 4
#define WESTON_LOADS "weston"
#define X_DESC "X with glamor (iris)"
#define X_IMAGE "user-x"
#define X_TIMES 4
#define X_LOADS "xwayland"
#define MEDIA_DESC "VA-API (iHD)"
#define MEDIA_IMAGE "user-media"
#define MEDIA_TIMES 3
#define MEDIA_LOADS "va_decode,va_decode-4k,va_encode"
#define IGT_DESC "i915, IGT, our blits"
#define IGT_IMAGE NULL
#define IGT_TIMES 3
#define IGT_LOADS OURS

const struct guest_scenario guest_scenarios[] = {
	{ .name = "blit-thp", .desc = "Linux guest, RAM of THPs, standard load",
	  .ram = &RAM_THP, .mem_mib = 640, .loads = STANDARD },
	{ .name = "blit-4k", .desc = "Linux guest, RAM of 4K pages, standard load",
	  .ram = &RAM_4K, .mem_mib = 640, .loads = STANDARD },
	AGED_ROW("blit-4k-aged", "all", RAM_4K_AGED),
	AGED_ROW("blit-4k-aged-10", "10 %", RAM_4K_AGED_10, .on_request = true),
	AGED_ROW("blit-4k-aged-25", "25 %", RAM_4K_AGED_25, .on_request = true),
	AGED_ROW("blit-4k-aged-50", "50 %", RAM_4K_AGED_50, .on_request = true),
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
	{ .name = "render-thp",
	  .desc = "Linux guest, RAM of THPs, copies by two engines",
	  .ram = &RAM_THP, .mem_mib = 640, .loads = "blit-stream,blit-render" },
	{ .name = "render-4k",
	  .desc = "Linux guest, RAM of 4K pages, copies by two engines",
	  .ram = &RAM_4K, .mem_mib = 640, .loads = "blit-stream,blit-render" },
	{ .name = "nop-thp", .desc = "Linux guest, RAM of THPs, empty batches",
	  .ram = &RAM_THP, .mem_mib = 640, .loads = "gem_exec_nop" },
	CL_ROW("thp", "RAM of THPs", RAM_THP, 640, CL_SHMEM),
	CL_ROW("debian", "RAM of THPs, Debian's settings", RAM_THP, 640,
	       THP_ALWAYS),
	CL_ROW("hugetlb-1g", "RAM of a 1G hugetlb page", RAM_HUGETLB_1G, 1024,
	       CL_SHMEM, .host_append = "hugepagesz=1G hugepages=1"),
	CL_ROW("4k", "RAM of 4K pages", RAM_4K, 640, CL_SHMEM),
	{ .name = "cl-neighbour",
	  .desc = "OpenCL, RAM of 4K pages: what is hit beside it",
	  .ram = &RAM_4K, .mem_mib = 640, .loads = "cl-small,cl-stream",
	  .image = "user-cl", .times = 2, .append = CL_SHMEM,
	  .neighbour_mib = 512 },
	CL_ROW("fragmented", "THP on but L1 fragmented", RAM_FRAGMENTED, 640,
	       CL_SHMEM, .host_append = "mem=1900M"),
	BLIT_ROW("gl", "thp", "RAM of THPs", RAM_THP),
	BLIT_ROW("gl", "4k", "RAM of 4K pages", RAM_4K),
	BLIT_ROW("vk", "thp", "RAM of THPs", RAM_THP),
	{ .name = "hang-thp",
	  .desc = "Linux guest, RAM of THPs, a batch that never ends",
	  .ram = &RAM_THP, .mem_mib = 640, .loads = "hang",
	  .on_request = true },
	PLAIN("neo", NEO), ON_4K("neo", NEO), ON_1G("neo", NEO),
	MADVISE("neo", NEO), NEVER("neo", NEO), SHMEM("neo", NEO),
	WITHIN("neo", NEO), DENY("neo", NEO), FRAGMENTED("neo", NEO),
	OF_4G("neo", NEO),
	PLAIN("clpeak", CLPEAK), ON_4K("clpeak", CLPEAK),
	ON_1G("clpeak", CLPEAK), SHMEM("clpeak", CLPEAK),
	OF_4G("clpeak", CLPEAK), OF_4G_SHMEM("clpeak", CLPEAK),
	SHMEM_4K("clpeak-4k", CLPEAK, "4K pages", 2048),
	SHMEM_4K("clpeak-4g-4k", CLPEAK, "4 GiB of 4K pages", 4096),
	PLAIN("mesa", MESA), ON_4K("mesa", MESA), ON_1G("mesa", MESA),
	MADVISE("mesa", MESA), NEVER("mesa", MESA),
	SHMEM("mesa", MESA), DENY("mesa", MESA), FRAGMENTED("mesa", MESA),
	OF_4G("mesa", MESA),
	PLAIN("weston", WESTON), ON_4K("weston", WESTON),
	ON_1G("weston", WESTON), NEVER("weston", WESTON),
	SHMEM("weston", WESTON), DENY("weston", WESTON),
	FRAGMENTED("weston", WESTON),
	PLAIN("x", X), ON_4K("x", X), ON_1G("x", X), NEVER("x", X),
	SHMEM("x", X), DENY("x", X), FRAGMENTED("x", X),
	PLAIN("media", MEDIA), ON_4K("media", MEDIA), ON_1G("media", MEDIA),
	NEVER("media", MEDIA), SHMEM("media", MEDIA), DENY("media", MEDIA),
	FRAGMENTED("media", MEDIA), OF_4G("media", MEDIA),
	PLAIN("igt", IGT), ON_4K("igt", IGT), ON_1G("igt", IGT),
	NEVER("igt", IGT), SHMEM("igt", IGT), DENY("igt", IGT),
	FRAGMENTED("igt", IGT),
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

static bool same(const char *a, const char *b)
{
	return !strcmp(a ?: "", b ?: "");
}

static bool boots_alike(const struct guest_scenario *a,
			const struct guest_scenario *b)
{
	return a->ram == b->ram && a->mem_mib == b->mem_mib &&
	       a->guests == b->guests && a->resets == b->resets &&
	       a->census == b->census && a->neighbour_mib == b->neighbour_mib &&
	       same(a->image, b->image) && same(a->append, b->append) &&
	       same(a->host_append, b->host_append);
}

const struct guest_scenario *guest_boots_as(const struct guest_scenario *s)
{
	const struct guest_scenario *first = guest_scenarios;

	while (!boots_alike(first, s))
		first++;
	return first;
}
