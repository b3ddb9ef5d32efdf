// SPDX-License-Identifier: GPL-2.0-or-later
/* plan.c - profiles as rows, and the making, printing and reading of plans. */
#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "catalog.h"
#include "plan.h"
#include "rng.h"
#include "sha256.h"

static const struct profile profiles[] = {
	{ "quick", "primary probe scenarios, one seed: minutes",
	  .probe = PICK_PRIMARY, .guest = PICK_NONE, .blocks = 1,
	  .guest_blocks = 0, .aa = PICK_NONE },
	{ "default", "primary scenarios and guests, one seed, A/A on the probe",
	  .probe = PICK_PRIMARY, .guest = PICK_PRIMARY, .blocks = 1,
	  .guest_blocks = 1, .aa = PICK_PRIMARY,
	  .also = { "small-misaligned" } },
	{ "full", "every scenario and guest, 8 seeds, A/A arm on all",
	  .probe = PICK_ALL, .guest = PICK_ALL, .blocks = 8,
	  .guest_blocks = 8, .aa = PICK_ALL },
};

/* The order of rows in every table; a user's own variants come after. */
static const char *const known_variants[] = {
	"stock", "baseline", "kvm-memslot", "vfio-only", "no-check",
};

#define NKNOWN (sizeof(known_variants) / sizeof(known_variants[0]))

const struct profile *profile_find(const char *name)
{
	for (size_t i = 0; i < sizeof(profiles) / sizeof(profiles[0]); i++)
		if (!strcmp(profiles[i].name, name))
			return &profiles[i];
	return NULL;
}

static int complain(char *why, size_t len, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

static int complain(char *why, size_t len, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(why, len, fmt, ap);
	va_end(ap);
	return -EINVAL;
}

static int add_variant(struct plan *p, const char *name)
{
	char **v;

	for (size_t i = 0; i < p->nvariants; i++)
		if (!strcmp(p->variants[i], name))
			return 0;
	v = realloc(p->variants, (p->nvariants + 1) * sizeof(*v));
	if (!v)
		return -ENOMEM;
	p->variants = v;
	v[p->nvariants] = strdup(name);
	return v[p->nvariants++] ? 0 : -ENOMEM;
}

static int add_scenario(struct plan *p, const struct catalog_row *s)
{
	struct plan_scenario *v, *d;

	for (size_t i = 0; i < p->nscenarios; i++)
		if (!strcmp(p->scenarios[i].name, s->name))
			return 0;
	v = realloc(p->scenarios, (p->nscenarios + 1) * sizeof(*v));
	if (!v)
		return -ENOMEM;
	p->scenarios = v;
	d = &v[p->nscenarios++];
	*d = (struct plan_scenario){
		.name = strdup(s->name),
		.guest = s->guest,
		.crash = s->crash,
		.primary = s->primary,
		.margin = s->margin,
		.append = strdup(s->append),
	};
	return d->name && d->append ? 0 : -ENOMEM;
}

static bool kernel_built(const char *build, const char *variant)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/kernels/%s/bzImage", build, variant);
	return access(path, R_OK) == 0;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Known variants in table order, then others by name. */
static int built_variants(struct plan *p, const char *build)
{
	char path[512];
	struct dirent *d;
	size_t known;
	int err = 0;
	DIR *dir;

	for (size_t i = 0; !err && i < NKNOWN; i++)
		if (kernel_built(build, known_variants[i]))
			err = add_variant(p, known_variants[i]);
	known = p->nvariants;
	snprintf(path, sizeof(path), "%s/kernels", build);
	dir = opendir(path);
	while (!err && dir && (d = readdir(dir)))
		if (d->d_name[0] != '.' && strcmp(d->d_name, AA_ARM) &&
		    kernel_built(build, d->d_name))
			err = add_variant(p, d->d_name);
	if (dir)
		closedir(dir);
	if (p->nvariants > known)
		qsort(p->variants + known, p->nvariants - known,
		      sizeof(*p->variants), by_name);
	return err;
}

static int chosen_variants(struct plan *p, const struct plan_request *rq,
			   char *why, size_t len)
{
	char *list, *save, *tok;
	int err;

	if (!rq->variants) {
		err = built_variants(p, rq->build);
		if (!err && !p->nvariants)
			err = complain(why, len,
				       "no kernel in %s/kernels: make kernels",
				       rq->build);
		return err;
	}
	list = strdup(rq->variants);
	if (!list)
		return -ENOMEM;
	err = 0;
	for (tok = strtok_r(list, ", \n", &save); tok && !err;
	     tok = strtok_r(NULL, ", \n", &save)) {
		const char *kernel = tok;

		if (!strcmp(tok, AA_ARM) && !kernel_built(rq->build, tok))
			kernel = BASELINE;
		if (!kernel_built(rq->build, kernel))
			err = complain(why, len,
				       "variant %s: no kernel in %s/kernels/%s",
				       tok, rq->build, kernel);
		else
			err = add_variant(p, tok);
	}
	free(list);
	if (!err && !p->nvariants)
		err = complain(why, len, "no variants named");
	return err;
}

static bool picked(const struct profile *pr, const struct catalog_row *row)
{
	enum pick pick = row->guest ? pr->guest : pr->probe;

	for (size_t i = 0; i < sizeof(pr->also) / sizeof(pr->also[0]); i++)
		if (pr->also[i] && !strcmp(pr->also[i], row->name))
			return true;
	return pick == PICK_ALL || (pick == PICK_PRIMARY && row->primary);
}

static int chosen_scenarios(struct plan *p, const struct plan_request *rq,
			    const struct profile *pr, char *why, size_t len)
{
	struct catalog_row row;
	char *list, *save, *tok;
	int err = 0;

	if (!rq->scenarios) {
		for (size_t i = 0; !err && i < catalog_size(); i++) {
			catalog_get(i, &row);
			if (picked(pr, &row))
				err = add_scenario(p, &row);
		}
		return err;
	}
	list = strdup(rq->scenarios);
	if (!list)
		return -ENOMEM;
	for (tok = strtok_r(list, ", \n", &save); tok && !err;
	     tok = strtok_r(NULL, ", \n", &save)) {
		err = catalog_find(tok, &row) ? add_scenario(p, &row) :
		      complain(why, len, "no scenario '%s'", tok);
	}
	free(list);
	if (!err && !p->nscenarios)
		err = complain(why, len, "no scenarios named");
	return err;
}

/* Does this arm run that scenario in that block? */
static bool wanted(const struct plan *p, const struct profile *pr, size_t v,
		   size_t s, unsigned int block)
{
	bool guest = p->scenarios[s].guest;

	if (!strcmp(p->variants[v], AA_ARM) && guest && pr->aa != PICK_ALL)
		return false;
	return block < (guest ? p->guest_blocks : p->blocks);
}

int plan_order(struct plan *p, const struct profile *pr)
{
	unsigned int rounds = p->guest_blocks > p->blocks ? p->guest_blocks :
			      p->blocks;
	size_t most = rounds * p->nscenarios * p->nvariants;
	unsigned int *order = calloc(p->nvariants + 1, sizeof(*order));
	struct rng r;

	p->cells = calloc(most + 1, sizeof(*p->cells));
	p->ncells = 0;
	if (!order || !p->cells) {
		free(order);
		return -ENOMEM;
	}
	rng_seed(&r, p->order_seed);
	for (unsigned int b = 0; b < rounds; b++)
		for (size_t k = 0; k < 2 * p->nscenarios; k++) {
			size_t s = k % p->nscenarios;

			/* guests in the first pass: longest first */
			if (p->scenarios[s].guest != (k < p->nscenarios))
				continue;
			rng_order(&r, order, p->nvariants);
			for (size_t v = 0; v < p->nvariants; v++) {
				if (!wanted(p, pr, order[v], s, b))
					continue;
				p->cells[p->ncells] = (struct plan_cell){
					.index = p->ncells, .block = b,
					.seed = b + 1, .variant = order[v],
					.scenario = s };
				p->ncells++;
			}
		}
	free(order);
	return 0;
}

static uint64_t fresh_seed(void)
{
	uint32_t v = 0;

	if (getrandom(&v, sizeof(v), 0) != sizeof(v))
		v = getpid();
	return v;	/* 32 bits: whole in any JSON reader, short to type */
}

int plan_make(struct plan *p, const struct plan_request *rq, char *why,
	      size_t whylen)
{
	const struct profile *pr = profile_find(rq->profile ?: "default");
	int err;

	*p = (struct plan){ 0 };
	if (!pr)
		return complain(why, whylen,
				"no profile '%s' (quick, default, full)",
				rq->profile);
	if (!machine_find(rq->machine ?: "emulated"))
		return complain(why, whylen, "no machine '%s'", rq->machine);
	p->profile = strdup(pr->name);
	p->machine = strdup(rq->machine ?: "emulated");
	p->blocks = rq->blocks ? rq->blocks : pr->blocks;
	p->guest_blocks = rq->blocks || !pr->guest_blocks ? p->blocks :
			  pr->guest_blocks;
	p->order_seed = rq->order_seed_given ? rq->order_seed : fresh_seed();
	snprintf(why, whylen, "out of memory");
	if (!p->profile || !p->machine)
		return -ENOMEM;
	err = chosen_variants(p, rq, why, whylen);
	if (!err)
		err = chosen_scenarios(p, rq, pr, why, whylen);
	if (!err && pr->aa != PICK_NONE && !rq->variants &&
	    kernel_built(rq->build, BASELINE))
		err = add_variant(p, AA_ARM);
	if (err)
		return err;
	if (p->blocks * p->nscenarios * p->nvariants > PLAN_MAX_CELLS)
		return complain(why, whylen, "more than %d cells", PLAN_MAX_CELLS);
	return plan_order(p, pr);
}

void plan_free(struct plan *p)
{
	for (size_t i = 0; i < p->nvariants; i++)
		free(p->variants[i]);
	for (size_t i = 0; i < p->nscenarios; i++) {
		free(p->scenarios[i].name);
		free(p->scenarios[i].append);
	}
	free(p->variants);
	free(p->scenarios);
	free(p->cells);
	free(p->profile);
	free(p->machine);
	*p = (struct plan){ 0 };
}

/* ---- JSON --------------------------------------------------------------- */

static json_t *matrix_to_json(const struct plan *p)
{
	json_t *vs = json_array(), *ss = json_array();

	for (size_t i = 0; i < p->nvariants; i++)
		json_array_append_new(vs, json_string(p->variants[i]));
	for (size_t i = 0; i < p->nscenarios; i++) {
		const struct plan_scenario *s = &p->scenarios[i];

		json_array_append_new(ss, json_pack("{ss sb sb sb sf ss}",
			"name", s->name, "guest", s->guest, "crash", s->crash,
			"primary", s->primary, "margin", s->margin,
			"append", s->append));
	}
	return json_pack("{si ss ss si si so so}", "schema", PLAN_SCHEMA,
			 "profile", p->profile, "machine", p->machine,
			 "blocks", (int)p->blocks,
			 "guest_blocks", (int)p->guest_blocks, "variants", vs,
			 "scenarios", ss);
}

json_t *plan_to_json(const struct plan *p)
{
	json_t *j = matrix_to_json(p), *cells = json_array();

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
	return j;
}

void plan_id(const struct plan *p, char out[65])
{
	json_t *j = matrix_to_json(p);
	char *text = json_dumps(j, JSON_COMPACT | JSON_SORT_KEYS);

	sha256_of(text ? text : "", text ? strlen(text) : 0, out);
	free(text);
	json_decref(j);
}

static int read_lists(struct plan *p, json_t *vs, json_t *ss)
{
	size_t i;
	json_t *v;

	json_array_foreach(vs, i, v)
		if (!json_is_string(v) || add_variant(p, json_string_value(v)))
			return -EINVAL;
	json_array_foreach(ss, i, v) {
		struct catalog_row s = { 0 };
		int guest, crash, primary;
		const char *name, *append;

		if (json_unpack_ex(v, NULL, JSON_STRICT,
				   "{ss sb sb sb sF ss}", "name", &name,
				   "guest", &guest, "crash", &crash,
				   "primary", &primary, "margin", &s.margin,
				   "append", &append))
			return -EINVAL;
		snprintf(s.name, sizeof(s.name), "%s", name);
		s.append = append;
		s.guest = guest;
		s.crash = crash;
		s.primary = primary;
		if (add_scenario(p, &s))
			return -EINVAL;
	}
	return 0;
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
		    index != (int)i || block < 0 ||
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
	int schema = 0, blocks, guest_blocks;
	const char *profile, *machine;
	json_t *vs, *ss, *cells;
	json_int_t order_seed;
	json_error_t e;

	*p = (struct plan){ 0 };
	if (json_unpack(j, "{si}", "schema", &schema) || schema != PLAN_SCHEMA)
		return complain(why, whylen,
				"plan of schema %d, this program reads %d",
				schema, PLAN_SCHEMA);
	if (json_unpack_ex(j, &e, JSON_STRICT, "{si ss ss si si sI so so so}",
			   "schema", &schema, "profile", &profile,
			   "machine", &machine, "blocks", &blocks,
			   "guest_blocks", &guest_blocks, "order_seed", &order_seed, "variants", &vs,
			   "scenarios", &ss, "cells", &cells))
		return complain(why, whylen, "plan.json: %s", e.text);
	p->profile = strdup(profile);
	p->machine = strdup(machine);
	p->blocks = blocks;
	p->guest_blocks = guest_blocks;
	p->order_seed = order_seed;
	if (!p->profile || !p->machine || read_lists(p, vs, ss) ||
	    read_cells(p, cells))
		return complain(why, whylen, "plan.json: malformed lists");
	return 0;
}

/* ---- names and times ------------------------------------------------------ */

void plan_cell_name(const struct plan *p, const struct plan_cell *c,
		    char *out, size_t len)
{
	snprintf(out, len, "%s/%s/%s", p->variants[c->variant],
		 p->scenarios[c->scenario].name, p->machine);
}

unsigned int plan_cell_usual_s(const struct plan *p, const struct machine *m,
			       const struct plan_cell *c)
{
	return p->scenarios[c->scenario].guest ? m->guest_s : m->probe_s;
}

unsigned int plan_cell_cap_s(const struct plan *p, const struct machine *m,
			     const struct plan_cell *c)
{
	return p->scenarios[c->scenario].guest ? m->guest_cap_s :
						 m->probe_cap_s;
}

unsigned int plan_usual_s(const struct plan *p, const struct machine *m,
			  unsigned int jobs)
{
	unsigned int sum = 0;

	for (size_t i = 0; i < p->ncells; i++)
		sum += plan_cell_usual_s(p, m, &p->cells[i]);
	return (sum + jobs - 1) / jobs;
}

unsigned int plan_worst_s(const struct plan *p, const struct machine *m,
			  unsigned int jobs)
{
	unsigned int sum = 0;

	for (size_t i = 0; i < p->ncells; i++)
		sum += plan_cell_cap_s(p, m, &p->cells[i]) + m->linger_s;
	return (sum + jobs - 1) / jobs;
}

void plan_print(const struct plan *p, const struct machine *m,
		unsigned int jobs, bool cells)
{
	unsigned int usual = plan_usual_s(p, m, jobs);
	unsigned int worst = plan_worst_s(p, m, jobs);
	char name[256];

	printf("plan: profile %s, %zu variants x %zu scenarios, %u block%s, %zu cells\n",
	       p->profile, p->nvariants, p->nscenarios, p->blocks,
	       p->blocks == 1 ? "" : "s", p->ncells);
	printf("machine: %s; order seed %llu; %u at a time\n", m->name,
	       (unsigned long long)p->order_seed, jobs);
	printf("estimate: %u:%02u; cap (every cell at its time limit): %u:%02u (min:s)\n",
	       usual / 60, usual % 60, worst / 60, worst % 60);
	for (size_t i = 0; cells && i < p->ncells; i++) {
		plan_cell_name(p, &p->cells[i], name, sizeof(name));
		printf("%4zu  block %u  seed %llu  limit %4us  %s\n", i,
		       p->cells[i].block, (unsigned long long)p->cells[i].seed,
		       plan_cell_cap_s(p, m, &p->cells[i]), name);
	}
}
