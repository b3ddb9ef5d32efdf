/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * metal.h - the machine this program runs on as the test machine: what it
 * must have, which variant it has booted, and how it boots the next one.
 * A virtual machine is told from a real one in words only: the rehearsal
 * on the emulated machine runs the same code.
 */
#ifndef GTT2M_METAL_H
#define GTT2M_METAL_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "plan/plan.h"

enum metal_state {
	METAL_OK,
	METAL_WARN,	/* costs results or accuracy */
	METAL_MISSING,	/* nothing can be measured without */
};

/*
 * Print what is there and what is missing, with how to get it, one line a
 * thing. How many are METAL_MISSING. next: kexec is needed, too; what a
 * variant's kernel brings along is then asked for only in ours.
 */
unsigned int metal_check(FILE *out, bool next, bool ours);

/* A GPU of Gen9, Skylake to Comet Lake, by its PCI ids. */
bool metal_gen9(unsigned int vendor, unsigned int device);

#define METAL_ID 44	/* 40 digits of a build id, the NUL */

/*
 * The plan's variant that is booted: its vmlinux and the modules that are
 * loaded have the build ids of build/kernels.../<variant>. Index; or -1
 * and a sentence. A tie (baseline-aa) goes to gtt2m.variant= of the
 * command line.
 */
int metal_variant(const struct plan *p, const char *build, char *why,
		  size_t len);

/*
 * Does a cell belong into this boot: the variant, and the words of its
 * scenario's kernel command line, neither fewer nor more?
 */
bool metal_fits(const struct plan *p, const struct plan_cell *c, int variant,
		const char *cmdline);

/*
 * Load the kernel for a cell and start it; the same run goes on there. dir
 * is the run's folder, initrd what the kernel starts from. Does not return
 * but for an error: -errno and a sentence.
 */
int metal_kexec(const struct plan *p, const struct plan_cell *c,
		const char *build, const char *dir, const char *initrd,
		char *why, size_t len);

/* What this boot is. */
struct metal_boot {
	int variant;		/* of the plan, -1: none of them */
	char cmdline[2048];
};

/*
 * Check the machine and see what it has booted. -errno and a sentence when
 * something is missing, or no variant is booted and next will not help.
 */
int metal_begin(const struct plan *p, const char *build, bool next,
		struct metal_boot *b, char *why, size_t len);
/* For run_options.here: is the cell of this boot? */
bool metal_here(const struct plan *p, const struct plan_cell *c,
		const void *boot);
/*
 * After the cells of this boot: 0 when none is left. Else boots the next
 * (next: does not return then), or says which to boot.
 */
int metal_end(const char *dir, const struct plan *p, const char *build,
	      bool next, char *why, size_t len);

/*
 * init's part in a walk (gtt2m.role=metal): mount the disk, go on with the
 * run there, unmount. 0 or -errno and a sentence.
 */
int metal_init(char *why, size_t len);

/* Where the walk's folder is, for the next boot; paths below cwd. */
struct metal_place {
	const char *disk, *fs, *cwd;	/* cwd: on that disk */
	const char *program, *build, *run;
};

/* The command line of the next boot, from this one's. */
void metal_cmdline(const struct plan *p, const struct plan_cell *c,
		   const char *now, const struct metal_place *at, char *out,
		   size_t len);

/* Where a host shows what its KVM can. */
struct accel_host {
	const char *dev, *nested[2];	/* the device, the modules' parameters */
	const char *qemu;		/* a QEMU to try it with */
};
extern const struct accel_host accel_this_host;

/*
 * Can the host's KVM run the emulated machine, which runs guests itself?
 * 0, or -errno and a sentence.
 */
int accel_kvm(const struct accel_host *h, char *why, size_t len);

/* What a result on hardware carries with it: {"type":"metal",...} */
json_t *metal_record(void);

#endif
