// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Blitter batches, checked by a small interpreter written from the PRM's
 * dword tables: it copies in plain memory what the batch says.
 */
#include <string.h>

#include "host/blt.h"
#include "lib/rng.h"
#include "test.h"

#define ARENA (1u << 20)

static uint8_t arena[ARENA], want[ARENA];

/* Execute up to MI_BATCH_BUFFER_END with arena as the address space. */
static unsigned int interpret(const uint32_t *dw, uint64_t base)
{
	unsigned int cmds = 0;

	for (; dw[0] != 0x05000000; dw += 10, cmds++) {
		uint32_t opcode = dw[0] >> 22, pitch = dw[1] & 0xffff;
		uint32_t w = dw[3] & 0xffff, h = dw[3] >> 16;
		uint64_t dst = (dw[4] | (uint64_t)dw[5] << 32) - base;
		uint64_t src = (dw[8] | (uint64_t)dw[9] << 32) - base;

		assert_true(opcode == 0x153 || opcode == 0x142);
		assert_int_equal(dw[0] & 0xff, 8);
		if (opcode == 0x153) {
			assert_int_equal(dw[0] >> 20 & 3, 3);
			assert_int_equal(dw[1] >> 16 & 0xff, 0xcc);
		}
		assert_int_equal(dw[1] >> 24, 3);
		assert_int_equal(dw[2], 0);
		assert_int_equal(dw[6], 0);
		assert_int_equal(dw[7], pitch);
		assert_true(w && h && w * 4 <= pitch && pitch < 32768);
		for (uint32_t y = 0; y < h; y++) {
			uint64_t d = dst + (uint64_t)y * pitch;
			uint64_t s = src + (uint64_t)y * pitch;

			assert_true(d + w * 4 <= ARENA && s + w * 4 <= ARENA);
			memcpy(arena + d, arena + s, w * 4);
		}
	}
	assert_int_equal(dw[1], 0);
	return cmds;
}

static void check_copy(enum blt_op op, uint32_t dst, uint32_t src, uint32_t len)
{
	const uint64_t base = 0x200000000ull - 4096;	/* crosses 4 GiB bits */
	uint32_t dw[BLT_COPY_DW + BLT_END_DW];
	struct rng r;
	unsigned int n;

	rng_seed(&r, len ^ (uint64_t)dst << 20);
	rng_fill(&r, arena, ARENA);
	memcpy(want, arena, ARENA);
	memmove(want + dst, want + src, len);
	n = blt_copy(dw, op, base + dst, base + src, len);
	assert_true(n <= BLT_COPY_DW);
	blt_end(dw + n);
	assert_int_equal(interpret(dw, base), n / BLT_DW);
	assert_memory_equal(arena, want, ARENA);
}

TEST(copies_exactly)
{
	static const uint32_t len[] = {
		4, 64, 4096, 16380, 16384, 16388, 65536, 65536 + 4096, 262144,
	};

	for (unsigned int i = 0; i < sizeof(len) / sizeof(len[0]); i++) {
		check_copy(BLT_SRC_COPY, 524288, 0, len[i]);
		check_copy(BLT_FAST_COPY, 0, 524288 + 4096, len[i]);
	}
}

TEST(random_copies)
{
	struct rng r;

	rng_seed(&r, 20230311);
	for (int i = 0; i < 50; i++) {
		uint32_t len = 4 + 4 * rng_below(&r, 65536);
		uint32_t src = 4 * rng_below(&r, (ARENA / 2 - len) / 4);
		uint32_t dst = ARENA / 2 + 4 * rng_below(&r, (ARENA / 2 - len) / 4);

		check_copy(rng_below(&r, 2) ? BLT_SRC_COPY : BLT_FAST_COPY,
			   dst, src, len);
	}
}
