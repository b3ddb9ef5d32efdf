/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The run loop: engines go on as far as virtual time has come. */
#ifndef GEN9_RUN_H
#define GEN9_RUN_H

#include "gpu/blocks/blocks.h"

/* Let engines go on, a bounded amount; sets the timer for the rest. */
void gen9_run(struct gen9 *g);
/* No timer. */
void gen9_run_reset(struct gen9 *g);

#endif
