// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Hostile rectangles: state, heaps, vertices, surfaces and shaders of an
 * input, through ring, batch and 3DPRIMITIVE. Built with -fsanitize=fuzzer it
 * is a libFuzzer target (-DLIBFUZZER); on its own it replays the files given,
 * or else gpu/tests/corpus/3d-* and random inputs (SEED=, CASES=), plausible
 * more often than not: a rectangle that could be drawn, of which some dwords
 * are something else. Half of them are whole blits: a shader that fills, copies
 * or samples, and state that goes with it.
 *
 * Checked as fuzz_walker does (fuzz_bed.h): bytes move only where pages allow
 * it, a call is bounded, the clock goes on, after a reset another context
 * works, and an input ends in the same memory at the same time, twice.
 */
#include "fuzz_bed.h"
#define D_PHYS		WINDOW
#define D_TARGET	0x80000u
#define D_TEXTURE	0xc0000u
#include "draw_bed.h"
#include "draw_kernels.h"
#include "eu_gen.h"

#define MOST_CODE	64u		/* instructions */
#define PICKS		40u
#define POKES		24u

/* What an input is. */
struct input {
	uint32_t holes;
	uint32_t pick[PICKS];		/* what the rectangle is like */
	struct {
		uint32_t at, value;	/* dwords of the heaps or the batch */
	} poke[POKES];
	uint64_t code[MOST_CODE][2];
};

static unsigned long long drawn, refused;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void take_surface(struct d_surface *s, const uint32_t *pick)
{
	static const uint16_t formats[] = { 0xc7, 0xc0, 0x00, 0x100, 0x140, 0x80,
					    0xd8, 0xc2, 0xd7, 0x102, 0xc8, 0x06 };

	s->format = formats[pick[0] % 12];
	s->tiling = pick[1] % 3;
	s->width = 1 + pick[2] % 80;
	s->height = 1 + pick[3] % 60;
	s->pitch = 512 << pick[4] % 3;
	s->layers = pick[5] % 4 ? 1 : 1 + pick[5] / 4 % 4;
	s->qpitch = 64;
	s->lod = pick[6] % 8 ? 0 : pick[6] / 8 % 4;
	s->aux = pick[7] % 4 ? 0 : pick[7] / 4 % 6;
}

static struct draw of_picks(const uint32_t *pick)
{
	struct draw d = d_default();

	take_surface(&d.target, pick);
	d.texture = d.target;
	d.texture.at = D_TEXTURE;
	take_surface(&d.texture, pick + 8);
	d.texture.width *= pick[16] % 2;
	d.x0 = (float)(int32_t)pick[17] / (1 << 26);
	d.x1 = (float)(int32_t)pick[18] / (1 << 24);
	d.y1 = (float)(int32_t)pick[19] / (1 << 24);
	d.constant = pick[20] & 1;
	d.attributes = pick[20] >> 1 & 3;
	d.simd = pick[20] & 8 ? 8 : 16;
	d.both = !(pick[20] >> 4 & 7);
	d.barycentric = pick[20] >> 8 & 1;
	d.start = 2 + (pick[20] >> 9 & 15);
	d.push = pick[20] >> 13 & 3;
	d.scissor = !(pick[20] >> 15 & 3);
	d.viewport = !(pick[20] >> 17 & 3);
	for (unsigned int i = 0; i < 4; i++)
		d.sampler[i] = pick[21 + i];
	d.blend[0] = pick[25] & 1 ? pick[26] | 1u << 31 : 0;
	d.scissor_rect[0] = pick[27] & 0x3f003f;
	d.scissor_rect[1] = pick[28] & 0x7f007f;
	d.drawing_rect[2] = pick[29] & 3 ? 0 : pick[30];
	for (unsigned int i = 0; i < 6; i++)
		d.matrix[i] = (float)(int32_t)pick[31 + i] / (1 << 26);
	d.instances = pick[37] % 4 ? 1 : pick[37] / 4 % 6;
	d.ps_dw6 = pick[38] % 6 ? 0 : 1u << 8 | (pick[38] / 6 % 4) << 6;
	if (pick[39] % 8 == 0)		/* up to what the fields hold */
		d.push = pick[39] >> 16 & ((2u << pick[39] / 8 % 16) - 1);
	if (pick[39] % 8 == 1)
		d.attributes = pick[39] >> 16 & 63;
	if (pick[39] % 8 == 2)
		d.instances = 1u << pick[39] / 8 % 32;
	return d;
}

/* Offsets that matter, as dwords. */
static uint32_t place_of(uint32_t at)
{
	static const struct { uint32_t from, dwords; } area[] = {
		{ D_BATCH, 256 }, { D_BATCH, 256 }, { D_DYNAMIC + D_SAMPLER, 512 },
		{ D_SURFACE + 0x400, 32 }, { D_VERTEX, 192 },
	};
	uint32_t n = at % 5;

	return area[n].from + at / 8 % area[n].dwords * 4;
}

static void load(struct bed *b, const struct input *in)
{
	struct draw d = of_picks(in->pick);

	d_heaps(b, &d);
	d_batch(b, &d);
	memcpy(d_at(b, D_KERNEL), in->code, sizeof(in->code));
	for (unsigned int i = 0; i < POKES; i++)
		if (in->poke[i].at)
			memcpy(d_at(b, place_of(in->poke[i].at)),
			       &in->poke[i].value, 4);
}

static struct end run(const struct input *in)
{
	static struct bed b;

	holes = in->holes;
	make(&b);
	load(&b, in);
	start(&b, 0, 0);
	run_out(&b);
	drawn += gen9_get_counters(b.g)->primitives;
	refused += gen9_get_counters(b.g)->engine[0].not_executed;
	return end_of(&b);
}

FUZZ_TWICE(run)

#ifndef LIBFUZZER

#define FUZZ_MOST sizeof(struct input)
#include "fuzz_main.h"

/* A message of the sampler or to a target; most are of the right size. */
static void message(uint64_t w[2], uint64_t *x, bool end)
{
	static const uint8_t types[] = { 0x18, 0x1a, 0x07, 0x02, 0x00 };
	unsigned int n = 1 + t_rand(x) % 2;
	uint32_t desc = n * 2 << 25 | n * 4 << 20 | n << 17 |
			(uint32_t)types[t_rand(x) % 5] << 12 | 1;
	unsigned int sfid = 2, reg = 110;

	if (end || t_rand(x) % 3 == 0) {
		sfid = 5;
		desc = 12u << 14 | 1u << 12 | (n == 2 ? 0 : 4) << 8 | n * 4 << 25;
		if (t_rand(x) % 4 == 0)
			desc = 12u << 14 | 1u << 8 | 1u << 25;
		if (t_rand(x) % 6 == 0)
			desc += 2u << 25 | 1u << 19;
	}
	if (t_rand(x) % 16 == 0)
		desc ^= 1u << t_rand(x) % 29;
	w[0] = 0x31u | 3u << 21 | sfid << 24 | (n == 2 ? 1u << 21 : 0) |
	       (uint64_t)(0x2000020c | 112 * 32 << 16) << 32;
	w[1] = (0x06000000u | reg * 32) |
	       (uint64_t)(desc | (end ? 1u << 31 : 0)) << 32;
}

static void random_input(struct input *in, uint64_t *x)
{
	unsigned int n = 1 + t_rand(x) % 20;

	memset(in, 0, sizeof(*in));
	in->holes = t_rand(x) % 2 ? 0 : (uint32_t)t_rand(x);
	for (unsigned int i = 0; i < PICKS; i++)
		in->pick[i] = (uint32_t)t_rand(x);
	for (unsigned int i = 0; i < POKES && t_rand(x) % 3 == 0; i++) {
		in->poke[i].at = (uint32_t)t_rand(x);
		in->poke[i].value = t_rand(x) % 2 ? (uint32_t)t_rand(x) :
				    1u << t_rand(x) % 32;
	}
	for (unsigned int i = 0; i < MOST_CODE; i++) {
		in->code[i][0] = t_rand(x);
		in->code[i][1] = t_rand(x);
		if (i >= n || t_rand(x) % 4 == 0)
			message(in->code[i], x, i >= n);
		else
			gen_instruction(in->code[i], x);
	}
}

enum shader { CONSTANT, LINEAR, COPY, SAMPLED, SHADERS };
static struct iga shaders[SHADERS][2];	/* 8 channels, 16 */

static void assemble(void)
{
	for (unsigned int n = 0; n < 2; n++) {
		k_constant(&shaders[CONSTANT][n], 8 << n, n);
		k_linear(&shaders[LINEAR][n], 8 << n);
		k_copy(&shaders[COPY][n], 8 << n);
		k_sample(&shaders[SAMPLED][n], 8 << n);
		for (unsigned int k = 0; k < SHADERS; k++)
			CHECK(!iga_assemble(&shaders[k][n]) &&
			      shaders[k][n].bytes <= sizeof(((struct input *)0)->code));
	}
}

/* Of random_input(), the shader and what of_picks() makes of pick[20]. */
static void whole_blit(struct input *in, uint64_t *x)
{
	enum shader kind = t_rand(x) % SHADERS;
	unsigned int wide = t_rand(x) % 2;
	bool plane = kind == LINEAR || kind == SAMPLED;
	uint32_t start = plane ? 2 + 2 * (1 + wide) : 2;
	uint32_t *code = (uint32_t *)in->code;

	in->pick[16] = 1;
	in->pick[20] = (plane ? 0 : 1) | 1u << 1 | (wide ? 0 : 1u << 3) | 7u << 4 |
		       (uint32_t)plane << 8 | (start - 2) << 9 |
		       (in->pick[20] & 0xfu << 15);
	in->pick[29] |= 1;
	in->pick[38] = 1;
	if (t_rand(x) % 4) {		/* no blending, no CCS */
		in->pick[25] &= ~1u;
		in->pick[7] |= 1;
		in->pick[15] |= 1;
	}
	memcpy(code, shaders[kind][wide].code, shaders[kind][wide].bytes);
	if (t_rand(x) % 4 == 0)
		code[t_rand(x) % (shaders[kind][wide].bytes / 4)] ^=
			1u << t_rand(x) % 32;
}

static void random_inputs(long cases)
{
	static struct input in;
	uint64_t x = t_seed();

	assemble();

	for (long i = 0; i < cases; i++) {
		random_input(&in, &x);
		if (t_rand(&x) % 2)
			whole_blit(&in, &x);
		fuzz_one(&in, sizeof(in));
	}
	printf("%ld random inputs, twice each: %llu primitives drawn, %llu refused or given up, %llu runs ended, %llu hung\n",
	       cases, drawn, refused, ended, hung);
}

int main(int argc, char **argv)
{
	return fuzz_main(argc, argv, "3d-", random_inputs, 100);
}

#endif
