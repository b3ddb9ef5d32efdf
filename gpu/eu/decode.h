/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef GEN9_EU_DECODE_H
#define GEN9_EU_DECODE_H

#include "gpu/eu/isa.h"

/* Bits hi to lo of w; both lie in one of its words. */
static inline uint64_t eu_bits(const uint64_t *w, unsigned int hi,
			       unsigned int lo)
{
	return w[lo / 64] >> lo % 64 & (~0ull >> (63 - (hi - lo)));
}

#define EU_COMPACT	(1u << 29)	/* CmptCtrl: the instruction has 8 bytes */

/*
 * Decode w[0], and w[1] unless the instruction is compact. 0; -EINVAL: no
 * opcode, type, or register file that the documents define. *in is then
 * without meaning but for .bytes.
 */
int eu_decode(struct eu_inst *in, const uint64_t w[2]);

/* The native form of a compact instruction. 0 or -EINVAL. */
int eu_expand(uint64_t w[2], uint64_t compact);

#endif
