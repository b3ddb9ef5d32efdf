// SPDX-License-Identifier: GPL-2.0-or-later
/* The stream of a saved state; the format is in state.h. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gpu/host/state.h"

#define FNV_PRIME	0x100000001b3ull
#define LIKE_BEFORE	4u	/* so many end a run of others */
#define CHUNK		64u	/* elements that are compared at once */

void gen9_state_fail(struct gen9_state *s, const char *fmt, ...)
{
	va_list ap;

	if (s->failed)
		return;
	s->failed = true;
	va_start(ap, fmt);
	vsnprintf(s->why, sizeof(s->why), fmt, ap);
	va_end(ap);
}

void gen9_state_no_memory(struct gen9_state *s)
{
	s->no_memory |= !s->failed;
	gen9_state_fail(s, "out of memory");
}

uint64_t gen9_state_hash(uint64_t hash, const void *p, size_t len)
{
	const uint8_t *b = p;

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ b[i]) * FNV_PRIME;
	return hash;
}

uint64_t gen9_state_layout(const struct gen9_state_table *t, uint64_t hash)
{
	hash = gen9_state_hash(hash, t->name, strlen(t->name));
	for (unsigned int i = 0; i < t->n; i++) {
		const struct gen9_state_row *r = &t->row[i];
		const uint32_t size[2] = { r->size, r->n };

		if (r->not_saved)
			continue;
		hash = gen9_state_hash(hash, r->name, strlen(r->name));
		hash = gen9_state_hash(hash, size, sizeof(size));
		if (r->of)
			hash = gen9_state_layout(r->of, hash);
	}
	return hash;
}

static uint64_t get(const void *p, uint32_t size)
{
	switch (size) {
	case 1: return *(const uint8_t *)p;
	case 2: return *(const uint16_t *)p;
	case 4: return *(const uint32_t *)p;
	default: return *(const uint64_t *)p;
	}
}

static void set(void *p, uint32_t size, uint64_t v)
{
	switch (size) {
	case 1: *(uint8_t *)p = v; break;
	case 2: *(uint16_t *)p = v; break;
	case 4: *(uint32_t *)p = v; break;
	default: *(uint64_t *)p = v;
	}
}

static void write_number(struct gen9_state *s, uint64_t v, uint32_t size)
{
	if (s->room - s->len < size && !s->failed) {
		size_t room = s->room ? 2 * s->room : 1u << 16;
		uint8_t *buf = realloc(s->buf, room);

		if (buf) {
			s->buf = buf;
			s->room = room;
		} else {
			gen9_state_no_memory(s);
		}
	}
	for (uint32_t i = 0; i < size && !s->failed; i++)
		s->buf[s->len++] = v >> 8 * i;
}

static uint64_t read_number(struct gen9_state *s, uint32_t size)
{
	uint64_t v = 0;

	if (!s->failed && s->len - s->at < size)
		gen9_state_fail(s, "it ends too early");
	for (uint32_t i = 0; i < size && !s->failed; i++)
		v |= (uint64_t)s->buf[s->at++] << 8 * i;
	return v;
}

static void load(struct gen9_state *s, const char *what, void *p, uint32_t size,
		 uint64_t v, uint64_t max)
{
	if (max && v > max)
		gen9_state_fail(s, "%s is %llu, and at most %llu", what,
				(unsigned long long)v, (unsigned long long)max);
	if (!s->failed)
		set(p, size, v);
}

void gen9_state_num(struct gen9_state *s, const char *what, void *p,
		    uint32_t size, uint64_t max)
{
	if (s->loading)
		load(s, what, p, size, read_number(s, size), max);
	else
		write_number(s, get(p, size), size);
}

static void write_length(struct gen9_state *s, uint64_t v)
{
	while (v > 127) {
		write_number(s, (v & 127) | 128, 1);
		v >>= 7;
	}
	write_number(s, v, 1);
}

/* Up to most. */
static size_t read_length(struct gen9_state *s, size_t most)
{
	uint64_t v = 0, b;
	unsigned int shift = 0;

	do {
		b = read_number(s, 1);
		v |= (b & 127) << shift;
		shift += 7;
	} while (b & 128 && shift < 35 && !s->failed);
	if (v > most)
		gen9_state_fail(s, "a run of %llu, where there are %zu",
				(unsigned long long)v, most);
	return s->failed ? 0 : v;
}

struct elements {
	uint8_t *p;
	uint32_t size;
	size_t n;
};

/* How many from i on are v; by the chunk, as most of a state is like this. */
static size_t count_like(const struct elements *e, size_t i, uint64_t v)
{
	const uint8_t *at = e->p + i * e->size;
	size_t n = 0;

	while (i + n < e->n && get(at + n * e->size, e->size) == v) {
		n++;
		while (i + n + CHUNK <= e->n &&
		       !memcmp(at + (n - 1) * e->size, at + n * e->size,
			       CHUNK * e->size))
			n += CHUNK;
	}
	return n;
}

/* From i on, until enough follow that are like the one before them. */
static size_t count_others(const struct elements *e, size_t i)
{
	uint64_t before = 0;
	size_t n = 0, like = 0;

	for (; i + n < e->n && like < LIKE_BEFORE; n++) {
		uint64_t v = get(e->p + (i + n) * e->size, e->size);

		like = n && v == before ? like + 1 : 0;
		before = v;
	}
	return like == LIKE_BEFORE ? n - LIKE_BEFORE : n;
}

static void write_runs(struct gen9_state *s, const struct elements *e)
{
	uint64_t before = 0;
	size_t i = 0;

	while (i < e->n) {
		size_t like = count_like(e, i, before), others;

		i += like;
		others = count_others(e, i);
		write_length(s, like);
		write_length(s, others);
		for (; others; others--, i++) {
			before = get(e->p + i * e->size, e->size);
			write_number(s, before, e->size);
		}
	}
}

/* n elements from i on are v. */
static void fill(struct gen9_state *s, const char *what,
		 const struct elements *e, size_t i, size_t n, uint64_t v)
{
	if (!v)
		memset(e->p + i * e->size, 0, n * e->size);
	for (size_t k = 0; v && k < n; k++)
		load(s, what, e->p + (i + k) * e->size, e->size, v, 0);
}

static void read_runs(struct gen9_state *s, const char *what,
		      const struct elements *e, uint64_t max)
{
	uint64_t before = 0;
	size_t i = 0;

	while (i < e->n && !s->failed) {
		size_t like = read_length(s, e->n - i), others;

		others = read_length(s, e->n - i - like);
		if (!like && !others)
			gen9_state_fail(s, "%s: a run of nothing", what);
		fill(s, what, e, i, like, before);
		for (i += like; others && !s->failed; others--, i++) {
			before = read_number(s, e->size);
			load(s, what, e->p + i * e->size, e->size, before, max);
		}
	}
}

void gen9_state_array(struct gen9_state *s, const char *what, void *p,
		      uint32_t size, size_t n, uint64_t max)
{
	const struct elements e = { p, size, n };

	if (n < GEN9_STATE_RUNS)
		for (size_t i = 0; i < n; i++)
			gen9_state_num(s, what, e.p + i * size, size, max);
	else if (s->loading)
		read_runs(s, what, &e, max);
	else
		write_runs(s, &e);
}

static const char *name_of(const struct gen9_state_table *t)
{
	return t->name + strlen("struct ");
}

static void row(struct gen9_state *s, const struct gen9_state_table *t,
		const struct gen9_state_row *r, uint8_t *p)
{
	char what[80];

	if (r->not_saved)
		return;
	if (r->of) {
		for (uint32_t i = 0; i < r->n; i++)
			gen9_state_struct(s, r->of, p + r->off +
					  i * r->of->bytes);
		return;
	}
	snprintf(what, sizeof(what), "%s.%s", name_of(t), r->name);
	gen9_state_array(s, what, p + r->off, r->size, r->n, r->max);
}

void gen9_state_struct(struct gen9_state *s, const struct gen9_state_table *t,
		       void *p)
{
	const char *wrong;

	for (unsigned int i = 0; i < t->n; i++)
		row(s, t, &t->row[i], p);
	wrong = s->loading && !s->failed && t->check ? t->check(p) : NULL;
	if (wrong)
		gen9_state_fail(s, "%s: %s", name_of(t), wrong);
}
