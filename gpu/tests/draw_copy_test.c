// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The load blit-render (bench/host/drawcopy.c) on the core: its batches, and the
 * words of its shader.
 */
#include "bench/lib/test.h"
#include "draw_bed.h"
#include "bench/host/drawcopy.h"

#define SOURCE	0x100000u
#define TO	0x200000u
#define COPIES	3u
#define LEN	(16u * DRAWCOPY_PITCH)

TEST(shader_is_its_text)
{
	struct iga k = { 0 };

	iga_line(&k, "%s", drawcopy_text);
	assert_int_equal(iga_assemble(&k), 0);
	assert_int_equal(k.bytes, sizeof(drawcopy_shader));
	assert_memory_equal(k.code, drawcopy_shader, sizeof(drawcopy_shader));
	free(k.text);
	free(k.code);
}

static void fill(uint8_t *p, size_t len, uint64_t seed)
{
	for (size_t i = 0; i < len; i++)
		p[i] = (uint8_t)(t_rand(&seed) >> 24);
}

/* Sources and destinations crosswise; nothing beside them is touched. */
TEST(copies)
{
	static uint8_t before[D_BYTES];
	struct drawcopy r;
	struct bed b;

	bed_init(&b);
	d_begin(&b);
	fill(d_at(&b, SOURCE), COPIES * LEN, 5);
	fill(d_at(&b, TO), 2 * COPIES * LEN, 6);
	drawcopy_begin(&r, (uint32_t *)d_at(&b, D_BATCH), D_VA, COPIES, LEN);
	for (uint32_t i = 0; i < COPIES; i++)
		drawcopy_add(&r, D_VA + TO + 2 * i * LEN,
			    D_VA + SOURCE + (i + 1) % COPIES * LEN);
	assert_true(drawcopy_end(&r) <= drawcopy_bytes(COPIES));
	memcpy(before, d_at(&b, 0), sizeof(before));
	BED_EMIT(&b, 0, RCS_BASE, MI_BATCH_BUFFER_START | MI_BATCH_PPGTT,
		 (uint32_t)D_VA, D_VA >> 32, MI_NOOP);
	bed_submit(&b, RCS_BASE, bed_desc(0), 0);
	for (unsigned int i = 0; i < 1000 && b.deadline != UINT64_MAX; i++)
		bed_run(&b, 100000);
	assert_int_equal(gen9_get_counters(b.g)->engine[0].not_executed, 0);
	for (uint32_t i = 0; i < COPIES; i++)
		memcpy(before + TO + 2 * i * LEN,
		       before + SOURCE + (i + 1) % COPIES * LEN, LEN);
	assert_memory_equal(d_at(&b, 0), before, sizeof(before));
	bed_free(&b);
}
