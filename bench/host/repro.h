/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reproducers of suspected defects in GVT-g. Each is a scenario that does
 * its own sequence of calls and reports named numbers ("found"). Where the
 * claim is a stale mapping, the proof is a page of somebody else that the
 * GPU has overwritten.
 */
#ifndef GTT2M_REPRO_H
#define GTT2M_REPRO_H

struct probe;

/* repro_frames.c */
int repro_remap(struct probe *p);
int repro_shared(struct probe *p);
int repro_mixed(struct probe *p);
/* repro_close.c */
int repro_reopen(struct probe *p);
int repro_siblings(struct probe *p);
int repro_aperture(struct probe *p);
/* repro_crash.c */
int repro_unmap(struct probe *p);
int repro_late(struct probe *p);
int repro_gfn0(struct probe *p);
/* repro_tables.c */
int repro_cycle(struct probe *p);
int repro_orphan(struct probe *p);
int repro_level(struct probe *p);
/* repro_refs.c */
int repro_destroy(struct probe *p);
int repro_flush(struct probe *p);
int repro_pincount(struct probe *p);
/* repro_64k.c */
int repro_64k(struct probe *p);
int repro_ips(struct probe *p);
/* repro_lock.c */
int repro_lock(struct probe *p);
/* repro_vcpu.c */
int repro_own_table(struct probe *p);
/* fuzz.c: not of one defect, but in search of more. */
int fuzz_tables(struct probe *p);
int fuzz_ordered(struct probe *p);

#endif
