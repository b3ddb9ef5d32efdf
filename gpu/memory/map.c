// SPDX-License-Identifier: GPL-2.0-or-later
/* See map.h: open addressing, at most half full. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "gpu/memory/map.h"

#define LEAST	1024u

/* The place of key in a map that is not full: its own, or a free one. */
static size_t place(const struct gen9_map *m, uint64_t key)
{
	size_t i = (key * 0x9e3779b97f4a7c15ull) >> 20 & (m->size - 1);

	while (m->e[i].key && m->e[i].key != key + 1)
		i = (i + 1) & (m->size - 1);
	return i;
}

bool gen9_map_get(const struct gen9_map *m, uint64_t key, uint64_t *val)
{
	size_t i;

	if (!m->size)
		return false;
	i = place(m, key);
	if (!m->e[i].key)
		return false;
	*val = m->e[i].val;
	return true;
}

static int grow(struct gen9_map *m)
{
	struct gen9_map to = { .size = m->size ? 2 * m->size : LEAST };

	to.e = calloc(to.size, sizeof(*to.e));
	if (!to.e)
		return -ENOMEM;
	for (size_t i = 0; i < m->size; i++)
		if (m->e[i].key)
			to.e[place(&to, m->e[i].key - 1)] = m->e[i];
	to.n = m->n;
	free(m->e);
	*m = to;
	return 0;
}

int gen9_map_put(struct gen9_map *m, uint64_t key, uint64_t val)
{
	size_t i;

	if (m->n >= m->size / 2 && grow(m))
		return -ENOMEM;
	i = place(m, key);
	m->n += !m->e[i].key;
	m->e[i].key = key + 1;
	m->e[i].val = val;
	return 0;
}

void gen9_map_clear(struct gen9_map *m)
{
	if (m->n)
		memset(m->e, 0, m->size * sizeof(*m->e));
	m->n = 0;
}

void gen9_map_free(struct gen9_map *m)
{
	free(m->e);
	*m = (struct gen9_map){ 0 };
}

static uint64_t shift_key(uint64_t pa, unsigned int shift)
{
	return pa >> (shift ? shift : 30) << 8 | shift;
}

bool gen9_map_get_shift(const struct gen9_map *m, uint64_t pa,
			unsigned int *shift)
{
	static const uint8_t shifts[] = { 12, 21, 30, 0 };
	uint64_t v;

	for (unsigned int i = 0; i < sizeof(shifts); i++)
		if (gen9_map_get(m, shift_key(pa, shifts[i]), &v)) {
			*shift = shifts[i];
			return true;
		}
	return false;
}

int gen9_map_put_shift(struct gen9_map *m, uint64_t pa, unsigned int shift)
{
	return gen9_map_put(m, shift_key(pa, shift), 0);
}
