/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A guest's balloon, through QMP (QEMU's docs/interop/qmp-spec.txt). */
#ifndef GTT2M_BALLOON_H
#define GTT2M_BALLOON_H

#include <stddef.h>
#include <stdint.h>

/* Connect to QEMU's monitor. A file descriptor or -errno. */
int balloon_open(const char *qmp);
/* Ask that the guest be left with bytes; returns at once. */
int balloon_ask(int fd, uint64_t bytes);
/* Wait until it has so many; -ETIME after limit_ns. */
int balloon_wait(int fd, uint64_t bytes, uint64_t limit_ns);

#endif
