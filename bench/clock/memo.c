// SPDX-License-Identifier: GPL-2.0-or-later
/* See memo.h. */
#include <errno.h>
#include <sha2.h>
#include <stdlib.h>
#include <string.h>

#include "clock/memo.h"
#include "gpu/memory/reading.h"
#include "gpu/memory/tlb.h"

/* Of numbers. */
struct digest {
	SHA2_CTX sha;
	uint64_t v[512];
	size_t n;
};

static void flush(struct digest *d)
{
	SHA256Update(&d->sha, (const uint8_t *)d->v, d->n * sizeof(*d->v));
	d->n = 0;
}

static void add(struct digest *d, uint64_t v)
{
	d->v[d->n++] = v;
	if (d->n == sizeof(d->v) / sizeof(d->v[0]))
		flush(d);
}

/* Without what page tables have in them, and where they are. */
static void add_event(struct digest *d, struct gen9_reading *in)
{
	const unsigned int op = *in->at++;
	unsigned int n = op < GEN9_TRACE_LOOK_UP ? gen9_trace_numbers[op] : !(op & 1);

	if (op == GEN9_TRACE_WORD || op == GEN9_TRACE_GGTT) {
		gen9_read_skip(in, op);
		return;
	}
	add(d, op);
	if (op == GEN9_TRACE_CONTEXT) {
		gen9_read_num(in);
		n--;
	}
	while (n--)
		add(d, gen9_read_num(in));
}

static void add_path(struct digest *d, const struct gen9_path *p)
{
	add(d, p->leaf);
	for (unsigned int i = 1; i < GEN9_DIR_LEVELS; i++)
		add(d, p->line[i] | (uint64_t)p->dir[i] << 32);
}

static void add_looks(struct digest *d, const struct gen9_look_list *l)
{
	bool gtt_cache = false;

	for (size_t i = 0; i < l->paths; i++)
		add_path(d, &l->path[i]);
	for (unsigned int e = 0; e < GEN9_CTR_ENGINES; e++) {
		add(d, l->engine[e].n);
		for (size_t i = 0; i < l->engine[e].n; i++) {
			const struct gen9_found *f = &l->engine[e].v[i];

			add(d, f->key);
			add(d, f->line | (uint64_t)f->path << 32);
			add(d, f->class | f->ggtt << 8 | f->gtt_cache << 9 |
			       f->huge << 10);
			gtt_cache |= f->gtt_cache;
		}
	}
	for (size_t i = 0; i < l->lines && gtt_cache; i++)
		add(d, l->line[i]);
}

void memo_digest(const uint8_t *trace, size_t len, const struct gen9_look_list *looks,
		 uint8_t digest[32])
{
	struct gen9_reading in = { .at = trace, .end = trace + len };
	struct digest d = { .n = 0 };

	SHA256Init(&d.sha);
	add(&d, looks != NULL);
	if (!looks)
		SHA256Update(&d.sha, trace, len);
	else
		add_looks(&d, looks);
	gen9_read_magic(&in);
	while (looks && !in.err && in.at < in.end)
		add_event(&d, &in);
	flush(&d);
	SHA256Final(digest, &d.sha);
}

const void *memo_find(struct memo *m, const uint8_t digest[32])
{
	for (unsigned int i = 0; i < m->n; i++)
		if (!memcmp(m->v[i].digest, digest, 32)) {
			m->found++;
			return m->v[i].what;
		}
	return NULL;
}

int memo_keep(struct memo *m, const uint8_t digest[32], const void *what, size_t size)
{
	struct memo_entry *v = reallocarray(m->v, m->n + 1, sizeof(*v));

	if (!v)
		return -ENOMEM;
	m->v = v;
	v += m->n;
	v->what = malloc(size);
	if (!v->what)
		return -ENOMEM;
	memcpy(v->what, what, size);
	memcpy(v->digest, digest, 32);
	m->n++;
	return 0;
}

void memo_free(struct memo *m)
{
	for (unsigned int i = 0; i < m->n; i++)
		free(m->v[i].what);
	free(m->v);
	*m = (struct memo){ 0 };
}
