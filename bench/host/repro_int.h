/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What reproducers have in common: counts that any kernel gives, stock
 * included, and the one number that says whether the defect was seen.
 */
#ifndef GTT2M_REPRO_INT_H
#define GTT2M_REPRO_INT_H

#include <stdint.h>

struct probe;
struct work;

/* A vGPU of which shadow tables can be counted. 0 or -errno. */
int repro_open(struct probe *p);
/*
 * The same with the GPU's work, and the root of a tree of the work's own pages
 * alone. 0, or -errno, told as the cell's failure: "set-up".
 */
int repro_work(struct probe *p, struct work *w, uint64_t *root);
/*
 * Shadow tables alive: the kernel's own count, or the trace events of what
 * GVT-g made less what it freed. The latter do not know the table of a split
 * 2MiB entry until it goes: without counters write none.
 */
int64_t repro_tables(struct probe *p);
/* DMA mappings that the vGPU has: of one page each, or of 2MiB. */
int64_t repro_mappings(struct probe *p);
/* 0: the defect was not seen. A crash needs no such number. Once a cell. */
void repro_shown(struct probe *p, int64_t n);
/* The vGPU's end; ret: how it went so far, told with the cell's phase. */
int repro_end(struct probe *p, int ret);

#endif
