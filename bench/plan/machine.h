/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * machine.h - the machines a cell can run on, as facts. Callers ask the
 * row, never "is it QEMU".
 */
#ifndef GTT2M_MACHINE_H
#define GTT2M_MACHINE_H

#include <stdbool.h>
#include <stddef.h>

#define MACHINE_STATE_FD "9"	/* a saved state is read from there */

/* What the placeholders of a command line are replaced by. */
struct machine_fill {
	const char *qemu;	/* {qemu}: program of the machine */
	const char *kernel;	/* {kernel}: bzImage */
	const char *initrd;	/* {initrd} */
	const char *append;	/* {append}: kernel command line */
	const char *seed;	/* {seed}: decimal */
	const char *console;	/* {console}: log file */
	const char *records;	/* {records}: raw record file */
	const char *gpu;	/* {gpu}: "" or ",params=FILE" */
	const char *cell;	/* {cell}: variant/scenario/machine */
	const char *scenario;	/* {scenario}: without the machine */
	/* {words}, {image}, {more-image}: what init gets at the point; or NULL */
	const char *words, *image, *more_image;
	const char *snapshot;	/* {snapshot}: its folder */
	const char *point;	/* {point}: where it is saved, from 1 */
	/* save, load, or save and go_on of the row; NULL: boot */
	const char *const *more, *const *much_more;
};

struct machine {
	const char *name;	/* last part of a cell's name */
	const char *level;	/* the report's first line says this */
	const char *if_virtual;	/* ... and this of a virtual machine; or NULL */
	const char *desc;	/* how it differs from the others */
	bool translates;	/* the GPU's DMA, by an IOMMU */
	/* Of CPUs that take turns: the same machine with one CPU; else NULL. */
	const char *one_cpu;
	const char *clock;	/* what a time in a record counts */
	bool metal;		/* this machine: runs the booted variant only */
	const char *untimed;	/* why its times say nothing; NULL: they do */
	bool kvm;		/* needs nested virtualization of the host */
	bool exact;		/* the same seed repeats to the digit */
	const char *program;	/* below the build folder; NULL: none */
	const char *append;	/* kernel command line common to all cells */
	unsigned int mem_mib;	/* of the host, touched by one cell */
	unsigned int probe_s, guest_s;	/* usual time of a cell */
	unsigned int probe_cap_s, guest_cap_s;	/* CPU time of a cell */
	unsigned int linger_s;	/* for power-off after the end marker */
	const char *const *argv;	/* template, NULL at the end */
	/*
	 * Words behind them, to save the machine on its way, to start from what
	 * was saved, or, with save, to go on from there to where it is saved again.
	 * NULL: the seed reaches the boot, so each cell boots.
	 */
	const char *const *save, *const *load, *const *go_on;
};

const struct machine *machine_find(const char *name);
/* Its level, on a host that is a virtual machine or a real one. */
const char *machine_level(const struct machine *m, bool virtual);
/* All of them, for lists. */
const struct machine *machine_list(size_t *n);

/*
 * The argv of one start: a fresh NULL-ended array of fresh strings, or
 * NULL when memory is short or a placeholder is not known.
 */
char **machine_argv(const struct machine *m, const struct machine_fill *f);
void machine_argv_free(char **argv);

#endif
