/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whole commands inside L1 under hyperfine: start, work, exit. On the
 * emulated machine hyperfine reads the virtual clock, so what it calls
 * seconds are virtual ones. Needs the program in the image (perf.cpio).
 */
#ifndef GTT2M_WHOLE_H
#define GTT2M_WHOLE_H

struct probe;

/*
 * Time the commands; each goes out as a `command` record with hyperfine's
 * own JSON. 0 or -errno with the reason in the cell.
 */
int whole_commands(struct probe *p);

#endif
