// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * In the Linux L2: load i915, run the loads. Init
 * (bench/verbs/init.c) has mounted everything and ends the machine.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/reboot.h>
#include <time.h>
#include <unistd.h>

#include "guest/fill.h"
#include "guest/i915.h"
#include "guest/load.h"
#include "guest/mark.h"
#include "guest/nest.h"
#include "guest/scenarios.h"
#include "guest/timed.h"
#include "guest/guest.h"
#include "lib/cell.h"
#include "lib/rec.h"
#include "lib/sys.h"

#define SHMEM_HUGE "/sys/kernel/mm/transparent_hugepage/shmem_enabled"
#define GPU_SYSFS "/sys/bus/pci/devices/0000:00:02.0"

/* i915_reg.h, offsets in BAR 0. */
#define DDI_BUF_CTL(port)	(0x64000 + (port) * 0x100)
#define DDI_BUF_CTL_ENABLE	(1u << 31)
#define PORTS			4
#define PIPEACONF		0x70008
#define PIPECONF_ENABLE		(1u << 31)
#define REG_PAGE		0x1000

/* The module's parameters on the kernel command line, as modprobe does. */
static int module_params(const char *module, char *out, size_t len)
{
	char line[4096], *word, *save;
	size_t n = strlen(module), used = 0;
	ssize_t got = sys_read("/proc/cmdline", line, sizeof(line));

	out[0] = 0;
	if (got < 0)
		return got;
	for (word = strtok_r(line, " \n", &save); word;
	     word = strtok_r(NULL, " \n", &save)) {
		if (strncmp(word, module, n) || word[n] != '.')
			continue;
		used += snprintf(out + used, len - used, "%s%s",
				 used ? " " : "", word + n + 1);
		if (used >= len)
			return -E2BIG;
	}
	return 0;
}

/* Clear the bits of a register of BAR 0, if one of them is set. */
static int clear_bits(int bar, uint32_t reg, uint32_t bits)
{
	uint32_t page = reg & ~(REG_PAGE - 1);
	volatile uint32_t *mmio = mmap(NULL, REG_PAGE, PROT_READ | PROT_WRITE,
				       MAP_SHARED, bar, page), *at;

	if (mmio == MAP_FAILED)
		return -errno;
	at = &mmio[(reg - page) / 4];
	if (*at & bits)
		*at &= ~bits;
	munmap((void *)mmio, REG_PAGE);
	return 0;
}

/*
 * A vGPU comes up with pipe A on and no vblanks: GVT-g starts them when the
 * pipe is switched on by a register write, which a firmware with a display
 * driver would have done (gvt/handlers.c, pipeconf_mmio_write). i915 takes
 * the pipe as it finds it and waits 10 s for a flip, at load and again at
 * power-off. The loads need no display: switch pipe and ports off, as a
 * firmware without a display would leave them. A port that is left on
 * without a pipe is switched off by i915, which in 6.12 dereferences the
 * NULL state that it passes for that (intel_modeset_setup.c,
 * intel_sanitize_encoder, "FIXME NULL atomic state passed!").
 */
static int display_off(void)
{
	int bar, ret = sys_write(GPU_SYSFS "/enable", "1");

	if (ret)
		return ret;
	bar = open(GPU_SYSFS "/resource0", O_RDWR | O_CLOEXEC);
	if (bar < 0)
		return -errno;
	ret = clear_bits(bar, PIPEACONF, PIPECONF_ENABLE);
	for (unsigned int port = 0; port < PORTS && !ret; port++)
		ret = clear_bits(bar, DDI_BUF_CTL(port), DDI_BUF_CTL_ENABLE);
	close(bar);
	return ret ? ret : sys_write(GPU_SYSFS "/enable", "0");
}

/* gtt2m.i915=i915-closed: the same driver built without 2MiB pages. */
static int start_i915(struct cell *c)
{
	const char *module = cmdline_get("gtt2m.i915", "i915");
	char params[512];
	int ret = module_params("i915", params, sizeof(params));

	if (!ret && sys_exists(GPU_SYSFS))
		ret = display_off();
	if (ret)
		return cell_fail(c, ret, "preparing the vGPU");
	ret = mod_load(module, params);
	if (ret)
		return cell_fail(c, ret, "module %s", module);
	ret = i915_open();
	if (ret < 0)
		return cell_fail(c, ret, "no render node of i915");
	close(ret);
	rec_time("i915-ready", clock_ns());
	return 0;
}

/* What the scenario's row wants of the guest's memory. */
static int prepare(struct cell *c)
{
	const char *shmem = cmdline_get("gtt2m.shmem", "");
	int ret = 0;

	if (cmdline_u64("gtt2m.marks", 0))
		ret = mark_open(REC_PORT);
	if (ret)
		return cell_fail(c, ret, "reading " REC_PORT);
	if (*shmem)
		ret = sys_write(SHMEM_HUGE, shmem);
	return ret ? cell_fail(c, ret, SHMEM_HUGE ": %s", shmem) : 0;
}

/*
 * gtt2m.reset_vm=MIB: on the first boot start a VM of the guest's own and
 * reset the machine while it runs. Nobody takes its page tables down; the
 * second boot knows nothing of them.
 */
static int reset_with_vm(struct cell *c)
{
	uint64_t mib = cmdline_u64("gtt2m.reset_vm", 0);
	struct nest vm;
	int ret = mib ? mark_ask("", MARK_BOOT) : 0;

	if (ret < 0)
		return cell_fail(c, ret, "L1 does not answer");
	if (ret != '1')
		return 0;
	ret = nest_start(&vm, mib);
	if (ret)
		return cell_fail(c, ret, "a VM of the guest's own");
	rec_emit(json_pack("{s:s, s:s, s:i, s:b, s:i, s:i}", "type", "nested",
			   "load", "", "vm_mib", (int)mib, "lives", 1,
			   "touched", vm.seen->touched,
			   "runs", vm.seen->runs));
	ret = mark("", MARK_RESET);
	if (!ret)
		reboot(RB_AUTOBOOT);
	return cell_fail(c, ret ? ret : -errno, "resetting the machine");
}

/*
 * gtt2m.settle=MS: how long to wait before the loads. GVT-g serves a vGPU
 * before all others for 2 s after its guest has switched execlists on, and
 * of two such the later one first (sched_policy.c, GVT_SCHED_VGPU_PRI_TIME):
 * two guests side by side would be measured at that.
 */
static void settle(void)
{
	uint64_t ms = cmdline_u64("gtt2m.settle", 0);
	const struct timespec t = { .tv_sec = ms / 1000,
				    .tv_nsec = ms % 1000 * 1000000 };

	if (ms)
		nanosleep(&t, NULL);
}

/*
 * loads: what the command line says; L1 knows better, if there is one. It tells
 * when the guest is ready: up to there the guests of several rows are the same.
 */
static int fill(struct cell *c, char *loads, size_t len)
{
	const char *kind = cmdline_get("gtt2m.fill", "");
	int ret = *kind ? fill_memory(kind, cmdline_u64("gtt2m.seed", 1)) : 0;

	if (ret)
		return cell_fail(c, ret, "gtt2m.fill=%s", kind);
	ret = mark_ask_line(MARK_READY, loads, len);
	return ret ? cell_fail(c, ret, "L1 does not answer") : 0;
}

int guest_main(struct cell *c)
{
	char why[256], loads[SCENARIO_LOADS];
	int ret;

	snprintf(loads, sizeof(loads), "%s", cmdline_get("gtt2m.loads", ""));
	rec_time("guest-init", clock_ns());
	cell_phase(c, "clock");
	ret = timed_check("", why, sizeof(why));
	if (ret)
		return cell_fail(c, ret, "%s", why);
	cell_phase(c, "i915");
	ret = prepare(c);
	if (!ret)
		ret = reset_with_vm(c);
	if (!ret)
		ret = start_i915(c);
	if (!ret) {
		settle();
		ret = fill(c, loads, sizeof(loads));
	}
	if (ret)
		return ret;
	cell_phase(c, "loads");
	ret = loads_run(loads, cmdline_u64("gtt2m.seed", 1), why, sizeof(why));
	if (!ret && mark("", MARK_DONE))
		ret = -ETIME;
	return ret ? cell_fail(c, ret, "%s", why) : 0;
}
