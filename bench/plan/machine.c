// SPDX-License-Identifier: GPL-2.0-or-later
/* machine.c - rows of machines and the filling-in of their command lines. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine.h"

/*
 * Single-threaded TCG and a clock that counts instructions: the same seed
 * gives the same run. Several vCPUs take turns, whose lengths the seed decides
 * (gpu/qemu/patches/0007). -erms,-fsrm: `rep movsb` is slow under TCG.
 * noapictimer: calibrating the APIC timer spins for 10 s of
 * wall time under icount and then fails; the kernel uses the HPET either way.
 * -rdrand,-rdseed: QEMU's random numbers are no part of a snapshot; the kernel
 * gets its from the cell's seed.
 */
#define RAM "5G"
#define LIST(...) __VA_ARGS__
#define EMULATED(CPUS, CPU, ACCEL, ...) { \
	"{qemu}", "-L", "/usr/share/qemu", "-L", "/usr/share/seabios", \
	"-M", "q35", "-cpu", CPU, "-smp", CPUS, "-m", RAM, \
	"-vga", "none", "-net", "none", "-nodefaults", \
	ACCEL, "-seed", "{seed}", \
	"-display", "none", "-no-reboot", \
	"-serial", "file:{console}", "-serial", "file:{records}", \
	__VA_ARGS__ "-device", "igd-gen9,addr=02.0{gpu}", \
	"-device", "gtt2m-cell,text={words},image={image},more={more-image}", \
	"-kernel", "{kernel}", "-initrd", "{initrd}", "-append", "{append}", \
	NULL \
}

#define TCG_CPU "max,-erms,-fsrm,-rdrand,-rdseed"
#define TCG "-accel", "tcg,thread=single", "-icount", "shift=1,sleep=off", \
	"-rtc", "clock=vm,base=2023-03-11"

static const char *const emulated_argv[] = EMULATED("1", TCG_CPU, LIST(TCG),);
static const char *const smp2_argv[] = EMULATED("2", TCG_CPU, LIST(TCG),);
static const char *const smp4_argv[] = EMULATED("4", TCG_CPU, LIST(TCG),);
static const char *const kvm_argv[] =
	EMULATED("1", "host", LIST("-accel", "kvm", "-rtc", "base=2023-03-11"),);
/*
 * Somebody's own, with a clock like the host's. Not thread=multi: QEMU 7.2
 * translates a page before it watches it for stores (tb_gen_code(),
 * tb_link_page()). What another CPU stores meanwhile is missed: Linux had taken
 * a breakpoint out of finish_task_switch(), and all CPUs went on hitting it.
 */
static const char *const owner_argv[] =
	EMULATED("4", "max,-erms,-fsrm", LIST("-accel", "tcg,thread=single"),);
/* The remapping unit exists before the devices behind it do. */
static const char *const vtd_argv[] =
	EMULATED("1", TCG_CPU, LIST(TCG), "-device", "intel-iommu",);

/* Its memory is a file, the rest of its state follows at the point. */
static const char *const save_words[] = {
	"-object", "memory-backend-file,id=pc.ram,size=" RAM ",share=on,"
		   "mem-path={snapshot}/ram",
	"-machine", "memory-backend=pc.ram",
	"-global", "gtt2m-cell.save={snapshot}/state",
	"-global", "gtt2m-cell.point={point}", NULL
};
/* ... of a machine that was saved at an earlier point: the file is there. */
static const char *const go_on_words[] = {
	"-global", "gtt2m-cell.kept=on", "-incoming", "fd:" MACHINE_STATE_FD, NULL
};
static const char *const load_words[] = {
	"-global", "gtt2m-cell.ram={snapshot}/ram",
	"-incoming", "fd:" MACHINE_STATE_FD, NULL
};

/* This very program, on the machine that it runs on. */
static const char *const metal_argv[] = {
	"/proc/self/exe", "here", "{scenario}", "{seed}", "{records}", NULL
};

#define METAL_ROW \
	.clock = "CLOCK_MONOTONIC", \
	.metal = true, \
	.append = "", \
	.probe_s = 20, \
	.guest_s = 60, \
	.probe_cap_s = 300, \
	.guest_cap_s = 900, \
	.linger_s = 10, \
	.argv = metal_argv

#define APPEND "console=ttyS0 panic=-1 noapictimer"

/* What all machines have in common whose clock counts instructions. */
#define ICOUNT_ROW \
	.clock = "icount shift=1 sleep=off", \
	.exact = true, \
	.program = "qemu/qemu-system-x86_64"

/* Where the seed comes in at the point. */
#define SNAPSHOTS \
	.save = save_words, \
	.go_on = go_on_words, \
	.load = load_words

#define EMULATED_ROW \
	ICOUNT_ROW, \
	SNAPSHOTS, \
	.mem_mib = 3500, \
	.probe_s = 7, \
	.guest_s = 14, \
	.probe_cap_s = 180, \
	.guest_cap_s = 900, \
	.linger_s = 20

/* tsc=reliable: vCPUs have one counter, which Linux does not believe of them. */
#define SMP_APPEND "tsc=reliable gtt2m.timed=0"

#define SMP_ROW \
	.level = "emulated (Gen9 GPU model, more than one CPU), counts only", \
	ICOUNT_ROW, \
	.untimed = "CPUs take turns, and each waits for the others' turns", \
	.one_cpu = "emulated", \
	.append = APPEND " " SMP_APPEND, \
	.mem_mib = 3500, \
	.probe_s = 12, \
	.guest_s = 40, \
	.probe_cap_s = 300, \
	.guest_cap_s = 1200, \
	.linger_s = 20

#define DEBUG_APPEND APPEND " kasan_multi_shot gtt2m.limit=2400 gtt2m.ranges=8"

#define DEBUG_ROW \
	.level = "emulated, debug kernel: complaints count, times do not", \
	ICOUNT_ROW, \
	.untimed = "the checks of a debug kernel take most of the time", \
	.mem_mib = 4500, \
	.probe_s = 60, \
	.guest_s = 400, \
	.probe_cap_s = 900, \
	.guest_cap_s = 3600, \
	.linger_s = 60

static const struct machine machines[] = {
	{
		EMULATED_ROW,
		.name = "emulated",
		.level = "emulated (Gen9 GPU model, virtual time)",
		.desc = "no IOMMU: the GPU's DMA is not translated",
		.append = APPEND,
		.argv = emulated_argv,
	}, {
		EMULATED_ROW,
		.name = "vtd-strict",
		.level = "emulated (Gen9 GPU model, VT-d, virtual time)",
		.desc = "VT-d translates DMA; each unmap flushes the IOTLB",
		.append = APPEND " intel_iommu=on iommu.strict=1",
		.translates = true,
		.argv = vtd_argv,
	}, {
		EMULATED_ROW,
		.name = "vtd-lazy",
		.level = "emulated (Gen9 GPU model, VT-d, virtual time)",
		.desc = "VT-d translates DMA; the IOTLB is flushed in batches",
		.append = APPEND " intel_iommu=on iommu.strict=0",
		.translates = true,
		.argv = vtd_argv,
	}, {
		EMULATED_ROW,
		.name = "vtd-pt",
		.level = "emulated (Gen9 GPU model, VT-d, virtual time)",
		.desc = "VT-d with passthrough: DMA is not translated",
		.append = APPEND " intel_iommu=on iommu=pt",
		.argv = vtd_argv,
	}, {
		SMP_ROW,
		.name = "smp2",
		.desc = "2 CPUs that take turns; the seed decides when",
		.argv = smp2_argv,
	}, {
		SMP_ROW,
		.name = "smp4",
		.desc = "4 CPUs that take turns; the seed decides when",
		.argv = smp4_argv,
	}, {
		DEBUG_ROW,
		.name = "debug",
		.desc = "PROFILE=debug: longer limits, for KASAN and lockdep",
		.append = DEBUG_APPEND,
		.argv = emulated_argv,
		SNAPSHOTS,
	}, {
		DEBUG_ROW,
		.name = "debug-smp2",
		.desc = "PROFILE=debug with 2 CPUs that take turns",
		.one_cpu = "debug",
		.append = DEBUG_APPEND " " SMP_APPEND,
		.argv = smp2_argv,
	}, {
		.name = "emulated-kvm",
		.level = "emulated (Gen9 GPU model) on KVM: counts, no times",
		.desc = "ACCEL=kvm: the CPU by the host's KVM, which is faster",
		.clock = "of the host: times are not reported",
		.untimed = "the machine ran on the host's KVM, and its clock is "
			   "that of a busy host",
		.kvm = true,
		.program = "qemu-kvm/qemu-system-x86_64",
		.append = "console=ttyS0 panic=-1",
		.mem_mib = 3500,
		.probe_s = 5,
		.guest_s = 15,
		.probe_cap_s = 180,
		.guest_cap_s = 900,
		.linger_s = 20,
		.argv = kvm_argv,
	}, {
		METAL_ROW,
		.name = "metal",
		.level = "bare metal",
		.if_virtual = "a virtual machine, not bare metal: whose GPU it has, "
			      "nothing here can tell",
		.desc = "this machine, with an Intel GPU and GVT-g",
	}, {
		.name = "owner",
		.level = "rehearsal of an owner's machine: no results",
		.desc = "FULL=1: 4 CPUs, where Debian is booted",
		.clock = "of the host",
		.untimed = "four CPUs take turns by the host's clock, beside all else",
		.program = "qemu/qemu-system-x86_64",
		.append = "console=ttyS0",
		.mem_mib = 5500,
		.probe_s = 300,
		.guest_s = 900,
		.probe_cap_s = 3600,
		.guest_cap_s = 7200,
		.linger_s = 60,
		.argv = owner_argv,
	}, {
		METAL_ROW,
		.name = "metal-try",
		.level = "rehearsal of bare metal on the emulated GPU: no results",
		.desc = "metal, rehearsed on the emulated machine",
	},
};

const struct machine *machine_list(size_t *n)
{
	*n = sizeof(machines) / sizeof(machines[0]);
	return machines;
}

const char *machine_level(const struct machine *m, bool virtual)
{
	return virtual && m->if_virtual ? m->if_virtual : m->level;
}

const struct machine *machine_find(const char *name)
{
	for (size_t i = 0; i < sizeof(machines) / sizeof(machines[0]); i++)
		if (!strcmp(machines[i].name, name))
			return &machines[i];
	return NULL;
}

static const char *fill_value(const struct machine_fill *f, const char *key,
			      size_t len, bool *property)
{
	const struct { const char *key, *value; bool property; } row[] = {
		{ "qemu", f->qemu, false }, { "kernel", f->kernel, false },
		{ "initrd", f->initrd, false }, { "append", f->append, false },
		{ "seed", f->seed, false }, { "console", f->console, false },
		{ "records", f->records, false }, { "gpu", f->gpu, false },
		{ "cell", f->cell, false }, { "scenario", f->scenario, false },
		{ "snapshot", f->snapshot, false }, { "point", f->point, false },
		{ "words", f->words ?: "", true }, { "image", f->image ?: "", true },
		{ "more-image", f->more_image ?: "", true },
	};

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++)
		if (strlen(row[i].key) == len && !strncmp(row[i].key, key, len)) {
			*property = row[i].property;
			return row[i].value;
		}
	return NULL;
}

static char *fill_one(const char *tmpl, const struct machine_fill *f)
{
	char *out = NULL;
	size_t size;
	FILE *s = open_memstream(&out, &size);
	bool bad = !s, property;

	for (const char *p = tmpl; !bad && *p; ) {
		const char *end = *p == '{' ? strchr(p, '}') : NULL;
		const char *value;

		if (!end) {
			fputc(*p++, s);
			continue;
		}
		value = fill_value(f, p + 1, end - p - 1, &property);
		bad = !value;
		for (; value && *value; value++) {
			/* QEMU's own, within a property */
			if (*value == ',' && property)
				fputc(',', s);
			fputc(*value, s);
		}
		p = end + 1;
	}
	if (s)
		fclose(s);
	if (bad) {
		free(out);
		return NULL;
	}
	return out;
}

char **machine_argv(const struct machine *m, const struct machine_fill *f)
{
	const char *const *part[] = { m->argv, f->more, f->much_more };
	enum { PARTS = sizeof(part) / sizeof(part[0]) };
	size_t n = 0, k = 0;
	char **argv;

	for (size_t i = 0; i < PARTS; i++)
		for (size_t j = 0; part[i] && part[i][j]; j++)
			n++;
	argv = calloc(n + 1, sizeof(*argv));
	for (size_t i = 0; argv && i < PARTS; i++)
		for (size_t j = 0; part[i] && part[i][j]; j++)
			if (!(argv[k++] = fill_one(part[i][j], f))) {
				machine_argv_free(argv);
				return NULL;
			}
	return argv;
}

void machine_argv_free(char **argv)
{
	for (size_t i = 0; argv && argv[i]; i++)
		free(argv[i]);
	free(argv);
}
