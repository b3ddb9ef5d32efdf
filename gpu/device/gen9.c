// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The device as a whole: life, time, BAR0 and BAR2 dispatch.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gpu/device/internal.h"

/* Steps of all engines together in one call; the timer brings the rest. */
#define RUN_BUDGET	4096

uint64_t gen9_now(struct gen9 *g)
{
	return g->bus.now_ns(g->bus.opaque) * PS_PER_NS;
}

uint64_t gen9_time(struct gen9 *g)
{
	return g->running ? g->running->t : gen9_now(g);
}

/* 12 MHz: 83,333 1/3 ps a tick. */
uint64_t gen9_ticks(struct gen9 *g)
{
	return gen9_time(g) / 250000 * 3 + gen9_time(g) % 250000 * 3 / 250000;
}

void gen9_log(struct gen9 *g, const char *fmt, ...)
{
	char msg[160];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(msg, sizeof(msg), fmt, ap);
	va_end(ap);
	g->bus.log(g->bus.opaque, msg);
}

struct gen9 *gen9_new(const struct gen9_bus *bus,
		      const struct gen9_params *params, uint64_t *ggtt)
{
	struct gen9 *g = calloc(1, sizeof(*g));

	if (!g)
		return NULL;
	g->bus = *bus;
	g->params = g->staged = *params;
	g->ggtt = ggtt;
	if (!ggtt) {
		g->ggtt = calloc(GEN9_GGTT_ENTRIES, sizeof(*g->ggtt));
		g->own_ggtt = true;
	}
	g->reg = calloc(GEN9_REG_WORDS, sizeof(*g->reg));
	g->touched = calloc(GEN9_REG_WORDS / 8, 1);
	if (!g->ggtt || !g->reg || !g->touched)
		goto fail;
	gen9_counters_init(&g->ctr, gen9_params_hash(params));
	if (gen9_regs_init(g) || gen9_engines_init(g))
		goto fail;
	gen9_reset(g);
	return g;
fail:
	gen9_free(g);
	return NULL;
}

void gen9_free(struct gen9 *g)
{
	if (!g)
		return;
	gen9_engines_free(g);
	if (g->own_ggtt)
		free(g->ggtt);
	free(g->reg);
	free(g->row_of);
	free(g->rows);
	free(g->touched);
	free(g);
}

void gen9_reset(struct gen9 *g)
{
	for (unsigned int i = 0; i < GEN9_CTR_ENGINES; i++)
		gen9_engine_reset(&g->engine[i]);
	gen9_regs_reset(g);
	memset(g->min_freq, 0, sizeof(g->min_freq));
	gen9_power_update(g);
	g->timer = UINT64_MAX;
	g->bus.set_timer(g->bus.opaque, UINT64_MAX);
	gen9_irq_update(g);
}

/*
 * GGC (0x50): GGMS 3 = 8 MiB of page table entries, GMS 0 = no stolen
 * memory; BDSM 0x5c, BGSM 0x70 left 0, ASLS (0xfc) 0: no OpRegion.
 */
bool gen9_config_default(unsigned int off, uint32_t *val)
{
	if (off != 0x50)
		return false;
	*val = 3u << 6;
	return true;
}

static uint32_t counters_word(struct gen9 *g, uint32_t off)
{
	uint64_t v = gen9_counters_read(gen9_get_counters(g), off & ~7u);

	return off & 4 ? v >> 32 : (uint32_t)v;
}

static bool is_tune(uint32_t off)
{
	return off >= GEN9_TUNE_BASE &&
	       off < GEN9_TUNE_BASE + GEN9_PARAM_COUNT * 4;
}

static uint32_t *tune_word(struct gen9_params *p, uint32_t off)
{
	unsigned int i = (off - GEN9_TUNE_BASE) / 4;

	return (uint32_t *)((char *)p + gen9_param_rows[i].off);
}

static void tune_apply(struct gen9 *g)
{
	struct gen9_params old = g->params;

	g->refused = !gen9_params_valid(&g->staged);
	if (!g->refused) {
		g->params = g->staged;
		g->refused = gen9_engines_retune(g) != 0;
	}
	if (g->refused)
		g->params = g->staged = old;
	g->ctr.params_hash = gen9_params_hash(&g->params);
}

static uint32_t read_dword(struct gen9 *g, uint32_t off)
{
	if (off >= GEN9_GGTT_OFFSET) {
		uint32_t v[2];

		memcpy(v, &g->ggtt[(off - GEN9_GGTT_OFFSET) / 8], 8);
		return v[off / 4 & 1];
	}
	if (off < GEN9_REG_BYTES)
		return gen9_reg_read(g, off, SRC_CPU);
	if (off >= GEN9_CTR_BASE && off < GEN9_CTR_BASE + sizeof(g->ctr))
		return counters_word(g, off - GEN9_CTR_BASE);
	if (off >= GEN9_UNMODELLED_BASE &&
	    off < GEN9_UNMODELLED_BASE + sizeof(g->unmodelled))
		return ((uint32_t *)&g->unmodelled)[(off - GEN9_UNMODELLED_BASE) / 4];
	if (is_tune(off))
		return *tune_word(&g->params, off);
	return off == GEN9_TUNE_APPLY && g->refused;
}

static void write_dword(struct gen9 *g, uint32_t off, uint32_t val)
{
	if (off >= GEN9_GGTT_OFFSET) {
		uint32_t v[2];
		uint64_t *pte = &g->ggtt[(off - GEN9_GGTT_OFFSET) / 8];

		memcpy(v, pte, 8);
		v[off / 4 & 1] = val;
		memcpy(pte, v, 8);
		g->ctr.ggtt_writes++;
	} else if (off < GEN9_REG_BYTES) {
		gen9_reg_write(g, off, val, SRC_CPU);
	} else if (is_tune(off)) {
		*tune_word(&g->staged, off) = val;
	} else if (off == GEN9_TUNE_APPLY) {
		tune_apply(g);
	}
}

uint64_t gen9_mmio_read(struct gen9 *g, uint32_t off, unsigned int size)
{
	uint32_t word;

	if (off >= GEN9_BAR0_SIZE)
		return ~0ull;
	g->ctr.mmio_reads++;
	gen9_run(g);
	word = read_dword(g, off & ~3u);
	if (size == 8)
		return word | (uint64_t)read_dword(g, (off & ~7u) + 4) << 32;
	return word >> (off & 3) * 8;
}

void gen9_mmio_write(struct gen9 *g, uint32_t off, uint64_t val,
		     unsigned int size)
{
	unsigned int shift = (off & 3) * 8;
	uint32_t mask;

	if (off >= GEN9_BAR0_SIZE)
		return;
	g->ctr.mmio_writes++;
	gen9_run(g);
	if (size >= 4) {
		write_dword(g, off & ~3u, (uint32_t)val);
		if (size == 8)
			write_dword(g, (off & ~7u) + 4, val >> 32);
	} else {
		mask = (size == 1 ? 0xffu : 0xffffu) << shift;
		val = (read_dword(g, off & ~3u) & ~mask) |
		      ((uint32_t)val << shift & mask);
		write_dword(g, off & ~3u, (uint32_t)val);
	}
	gen9_run(g);
}

static void arm(struct gen9 *g, uint64_t t)
{
	uint64_t ns = t == UINT64_MAX ? t : (t + PS_PER_NS - 1) / PS_PER_NS;

	if (ns == g->timer)
		return;
	g->timer = ns;
	g->bus.set_timer(g->bus.opaque, ns);
}

void gen9_run(struct gen9 *g)
{
	uint64_t now, next;
	unsigned int budget = RUN_BUDGET;
	bool more;

	if (g->in_run)
		return;
	g->in_run = true;
	now = gen9_now(g);
	do {
		more = false;
		next = UINT64_MAX;
		for (unsigned int i = 0; i < GEN9_CTR_ENGINES; i++) {
			struct gen9_engine *e = &g->engine[i];
			enum gen9_step s = gen9_engine_step(e, now);

			more |= s == STEP_MORE;
			if (s != STEP_IDLE && e->t < next)
				next = e->t;
		}
	} while (more && --budget);
	g->in_run = false;
	gen9_power_update(g);
	/* Out of budget: go on a little later, so that time moves. */
	if (more && next <= now)
		next = now + PS_PER_NS;
	arm(g, next);
}

void gen9_timer(struct gen9 *g)
{
	g->timer = UINT64_MAX;
	gen9_run(g);
}

const struct gen9_counters *gen9_get_counters(struct gen9 *g)
{
	g->ctr.now_ns = g->bus.now_ns(g->bus.opaque);
	return &g->ctr;
}

uint64_t *gen9_get_ggtt(struct gen9 *g)
{
	return g->ggtt;
}

const struct gen9_unmodelled *gen9_get_unmodelled(const struct gen9 *g)
{
	return &g->unmodelled;
}
