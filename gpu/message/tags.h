/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tags of a cache of 16 ways whose least recently used line goes: which lines
 * are there, and which of them have been written. What gen9_cache_find() and
 * gen9_cache_put() of 16 ways do (tags_test), for caches so large that a host's
 * own do not hold them: of a set, a look-up reads 32 bytes, and a key where its
 * low byte is that of the line's tag.
 */
#ifndef GEN9_TAGS_H
#define GEN9_TAGS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#define GEN9_TAGS_WAYS	16u
#define GEN9_TAGS_ORDER	0xfedcba9876543210ull

struct gen9_tags_set {
	uint64_t print[2];	/* a byte of each way's tag */
	uint64_t order;		/* nibbles: ways, the latest first */
	uint64_t written;	/* bit n: way n */
};

struct gen9_tags {
	struct gen9_tags_set *set;
	uint64_t *key;		/* by sets; 0: no line, never looked for */
	uint32_t lines, set_mask;
	unsigned int shift;	/* log2 of sets */
};

/* lines / 16 sets, a power of two. 0, or -ENOMEM; gen9_tags_free() in any case. */
int gen9_tags_init(struct gen9_tags *t, uint32_t lines);
void gen9_tags_free(struct gen9_tags *t);
/* There is nothing. */
void gen9_tags_clear(struct gen9_tags *t);

/* To and from pairs (key, written) by sets, the latest line first; 2 * lines. */
void gen9_tags_get(const struct gen9_tags *t, uint64_t *pair);
void gen9_tags_set(struct gen9_tags *t, const uint64_t *pair);

#define TAGS_ONES	0x0101010101010101ull
#define TAGS_NIBBLES	0x1111111111111111ull

static inline uint8_t gen9_tags_print(const struct gen9_tags *t, uint64_t key)
{
	return (uint8_t)(key >> t->shift);
}

/* Way w of the set is the latest. */
static inline void gen9_tags_first(struct gen9_tags_set *s, unsigned int w)
{
	uint64_t x = s->order ^ TAGS_NIBBLES * w, low;
	unsigned int at;

	if (!(x & 15))
		return;
	/* the lowest nibble that is zero */
	at = (unsigned int)__builtin_ctzll((x - TAGS_NIBBLES) & ~x &
					   8 * TAGS_NIBBLES) & ~3u;
	low = s->order & ((1ull << at) - 1);
	s->order = (s->order & ~0ull << at << 4) | low << 4 | w;
}

/* The way of key among those of a word's bytes; 16: none of them. */
static inline unsigned int gen9_tags_among(const uint64_t *key, uint64_t wanted,
					   uint64_t print, uint64_t bytes)
{
	uint64_t x = print ^ bytes;

	/* bytes that are zero, and some that are one, behind one of these */
	for (x = (x - TAGS_ONES) & ~x & 128 * TAGS_ONES; x; x &= x - 1) {
		unsigned int w = (unsigned int)__builtin_ctzll(x) / 8;

		if (key[w] == wanted)
			return w;
	}
	return GEN9_TAGS_WAYS;
}

/*
 * The line of key is used: the latest of its set from now on, instead of the
 * set's last one if it was not there. True: it was. *s and *way: where it is.
 */
static inline bool gen9_tags_use(struct gen9_tags *t, uint64_t key,
				 struct gen9_tags_set **s, unsigned int *way)
{
	uint32_t n = key & t->set_mask;
	uint64_t *keys = t->key + (uint64_t)n * GEN9_TAGS_WAYS;
	struct gen9_tags_set *set = *s = &t->set[n];
	uint64_t print = gen9_tags_print(t, key);
	unsigned int w, shift;

	w = gen9_tags_among(keys, key, set->print[0], print * TAGS_ONES);
	if (w == GEN9_TAGS_WAYS)
		w = 8 + gen9_tags_among(keys + 8, key, set->print[1],
					print * TAGS_ONES);
	if (w < GEN9_TAGS_WAYS) {
		gen9_tags_first(set, w);
		*way = w;
		return true;
	}
	w = *way = (unsigned int)(set->order >> 60);
	set->order = set->order << 4 | w;
	set->written &= ~(1ull << w);
	shift = w % 8 * 8;
	set->print[w / 8] = (set->print[w / 8] & ~(255ull << shift)) |
			    print << shift;
	keys[w] = key;
	return false;
}

#endif
