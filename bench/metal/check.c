// SPDX-License-Identifier: GPL-2.0-or-later
/* check.c - what a machine needs to be measured on, as rows. */
#include <dirent.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/resource.h>
#include <unistd.h>

#include "host/iommucount.h"
#include "host/vgpu.h"
#include "lib/sys.h"
#include "metal.h"

#define PCI "/sys/bus/pci/devices/" GPU_BDF
#define HUGE "/sys/kernel/mm/hugepages/"
#define CPU0 "/sys/devices/system/cpu/cpu0/"

static void first_line(const char *path, char *out, size_t len)
{
	if (sys_read(path, out, len) <= 0)
		snprintf(out, len, "none");
	out[strcspn(out, "\n")] = 0;
}

static enum metal_state root(char *found, size_t len)
{
	snprintf(found, len, "uid %u", geteuid());
	return geteuid() ? METAL_MISSING : METAL_OK;
}

static enum metal_state processor(char *found, size_t len)
{
	snprintf(found, len, "%s", sys_virtual() ? "of a virtual machine" : "real");
	return sys_virtual() ? METAL_WARN : METAL_OK;
}

/* Families by the upper digits of the device id: drm/i915_pciids.h. */
bool metal_gen9(unsigned int vendor, unsigned int device)
{
	static const unsigned int gen9[] = { 0x1900, 0x5900, 0x3e00, 0x9b00,
					     0x5a00, 0x8700 };

	for (size_t i = 0; i < sizeof(gen9) / sizeof(gen9[0]); i++)
		if (vendor == 0x8086 && (device & 0xff00) == gen9[i])
			return true;
	return false;
}

static enum metal_state gpu(char *found, size_t len)
{
	uint64_t vendor = 0, device = 0;

	sys_read_u64(PCI "/vendor", &vendor);
	sys_read_u64(PCI "/device", &device);
	snprintf(found, len, "%04x:%04x", (unsigned int)vendor,
		 (unsigned int)device);
	return metal_gen9(vendor, device) ? METAL_OK : METAL_MISSING;
}

/* A parameter of a loaded module that must be what is wanted. */
static enum metal_state param(const char *path, const char *want, char *found,
			      size_t len)
{
	first_line(path, found, len);
	return strcmp(found, want) ? METAL_MISSING : METAL_OK;
}

static enum metal_state enable_gvt(char *found, size_t len)
{
	return param("/sys/module/i915/parameters/enable_gvt", "Y", found, len);
}

static enum metal_state enable_guc(char *found, size_t len)
{
	return param("/sys/module/i915/parameters/enable_guc", "0", found, len);
}

static enum metal_state ignore_msrs(char *found, size_t len)
{
	return param("/sys/module/kvm/parameters/ignore_msrs", "Y", found, len) ?
	       METAL_WARN : METAL_OK;
}

static enum metal_state there(const char *path, char *found, size_t len)
{
	bool is = sys_exists(path);

	snprintf(found, len, "%s", is ? "there" : "not there");
	return is ? METAL_OK : METAL_MISSING;
}

static enum metal_state kvmgt(char *found, size_t len)
{
	return there("/sys/class/mdev_bus/" GPU_BDF, found, len);
}

static enum metal_state kvm(char *found, size_t len)
{
	return there("/dev/kvm", found, len);
}

static enum metal_state vfio(char *found, size_t len)
{
	return there("/dev/vfio/vfio", found, len);
}

static enum metal_state tracing(char *found, size_t len)
{
	return there("/sys/kernel/tracing/kprobe_events", found, len);
}

static enum metal_state debugfs(char *found, size_t len)
{
	return there("/sys/kernel/debug/dri", found, len);
}

/* Any mode will do: it is a factor, and is recorded. */
static enum metal_state iommu(char *found, size_t len)
{
	iommu_domain(found, len);
	return METAL_OK;
}

static enum metal_state memlock(char *found, size_t len)
{
	struct rlimit r = { 0 };

	getrlimit(RLIMIT_MEMLOCK, &r);
	if (r.rlim_cur == RLIM_INFINITY)
		snprintf(found, len, "unlimited");
	else
		snprintf(found, len, "%llu KiB",
			 (unsigned long long)r.rlim_cur / 1024);
	/* root raises it for its cells */
	return r.rlim_cur == RLIM_INFINITY || !geteuid() ? METAL_OK :
							   METAL_MISSING;
}

static enum metal_state thp(char *found, size_t len)
{
	first_line("/sys/kernel/mm/transparent_hugepage/enabled", found, len);
	return strstr(found, "[never]") || !strchr(found, '[') ? METAL_WARN :
	       METAL_OK;
}

static enum metal_state ksm(char *found, size_t len)
{
	first_line("/sys/kernel/mm/ksm/run", found, len);
	return strcmp(found, "1") ? METAL_OK : METAL_WARN;
}

/* The console's framebuffer takes of the aperture that vGPUs share. */
static enum metal_state room(char *found, size_t len)
{
	glob_t g = { 0 };
	uint64_t n, sum = 0;

	glob("/sys/class/mdev_bus/" GPU_BDF "/mdev_supported_types/*/"
	     "available_instances", 0, NULL, &g);
	for (size_t i = 0; i < g.gl_pathc; i++)
		sum += sys_read_u64(g.gl_pathv[i], &n) ? 0 : n;
	snprintf(found, len, "%zu types, %llu vGPUs fit", (size_t)g.gl_pathc,
		 (unsigned long long)sum);
	globfree(&g);
	return sum ? METAL_OK : METAL_MISSING;
}

/* Who else holds the GPU awake, or moves interrupts meanwhile. */
static enum metal_state audio(char *found, size_t len)
{
	bool is = sys_exists("/sys/module/snd_hda_intel");

	snprintf(found, len, "%s", is ? "there" : "not there");
	return is ? METAL_WARN : METAL_OK;
}

static bool runs(const char *name)
{
	glob_t g = { 0 };
	char comm[64];
	bool is = false;

	glob("/proc/[0-9]*/comm", 0, NULL, &g);
	for (size_t i = 0; i < g.gl_pathc && !is; i++) {
		first_line(g.gl_pathv[i], comm, sizeof(comm));
		is = !strcmp(comm, name);
	}
	globfree(&g);
	return is;
}

static enum metal_state irqbalance(char *found, size_t len)
{
	bool is = runs("irqbalance");

	snprintf(found, len, "%s", is ? "runs" : "does not run");
	return is ? METAL_WARN : METAL_OK;
}

static enum metal_state huge_1g(char *found, size_t len)
{
	first_line(HUGE "hugepages-1048576kB/free_hugepages", found, len);
	return atoi(found) ? METAL_OK : METAL_WARN;
}

static enum metal_state governor(char *found, size_t len)
{
	first_line(CPU0 "cpufreq/scaling_governor", found, len);
	return strcmp(found, "performance") ? METAL_WARN : METAL_OK;
}

static enum metal_state kexec(char *found, size_t len)
{
	char out[64] = "";
	char *argv[] = { "kexec", "--version", NULL };
	bool kernel = sys_exists("/sys/kernel/kexec_loaded");
	int ret = sys_run(argv, 10 * NSEC_PER_SEC, out, sizeof(out));

	out[strcspn(out, "\n")] = 0;
	snprintf(found, len, "%s%s", ret ? "no kexec" : out,
		 kernel ? "" : ", kernel cannot");
	return ret || !kernel ? METAL_MISSING : METAL_OK;
}

/* When it has to be there. */
enum when {
	ALWAYS,
	KERNEL,		/* in a variant's kernel: it brings that along */
	NEXT,		/* to boot the next variant */
};

static const struct {
	const char *what;
	enum metal_state (*find)(char *found, size_t len);
	enum when when;
	const char *get;
} rows[] = {
	{ "root", root, ALWAYS, "sudo make bench MACHINE=metal" },
	{ "processor", processor, ALWAYS,
	  "nothing: the report does not call this bare metal" },
	{ "GPU at 00:02.0", gpu, ALWAYS,
	  "a machine with Intel graphics of Gen9 (Skylake to Comet Lake)" },
	{ "i915.enable_gvt", enable_gvt, KERNEL,
	  "kernel command line: i915.enable_gvt=1" },
	{ "i915.enable_guc", enable_guc, KERNEL,
	  "kernel command line: i915.enable_guc=0" },
	{ "vGPU types", kvmgt, KERNEL,
	  "modprobe kvmgt vfio_iommu_type1 (a kernel with "
	  "CONFIG_DRM_I915_GVT_KVMGT)" },
	{ "/dev/kvm", kvm, KERNEL, "modprobe kvm_intel; VT-x on in the firmware" },
	{ "kvm.ignore_msrs", ignore_msrs, KERNEL,
	  "kernel command line: kvm.ignore_msrs=1 (guests read MSRs)" },
	{ "/dev/vfio/vfio", vfio, KERNEL, "modprobe vfio_iommu_type1" },
	{ "tracefs", tracing, KERNEL, "mount -t tracefs tracefs /sys/kernel/tracing" },
	{ "debugfs", debugfs, KERNEL, "mount -t debugfs debugfs /sys/kernel/debug" },
	{ "IOMMU domain", iommu, KERNEL,
	  "any mode can be measured (intel_iommu=on, off, igfx_off; iommu=pt)" },
	{ "memlock", memlock, ALWAYS, "ulimit -l unlimited" },
	{ "THP", thp, KERNEL,
	  "nothing: it is set to madvise while cells run, and restored then" },
	{ "KSM", ksm, KERNEL, "nothing: it is switched off while cells run, "
		"and on again then" },
	{ "room for vGPUs", room, KERNEL,
	  "remove other vGPUs; or kernel command line i915.disable_display=1, "
	  "since the console's framebuffer uses the same space" },
	{ "snd_hda_intel", audio, KERNEL,
	  "rmmod snd_hda_intel: it keeps the GPU awake, so that times vary" },
	{ "irqbalance", irqbalance, KERNEL,
	  "systemctl stop irqbalance: it moves interrupts, so that times vary" },
	{ "1GiB pages free", huge_1g, KERNEL,
	  "kernel command line: hugepagesz=1G hugepages=1, or hugetlb-1g "
	  "cannot be set up" },
	{ "governor", governor, KERNEL,
	  "nothing: it is set to performance while cells run, and restored "
	  "then" },
	{ "kexec", kexec, NEXT, "apt install kexec-tools; CONFIG_KEXEC" },
};

unsigned int metal_check(FILE *out, bool next, bool ours)
{
	static const char *const word[] = { "ok", "warn", "MISSING" };
	unsigned int missing = 0;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char found[128] = "";
		enum metal_state s;

		if (rows[i].when == NEXT && !next)
			continue;
		s = rows[i].find(found, sizeof(found));
		if (s == METAL_MISSING && rows[i].when == KERNEL && next && !ours)
			s = METAL_WARN;
		missing += s == METAL_MISSING;
		fprintf(out, "%-7s  %-16s %s\n", word[s], rows[i].what, found);
		if (s != METAL_OK)
			fprintf(out, "         to get it: %s\n", rows[i].get);
	}
	return missing;
}
