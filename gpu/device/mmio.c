// SPDX-License-Identifier: GPL-2.0-or-later
/* BAR0: registers, counters, parameters, the GGTT. */
#include "gpu/device/gen9.h"
#include "gpu/device/run.h"
#include "gpu/device/tune.h"

static uint32_t read_counters(struct gen9 *g, uint32_t off)
{
	uint64_t v = gen9_counters_read(gen9_get_counters(g), off & ~7u);

	return off & 4 ? v >> 32 : (uint32_t)v;
}

static bool within(uint32_t off, uint32_t from, size_t bytes)
{
	return off >= from && off < from + bytes;
}

static uint32_t read_dword(struct gen9 *g, uint32_t off)
{
	const struct gen9_unmodelled *u = &g->host.unmodelled;

	if (off < GEN9_REG_BYTES)
		return gen9_reg_read(&g->regs, off, SRC_CPU);
	if (within(off, GEN9_CTR_BASE, sizeof(g->host.ctr)))
		return read_counters(g, off - GEN9_CTR_BASE);
	if (within(off, GEN9_UNMODELLED_BASE, sizeof(*u)))
		return ((const uint32_t *)u)[(off - GEN9_UNMODELLED_BASE) / 4];
	return gen9_tune_read(g, off);
}

static void write_dword(struct gen9 *g, uint32_t off, uint32_t val)
{
	if (off < GEN9_REG_BYTES)
		gen9_reg_write(&g->regs, off, val, SRC_CPU);
	else
		gen9_tune_write(g, off, val);
}

static uint64_t read_ggtt(struct gen9 *g, uint32_t off)
{
	return gen9_ggtt_read(&g->ggtt, off / 8) >> (off & 7) * 8;
}

/* Some bytes of an entry, or all: one write of it. */
static void write_ggtt(struct gen9 *g, uint32_t off, uint64_t val,
		       unsigned int size)
{
	uint64_t pte = gen9_ggtt_read(&g->ggtt, off / 8);
	unsigned int shift = (off & 7) * 8;
	uint64_t mask = ~0ull >> (64 - size * 8) << shift;

	gen9_ggtt_write(&g->ggtt, off / 8, (pte & ~mask) | (val << shift & mask));
}

uint64_t gen9_mmio_read(struct gen9 *g, uint32_t off, unsigned int size)
{
	uint32_t word;

	if (off >= GEN9_BAR0_SIZE)
		return ~0ull;
	if (off >= GEN9_GGTT_OFFSET)
		return read_ggtt(g, off - GEN9_GGTT_OFFSET);
	g->host.ctr.mmio_reads++;
	gen9_run(g);
	word = read_dword(g, off & ~3u);
	if (size == 8)
		return word | (uint64_t)read_dword(g, (off & ~7u) + 4) << 32;
	return word >> (off & 3) * 8;
}

/* Bytes of a dword: the others are read and written back. */
static void write_part(struct gen9 *g, uint32_t off, uint32_t val,
		       unsigned int size)
{
	unsigned int shift = (off & 3) * 8;
	uint32_t mask = (size == 1 ? 0xffu : 0xffffu) << shift;

	off &= ~3u;
	write_dword(g, off, (read_dword(g, off) & ~mask) | (val << shift & mask));
}

void gen9_mmio_write(struct gen9 *g, uint32_t off, uint64_t val,
		     unsigned int size)
{
	if (off >= GEN9_BAR0_SIZE)
		return;
	if (off >= GEN9_GGTT_OFFSET) {
		write_ggtt(g, off - GEN9_GGTT_OFFSET, val, size);
		return;
	}
	g->host.ctr.mmio_writes++;
	gen9_run(g);
	if (size < 4)
		write_part(g, off, (uint32_t)val, size);
	else
		write_dword(g, off & ~3u, (uint32_t)val);
	if (size == 8)
		write_dword(g, (off & ~7u) + 4, val >> 32);
	gen9_run(g);
}
