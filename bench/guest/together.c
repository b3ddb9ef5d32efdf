// SPDX-License-Identifier: GPL-2.0-or-later
/* Guests side by side; contract in together.h. */
#include <string.h>

#include "guest/together.h"

static json_int_t number(const json_t *o, const char *key)
{
	return json_integer_value(json_object_get(o, key));
}

static const char *load_of(const json_t *o)
{
	const char *type = json_string_value(json_object_get(o, "type"));

	return type && !strcmp(type, "rate") ?
	       json_string_value(json_object_get(o, "load")) : NULL;
}

/* All guests' rates of one load; NULL: one of them has none. */
static json_t *sum(const json_t *lines, const char *load, unsigned int n)
{
	json_int_t bytes = 0, longest = 0;
	unsigned int found = 0;
	json_t *o;
	size_t i;

	json_array_foreach((json_t *)lines, i, o) {
		if (strcmp(load_of(o) ?: "", load) || number(o, "virt_ns") <= 0)
			continue;
		found++;
		bytes += number(o, "bytes");
		if (number(o, "virt_ns") > longest)
			longest = number(o, "virt_ns");
	}
	if (found != n)
		return NULL;
	o = json_pack("{s:s, s:I, s:I, s:n, s:i, s:i, s:i}", "type", "rate",
		      "bytes", bytes, "virt_ns", longest, "checksum_ok",
		      "bad_bytes", 0, "resets", 0, "hangs", 0);
	json_object_set_new(o, "load", json_sprintf("%s#all", load));
	return o;
}

json_t *together_rates(const json_t *lines, unsigned int n)
{
	json_t *rates = json_array(), *o, *all;
	size_t i;

	json_array_foreach((json_t *)lines, i, o) {
		if (!load_of(o) || number(o, "guest") != 1)
			continue;
		all = sum(lines, load_of(o), n);
		if (all)
			json_array_append_new(rates, all);
	}
	return rates;
}
