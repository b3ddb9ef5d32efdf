// SPDX-License-Identifier: GPL-2.0-or-later
/* full_machine.c - what a machine is, without what tells whose it is. */
#include <glob.h>
#include <i915_drm.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "guest/i915.h"
#include "host/iommucount.h"
#include "host/vgpu.h"
#include "lib/sys.h"
#include "metal/full.h"
#include "text.h"

#define PCI "/sys/bus/pci/devices/" GPU_BDF

void full_words(const char *cmdline, char *out, size_t len)
{
	static const char *const keep[] = {
		"i915.", "intel_iommu=", "iommu=", "iommu.", "hugepages=",
		"hugepagesz=", "default_hugepagesz=", "transparent_hugepage=",
		"mitigations=", "kvm.", "kvm_intel.", "intel_pstate=",
		"intel_idle.", "processor.", "nosmt", "nopti",
	};
	size_t used = 0;

	out[0] = 0;
	while (*cmdline) {
		size_t n = strcspn(cmdline, " \n");
		bool wanted = false;

		for (size_t i = 0; i < sizeof(keep) / sizeof(keep[0]); i++)
			wanted |= !strncmp(cmdline, keep[i], strlen(keep[i]));
		/* a path may name somebody */
		if (wanted && !memchr(cmdline, '/', n) && used + n + 2 < len)
			used += snprintf(out + used, len - used, "%s%.*s",
					 used ? " " : "", (int)n, cmdline);
		cmdline += n + (cmdline[n] != 0);
	}
	text_plain(out);
}

static void put_file(json_t *j, const char *key, const char *path)
{
	char text[128];

	if (sys_read(path, text, sizeof(text)) <= 0)
		return;
	text[strcspn(text, "\n")] = 0;
	text_plain(text);
	json_object_set_new(j, key, json_string(text));
}

/* The card's number depends on what else is in the machine. */
static void put_clock(json_t *j, const char *key, const char *file)
{
	char pattern[96];
	uint64_t mhz;
	glob_t g = { 0 };

	snprintf(pattern, sizeof(pattern), PCI "/drm/card*/%s", file);
	if (!glob(pattern, 0, NULL, &g) && !sys_read_u64(g.gl_pathv[0], &mhz))
		json_object_set_new(j, key, json_integer(mhz));
	globfree(&g);
}

static void put_cpu(json_t *j)
{
	FILE *f = fopen("/proc/cpuinfo", "re");
	char line[256], *model;

	while (f && fgets(line, sizeof(line), f)) {
		model = strstr(line, ": ");
		if (strncmp(line, "model name", 10) || !model)
			continue;
		model[strcspn(model, "\n")] = 0;
		text_plain(model);
		json_object_set_new(j, "cpu", json_string(model + 2));
		break;
	}
	if (f)
		fclose(f);
	json_object_set_new(j, "cpus", json_integer(sysconf(_SC_NPROCESSORS_ONLN)));
	json_object_set_new(j, "virtual", json_boolean(sys_virtual()));
}

static void put_eus(json_t *j)
{
	static const struct { const char *key; int param; } params[] = {
		{ "eus", I915_PARAM_EU_TOTAL },
		{ "subslices", I915_PARAM_SUBSLICE_TOTAL },
	};
	int fd = i915_open(), v;

	for (size_t i = 0; fd >= 0 && i < sizeof(params) / sizeof(params[0]); i++) {
		drm_i915_getparam_t get = { .param = params[i].param, .value = &v };

		if (!ioctl(fd, DRM_IOCTL_I915_GETPARAM, &get))
			json_object_set_new(j, params[i].key, json_integer(v));
	}
	if (fd >= 0)
		close(fd);
}

/* Modules of memory by what dmidecode says: the speed, and the channels. */
static void put_memory(json_t *j)
{
	static char out[16384];
	char *argv[] = { "dmidecode", "-t", "17", NULL }, *line, *save;
	unsigned int mts = 0, v, modules = 0, channels = 0;
	char channel;

	json_object_set_new(j, "mem_mib", json_integer(
		(uint64_t)sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGESIZE) >> 20));
	if (sys_run(argv, 10 * NSEC_PER_SEC, out, sizeof(out)))
		return;
	for (line = strtok_r(out, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save)) {
		char *at = strstr(line, "Channel");

		if (sscanf(line, " Configured Memory Speed: %u MT/s", &v) == 1) {
			mts = v;
			modules++;
		}
		if (strstr(line, "Locator:") && at &&
		    sscanf(at, "Channel%c", &channel) == 1 &&
		    channel >= 'A' && channel <= 'H')
			channels |= 1u << (channel - 'A');
	}
	if (!mts)
		return;
	json_object_set_new(j, "mem_mts", json_integer(mts));
	json_object_set_new(j, "mem_modules", json_integer(modules));
	json_object_set_new(j, "mem_channels_named",
			    json_integer(__builtin_popcount(channels)));
}

json_t *full_machine(void)
{
	static const struct { const char *key, *path; } files[] = {
		{ "thp", "/sys/kernel/mm/transparent_hugepage/enabled" },
		{ "governor", "/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor" },
		{ "microcode", "/sys/devices/system/cpu/cpu0/microcode/version" },
		{ "enable_gvt", "/sys/module/i915/parameters/enable_gvt" },
		{ "enable_guc", "/sys/module/i915/parameters/enable_guc" },
	};
	uint64_t vendor = 0, device = 0;
	json_t *j = json_object();
	char text[512], line[4096];
	struct utsname u;

	json_object_set_new(j, "type", json_string("machine"));
	sys_read_u64(PCI "/vendor", &vendor);
	sys_read_u64(PCI "/device", &device);
	snprintf(text, sizeof(text), "%04x:%04x", (unsigned int)vendor & 0xffff,
		 (unsigned int)device & 0xffff);
	json_object_set_new(j, "gpu", json_string(text));
	put_file(j, "gpu_revision", PCI "/revision");
	put_cpu(j);
	put_eus(j);
	put_clock(j, "gpu_max_mhz", "gt_RP0_freq_mhz");
	put_clock(j, "gpu_limit_mhz", "gt_max_freq_mhz");
	put_memory(j);
	iommu_domain(text, sizeof(text));
	json_object_set_new(j, "iommu", json_string(text));
	uname(&u);
	json_object_set_new(j, "kernel", json_string(u.release));
	if (sys_read("/proc/cmdline", line, sizeof(line)) > 0) {
		full_words(line, text, sizeof(text));
		json_object_set_new(j, "words", json_string(text));
	}
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		put_file(j, files[i].key, files[i].path);
	return j;
}
