// SPDX-License-Identifier: GPL-2.0-or-later
/* profile.c - profiles as rows; contract in plan.h. */
#include <string.h>

#include "plan.h"

#define ON_EACH_VTD(name) \
	name "@vtd-strict", name "@vtd-lazy", name "@vtd-pt"
#define ON_EACH_BACKING(of) \
	"guest:user-" of "-4k", "guest:user-" of "-1g", "guest:user-" of

static const struct profile profiles[] = {
	{ "quick", "primary probe scenarios, one seed: minutes",
	  .probe = PICK_PRIMARY, .guest = PICK_NONE, .aa = PICK_NONE,
	  .probe_seeds = { 1, 1 } },
	/*
	 * To end in 5 minutes. What a range becomes does not depend on how many
	 * there are, and its entries cost most of a cell (docs/probe.md).
	 */
	{ "default", "primary scenarios and guests, one seed; A/A arm for "
		"probe scenarios; 64 ranges a row",
	  .ranges = 64, .curves_once = true,
	  .probe = PICK_PRIMARY, .guest = PICK_PRIMARY, .aa = PICK_PRIMARY,
	  .probe_seeds = { 1, 1 }, .guest_seeds = { 1, 1 },
	  .also = { "small-misaligned", "small-misaligned@vtd-strict",
		    "sweep-1g", "sweep-1g@vtd-strict" } },
	/* 8 seeds carry the primary family; the others are exploratory. */
	{ "full", "every scenario and guest; primary ones 8 seeds, others 2 "
		"or 1",
	  .probe = PICK_ALL, .guest = PICK_ALL, .aa = PICK_ALL,
	  .probe_seeds = { 8, 2 }, .guest_seeds = { 8, 1 },
	  .also = { "thp-aligned@vtd-strict", ON_EACH_VTD("hugetlb-1g"),
		    "small-scattered@vtd-strict",
		    "small-contiguous@vtd-strict",
		    ON_EACH_VTD("small-misaligned"), "shifted@vtd-strict",
		    ON_EACH_VTD("sweep-1g"), ON_EACH_VTD("guest:blit-thp"),
		    "guest:blit-4k@vtd-strict", "guest:user-mesa@emulated",
		    "guest:cl-thp@vtd-strict", "guest:cl-4k@vtd-strict" } },
	{ "cpus", "with MACHINE=emulated,smp2: all arranged scenarios on one CPU "
		"and on two; 64 ranges a row",
	  .ranges = 64,
	  .probe = PICK_ARRANGED, .guest = PICK_NONE, .aa = PICK_NONE,
	  .probe_seeds = { 1, 1 } },
	{ "small-pages", "Linux guests on small pages, 8 seeds: in how many boots "
		"are entries unsafe?",
	  .probe = PICK_NONE, .guest = PICK_NONE, .aa = PICK_NONE,
	  .guest_seeds = { 8, 8 },
	  .also = { "guest:blit-4k", "guest:blit-4k-aged-10",
		    "guest:blit-4k-aged-25", "guest:blit-4k-aged-50",
		    "guest:blit-4k-aged", "guest:sets-4k", "guest:shared-4k",
		    "guest:pair-4k", "guest:render-4k", "guest:gl-4k",
		    "guest:cl-4k", "guest:blit-balloon", "guest:blit-ksm",
		    "guest:blit-fragmented", "guest:cl-fragmented" } },
	{ "census", "which drivers write 2MiB entries: unmodified user space "
		"in guests",
	  .probe = PICK_NONE, .guest = PICK_NONE, .aa = PICK_NONE,
	  .census = true, .guest_seeds = { 1, 1 } },
	{ "census-policy", "what each policy makes of the entries that real "
		"drivers write",
	  .probe = PICK_NONE, .guest = PICK_NONE, .aa = PICK_NONE,
	  .guest_seeds = { 1, 1 },
	  .also = { ON_EACH_BACKING("neo"), ON_EACH_BACKING("mesa"),
		    ON_EACH_BACKING("weston"), ON_EACH_BACKING("x"),
		    ON_EACH_BACKING("media"), ON_EACH_BACKING("igt"),
		    ON_EACH_BACKING("clpeak"), "guest:user-clpeak-4k-shmem" } },
};

const struct profile *profile_list(size_t *n)
{
	*n = sizeof(profiles) / sizeof(profiles[0]);
	return profiles;
}

const struct profile *profile_find(const char *name)
{
	for (size_t i = 0; i < sizeof(profiles) / sizeof(profiles[0]); i++)
		if (!strcmp(profiles[i].name, name))
			return &profiles[i];
	return NULL;
}
