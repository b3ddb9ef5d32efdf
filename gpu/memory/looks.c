// SPDX-License-Identifier: GPL-2.0-or-later
/* See looks.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "gpu/memory/looks.h"
#include "gpu/memory/map.h"
#include "gpu/memory/pte.h"
#include "gpu/memory/reading.h"
#include "gpu/memory/tlb.h"

#define PAGES_GGTT	(1u << 20)
#define TAG_GGTT	(1ull << 36)	/* as in tlb.c */
#define TAG_NEXT	(1ull << 40)
#define LEVEL_SHIFT	37		/* of an entry of tables, by its key */
#define KEY_GGTT	(1ull << 60)	/* in the map of words */

/* The last directory that was come to, by direction: most pages share it. */
struct last {
	uint64_t va, table;		/* >> 21; of PTEs */
	uint32_t path;
	unsigned int learnt;
	bool ips;
};

struct engine {
	uint64_t since;			/* the first look-up of its piece; or none */
	uint64_t tag[GEN9_SPACES];
	uint64_t pml4, cached;		/* in force; whose entries are cached */
	bool ips_off, gtt_cache;
	struct last last[2];
	size_t room, piece_room;
};

struct reader {
	struct gen9_look_list *to;
	struct gen9_reading in;
	struct gen9_trace_last last;
	struct gen9_map words, used;	/* used: by the look-up of that number */
	struct gen9_map paths, lines, dirs;	/* by key: their number */
	struct engine engine[GEN9_CTR_ENGINES];
	unsigned int e, learnt;
	uint64_t count;			/* of look-ups */
	size_t path_room, line_room;
	bool ended;
};

/* Room for one more of size bytes in *v, which has n. */
static bool more(struct reader *r, void **v, size_t n, size_t *room, size_t size)
{
	size_t want = *room ? 2 * *room : 1024;
	void *to;

	if (n < *room)
		return true;
	to = realloc(*v, want * size);
	if (!to) {
		gen9_read_fails(&r->in, -ENOMEM);
		return false;
	}
	*v = to;
	*room = want;
	return true;
}

/* What a look-up of now has used must not change under a TLB that has it. */
static void use(struct reader *r, uint64_t key)
{
	if (gen9_map_put(&r->used, key, r->count))
		gen9_read_fails(&r->in, -ENOMEM);
}

static void changes(struct reader *r, uint64_t key)
{
	uint64_t by;

	if (!gen9_map_get(&r->used, key, &by))
		return;
	for (unsigned int i = 0; i < GEN9_CTR_ENGINES; i++)
		if (by >= r->engine[i].since)
			gen9_read_fails(&r->in, -ENOTSUP);
}

static void put_word(struct reader *r, uint64_t key, uint64_t val)
{
	uint64_t known;

	if (gen9_map_get(&r->words, key, &known)) {
		if (known == val)
			return;
		changes(r, key);
		r->learnt++;
	}
	if (gen9_map_put(&r->words, key, val))
		gen9_read_fails(&r->in, -ENOMEM);
}

/* A present entry, or 0. */
static uint64_t entry(struct reader *r, uint64_t key)
{
	uint64_t v;

	if (!gen9_map_get(&r->words, key, &v) || !(v & GEN8_PAGE_PRESENT)) {
		gen9_read_fails(&r->in, -ENOTSUP);
		return 0;
	}
	use(r, key);
	return v;
}

/* The number of key, which is the next one if it has none. */
static uint64_t number_of(struct reader *r, struct gen9_map *m, uint64_t key)
{
	uint64_t n;

	if (gen9_map_get(m, key, &n))
		return n;
	n = m->n;
	if (gen9_map_put(m, key, n))
		gen9_read_fails(&r->in, -ENOMEM);
	return n;
}

static uint32_t line(struct reader *r, uint64_t key)
{
	struct gen9_look_list *l = r->to;
	uint64_t n = number_of(r, &r->lines, key);

	if (n < l->lines ||
	    !more(r, (void **)&l->line, l->lines, &r->line_room, sizeof(key)))
		return n;
	l->line[l->lines++] = key;
	return n;
}

/* What a walk of va finds above the leaf; key: the entry next to it. */
static uint32_t add_path(struct reader *r, uint64_t key, const struct gen9_path *p)
{
	struct gen9_look_list *l = r->to;
	uint64_t n;

	if (gen9_map_get(&r->paths, key, &n) && !memcmp(&l->path[n], p, sizeof(*p)))
		return n;
	if (!more(r, (void **)&l->path, l->paths, &r->path_room, sizeof(*p)))
		return 0;
	if (gen9_map_put(&r->paths, key, l->paths))
		gen9_read_fails(&r->in, -ENOMEM);
	l->path[l->paths] = *p;
	return l->paths++;
}

static bool is_leaf(int level, uint64_t v)
{
	return level == 0 || (level == 1 && v & GEN8_PDE_PS_2M) ||
	       (level == 2 && v & GEN8_PDPE_PS_1G);
}

static void of_table(struct reader *r, struct gen9_found *l, uint64_t va,
		     const struct last *d)
{
	struct engine *e = &r->engine[r->e];
	unsigned int i = va >> 12 & 511;
	uint64_t addr = d->table + 8 * (d->ips ? i & ~15u : i);

	entry(r, addr >> 3);
	l->line = line(r, addr >> 6 | e->tag[GEN9_PPGTT]);
	l->class = d->ips ? GEN9_CTR_64K : GEN9_CTR_4K;
	l->path = d->path;
}

/* Walk down; as gpu/memory/walk.c does with nothing cached. */
static void walk(struct reader *r, struct gen9_found *l, uint64_t va,
		 struct last *d)
{
	struct engine *e = &r->engine[r->e];
	uint64_t tag = e->tag[GEN9_PPGTT], dir = e->pml4, key = tag, addr, v = 0;
	struct gen9_path p = { 0 };
	int level = GEN9_LEVELS;

	while (level-- > 1 && !r->in.err) {
		addr = (dir & GEN9_ADDR_MASK) + 8 * (va >> (12 + 9 * level) & 511);
		v = entry(r, addr >> 3);
		if (is_leaf(level, v)) {
			l->line = line(r, addr >> 6 | tag);
			l->class = level == 1 ? GEN9_CTR_2M : GEN9_CTR_1G;
			p.leaf = level;
			l->path = add_path(r, key, &p);
			return;
		}
		key = va >> (12 + 9 * level) | (uint64_t)level << LEVEL_SHIFT | tag;
		p.line[level] = line(r, addr >> 6 | tag);
		p.dir[level] = number_of(r, &r->dirs, key);
		dir = v;
	}
	*d = (struct last){
		.va = va >> 21, .table = dir & GEN9_ADDR_MASK,
		.path = add_path(r, key, &p), .learnt = r->learnt,
		.ips = dir & GEN8_PDE_IPS_64K && !e->ips_off,
	};
	of_table(r, l, va, d);
}

static void look_ppgtt(struct reader *r, struct gen9_found *l, uint64_t va,
		       bool write)
{
	struct engine *e = &r->engine[r->e];
	struct last *d = &e->last[write];

	if (e->cached != e->pml4) {
		e->tag[GEN9_PPGTT] += TAG_NEXT;
		e->cached = e->pml4;
		r->learnt++;
	}
	if (d->table && d->va == va >> 21 && d->learnt == r->learnt)
		of_table(r, l, va, d);
	else
		walk(r, l, va, d);
	l->huge = l->class >= GEN9_CTR_2M;
	l->key = va >> gen9_class_shift[l->class] | e->tag[GEN9_PPGTT];
}

static void look_ggtt(struct reader *r, struct gen9_found *l, uint64_t va)
{
	struct engine *e = &r->engine[r->e];

	if (va >> 12 >= PAGES_GGTT) {
		gen9_read_fails(&r->in, -ENOTSUP);
		return;
	}
	entry(r, va >> 12 | KEY_GGTT);
	l->ggtt = true;
	l->key = va >> 12 | e->tag[GEN9_GGTT];
	l->line = line(r, va >> 15 | e->tag[GEN9_GGTT]);
}

static void look_up(struct reader *r, unsigned int op)
{
	const uint64_t va = gen9_read_page(&r->in, op, r->last.page[r->e]) << 12;
	struct gen9_engine_looks *to = &r->to->engine[r->e];
	struct engine *e = &r->engine[r->e];
	struct gen9_found l = { .gtt_cache = e->gtt_cache };

	if (!more(r, (void **)&to->v, to->n, &e->room, sizeof(l)))
		return;
	if (e->since == UINT64_MAX)
		e->since = r->count;
	if (op & 4)
		look_ggtt(r, &l, va);
	else
		look_ppgtt(r, &l, va & GEN9_VA_MASK, op & 2);
	to->v[to->n++] = l;
	r->count++;
}

/* The engine's TLBs are empty. */
static void begin_piece(struct reader *r, unsigned int i)
{
	struct gen9_engine_looks *to = &r->to->engine[i];
	struct engine *e = &r->engine[i];

	if (!more(r, (void **)&to->piece, to->pieces, &e->piece_room,
		  sizeof(*to->piece)))
		return;
	if (to->pieces)
		to->piece[to->pieces - 1].n = to->n - to->piece[to->pieces - 1].at;
	to->piece[to->pieces++] = (struct gen9_look_piece){ .at = to->n };
	e->since = UINT64_MAX;
	memset(e->last, 0, sizeof(e->last));
}

/* Of the GGTT; what an engine has of the entry's line is not known then. */
static void drop(struct reader *r, uint64_t n)
{
	for (unsigned int i = 0; i < 8; i++)
		changes(r, ((n & ~7ull) + i) | KEY_GGTT);
}

static void context(struct reader *r)
{
	struct engine *e = &r->engine[r->e];
	uint64_t flags;

	e->pml4 = gen9_read_num(&r->in);
	flags = gen9_read_num(&r->in);
	e->ips_off = flags & 1;
	e->gtt_cache = flags & 2;
	r->learnt++;
}

static void empty(struct reader *r, bool reset)
{
	if (!reset)
		gen9_trace_last_reset(&r->last, r->e);
	begin_piece(r, r->e);
}

static void step(struct reader *r)
{
	unsigned int op = *r->in.at++;
	uint64_t n;

	if (gen9_read_is_look_up(op)) {
		look_up(r, op & 7);
		return;
	}
	switch (op) {
	case GEN9_TRACE_ENGINE:
		gen9_read_engine(&r->in, &r->e);
		break;
	case GEN9_TRACE_SWITCH:
	case GEN9_TRACE_FLUSH:
	case GEN9_TRACE_RESET:
		empty(r, op == GEN9_TRACE_RESET);
		break;
	case GEN9_TRACE_CONTEXT:
		context(r);
		break;
	case GEN9_TRACE_WORD:
		r->last.word = gen9_read_distance(&r->in, r->last.word);
		r->last.val = gen9_read_distance(&r->in, r->last.val);
		put_word(r, r->last.word & ~(7ull << 61), r->last.val);
		break;
	case GEN9_TRACE_GGTT:
		n = gen9_read_num(&r->in);
		put_word(r, n | KEY_GGTT, gen9_read_num(&r->in));
		break;
	case GEN9_TRACE_FLUSH_GGTT:
		for (unsigned int i = 0; i < GEN9_CTR_ENGINES; i++)
			r->engine[i].tag[GEN9_GGTT] += TAG_NEXT;
		break;
	case GEN9_TRACE_DROP_GGTT:
		drop(r, gen9_read_num(&r->in));
		break;
	case GEN9_TRACE_HAS_IOMMU:
		gen9_read_fails(&r->in, -ENOTSUP);
		break;
	default:
		if (op < GEN9_TRACE_LOOK_UP)
			gen9_read_skip(&r->in, op);
		else
			gen9_read_fails(&r->in, -EINVAL);
		r->ended = op == GEN9_TRACE_END;
	}
}

int gen9_looks_find(struct gen9_look_list *l, const uint8_t *trace, size_t len)
{
	struct reader *r = calloc(1, sizeof(*r));
	int err;

	*l = (struct gen9_look_list){ 0 };
	if (!r)
		return -ENOMEM;
	r->to = l;
	r->in.at = trace;
	r->in.end = trace + len;
	gen9_read_magic(&r->in);
	for (unsigned int i = 0; i < GEN9_CTR_ENGINES; i++) {
		r->engine[i].tag[GEN9_PPGTT] = TAG_NEXT;
		r->engine[i].tag[GEN9_GGTT] = TAG_NEXT | TAG_GGTT;
		begin_piece(r, i);
	}
	while (!r->in.err && !r->ended && r->in.at < r->in.end)
		step(r);
	if (!r->ended)
		gen9_read_fails(&r->in, -EINVAL);
	for (unsigned int i = 0; i < GEN9_CTR_ENGINES; i++)
		begin_piece(r, i);
	gen9_map_free(&r->words);
	gen9_map_free(&r->used);
	gen9_map_free(&r->paths);
	gen9_map_free(&r->lines);
	l->dirs = r->dirs.n;
	gen9_map_free(&r->dirs);
	err = r->in.err;
	free(r);
	return err ?: gen9_runs_find(&l->runs, trace, len);
}

void gen9_looks_free(struct gen9_look_list *l)
{
	for (unsigned int i = 0; i < GEN9_CTR_ENGINES; i++) {
		free(l->engine[i].v);
		free(l->engine[i].piece);
	}
	gen9_runs_free(&l->runs);
	free(l->path);
	free(l->line);
	*l = (struct gen9_look_list){ 0 };
}
