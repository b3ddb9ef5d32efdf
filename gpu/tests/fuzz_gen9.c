// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Hostile input: registers, GGTT, contexts, rings and batches from bytes.
 *
 * An input is a list of operations (one byte each, arguments after it) on a
 * GPU whose memory holds two contexts of the render engine and one of the
 * blitter; what they run is part of the input. Address and undefined
 * sanitizers watch; each call must return, and each stretch of virtual time
 * must take a bounded number of timer calls.
 */
#include "bed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct in {
	const uint8_t *p, *end;
};

static uint32_t take(struct in *i, unsigned int n)
{
	uint32_t v = 0;

	for (unsigned int k = 0; k < n; k++)
		v |= (i->p < i->end ? *i->p++ : 0u) << 8 * k;
	return v;
}

/* Registers that do something, and any other. */
static uint32_t a_register(struct in *i)
{
	static const uint32_t likely[] = {
		0x2030, 0x2034, 0x2038, 0x203c, 0x2080, 0x209c, 0x20a8, 0x20b0,
		0x20d0, 0x2230, 0x2244, 0x229c, 0x23a0, 0x23a8, 0x24d0, 0x4094,
		0x941c, 0xa278, 0x44200, 0x4430c, 0x44308, 0x44304, 0x22230,
		0x22080, 0x2229c, 0x22200, 0x101008, 0x138124, 0x45400,
		0x12230, 0x1a230, 0x200000, 0x100000,
	};
	uint32_t v = take(i, 3);

	if (v & 0x800000)
		return likely[v % (sizeof(likely) / 4)];
	return v & (GEN9_BAR0_SIZE - 4);
}

/* A header that decodes, more often than chance would have it. */
static uint32_t a_dword(struct in *i)
{
	static const uint32_t heads[] = {
		MI_NOOP, MI_USER_INTERRUPT, MI_ARB_CHECK, MI_BATCH_BUFFER_END,
		MI_MATH(4), MI_SEMAPHORE_WAIT | MI_USE_GGTT, MI_STORE_DWORD_IMM,
		MI_STORE_DWORD_IMM | MI_USE_GGTT, MI_LRI(2), MI_SRM,
		MI_BATCH_BUFFER_START, MI_BATCH_BUFFER_START | MI_BATCH_PPGTT,
		0x26u << 23 | 1u << 14 | 3, 0x7a000004, 0x2fu << 23 | 1,
		0x2fu << 23 | 1u << 18 | 9, 0x2eu << 23 | 3, 0x36u << 23 | 2,
		2u << 29 | 0x50u << 22 | 5, 2u << 29 | 0x53u << 22 | 8,
		2u << 29 | 0x42u << 22 | 8, 0x23u << 23 | 3, 0x28u << 23 | 2,
		2u << 29 | 0x01u << 22 | 8, 2u << 29 | 0x25u << 22 | 1,
		0x90000, 0x80000, 0x100000, 0x400000,
	};
	uint32_t k = take(i, 1);

	return k < 2 * sizeof(heads) / 4 ? heads[k / 2] : take(i, 4);
}

static void write_words(struct bed *b, struct in *i, uint32_t at,
			unsigned int n)
{
	for (; n; n--, at += 4)
		*bed_mem(b, at % (BED_RAM - 4) & ~3u) = a_dword(i);
}

static void ring_words(struct bed *b, struct in *i)
{
	unsigned int c = take(i, 1) % 3, n = take(i, 1) % 32;
	uint32_t base = c == 2 ? BCS_BASE : RCS_BASE;

	for (; n; n--) {
		uint32_t dw = a_dword(i), *tail = bed_image(b, c, base + 0x30);

		/* The image may have been overwritten. */
		if (!tail || *tail >= BED_RING_SIZE || *tail & 3)
			return;
		*bed_mem(b, BED_RING(c) + *tail) = dw;
		*tail = (*tail + 4) % BED_RING_SIZE;
	}
}

static void submit(struct bed *b, struct in *i)
{
	uint32_t k = take(i, 1);
	unsigned int c = k & 1;

	if (k & 2)
		bed_submit(b, BCS_BASE, bed_desc(2), 0);
	else
		bed_submit(b, RCS_BASE, bed_desc(c) | (k & 4),
			   k & 8 ? bed_desc(!c) : 0);
}

static void step(struct bed *b, struct in *i)
{
	uint32_t at;

	switch (take(i, 1) % 10) {
	case 0:
		at = a_register(i);
		gen9_mmio_write(b->g, at, take(i, 4), 4);
		break;
	case 1:
		gen9_mmio_read(b->g, a_register(i), 1u << take(i, 1) % 3);
		break;
	case 2:
		at = take(i, 3) & (GEN9_BAR0_SIZE - 1) & ~7u;
		gen9_mmio_write(b->g, at, take(i, 4), 8);
		break;
	case 3:
		at = take(i, 2) % (BED_RAM / 4096);
		gen9_get_ggtt(b->g)[at] = take(i, 4) & 0x7fff001;
		break;
	case 4:
		at = BED_CTX(take(i, 1) % 3) + 0x1000;
		write_words(b, i, at + take(i, 1) * 4, take(i, 1) % 16);
		break;
	case 5:
		at = 0x90000 + take(i, 2) % 0x8000;
		write_words(b, i, at, take(i, 1) % 64);
		break;
	case 6:
		ring_words(b, i);
		break;
	case 7:
		submit(b, i);
		break;
	case 8:
		/* A call a command at most, and a command costs 1 ns. */
		at = take(i, 2);
		if (bed_run(b, at) > at + 64)
			abort();
		break;
	default:
		at = take(i, 4) & (GEN9_APERTURE_SIZE - 8);
		if (at & 8)
			gen9_aperture_write(b->g, at, take(i, 4), 4);
		else
			gen9_aperture_read(b->g, at, 8);
		break;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct bed b;
	static bool ready;
	struct in i = { data, data + (size > 4096 ? 4096 : size) };

	if (!ready)
		bed_init(&b);
	ready = true;
	gen9_reset(b.g);
	for (uint64_t k = 0; k < BED_RAM / 4096; k++)
		gen9_get_ggtt(b.g)[k] = k << 12 | 1;
	b.m.brk = BED_TABLES;
	b.m.pml4 = t_page(&b.m);
	t_map(&b.m, 0, 0, 21, T_RW);
	t_map(&b.m, 0x400000, 0x400000, 12, T_RW);
	for (unsigned int c = 0; c < 3; c++)
		bed_context(&b, c, c == 2 ? BCS_BASE : RCS_BASE);
	bed_start(&b, RCS_BASE);
	bed_start(&b, BCS_BASE);
	while (i.p < i.end)
		step(&b, &i);
	if (b.m.maps_out)
		abort();
	return 0;
}

#ifndef FUZZ_NO_MAIN
#define FUZZ_MOST 4096
#include "fuzz_main.h"

/* SAVE=dir keeps the inputs. */
static void run_random(long cases)
{
	const char *save = getenv("SAVE");
	uint64_t seed = t_seed();
	uint8_t buf[1024];
	char path[512];

	for (long k = 0; k < cases; k++) {
		size_t n = t_rand(&seed) % sizeof(buf);
		FILE *f;

		for (size_t j = 0; j < n; j++)
			buf[j] = t_rand(&seed);
		snprintf(path, sizeof(path), "%s/gen9-%02ld", save ? save : "",
			 k);
		f = save ? fopen(path, "wb") : NULL;
		if (f) {
			fwrite(buf, 1, n, f);
			fclose(f);
		}
		LLVMFuzzerTestOneInput(buf, n);
	}
	printf("%ld random inputs\n", cases);
}

int main(int argc, char **argv)
{
	return fuzz_main(argc, argv, "gen9-", run_random, 3000);
}
#endif
