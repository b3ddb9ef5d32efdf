/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef GEN9_EU_FAST_H
#define GEN9_EU_FAST_H

#include "gpu/eu/exec.h"

/* Who executes the instruction: in->run, and in->alu for the general path. */
void eu_choose(struct eu_inst *in);

#endif
