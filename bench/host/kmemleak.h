/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The leak detector of a debug kernel. */
#ifndef GTT2M_KMEMLEAK_H
#define GTT2M_KMEMLEAK_H

#include <jansson.h>

/*
 * Scan the kernel's memory and say what nothing points to any more: a
 * `kmemleak` record (docs/architecture.md), or NULL where the kernel has no
 * detector. Takes some virtual seconds: it looks at old objects only.
 */
json_t *kmemleak_record(void);

/* Objects in a text of the detector; what is told about the first goes to *first. */
unsigned int kmemleak_count(const char *text, char *first, size_t len);

#endif
