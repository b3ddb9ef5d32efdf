// SPDX-License-Identifier: GPL-2.0-or-later
/* metal_test.c - what belongs into a boot, and what the next one is told. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files.h"
#include "metal.h"
#include "test_dir.h"

static char *variants[] = { "stock", "no-check" };
static struct plan_scenario scenarios[] = {
	{ .name = "thp-aligned", .append = "" },
	{ .name = "hugetlb-1g", .append = "hugepagesz=1G hugepages=1" },
	{ .name = "nx-huge-pages", .append = "kvm.nx_huge_pages=force" },
};
static const struct plan plan = {
	.variants = variants, .nvariants = 2,
	.scenarios = scenarios, .nscenarios = 3,
};

static bool fits(unsigned int variant, unsigned int scenario,
		 const char *cmdline)
{
	struct plan_cell c = { .variant = variant, .scenario = scenario };

	return metal_fits(&plan, &c, 1, cmdline);
}

TEST(cells_fit_their_boot)
{
	assert_true(fits(1, 0, "quiet ro\n"));
	assert_false(fits(0, 0, "quiet ro\n"));
	/* neither fewer words than wanted nor another scenario's */
	assert_false(fits(1, 1, "quiet hugepages=1\n"));
	assert_true(fits(1, 1, "hugepages=1 hugepagesz=1G\n"));
	assert_false(fits(1, 0, "hugepagesz=1G hugepages=1\n"));
	assert_false(fits(1, 2, "hugepagesz=1G kvm.nx_huge_pages=force"));
	assert_true(fits(1, 2, "kvm.nx_huge_pages=force"));
	/* a word is a whole word */
	assert_true(fits(1, 0, "hugepages=12\n"));
}

TEST(next_command_line)
{
	static const struct metal_place at = {
		"/dev/sda2", "ext4", "/home/me/gtt2m", "build/gtt2m",
		"build/metal", "results/x",
	};
	struct plan_cell c = { .variant = 1, .scenario = 2 };
	char out[1024];

	metal_cmdline(&plan, &c, "BOOT_IMAGE=/vmlinuz root=/dev/sda2 ro quiet "
		      "intel_iommu=on hugepages=1 gtt2m.variant=stock "
		      "gtt2m.run=old\n", &at, out, sizeof(out));
	assert_string_equal(out, "intel_iommu=on kvm.nx_huge_pages=force "
		"gtt2m.role=metal gtt2m.variant=no-check gtt2m.disk=/dev/sda2 "
		"gtt2m.fs=ext4 gtt2m.cwd=/home/me/gtt2m "
		"gtt2m.program=build/gtt2m gtt2m.build=build/metal "
		"gtt2m.run=results/x");
}
