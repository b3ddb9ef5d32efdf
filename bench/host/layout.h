/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The plan's memslots, DMA mappings and tracked pages. */
#ifndef GTT2M_LAYOUT_H
#define GTT2M_LAYOUT_H

struct probe;

int layout_slots(struct probe *p);
int layout_maps(struct probe *p);
/* What KVM tracks inside each range before its entry is written. */
int layout_track(struct probe *p);

#endif
