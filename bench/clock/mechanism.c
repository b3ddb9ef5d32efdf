// SPDX-License-Identifier: GPL-2.0-or-later
/* See mechanism.h. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "clock/mechanism.h"
#include "clock/spread.h"
#include "gpu/memory/replay.h"

#define POINTS	5u
#define BLOCKS	512u

#define P(name) GEN9_PARAM_##name
static const unsigned int axes[] = {
	P(stream_lines), P(stream_walks), P(stream_prefetch_pages),
	P(read_2m_penalty_pct), P(walk_llc_pct), P(gtt_cache_lines),
	P(mem_latency_ns), P(mem_cpu_pct), P(iotlb_entries), P(iommu_step_ns),
};

/* Value i of POINTS: even, or even on a log scale; sets of a cache are 2^n. */
static uint32_t value(const struct gen9_range *g, unsigned int i, bool sets)
{
	double u = (double)i / (POINTS - 1);

	if (g->lo && g->hi >= 4 * g->lo) {
		double l = log2(g->lo) + u * (log2(g->hi) - log2(g->lo));

		return (uint32_t)lround(exp2(sets ? round(l) : l));
	}
	return (uint32_t)lround(g->lo + u * (g->hi - g->lo));
}

static bool is_cache(unsigned int param)
{
	return param == P(gtt_cache_lines) || param == P(iotlb_entries);
}

/* Split entries with the GTT cache, 2MiB ones without: 2MiB's gain, per cent. */
struct gain {
	struct gen9_tape split, huge;
};

static int gain_open(struct gain *g)
{
	const struct synth split = { .what = SYNTH_COPY, .blocks = BLOCKS,
				     .gpu_shift = 12, .gtt_cache = true };
	const struct synth huge = { .what = SYNTH_COPY, .blocks = BLOCKS,
				    .gpu_shift = 21 };
	int err = synth_trace(&g->split, &split);

	return err ?: synth_trace(&g->huge, &huge);
}

static int gain_of(const struct gain *g, const struct gen9_params *p, double *v)
{
	struct gen9_replayed a, b;
	int err = gen9_replay(g->split.buf, g->split.len, NULL, 0, p, &a);

	if (!err)
		err = gen9_replay(g->huge.buf, g->huge.len, NULL, 0, p, &b);
	if (!err)
		*v = 100 * ((double)a.work_ps[GEN9_CTR_BCS0] /
			    b.work_ps[GEN9_CTR_BCS0] - 1);
	return err;
}

static int put(FILE *f, const double *v, unsigned int n)
{
	struct spread s;
	int err = spread_of(v, n, &s);

	if (!err)
		fprintf(f, " %.3f %.3f %.3f %.3f %.3f\n", s.median, s.p5, s.p95,
			s.min, s.max);
	return err;
}

static int put_rows(FILE *f, const struct ensemble *e, const struct part *parts,
		    const struct published_traces *t, double *v)
{
	int err = 0;

	for (unsigned int i = 0; i < published_count && !err; i++) {
		const struct published *row = &published_rows[i];
		struct gen9_params p;

		for (unsigned int k = 0; k < e->n && !err; k++) {
			ensemble_set(e, &parts[row->part], k, &p);
			err = published_model(t, i, &p, &v[k]);
		}
		fprintf(f, "row \"%s: %s, %s%s\" %g %g",
			published_parts[row->part], row->name, row->unit,
			row->fitted ? ", fitted" : "", row->lo, row->hi);
		err = err ?: put(f, v, e->n);
	}
	return err;
}

/* An axis at a value: what the first row loses, what 2MiB gain. */
struct point {
	const struct ensemble *e;
	const struct part *lost, *gain;
	const struct published_traces *t;
	const struct gain *g;
	unsigned int param;
	uint32_t value;
	double *v;
};

static int put_point(FILE *f, const struct point *at)
{
	const char *name = gen9_param_rows[at->param].name;
	struct gen9_params p;
	int err = 0;

	for (unsigned int k = 0; k < at->e->n && !err; k++) {
		ensemble_set(at->e, at->lost, k, &p);
		gen9_param_set(&p, at->param, at->value);
		err = published_model(at->t, 0, &p, &at->v[k]);
	}
	fprintf(f, "lost %s %u", name, at->value);
	err = err ?: put(f, at->v, at->e->n);
	for (unsigned int k = 0; k < at->e->n && !err; k++) {
		ensemble_set(at->e, at->gain, k, &p);
		gen9_param_set(&p, at->param, at->value);
		err = gain_of(at->g, &p, &at->v[k]);
	}
	fprintf(f, "gain %s %u", name, at->value);
	return err ?: put(f, at->v, at->e->n);
}

int mechanisms_write(FILE *f, const struct ensemble *e, const struct part *parts,
		     const struct part *part, const struct published_traces *t)
{
	double *v = calloc(e->n, sizeof(*v));
	struct gain g = { 0 };
	int err = v ? gain_open(&g) : -ENOMEM;

	fprintf(f, "# lost: %s, %% lost, published %g to %g; gain: 2MiB over split, %%\n",
		published_rows[0].name, published_rows[0].lo, published_rows[0].hi);
	if (!err)
		err = put_rows(f, e, parts, t, v);
	for (unsigned int a = 0; a < sizeof(axes) / sizeof(axes[0]); a++)
		for (unsigned int i = 0; i < POINTS && !err; i++) {
			const struct point at = {
				.e = e, .lost = &parts[published_rows[0].part],
				.gain = part, .t = t, .g = &g, .param = axes[a],
				.value = value(&part->range[axes[a]], i,
					       is_cache(axes[a])),
				.v = v,
			};

			err = put_point(f, &at);
		}
	gen9_tape_free(&g.split);
	gen9_tape_free(&g.huge);
	free(v);
	return err;
}
