// SPDX-License-Identifier: GPL-2.0-or-later
/* See draw.h. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "clock/draw.h"

#define LOG_FROM 4	/* hi / lo */

int part_load(struct part *p, const char *root, const char *name, char *why,
	      size_t whylen)
{
	char path[512];

	p->name = name;
	if (snprintf(path, sizeof(path), "%s/gpu/params/%s.params", root,
		     name) >= (int)sizeof(path))
		return -ENAMETOOLONG;
	return gen9_params_load_ranges(&p->nominal, p->range, path, why,
				       whylen);
}

/* splitmix64's finaliser: a hash of 64 bits. */
static uint64_t mix(uint64_t z)
{
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return z ^ z >> 31;
}

/*
 * The order in which a parameter takes its values: a permutation of the
 * places, by a Feistel network of four rounds whose key is the seed and the
 * parameter. So no place has to be kept.
 */
static uint32_t permute(const struct draw *d, unsigned int param, uint32_t i)
{
	unsigned int half = d->bits / 2;
	uint32_t mask = (1u << half) - 1, l = i >> half, r = i & mask, t;

	for (unsigned int round = 0; round < 4; round++) {
		t = l ^ (mix(mix(d->seed) + (param * 4 + round) * (1ull << 32) + r) & mask);
		l = r;
		r = t;
	}
	return l << half | r;
}

static uint32_t at(const struct gen9_range *g, double u)
{
	double lo = g->lo, hi = g->hi;

	if (lo > 0 && hi >= LOG_FROM * lo)
		return (uint32_t)lround(lo * pow(hi / lo, u));
	return (uint32_t)lround(lo + (hi - lo) * u);
}

/* Row of the ways that belong to the entries of row i, or -1. */
static int ways_of(unsigned int i)
{
	const char *name = gen9_param_rows[i].name, *end;
	char ways[64];

	end = strstr(name, "_entries");
	if (!end)
		end = strstr(name, "_cache_lines");
	if (!end)
		return -1;
	snprintf(ways, sizeof(ways), "%.*s%s", (int)(end - name), name,
		 *(end + 1) == 'c' ? "_cache_ways" : "_ways");
	return gen9_param_find(ways, strlen(ways));
}

/* 2^n sets, the nearest on a log scale that the range has. */
static uint32_t whole_sets(uint32_t v, uint32_t ways,
			   const struct gen9_range *g)
{
	uint32_t best = ways;

	for (uint32_t e = ways; e <= g->hi; e *= 2) {
		if (e < g->lo)
			best = 2 * e;
		else if ((double)v / best > (double)e / v)
			best = e;
	}
	return best;
}

static uint32_t value_of(const struct draw *d, unsigned int i,
			 unsigned int param)
{
	unsigned int at = i / DRAW_FILLS;

	/* the fills of a place: those of others, each once */
	if (param == GEN9_PARAM_mem_fill_efficiency_pct ||
	    param == GEN9_PARAM_bcs_fill_bytes_per_clk)
		at = (at + i % DRAW_FILLS * 4099u) & ((1u << d->bits) - 1);
	return permute(d, param, at);
}

void draw_set(const struct draw *d, const struct part *part, unsigned int i,
	      struct gen9_params *out)
{
	*out = part->nominal;
	for (unsigned int k = 0; k < GEN9_PARAM_COUNT; k++) {
		const struct gen9_range *g = &part->range[k];
		double u = (value_of(d, i, k) + 0.5) / (1u << d->bits);
		int ways = ways_of(k);
		uint32_t v;

		if (g->lo == g->hi)
			continue;
		v = at(g, u);
		if (ways >= 0)
			v = whole_sets(v, gen9_param_get(out, ways), g);
		gen9_param_set(out, k, v);
	}
}
