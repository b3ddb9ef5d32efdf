// SPDX-License-Identifier: GPL-2.0-or-later
/* provenance.c - what a result carries with it, read before it is made. */
#include <string.h>

#include "host/iommucount.h"
#include "lib/sys.h"
#include "metal.h"

#define CPU0 "/sys/devices/system/cpu/cpu0/"
#define DRM0 "/sys/class/drm/card0/"
#define MM "/sys/kernel/mm/"

static const struct {
	const char *name, *path;
} rows[] = {
	{ "cmdline", "/proc/cmdline" },
	{ "version", "/proc/version" },
	{ "microcode", CPU0 "microcode/version" },
	{ "governor", CPU0 "cpufreq/scaling_governor" },
	{ "no_turbo", "/sys/devices/system/cpu/intel_pstate/no_turbo" },
	{ "core_throttle_count", CPU0 "thermal_throttle/core_throttle_count" },
	{ "thp", MM "transparent_hugepage/enabled" },
	{ "thp_defrag", MM "transparent_hugepage/defrag" },
	{ "hugepages_2m", MM "hugepages/hugepages-2048kB/nr_hugepages" },
	{ "hugepages_1g", MM "hugepages/hugepages-1048576kB/nr_hugepages" },
	{ "ksm", MM "ksm/run" },
	{ "nx_huge_pages", "/sys/module/kvm/parameters/nx_huge_pages" },
	{ "ignore_msrs", "/sys/module/kvm/parameters/ignore_msrs" },
	{ "enable_gvt", "/sys/module/i915/parameters/enable_gvt" },
	{ "enable_guc", "/sys/module/i915/parameters/enable_guc" },
	{ "gpu_min_mhz", DRM0 "gt_min_freq_mhz" },
	{ "gpu_max_mhz", DRM0 "gt_max_freq_mhz" },
	{ "gpu_boost_mhz", DRM0 "gt_boost_freq_mhz" },
	{ "taint", "/proc/sys/kernel/tainted" },
	{ "buddyinfo", "/proc/buddyinfo" },
	{ "spectre_v2", "/sys/devices/system/cpu/vulnerabilities/spectre_v2" },
	{ "itlb_multihit", "/sys/devices/system/cpu/vulnerabilities/itlb_multihit" },
	{ "mds", "/sys/devices/system/cpu/vulnerabilities/mds" },
	{ "l1tf", "/sys/devices/system/cpu/vulnerabilities/l1tf" },
};

json_t *metal_record(void)
{
	json_t *j = json_object();
	char text[2048], domain[32];

	json_object_set_new(j, "type", json_string("metal"));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		bool is = sys_read(rows[i].path, text, sizeof(text)) > 0;
		size_t n = is ? strlen(text) : 0;

		while (n && text[n - 1] == '\n')
			text[--n] = 0;
		/* not there on every machine: null, not left out */
		json_object_set_new(j, rows[i].name, is ? json_string(text) :
							  json_null());
	}
	iommu_domain(domain, sizeof(domain));
	json_object_set_new(j, "iommu_domain", json_string(domain));
	return j;
}
