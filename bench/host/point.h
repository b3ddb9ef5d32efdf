/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * point.h - where a cell enters a machine that has booted: up to the point
 * the boots of all cells of one kernel are alike, so L0 can save the machine
 * there and start cells from that (bench/run/snapshot.h).
 */
#ifndef GTT2M_POINT_H
#define GTT2M_POINT_H

#include <stddef.h>

/*
 * Be at the point, then read the cell's words, a text like a kernel command
 * line's, and unpack the archives that it needs into the root file system
 * (gpu/host/cell_port.h, newc.h). 0; -E2BIG: the words are longer than len - 1;
 * -errno of /dev/mem or of the archives.
 */
int point_pass(char *words, size_t len);

#endif
