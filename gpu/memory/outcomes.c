// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Sets come to a stage in a group for which all was the same so far: first
 * the TLBs, then the entries of upper levels, then the lines that are fetched,
 * then the GTT cache. A stage divides the group by what its caches find for
 * their sizes. TLBs and GTT cache are simulated for each size; of the caches
 * that have no sets all sizes are found at once (lru.h).
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "gpu/memory/ages.h"
#include "gpu/memory/hits.h"
#include "gpu/memory/lru.h"
#include "gpu/memory/outcomes.h"
#include "gpu/memory/tags.h"

#define FETCHES		4u	/* of a walk, at most */
#define NEVER		0xffu	/* a size of which nothing is found */

/* Of a cache that has no sets. */
struct sizes {
	uint32_t v[GEN9_LRU_SIZES];	/* rising, different */
	unsigned int n;
	size_t lost[GEN9_LRU_SIZES + 1];	/* uses that so many did not have */
};

struct pass {
	const struct gen9_params *sets;
	unsigned int n_sets;
	const struct gen9_look_list *looks;
	const struct gen9_found *look;	/* of the piece */
	size_t n;
	struct gen9_outcome_piece *to;
	struct gen9_hits hits[GEN9_TLB_CLASSES];
	uint32_t entries[GEN9_DIR_LEVELS];	/* of tables, of each level */
	struct gen9_lru pde, line;
	struct gen9_ages gtt_cache;
	/* of the group under way */
	uint8_t *code;			/* [look-up]: without what walks add */
	struct walk {
		uint32_t look;
		uint8_t far;		/* sizes without its PDE */
		uint8_t fetched;
	} *walk;
	struct fetch {
		uint32_t line;
		uint8_t far;		/* sizes without the line */
		bool gtt_cache;		/* looked for there */
	} *fetch;
	size_t walks, fetches;
};

/* A stage has divided a group: what is the same for the sets of a part. */
struct part {
	uint32_t key[4];
	uint16_t *set;
	unsigned int n;
};

static int divide(const uint16_t *set, unsigned int n, struct part **part,
		  unsigned int *parts,
		  void (*key)(const void *arg, unsigned int set, uint32_t v[4]),
		  const void *arg)
{
	*parts = 0;
	*part = calloc(n, sizeof(**part));
	if (!*part)
		return -ENOMEM;
	for (unsigned int i = 0; i < n; i++) {
		struct part *p = *part;
		uint32_t v[4] = { 0 };

		key(arg, set[i], v);
		while (p < *part + *parts && memcmp(p->key, v, sizeof(v)))
			p++;
		if (!p->set) {
			p->set = calloc(n, sizeof(*set));
			if (!p->set)
				return -ENOMEM;
			memcpy(p->key, v, sizeof(v));
			++*parts;
		}
		p->set[p->n++] = set[i];
	}
	return 0;
}

static void free_parts(struct part *part, unsigned int parts)
{
	for (unsigned int i = 0; part && i < parts; i++)
		free(part[i].set);
	free(part);
}

static void add_size(struct sizes *s, uint32_t v)
{
	unsigned int i = 0;

	while (i < s->n && s->v[i] < v)
		i++;
	if (!v || (i < s->n && s->v[i] == v))
		return;
	memmove(s->v + i + 1, s->v + i, (s->n - i) * sizeof(*s->v));
	s->v[i] = v;
	s->n++;
}

/* The first of the sizes that find what v finds; NEVER: nothing. */
static unsigned int size_like(const struct sizes *s, uint32_t v)
{
	unsigned int i = 0;

	while (i < s->n && s->v[i] <= v)
		i++;
	while (i && !s->lost[i - 1])
		i--;
	return i ? i - 1 : NEVER;
}

static bool found(unsigned int far, unsigned int size)
{
	return size != NEVER && far <= size;
}

static void by_tlb(const void *arg, unsigned int set, uint32_t key[4])
{
	const struct pass *p = arg;

	for (unsigned int k = 0; k < GEN9_TLB_CLASSES; k++)
		key[k] = p->hits[k].of[set];
}

/* What TLBs of these sizes leave to be walked. */
static void find_walks(struct pass *p, const uint32_t of[4])
{
	for (unsigned int k = 0; k < GEN9_TLB_CLASSES; k++) {
		const struct gen9_hits *h = &p->hits[k];

		for (size_t i = 0; i < h->n; i++)
			p->code[h->at[i]] = h->v[of[k]].hit[i];
	}
	p->walks = 0;
	for (size_t i = 0; i < p->n; i++) {
		if (p->code[i] == GEN9_HIT_NONE)
			p->walk[p->walks++].look = i;
		p->code[i] = p->code[i] == GEN9_HIT_L2 ? GEN9_OUTCOME_L2 : 0;
		p->code[i] |= p->look[i].huge ? GEN9_OUTCOME_HUGE : 0;
	}
}

static const struct gen9_path *path_of(const struct pass *p, const struct walk *w)
{
	const struct gen9_found *l = &p->look[w->look];

	return l->ggtt ? NULL : &p->looks->path[l->path];
}

/* PDEs are asked for by each walk of a small page: every size is known. */
static void find_pdes(struct pass *p, struct sizes *s)
{
	gen9_lru_empty(&p->pde, s->v, s->n);
	for (size_t i = 0; i < p->walks; i++) {
		struct walk *w = &p->walk[i];
		const struct gen9_path *path = path_of(p, w);

		if (!path || path->leaf)
			continue;
		w->far = gen9_lru_use(&p->pde, path->dir[1]);
		s->lost[w->far]++;
	}
}

struct by_dirs {
	const struct pass *p;
	struct sizes pde;
};

static void by_dirs(const void *arg, unsigned int set, uint32_t key[4])
{
	const struct by_dirs *b = arg;
	const struct gen9_params *of = &b->p->sets[set];
	const uint32_t pdp = b->p->entries[2], pml4 = b->p->entries[3];

	key[1] = size_like(&b->pde, of->walk_cache_pde_entries);
	key[2] = of->walk_cache_pdp_entries;
	key[2] = key[2] < pdp ? key[2] : pdp;
	key[3] = of->walk_cache_pml4_entries;
	key[3] = key[3] < pml4 ? key[3] : pml4;
}

static void add_fetch(struct pass *p, struct walk *w, uint32_t line)
{
	w->fetched++;
	p->fetch[p->fetches++] = (struct fetch){
		.line = line, .gtt_cache = p->look[w->look].gtt_cache,
	};
}

/* The lines that a walk fetches, from the first level that is not cached on. */
static void fetch_lines(struct pass *p, struct walk *w, const struct gen9_path *path,
			const struct gen9_tags *c, unsigned int pde)
{
	int level = path->leaf + 1;
	bool at = false;

	if (level == 1 && !(at = found(w->far, pde)))
		level++;
	while (level < GEN9_DIR_LEVELS && !at) {
		at = gen9_tags_met(&c[level], path->dir[level] + 1);
		level += !at;
	}
	while (--level > path->leaf)
		add_fetch(p, w, path->line[level]);
}

/* key: as by_dirs() has it. */
static int find_fetches(struct pass *p, const uint32_t key[4])
{
	struct gen9_tags c[GEN9_DIR_LEVELS] = { 0 };
	int err = gen9_tags_new(&c[2], key[2], UINT32_MAX);

	if (!err)
		err = gen9_tags_new(&c[3], key[3], UINT32_MAX);
	p->fetches = 0;
	for (size_t i = 0; i < p->walks && !err; i++) {
		struct walk *w = &p->walk[i];
		const struct gen9_path *path = path_of(p, w);

		w->fetched = 0;
		if (path)
			fetch_lines(p, w, path, c, key[1]);
		add_fetch(p, w, p->look[w->look].line);
	}
	free(c[2].key);
	free(c[3].key);
	return err;
}

static void find_lines(struct pass *p, struct sizes *s)
{
	gen9_lru_empty(&p->line, s->v, s->n);
	for (size_t i = 0; i < p->fetches; i++) {
		p->fetch[i].far = gen9_lru_use(&p->line, p->fetch[i].line);
		s->lost[p->fetch[i].far]++;
	}
}

struct by_lines {
	const struct pass *p;
	struct sizes lines;
	bool gtt_cache;			/* a fetch may look there */
};

static void by_lines(const void *arg, unsigned int set, uint32_t key[4])
{
	const struct by_lines *b = arg;
	const struct gen9_params *of = &b->p->sets[set];

	key[0] = size_like(&b->lines, of->walk_line_entries);
	if (b->gtt_cache) {
		key[1] = of->gtt_cache_lines;
		key[2] = of->gtt_cache_ways;
	}
}

/* Where a fetch comes from; line: a size of the walker's lines. */
static unsigned int fetch(struct pass *p, const struct fetch *f, unsigned int line)
{
	const unsigned int nearer = GEN9_OUTCOME_MEMORY - GEN9_OUTCOME_GTT_CACHE;

	if (found(f->far, line))
		return GEN9_OUTCOME_LINE;
	return GEN9_OUTCOME_MEMORY - nearer * (f->gtt_cache &&
		gen9_ages_met(&p->gtt_cache, f->line, p->looks->line[f->line]));
}

/* Adds to the codes where each fetch of a walk comes from. */
static void fetch_all(struct pass *p, const uint32_t key[4], uint8_t *code)
{
	const struct fetch *f = p->fetch;

	gen9_ages_empty(&p->gtt_cache, key[1], key[2], p->fetches);
	for (size_t i = 0; i < p->walks; i++) {
		const struct walk *w = &p->walk[i];
		unsigned int sum = 0;

		for (const struct fetch *end = f + w->fetched; f < end; f++)
			sum += fetch(p, f, key[0]);
		code[w->look] += sum;
	}
}

/* A part is at its end: the outcomes of its look-ups. */
static int keep(struct pass *p, const struct part *part)
{
	struct gen9_outcome_piece *to = p->to;
	uint8_t *code = malloc(p->n + 1);

	if (!code)
		return -ENOMEM;
	memcpy(code, p->code, p->n);
	to->code[to->groups] = code;
	fetch_all(p, part->key, code);
	for (unsigned int i = 0; i < part->n; i++)
		to->group[part->set[i]] = to->groups;
	to->groups++;
	return 0;
}

static int do_fetches(struct pass *p, const struct part *part)
{
	struct by_lines b = { .p = p };
	struct part *v = NULL;
	unsigned int parts = 0;
	int err = find_fetches(p, part->key);

	if (err)
		return err;
	for (unsigned int i = 0; i < part->n; i++)
		add_size(&b.lines, p->sets[part->set[i]].walk_line_entries);
	find_lines(p, &b.lines);
	for (size_t i = 0; i < p->fetches && !b.gtt_cache; i++)
		b.gtt_cache = p->fetch[i].gtt_cache;
	err = divide(part->set, part->n, &v, &parts, by_lines, &b);
	for (unsigned int i = 0; i < parts && !err; i++)
		err = keep(p, &v[i]);
	free_parts(v, parts);
	return err;
}

static int do_walks(struct pass *p, const struct part *part)
{
	struct by_dirs b = { .p = p };
	struct part *v = NULL;
	unsigned int parts = 0;
	int err;

	find_walks(p, part->key);
	for (unsigned int i = 0; i < part->n; i++)
		add_size(&b.pde, p->sets[part->set[i]].walk_cache_pde_entries);
	find_pdes(p, &b.pde);
	err = divide(part->set, part->n, &v, &parts, by_dirs, &b);
	for (unsigned int i = 0; i < parts && !err; i++)
		err = do_fetches(p, &v[i]);
	free_parts(v, parts);
	return err;
}

/* How many entries of a level the piece has; more than a cache: one more. */
static uint32_t count_dirs(const struct pass *p, unsigned int level)
{
	uint32_t have[GEN9_WAYS_MAX], n = 0, last = UINT32_MAX, k;

	for (size_t i = 0; i < p->n; i++) {
		const struct gen9_path *path = &p->looks->path[p->look[i].path];

		if (p->look[i].ggtt || p->look[i].path == last || path->leaf >= level)
			continue;
		last = p->look[i].path;
		for (k = 0; k < n && have[k] != path->dir[level]; k++)
			;
		if (k < n)
			continue;
		if (n == GEN9_WAYS_MAX)
			return n + 1;
		have[n++] = path->dir[level];
	}
	return n;
}

/* all: the numbers of all sets. */
static int do_piece(struct pass *p, const uint16_t *all)
{
	struct part *v = NULL;
	unsigned int parts = 0;
	int err;

	p->to->group = calloc(p->n_sets, sizeof(*p->to->group));
	p->to->code = calloc(p->n_sets, sizeof(*p->to->code));
	if (!p->to->group || !p->to->code)
		return -ENOMEM;
	for (unsigned int k = 2; k < GEN9_DIR_LEVELS; k++)
		p->entries[k] = count_dirs(p, k);
	err = gen9_hits_find(p->hits, p->look, p->n, p->sets, p->n_sets);
	if (!err)
		err = divide(all, p->n_sets, &v, &parts, by_tlb, p);
	for (unsigned int i = 0; i < parts && !err; i++)
		err = do_walks(p, &v[i]);
	free_parts(v, parts);
	gen9_hits_free(p->hits);
	return err;
}

static int do_engine(struct gen9_outcomes *o, unsigned int engine, struct pass *p,
		     const uint16_t *all)
{
	const struct gen9_engine_looks *e = &o->looks->engine[engine];
	int err = 0;

	o->piece[engine] = calloc(e->pieces + 1, sizeof(*o->piece[engine]));
	if (!o->piece[engine])
		return -ENOMEM;
	for (size_t i = 0; i < e->pieces && !err; i++) {
		p->look = e->v + e->piece[i].at;
		p->n = e->piece[i].n;
		p->to = &o->piece[engine][i];
		if (p->n)
			err = do_piece(p, all);
	}
	return err;
}

static size_t longest_piece(const struct gen9_look_list *l)
{
	size_t n = 0;

	for (unsigned int e = 0; e < GEN9_CTR_ENGINES; e++)
		for (size_t i = 0; i < l->engine[e].pieces; i++)
			if (l->engine[e].piece[i].n > n)
				n = l->engine[e].piece[i].n;
	return n;
}

int gen9_outcomes_find(struct gen9_outcomes *o, const struct gen9_look_list *looks,
		       const struct gen9_params *sets, unsigned int n)
{
	const size_t most = longest_piece(looks);
	struct pass p = {
		.sets = sets, .n_sets = n, .looks = looks,
		.code = malloc(most + 1),
		.walk = malloc((most + 1) * sizeof(*p.walk)),
		.fetch = malloc((most + 1) * FETCHES * sizeof(*p.fetch)),
	};
	uint16_t *all = calloc(n + 1, sizeof(*all));
	int err = gen9_lru_new(&p.pde, looks->dirs);
	uint32_t gtt_cache = 0;

	*o = (struct gen9_outcomes){ .looks = looks, .sets = n };
	for (unsigned int i = 0; i < n; i++)
		if (sets[i].gtt_cache_lines > gtt_cache)
			gtt_cache = sets[i].gtt_cache_lines;
	if (gen9_ages_new(&p.gtt_cache, looks->lines, gtt_cache) ||
	    gen9_lru_new(&p.line, looks->lines) || !p.code || !p.walk || !p.fetch || !all)
		err = -ENOMEM;
	for (unsigned int i = 0; i < n && all; i++)
		all[i] = i;
	for (unsigned int e = 0; e < GEN9_CTR_ENGINES && !err; e++)
		err = do_engine(o, e, &p, all);
	free(all);
	free(p.code);
	free(p.walk);
	free(p.fetch);
	gen9_lru_free(&p.pde);
	gen9_lru_free(&p.line);
	gen9_ages_free(&p.gtt_cache);
	return err;
}

void gen9_outcomes_free(struct gen9_outcomes *o)
{
	for (unsigned int e = 0; e < GEN9_CTR_ENGINES; e++) {
		for (size_t i = 0; o->piece[e] && i < o->looks->engine[e].pieces;
		     i++) {
			struct gen9_outcome_piece *v = &o->piece[e][i];

			for (unsigned int k = 0; k < v->groups; k++)
				free(v->code[k]);
			free(v->code);
			free(v->group);
		}
		free(o->piece[e]);
	}
	*o = (struct gen9_outcomes){ 0 };
}
