/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Events of the kernel that runs here, by /sys/kernel/tracing. */
#ifndef GTT2M_TRACEFS_H
#define GTT2M_TRACEFS_H

#define TRACEFS "/sys/kernel/tracing"

/*
 * Put a kprobe event in ("p:GROUP/EVENT MODULE:FUNCTION NAME=%REG:TYPE
 * ..."), or take one out ("-:GROUP/EVENT"). 0 or -errno; -EEXIST: it is in.
 */
int tracefs_probe(const char *text);
/* What the kernel says about the last text that it refused, to stderr. */
void tracefs_complain(void);

#endif
