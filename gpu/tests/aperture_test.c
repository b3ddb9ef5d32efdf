// SPDX-License-Identifier: GPL-2.0-or-later
/* BAR2: translation, fences, and the ROM's tables. */

#include "each_bed.h"

#define BASE	0x400000u

EACH_BED(NULL);

TEST(goes_through_the_ggtt)
{
	struct bed *b = *state;

	gen9_get_ggtt(b->g)[5] = 0x777000 | 1;
	gen9_get_ggtt(b->g)[6] = 0;
	gen9_get_ggtt(b->g)[7] = 0x7000000000ull | 1;	/* no memory there */
	gen9_aperture_write(b->g, 0x5010, 0x1122334455667788ull, 8);
	assert_int_equal(*bed_mem(b, 0x777010), 0x55667788);
	assert_int_equal(gen9_aperture_read(b->g, 0x5016, 2), 0x1122);
	assert_true(gen9_aperture_read(b->g, 0x6000, 4) == ~0ull);
	assert_true(gen9_aperture_read(b->g, 0x7000, 4) == ~0ull);
	gen9_aperture_write(b->g, 0x6000, 1, 4);
	gen9_aperture_write(b->g, 0x7000, 1, 4);
	assert_true(gen9_aperture_read(b->g, GEN9_APERTURE_SIZE - 4, 8) == ~0ull);
}

static void fence(struct bed *b, unsigned int i, uint32_t stride, bool y)
{
	bed_wr(b, 0x100000 + i * 8 + 4, (BASE + 0xf000) | (stride / 128 - 1));
	bed_wr(b, 0x100000 + i * 8, BASE | (y ? 2 : 0) | 1);
}

/* Tile layouts spelled out: PRM volume 5, "Tiled surfaces". */
TEST(fences_tile)
{
	static const struct {
		bool y;
		uint32_t stride, x, line, at;
	} v[] = {
		{ false, 1024, 511, 0, 511 }, { false, 1024, 512, 0, 4096 },
		{ false, 1024, 0, 1, 512 }, { false, 1024, 0, 8, 8192 },
		{ false, 1024, 516, 9, 8192 + 4096 + 512 + 4 },
		{ true, 256, 15, 0, 15 }, { true, 256, 16, 0, 512 },
		{ true, 256, 0, 1, 16 }, { true, 256, 128, 0, 4096 },
		{ true, 256, 0, 32, 8192 }, { true, 256, 148, 33, 8192 + 4096 + 512 + 16 + 4 },
	};
	struct bed *b = *state;

	for (unsigned int i = 0; i < sizeof(v) / sizeof(*v); i++) {
		fence(b, 3, v[i].stride, v[i].y);
		gen9_aperture_write(b->g, BASE + v[i].line * v[i].stride + v[i].x,
				    0x40 + i, 1);
		assert_int_equal(b->m.ram[BASE + v[i].at], 0x40 + i);
		assert_int_equal(gen9_aperture_read(b->g, BASE + v[i].line *
						    v[i].stride + v[i].x, 1),
				 0x40 + i);
	}
	/* Outside of it, and with the fence gone: linear. */
	gen9_aperture_write(b->g, BASE + 0x10001, 0x99, 1);
	assert_int_equal(b->m.ram[BASE + 0x10001], 0x99);
	bed_wr(b, 0x100018, 0);
	gen9_aperture_write(b->g, BASE + 600, 0x98, 1);
	assert_int_equal(b->m.ram[BASE + 600], 0x98);
}

/* As i915's oprom_get_vbt() and intel_bios_is_valid_vbt() look at it. */
TEST(rom_has_a_vbt)
{
	uint8_t rom[GEN9_ROM_SIZE], *vbt = NULL, *bdb;

	gen9_rom(rom);
	assert_int_equal(rom[0] | rom[1] << 8, 0xaa55);
	assert_memory_equal(rom + rom[0x18], "PCIR", 4);
	for (unsigned int i = 0; i + 4 < sizeof(rom) && !vbt; i += 4)
		if (!memcmp(rom + i, "$VBT", 4))
			vbt = rom + i;
	assert_non_null(vbt);
	bdb = vbt + (vbt[28] | vbt[29] << 8);
	assert_memory_equal(bdb, "BIOS_DATA_BLOCK ", 16);
	assert_true(bdb - vbt + (bdb[20] | bdb[21] << 8) <=
		    (vbt[24] | vbt[25] << 8));
	assert_true(vbt + (vbt[24] | vbt[25] << 8) <= rom + sizeof(rom));
}
