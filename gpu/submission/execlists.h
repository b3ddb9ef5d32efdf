/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Execlists: two elements are submitted at a time by RING_ELSP, run one
 * after the other, and are reported in the context status buffer.
 */
#ifndef GEN9_EXECLISTS_H
#define GEN9_EXECLISTS_H

#include "gpu/engine/engine.h"

struct gen9_execlists {
	struct gen9_engine *e;
	uint32_t elsp[4];		/* written so far: */
	unsigned int elsp_n;
	uint64_t next[2];		/* submitted, not yet accepted */
	bool next_valid;
	uint64_t port[2];		/* accepted; 0: none */
	int cur;			/* index into port[] that runs, or -1 */
	unsigned int csb_wp;		/* event written last */
};

/* What e runs; e stays the caller's. gen9_execlists_reset() is due. */
void gen9_execlists_init(struct gen9_execlists *x, struct gen9_engine *e);
/* Nothing runs or waits; the engine is reset, too. */
void gen9_execlists_reset(struct gen9_execlists *x);

/* Each fourth write submits: element 1 high, low, element 0 high, low. */
void gen9_execlists_elsp_write(struct gen9_execlists *x, uint32_t val);

/* Nothing runs and nothing is submitted. */
bool gen9_execlists_idle(const struct gen9_execlists *x);

/*
 * A submission waits: accept it if that is possible between the present two
 * commands. arb_point: they are an arbitration point.
 */
void gen9_execlists_accept(struct gen9_execlists *x, bool arb_point);
/* The ring of what runs is empty: on to the next element, or idle. */
void gen9_execlists_complete(struct gen9_execlists *x);

#endif
