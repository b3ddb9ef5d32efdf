// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <string.h>

#include "gpu/message/tags.h"

int gen9_tags_init(struct gen9_tags *t, uint32_t lines)
{
	uint32_t sets = lines / GEN9_TAGS_WAYS;

	*t = (struct gen9_tags){
		.set = calloc(sets, sizeof(*t->set)),
		.key = calloc(lines, sizeof(*t->key)),
		.lines = lines, .set_mask = sets - 1,
		.shift = (unsigned int)__builtin_ctz(sets),
	};
	if (!t->set || !t->key)
		return -ENOMEM;
	gen9_tags_clear(t);
	return 0;
}

void gen9_tags_free(struct gen9_tags *t)
{
	free(t->set);
	free(t->key);
}

void gen9_tags_clear(struct gen9_tags *t)
{
	memset(t->key, 0, t->lines * sizeof(*t->key));
	for (uint32_t i = 0; i <= t->set_mask; i++)
		t->set[i] = (struct gen9_tags_set){ .order = GEN9_TAGS_ORDER };
}

void gen9_tags_get(const struct gen9_tags *t, uint64_t *pair)
{
	for (uint32_t i = 0; i < t->lines; i++, pair += 2) {
		const struct gen9_tags_set *s = &t->set[i / GEN9_TAGS_WAYS];
		unsigned int n = i % GEN9_TAGS_WAYS;
		unsigned int w = s->order >> 4 * n & 15;

		pair[0] = t->key[i - n + w];
		pair[1] = s->written >> w & 1;
	}
}

void gen9_tags_set(struct gen9_tags *t, const uint64_t *pair)
{
	gen9_tags_clear(t);
	for (uint32_t i = 0; i < t->lines; i++, pair += 2) {
		struct gen9_tags_set *s = &t->set[i / GEN9_TAGS_WAYS];
		unsigned int w = i % GEN9_TAGS_WAYS;

		t->key[i] = pair[0];
		s->written |= (uint64_t)!!pair[1] << w;
		s->print[w / 8] |= (uint64_t)gen9_tags_print(t, pair[0]) <<
				   w % 8 * 8;
	}
}
