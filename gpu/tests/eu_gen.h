/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Random instructions that mostly run. Included once per program. */
#ifndef GEN9_TESTS_EU_GEN_H
#define GEN9_TESTS_EU_GEN_H

#include "mem.h"
#include "gpu/eu/fast.h"
#include "gpu/eu/icache.h"

/* A legal opcode, legal types more often than not, near targets. */
static inline void gen_tame(uint64_t w[2], uint64_t *x)
{
	size_t rows;
	const struct eu_row *row = eu_rows(&rows);
	const struct eu_row *one = &row[t_rand(x) % rows];

	w[0] = (w[0] & ~0x7full & ~(uint64_t)EU_COMPACT) | one->opcode;
	if (one->format == EU_F_ALU || one->format == EU_F_JUMP)
		w[0] &= ~(1ull << 36 | 1ull << 42);
	if (one->format == EU_F_ALU3)
		w[0] |= 1 << 8;
	else if (t_rand(x) & 3)
		w[0] &= ~(1ull << 8);
	if (one->pipe == EU_PIPE_BRANCH && t_rand(x) & 7) {
		w[1] &= 0x000001f8000001f8ull;
		if (t_rand(x) & 1)
			w[1] = -w[1] & 0xfffffff8fffffff8ull;
	}
	if (t_rand(x) & 15)
		w[0] &= ~(7ull << 21) | (t_rand(x) % 5) << 21;
}

/* Would it fault by itself? Then code behind it is never reached. */
static inline bool gen_runs(const uint64_t w[2])
{
	static const struct eu_ops ops;
	static struct eu_core core = { .ops = &ops };
	static struct eu_thread t;
	struct eu_inst in;

	if (eu_decode(&in, w) || in.opcode == EU_OP_ILLEGAL)
		return false;
	eu_choose(&in);
	eu_thread_start(&t, &core, 0, 1);
	return !in.alu || in.run(&t, &in) != EU_FAULT;
}

/* w is random bits; of 30 tries the first that runs, or the last. */
static inline void gen_instruction(uint64_t w[2], uint64_t *x)
{
	for (int tries = 0; tries < 30; tries++) {
		gen_tame(w, x);
		if (gen_runs(w))
			break;
		w[0] = t_rand(x);
		w[1] = t_rand(x);
	}
}

#endif
