/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command streamer: fetches, decides when, executes. */
#ifndef GEN9_STREAMER_H
#define GEN9_STREAMER_H

#include "gpu/submission/execlists.h"

/* What a step of an engine came to. */
enum gen9_step {
	STEP_MORE,		/* go on */
	STEP_WAIT,		/* nothing before the engine's clock */
	STEP_IDLE,		/* nothing until someone writes a register */
};

/* One command or one switch of context; now: the machine's time in ps. */
enum gen9_step gen9_streamer_step(struct gen9_execlists *x, uint64_t now);

#endif
