// SPDX-License-Identifier: GPL-2.0-or-later
/* plan_json.c - plans to and from plan.json; docs/records.md has the keys. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "plan_choose.h"
#include "text.h"

static json_t *expect_to_json(const struct plan *p,
			      const struct plan_scenario *s)
{
	json_t *j = json_object();

	for (size_t i = 0; i < p->nvariants; i++)
		if (s->expect[i] != PRED_NONE)
			json_object_set_new(j, p->variants[i],
					    json_string(pred_name(s->expect[i])));
	return j;
}

static json_t *matrix_to_json(const struct plan *p)
{
	json_t *vs = json_array(), *ss = json_array(), *no = json_array();
	json_t *mends = json_array();

	for (size_t i = 0; i < p->nvariants; i++) {
		json_array_append_new(vs, json_string(p->variants[i]));
		if (!p->facts[i].judged)
			json_array_append_new(no, json_string(p->variants[i]));
		if (p->facts[i].mends)
			json_array_append_new(mends, json_string(p->variants[i]));
	}
	if (!json_array_size(mends)) {
		json_decref(mends);
		mends = NULL;
	}
	for (size_t i = 0; i < p->nscenarios; i++) {
		const struct plan_scenario *s = &p->scenarios[i];

		json_array_append_new(ss, json_pack(
			"{ss ss sb sb sb si sf ss so ss ss* so*}", "name", s->name,
			"desc", s->desc, "guest", s->guest, "crash", s->crash,
			"primary", s->primary, "blocks", (int)s->blocks,
			"margin", s->margin, "append", s->append,
			"expect", expect_to_json(p, s), "why", s->why,
			"image", *s->image ? s->image : NULL,
			"perf", s->perf ? json_true() : NULL));
	}
	return json_pack("{si ss ss si so* ss so so so so* ss*}", "schema", PLAN_SCHEMA,
			 "profile", p->profile, "machine", p->machine,
			 "seeds", (int)p->seeds, "precision",
			 p->precision > 0 ? json_real(p->precision) : NULL,
			 "primary_load", p->primary_load,
			 "variants", vs, "not_judged", no, "scenarios", ss,
			 "mends", mends, "left_out", p->left_out);
}

/* What each variant is, by name; NULL: known of none. */
static json_t *is_to_json(const struct plan *p)
{
	json_t *j = json_object();

	for (size_t i = 0; i < p->nvariants; i++)
		if (*p->facts[i].is)
			json_object_set_new(j, p->variants[i],
					    json_string(p->facts[i].is));
	if (json_object_size(j))
		return j;
	json_decref(j);
	return NULL;
}

json_t *plan_to_json(const struct plan *p)
{
	json_t *j = matrix_to_json(p), *cells = json_array(), *is = is_to_json(p);

	for (size_t i = 0; i < p->ncells; i++) {
		const struct plan_cell *c = &p->cells[i];

		json_array_append_new(cells, json_pack("{si si sI ss ss}",
			"index", (int)c->index, "block", (int)c->block,
			"seed", (json_int_t)c->seed,
			"variant", p->variants[c->variant],
			"scenario", p->scenarios[c->scenario].name));
	}
	json_object_set_new(j, "order_seed", json_integer(p->order_seed));
	json_object_set_new(j, "cells", cells);
	if (is)
		json_object_set_new(j, "is", is);
	return j;
}

void plan_id(const struct plan *p, char out[65])
{
	json_t *j = matrix_to_json(p);

	json_sha256(j, out);
	json_decref(j);
}

static int read_expect(const struct plan *p, json_t *j, enum pred *expect)
{
	const char *variant;
	json_t *v;

	json_object_foreach(j, variant, v) {
		size_t i = 0;

		while (i < p->nvariants && strcmp(p->variants[i], variant))
			i++;
		if (i == p->nvariants || !json_is_string(v) ||
		    pred_from_name(json_string_value(v), &expect[i]))
			return -EINVAL;
	}
	return 0;
}

static int read_scenario(struct plan *p, json_t *j)
{
	struct plan_scenario s = { 0 };
	int guest, crash, primary, blocks, err, perf = -1;
	json_t *expect;

	if (json_unpack_ex(j, NULL, JSON_STRICT,
			   "{ss ss sb sb sb si sF ss so ss s?s s?b}", "name", &s.name,
			   "desc", &s.desc, "guest", &guest, "crash", &crash,
			   "primary", &primary, "blocks", &blocks,
			   "margin", &s.margin, "append", &s.append,
			   "expect", &expect, "why", &s.why,
			   "image", &s.image, "perf", &perf) ||
	    blocks < 1 || blocks > PLAN_MAX_CELLS || !json_is_object(expect))
		return -EINVAL;
	s.guest = guest;
	/* plans of before 2026-11-30 do not say it */
	s.perf = perf < 0 ? !strncmp(s.name, "perf-", 5) : perf;
	s.crash = crash;
	s.primary = primary;
	s.blocks = blocks;
	s.expect = calloc(p->nvariants + 1, sizeof(*s.expect));
	err = s.expect ? read_expect(p, expect, s.expect) : -ENOMEM;
	if (!err)
		err = plan_add_scenario(p, &s);
	free(s.expect);
	return err;
}

/*
 * Plans of before 2026-11-29 do not say which variants are controls, those of
 * before 2026-11-30 not which mend defects: those that did then.
 */
static void facts_of_then(struct plan *p, bool judged, bool mends)
{
	for (size_t i = 0; i < p->nvariants; i++) {
		const char *v = p->variants[i];

		if (judged)
			p->facts[i].judged = strcmp(v, "stock") && strcmp(v, AA_ARM);
		if (mends)
			p->facts[i].mends = !strcmp(v, "fixed") ||
					    !strcmp(v, "stock-fixed");
	}
}

/* The facts of a variant that a list names; NULL: no such. */
static struct variant *named(struct plan *p, const json_t *name)
{
	for (size_t k = 0; k < p->nvariants; k++)
		if (json_is_string(name) &&
		    !strcmp(p->variants[k], json_string_value(name)))
			return &p->facts[k];
	return NULL;
}

/* Variants by name, each of them in the plan; a list is NULL in old plans. */
static int read_facts(struct plan *p, json_t *no, json_t *mends)
{
	struct variant *v;
	json_t *name;
	size_t i;

	facts_of_then(p, !no, !mends);
	json_array_foreach(no, i, name) {
		v = named(p, name);
		if (!v)
			return -EINVAL;
		v->judged = false;
	}
	json_array_foreach(mends, i, name) {
		v = named(p, name);
		if (!v)
			return -EINVAL;
		v->mends = true;
	}
	return (no && !json_is_array(no)) || (mends && !json_is_array(mends)) ?
	       -EINVAL : 0;
}

/* What variants are: for a reader, so that one which is too long is cut. */
static int read_is(struct plan *p, json_t *is)
{
	const char *name;
	json_t *text;

	json_object_foreach(is, name, text) {
		json_t *s = json_string(name);
		struct variant *v = named(p, s);

		json_decref(s);
		if (!v || !json_is_string(text))
			return -EINVAL;
		snprintf(v->is, sizeof(v->is), "%s", json_string_value(text));
		text_plain(v->is);
	}
	return is && !json_is_object(is) ? -EINVAL : 0;
}

static int read_lists(struct plan *p, json_t *vs, json_t *no, json_t *mends,
		      json_t *ss)
{
	const struct variant judged = { .judged = true };
	size_t i;
	json_t *v;

	json_array_foreach(vs, i, v)
		if (!json_is_string(v) ||
		    plan_add_variant(p, json_string_value(v), &judged))
			return -EINVAL;
	if (read_facts(p, no, mends))
		return -EINVAL;
	json_array_foreach(ss, i, v)
		if (read_scenario(p, v))
			return -EINVAL;
	/* what is there twice is not added */
	return p->nvariants == json_array_size(vs) &&
	       p->nscenarios == json_array_size(ss) ? 0 : -EINVAL;
}

static int find_in_lists(const struct plan *p, const char *variant,
			 const char *scenario, struct plan_cell *c)
{
	for (c->variant = 0; c->variant < p->nvariants; c->variant++)
		if (!strcmp(p->variants[c->variant], variant))
			break;
	for (c->scenario = 0; c->scenario < p->nscenarios; c->scenario++)
		if (!strcmp(p->scenarios[c->scenario].name, scenario))
			break;
	return c->variant < p->nvariants && c->scenario < p->nscenarios ?
	       0 : -EINVAL;
}

static int read_cells(struct plan *p, json_t *cells)
{
	json_t *v;
	size_t i;

	p->cells = calloc(json_array_size(cells) + 1, sizeof(*p->cells));
	if (!p->cells)
		return -ENOMEM;
	json_array_foreach(cells, i, v) {
		struct plan_cell *c = &p->cells[i];
		const char *variant, *scenario;
		int index, block;
		json_int_t seed;

		if (json_unpack_ex(v, NULL, JSON_STRICT, "{si si sI ss ss}",
				   "index", &index, "block", &block,
				   "seed", &seed, "variant", &variant,
				   "scenario", &scenario) ||
		    index != (int)i || block < 0 || block >= PLAN_MAX_CELLS ||
		    seed < 0 ||
		    find_in_lists(p, variant, scenario, c))
			return -EINVAL;
		c->index = index;
		c->block = block;
		c->seed = seed;
		p->ncells++;
	}
	return 0;
}

int plan_from_json(struct plan *p, json_t *j, char *why, size_t whylen)
{
	int schema = 0, seeds;
	const char *profile, *machine, *primary_load, *left_out = NULL;
	json_t *vs, *ss, *cells, *no = NULL, *mends = NULL, *is = NULL;
	json_int_t order_seed;
	json_error_t e;

	*p = (struct plan){ 0 };
	if (json_unpack(j, "{si}", "schema", &schema) || schema != PLAN_SCHEMA) {
		snprintf(why, whylen,
			 "plan.json is of schema %d, this program reads %d",
			 schema, PLAN_SCHEMA);
		return -EINVAL;
	}
	if (json_unpack_ex(j, &e, JSON_STRICT, "{si ss ss si s?F sI ss so so so s?s s?o s?o s?o}",
			   "schema", &schema, "profile", &profile,
			   "machine", &machine, "seeds", &seeds,
			   "precision", &p->precision,
			   "order_seed", &order_seed,
			   "primary_load", &primary_load, "variants", &vs,
			   "scenarios", &ss, "cells", &cells,
			   "left_out", &left_out, "not_judged", &no, "mends", &mends,
			   "is", &is)) {
		text_plain(e.text);
		return plan_complain(why, whylen, "plan.json: %s", e.text);
	}
	p->profile = strdup(profile);
	p->machine = strdup(machine);
	p->primary_load = strdup(primary_load);
	p->left_out = left_out ? strdup(left_out) : NULL;
	p->seeds = seeds;
	p->order_seed = order_seed;
	if (seeds < 0 || !p->profile || !p->machine || !p->primary_load ||
	    read_lists(p, vs, no, mends, ss) || read_is(p, is) ||
	    read_cells(p, cells))
		return plan_complain(why, whylen, "plan.json: malformed lists");
	return plan_check(p, why, whylen) ?: plan_check_machines(p, why, whylen);
}
