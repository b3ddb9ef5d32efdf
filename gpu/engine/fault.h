/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an engine reports when something goes wrong. */
#ifndef GEN9_FAULT_H
#define GEN9_FAULT_H

#include "gpu/engine/engine.h"

/* RING_ESR, and where RING_EMR lets it RING_EIR with its interrupt. */
void gen9_engine_error(struct gen9_engine *e, uint32_t bits);
/* as has recorded a fault: into GEN8_RING_FAULT_REG unless that is taken. */
void gen9_engine_fault(struct gen9_engine *e, struct gen9_as *as);
/* It cannot go on before a reset; why is logged. */
void gen9_engine_hang(struct gen9_engine *e, const char *why);

#endif
