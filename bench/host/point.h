/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * point.h - where a cell enters a machine that has booted: up to a point
 * the boots of several cells are alike, so L0 can save the machine there and
 * start cells from that (bench/run/snapshot.h).
 */
#ifndef GTT2M_POINT_H
#define GTT2M_POINT_H

#include <stddef.h>

/*
 * Be at the next point, then read what L0 says there (gpu/host/cell_port.h). At
 * the first, GVT-g is ready: the words of a kernel command line. At the second
 * the guests are: the name of their row. 0; -E2BIG: that is longer than
 * len - 1; -errno of /dev/mem.
 */
int point_pass(char *words, size_t len);
/*
 * Unpack the archives that the cell needs into the root file system (newc.h),
 * if there are any; 0 or -errno.
 */
int point_files(void);

#endif
