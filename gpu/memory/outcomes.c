// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Each stage is a cache, or those that are asked together. Sets come to it in
 * a group for which all was the same so far. It divides them by the sizes of
 * its cache, simulates each of these, and puts together again those for which
 * the same was found.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "gpu/memory/cache.h"
#include "gpu/memory/outcomes.h"
#include "gpu/memory/tlb.h"

#define KEEP_MAX	(1u << 30)	/* outcomes of a trace, bytes */
#define FETCHES		4u		/* of a walk, at most */
#define FAR		GEN9_WAYS_MAX	/* as many PDEs or lines as a cache may have */

enum stage { L1, L2, DIRS, LINES, GTT_CACHE, STAGES };

struct pass {
	const struct gen9_params *sets;
	const struct gen9_found *look;
	size_t n;
	const struct gen9_path *path;
	unsigned int classes;		/* that the piece has, a bit each */
	unsigned int dirs[GEN9_DIR_LEVELS];	/* of each level; FAR + 1: more */
	struct gen9_outcome_piece *to;
	size_t *kept;
	unsigned int lines;		/* of a cache of lines, at most */
	/*
	 * Of the group under way. By look-up: found in L1; in L2; the level
	 * from which it is walked, 0: not at all. By fetch: its line was
	 * there; it was in the GTT cache.
	 */
	const uint8_t *out[STAGES];
	uint8_t *pde_far;		/* [look-up]: PDEs used since its own was */
	uint8_t *fetched;		/* [look-up]: how many of these */
	struct fetch {
		uint64_t line;
		bool gtt_cache;		/* looked for there */
		uint8_t far;		/* lines used since this one was */
	} *fetch;
	size_t fetches;
	size_t nearer[FAR + 1];		/* fetches that were less far */
};

/* The lines that look-up i fetches, in their order; how many. */
static unsigned int lines_of(const struct pass *p, size_t i,
			     uint64_t line[FETCHES])
{
	const struct gen9_found *l = &p->look[i];
	const struct gen9_path *path = &p->path[l->path];
	unsigned int n = 0;

	if (p->out[L1][i] || p->out[L2][i])
		return 0;
	if (!l->ggtt)
		for (int level = p->out[DIRS][i] - 1; level > path->leaf; level--)
			line[n++] = path->line[level];
	line[n++] = l->line;
	return n;
}

struct size {
	uint32_t entries, ways;
};

static struct size size_of(const struct gen9_params *p, enum stage s,
			   unsigned int class)
{
	const struct size l1[] = {
		{ p->l1_tlb_4k_entries, p->l1_tlb_4k_ways },
		{ p->l1_tlb_64k_entries, p->l1_tlb_64k_ways },
		{ p->l1_tlb_2m_entries, p->l1_tlb_2m_ways },
		{ p->l1_tlb_1g_entries, p->l1_tlb_1g_ways },
	}, l2[] = {
		{ p->l2_tlb_4k_entries, p->l2_tlb_4k_ways },
		{ p->l2_tlb_64k_entries, p->l2_tlb_64k_ways },
		{ p->l2_tlb_2m_entries, p->l2_tlb_2m_ways },
		{ p->l2_tlb_1g_entries, p->l2_tlb_1g_ways },
	}, dir[] = {
		{ 0, 0 },
		{ p->walk_cache_pde_entries, UINT32_MAX },
		{ p->walk_cache_pdp_entries, UINT32_MAX },
		{ p->walk_cache_pml4_entries, UINT32_MAX },
	};

	switch (s) {
	case L1:
		return l1[class];
	case L2:
		return l2[class];
	case DIRS:
		return dir[class];
	default:
		return (struct size){ p->gtt_cache_lines, p->gtt_cache_ways };
	}
}

static bool same_size(struct size a, struct size b)
{
	return a.entries == b.entries && a.ways == b.ways;
}

static int cache_new(struct gen9_cache *c, struct size s)
{
	gen9_cache_size(c, s.entries, s.ways);
	c->e = calloc(s.entries + 1, sizeof(*c->e));
	return c->e ? 0 : -ENOMEM;
}

static bool met(const struct gen9_cache *c, uint64_t key)
{
	if (gen9_cache_find(c, key))
		return true;
	gen9_cache_put(c, key, 0);
	return false;
}

/* A level of the TLB: what it is asked is what the one before has not. */
static void run_tlb(struct pass *p, enum stage s, const struct gen9_cache *c,
		    uint8_t *out)
{
	for (size_t i = 0; i < p->n; i++)
		out[i] = (s == L1 || !p->out[L1][i]) &&
			 met(&c[p->look[i].class], p->look[i].key);
}

/* Where key is among the last most used ones, of which it is now the first. */
static unsigned int distance(uint64_t used[FAR], unsigned int most, uint64_t key)
{
	unsigned int at = 0;

	while (at < most && used[at] != key)
		at++;
	memmove(used + 1, used, (at < most ? at : most - 1) * sizeof(*used));
	used[0] = key;
	return at;
}

static bool walked(const struct pass *p, size_t i)
{
	return !p->look[i].ggtt && !p->out[L1][i] && !p->out[L2][i];
}

/* PDEs are asked for by each walk of a small page: every size is known. */
static int find_pde_far(struct pass *p)
{
	uint64_t used[FAR] = { 0 };

	p->pde_far = malloc(p->n + 1);
	if (!p->pde_far)
		return -ENOMEM;
	for (size_t i = 0; i < p->n; i++) {
		const struct gen9_path *path = &p->path[p->look[i].path];

		if (walked(p, i) && !path->leaf)
			p->pde_far[i] = distance(used, FAR, path->dir[1]);
	}
	return 0;
}

static void run_dirs(struct pass *p, const struct gen9_cache *c, uint8_t *out)
{
	for (size_t i = 0; i < p->n; i++) {
		const struct gen9_path *path = &p->path[p->look[i].path];
		int level = path->leaf + 1, start = GEN9_DIR_LEVELS;

		out[i] = 0;
		if (!walked(p, i))
			continue;
		if (level == 1 && p->pde_far[i] < c[level++].entries)
			start = 1;
		for (; level < GEN9_DIR_LEVELS && start == GEN9_DIR_LEVELS; level++)
			if (gen9_cache_find(&c[level], path->dir[level]))
				start = level;
		out[i] = start;
		while (--start > path->leaf)
			gen9_cache_put(&c[start], path->dir[start], 0);
	}
}

static void run_gtt_cache(struct pass *p, const struct gen9_cache *c,
			  uint8_t *out)
{
	for (size_t i = 0; i < p->fetches; i++)
		if (p->fetch[i].gtt_cache && !p->out[LINES][i])
			out[i] = met(c, p->fetch[i].line);
}

static void run_lines(const struct pass *p, uint32_t entries, uint8_t *out)
{
	for (size_t i = 0; i < p->fetches; i++)
		out[i] = p->fetch[i].far < entries;
}

/* How far each fetch's line is: then every size of the cache is known. */
static void find_far(struct pass *p)
{
	uint64_t used[FAR] = { 0 };
	unsigned int at;

	memset(p->nearer, 0, sizeof(p->nearer));
	for (size_t i = 0; i < p->fetches; i++) {
		at = distance(used, p->lines, p->fetch[i].line);
		p->fetch[i].far = at;
		if (at < p->lines)
			p->nearer[at + 1]++;
	}
	for (at = 1; at <= FAR; at++)
		p->nearer[at] += p->nearer[at - 1];
}

static int find_fetches(struct pass *p)
{
	uint64_t line[FETCHES];
	size_t n = 0;

	p->fetched = malloc(p->n + 1);
	if (!p->fetched)
		return -ENOMEM;
	for (size_t i = 0; i < p->n; i++)
		n += p->fetched[i] = lines_of(p, i, line);
	p->fetch = malloc((n + 1) * sizeof(*p->fetch));
	if (!p->fetch)
		return -ENOMEM;
	p->fetches = 0;
	for (size_t i = 0; i < p->n; i++) {
		lines_of(p, i, line);
		for (unsigned int k = 0; k < p->fetched[i]; k++)
			p->fetch[p->fetches++] = (struct fetch){
				.line = line[k],
				.gtt_cache = p->look[i].gtt_cache,
			};
	}
	find_far(p);
	return 0;
}

static void drop_fetches(struct pass *p)
{
	free(p->fetch);
	free(p->fetched);
	p->fetch = NULL;
	p->fetched = NULL;
}

static bool dirs_alike(const struct pass *p, const struct gen9_params *a,
		       const struct gen9_params *b)
{
	for (unsigned int k = 1; k < GEN9_DIR_LEVELS; k++) {
		uint32_t x = size_of(a, DIRS, k).entries;
		uint32_t y = size_of(b, DIRS, k).entries;

		if (x != y && (x < p->dirs[k] || y < p->dirs[k]))
			return false;
	}
	return true;
}

/* Does a stage find the same under both, as far as sizes say it? */
static bool alike(const struct pass *p, enum stage s,
		  const struct gen9_params *a, const struct gen9_params *b)
{
	if (s == DIRS)
		return dirs_alike(p, a, b);
	if (s == LINES)
		return p->nearer[a->walk_line_entries] ==
		       p->nearer[b->walk_line_entries];
	if (s == GTT_CACHE)
		return same_size(size_of(a, s, 0), size_of(b, s, 0));
	for (unsigned int c = 0; c < GEN9_TLB_CLASSES; c++)
		if (p->classes & 1u << c &&
		    !same_size(size_of(a, s, c), size_of(b, s, c)))
			return false;
	return true;
}

static size_t width(const struct pass *p, enum stage s)
{
	return s < LINES ? p->n : p->fetches;
}

static int run(struct pass *p, enum stage s, const struct gen9_params *set,
	       uint8_t *out)
{
	struct gen9_cache c[GEN9_TLB_CLASSES] = { 0 };
	int err = 0;

	if (s == LINES) {
		run_lines(p, set->walk_line_entries, out);
		return 0;
	}
	for (unsigned int k = 0; k < GEN9_TLB_CLASSES && !err; k++)
		err = cache_new(&c[k], size_of(set, s, k));
	if (!err && s == DIRS)
		run_dirs(p, c, out);
	else if (!err && s == GTT_CACHE)
		run_gtt_cache(p, c, out);
	else if (!err)
		run_tlb(p, s, c, out);
	for (unsigned int k = 0; k < GEN9_TLB_CLASSES; k++)
		free(c[k].e);
	return err;
}

/* A group is at its end: the outcomes of its look-ups. */
static int keep(struct pass *p, const uint16_t *set, unsigned int n)
{
	struct gen9_outcome_piece *to = p->to;
	uint8_t **more = realloc(to->code, (to->groups + 1) * sizeof(*more));
	uint8_t *code = malloc(p->n + 1);
	size_t f = 0;

	if (more)
		to->code = more;
	if (!more || !code) {
		free(code);
		return -ENOMEM;
	}
	for (size_t i = 0; i < p->n; i++) {
		const size_t end = f + p->fetched[i];

		code[i] = p->out[L2][i] ? GEN9_OUTCOME_L2 : 0;
		code[i] |= p->look[i].huge ? GEN9_OUTCOME_HUGE : 0;
		for (; f < end; f++)
			code[i] += p->out[LINES][f] ? GEN9_OUTCOME_LINE :
				   p->out[GTT_CACHE][f] ? GEN9_OUTCOME_GTT_CACHE :
				   GEN9_OUTCOME_MEMORY;
	}
	for (unsigned int i = 0; i < n; i++)
		to->group[set[i]] = to->groups;
	to->code[to->groups++] = code;
	*p->kept += p->n;
	return *p->kept > KEEP_MAX ? -E2BIG : 0;
}

/* Sets of a group that a stage has divided, and what it found for them. */
struct part {
	uint8_t *out;
	uint16_t *set;
	unsigned int n;
	const struct gen9_params *first;
	unsigned int same;		/* the first part with this out; itself */
};

static int divide(struct pass *p, enum stage s, const uint16_t *set,
		  unsigned int n, struct part *part, unsigned int *parts)
{
	for (unsigned int i = 0; i < n; i++) {
		const struct gen9_params *of = &p->sets[set[i]];
		unsigned int k = 0;
		int err;

		while (k < *parts && !alike(p, s, part[k].first, of))
			k++;
		if (k == *parts) {
			part[k] = (struct part){
				.out = calloc(width(p, s) + 1, 1),
				.set = malloc(n * sizeof(*set)),
				.first = of,
			};
			++*parts;
			if (!part[k].out || !part[k].set)
				return -ENOMEM;
			err = run(p, s, of, part[k].out);
			if (err)
				return err;
			part[k].same = 0;
			while (memcmp(part[part[k].same].out, part[k].out,
				      width(p, s)))
				part[k].same++;
		}
		k = part[k].same;
		part[k].set[part[k].n++] = set[i];
	}
	return 0;
}

static int refine(struct pass *p, enum stage s, const uint16_t *set,
		  unsigned int n)
{
	struct part *part;
	unsigned int parts = 0;
	int err = 0;

	if (s == STAGES)
		return keep(p, set, n);
	part = calloc(n, sizeof(*part));
	if (!part)
		return -ENOMEM;
	if (s == DIRS)
		err = find_pde_far(p);
	if (s == LINES)
		err = find_fetches(p);
	if (!err)
		err = divide(p, s, set, n, part, &parts);
	for (unsigned int k = 0; k < parts && !err; k++) {
		p->out[s] = part[k].out;
		if (part[k].n)
			err = refine(p, s + 1, part[k].set, part[k].n);
	}
	if (s == LINES)
		drop_fetches(p);
	if (s == DIRS) {
		free(p->pde_far);
		p->pde_far = NULL;
	}
	for (unsigned int k = 0; k < parts; k++) {
		free(part[k].out);
		free(part[k].set);
	}
	free(part);
	return err;
}

/* How many entries of a level the piece has; FAR + 1: more than FAR. */
static unsigned int count_dirs(const struct pass *p, unsigned int level)
{
	uint64_t have[FAR];
	unsigned int n = 0, k;
	uint32_t last = UINT32_MAX;

	for (size_t i = 0; i < p->n; i++) {
		uint64_t key;

		if (p->look[i].ggtt || p->look[i].path == last)
			continue;
		last = p->look[i].path;
		key = p->path[last].dir[level];
		for (k = 0; k < n && have[k] != key; k++)
			;
		if (!key || k < n)
			continue;
		if (n == FAR)
			return FAR + 1;
		have[n++] = key;
	}
	return n;
}

static int do_piece(struct gen9_outcomes *o, unsigned int engine, size_t piece,
		    const struct gen9_params *sets, size_t *kept)
{
	const struct gen9_engine_looks *e = &o->looks.engine[engine];
	struct pass p = {
		.sets = sets,
		.look = e->v + e->piece[piece].at, .n = e->piece[piece].n,
		.path = o->looks.path, .to = &o->piece[engine][piece],
		.kept = kept, .lines = 1,
	};
	uint16_t *all = malloc(o->sets * sizeof(*all));
	int err;

	p.to->group = calloc(o->sets, sizeof(*p.to->group));
	if (!all || !p.to->group) {
		free(all);
		return -ENOMEM;
	}
	for (unsigned int i = 0; i < o->sets; i++) {
		all[i] = i;
		if (sets[i].walk_line_entries > p.lines)
			p.lines = sets[i].walk_line_entries;
	}
	for (size_t i = 0; i < p.n; i++)
		p.classes |= 1u << p.look[i].class;
	for (unsigned int k = 1; k < GEN9_DIR_LEVELS; k++)
		p.dirs[k] = count_dirs(&p, k);
	err = refine(&p, L1, all, o->sets);
	free(all);
	return err;
}

int gen9_outcomes_find(struct gen9_outcomes *o, const uint8_t *trace,
		       size_t len, const struct gen9_params *sets,
		       unsigned int n)
{
	size_t kept = 0;
	int err;

	*o = (struct gen9_outcomes){ .sets = n };
	if (!n || n > UINT16_MAX)
		return -EINVAL;
	err = gen9_looks_find(&o->looks, trace, len);
	for (unsigned int e = 0; e < GEN9_CTR_ENGINES && !err; e++) {
		size_t pieces = o->looks.engine[e].pieces;

		o->piece[e] = calloc(pieces + 1, sizeof(*o->piece[e]));
		if (!o->piece[e])
			err = -ENOMEM;
		for (size_t i = 0; i < pieces && !err; i++)
			if (o->looks.engine[e].piece[i].n)
				err = do_piece(o, e, i, sets, &kept);
	}
	return err;
}

void gen9_outcomes_free(struct gen9_outcomes *o)
{
	for (unsigned int e = 0; e < GEN9_CTR_ENGINES; e++) {
		for (size_t i = 0; o->piece[e] && i < o->looks.engine[e].pieces;
		     i++) {
			struct gen9_outcome_piece *v = &o->piece[e][i];

			for (unsigned int k = 0; k < v->groups; k++)
				free(v->code[k]);
			free(v->code);
			free(v->group);
		}
		free(o->piece[e]);
	}
	gen9_looks_free(&o->looks);
	*o = (struct gen9_outcomes){ 0 };
}
