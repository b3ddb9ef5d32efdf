// SPDX-License-Identifier: GPL-2.0-or-later
/* plan.c - profiles as rows, and the making and printing of plans. */
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

#define ON_EACH_VTD(name) \
	name "@vtd-strict", name "@vtd-lazy", name "@vtd-pt"

static const struct profile profiles[] = {
	{ "quick", "primary probe scenarios, one seed: minutes",
	  .probe = PICK_PRIMARY, .guest = PICK_NONE, .aa = PICK_NONE,
	  .probe_seeds = { 1, 1 } },
	{ "default", "primary scenarios and guests, one seed, A/A on the probe",
	  .probe = PICK_PRIMARY, .guest = PICK_PRIMARY, .aa = PICK_PRIMARY,
	  .probe_seeds = { 1, 1 }, .guest_seeds = { 1, 1 },
	  .also = { "small-misaligned", "small-misaligned@vtd-strict",
		    "sweep-1g", "sweep-1g@vtd-strict" } },
	/* 8 seeds carry the primary family; the others are exploratory. */
	{ "full", "every scenario and guest: primary 8 seeds, others 2 or 1",
	  .probe = PICK_ALL, .guest = PICK_ALL, .aa = PICK_ALL,
	  .probe_seeds = { 8, 2 }, .guest_seeds = { 8, 1 },
	  .also = { "thp-aligned@vtd-strict", ON_EACH_VTD("hugetlb-1g"),
		    "small-scattered@vtd-strict",
		    "small-contiguous@vtd-strict",
		    ON_EACH_VTD("small-misaligned"), "shifted@vtd-strict",
		    ON_EACH_VTD("sweep-1g"), ON_EACH_VTD("guest:blit-thp"),
		    "guest:blit-4k@vtd-strict" } },
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

int plan_add_variant(struct plan *p, const char *name)
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

int plan_add_scenario(struct plan *p, const struct plan_scenario *s)
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
	*d = *s;
	d->name = strdup(s->name);
	d->desc = strdup(s->desc);
	d->append = strdup(s->append);
	d->why = strdup(s->why);
	d->expect = calloc(p->nvariants + 1, sizeof(*d->expect));
	if (!d->name || !d->desc || !d->append || !d->why || !d->expect)
		return -ENOMEM;
	for (size_t i = 0; s->expect && i < p->nvariants; i++)
		d->expect[i] = s->expect[i];
	return 0;
}

static unsigned int seeds_of(const struct catalog_row *row, bool primary,
			     const struct profile *pr, unsigned int asked)
{
	const struct seeds *s = row->guest ? &pr->guest_seeds : &pr->probe_seeds;
	unsigned int n = primary ? s->primary : s->other;

	return asked ? asked : n ? n : 1;
}

void plan_bare_name(const char *name, char *out, size_t len)
{
	snprintf(out, len, "%.*s", (int)strcspn(name, "@"), name);
}

const char *plan_machine(const struct plan *p, size_t scenario)
{
	const char *at = strchr(p->scenarios[scenario].name, '@');

	return at ? at + 1 : p->machine;
}

/*
 * An address of the IOMMU is aligned, whatever frames it leads to: what is
 * unsafe without becomes 2MiB, and who asks for alignment gets it.
 */
static enum pred expected(const struct plan *p, const struct catalog_row *row,
			  const char *variant, const struct machine *m)
{
	enum pred (*of)(const char *scenario, const char *variant) =
		p->vfio_decides ? catalog_pred_6_6 : catalog_pred;
	bool aligned = !strcmp(variant, "vfio-aligned");
	enum pred pred = of(row->name, aligned ? "vfio-only" : variant);

	if (m->translates)
		return pred == PRED_UNSAFE ? PRED_2M : pred;
	return of(row->name, variant);
}

/*
 * A row as of now, on a machine, with what is predicted for the plan's
 * variants.
 */
static int add_row(struct plan *p, const struct catalog_row *row,
		   const struct machine *m, const struct profile *pr,
		   unsigned int seeds)
{
	bool other = strcmp(m->name, p->machine) != 0;
	char name[128];
	struct plan_scenario s = {
		.name = name, .desc = (char *)row->desc,
		.guest = row->guest, .crash = row->crash,
		/* the primary family is the plan's machine's */
		.primary = row->primary && !other, .margin = row->margin,
		.blocks = seeds_of(row, row->primary && !other, pr, seeds),
		.append = (char *)row->append, .why = (char *)row->why,
		.expect = calloc(p->nvariants + 1, sizeof(*s.expect)),
	};
	int err = s.expect ? 0 : -ENOMEM;

	snprintf(name, sizeof(name), "%s%s%s", row->name,
		 other ? "@" : "", other ? m->name : "");
	for (size_t i = 0; !err && i < p->nvariants; i++)
		s.expect[i] = expected(p, row, p->variants[i], m);
	if (!err)
		err = plan_add_scenario(p, &s);
	free(s.expect);
	return err;
}

static bool kernel_built(const char *build, const char *variant)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/kernels/%s/bzImage", build, variant);
	return access(path, R_OK) == 0;
}

/* The kernel's version as its build has noted it. */
static bool since_6_6(const char *build, const char *variant)
{
	char path[512], line[128];
	unsigned int major, minor;
	bool since = false;
	FILE *f;

	snprintf(path, sizeof(path), "%s/kernels/%s/info", build, variant);
	f = fopen(path, "re");
	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "version %u.%u", &major, &minor) == 2)
			since = major > 6 || (major == 6 && minor >= 6);
	if (f)
		fclose(f);
	return since;
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
			err = plan_add_variant(p, known_variants[i]);
	known = p->nvariants;
	snprintf(path, sizeof(path), "%s/kernels", build);
	dir = opendir(path);
	while (!err && dir && (d = readdir(dir)))
		if (d->d_name[0] != '.' && strcmp(d->d_name, AA_ARM) &&
		    kernel_built(build, d->d_name))
			err = plan_add_variant(p, d->d_name);
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
			err = plan_add_variant(p, tok);
	}
	free(list);
	if (!err && !p->nvariants)
		err = complain(why, len, "no variants named");
	return err;
}

static bool picked(const struct profile *pr, const struct catalog_row *row)
{
	enum pick pick = row->guest ? pr->guest : pr->probe;

	if (row->probe && row->probe->on_request)
		return false;
	return pick == PICK_ALL || (pick == PICK_PRIMARY && row->primary);
}

/* What takes the machine down is for a machine in a process. */
static bool would_kill(const struct catalog_row *row, const struct machine *m)
{
	return m->metal && row->crash;
}

static int leave_out(struct plan *p, const char *name)
{
	char *text = NULL;

	if (asprintf(&text, "%s%s%s", p->left_out ?: "",
		     p->left_out ? ", " : "", name) < 0)
		return -ENOMEM;
	free(p->left_out);
	p->left_out = text;
	return 0;
}

/* The machines asked for, the plan's own first. */
struct machines {
	const struct machine *m[16];
	size_t n;
};

static int chosen_machines(const char *list, struct machines *ms, char *why,
			   size_t len)
{
	char *copy = strdup(list), *save, *tok;
	int err = copy ? 0 : -ENOMEM;

	ms->n = 0;
	for (tok = copy ? strtok_r(copy, ", \n", &save) : NULL; tok && !err;
	     tok = strtok_r(NULL, ", \n", &save)) {
		const struct machine *m = machine_find(tok);

		if (!m)
			err = complain(why, len, "no machine '%s'", tok);
		else if (ms->n == sizeof(ms->m) / sizeof(ms->m[0]))
			err = complain(why, len, "too many machines");
		else
			ms->m[ms->n++] = m;
	}
	free(copy);
	if (!err && !ms->n)
		err = complain(why, len, "no machine named");
	return err;
}

static int add_on_all(struct plan *p, const struct catalog_row *row,
		      const struct machines *ms, const struct profile *pr,
		      unsigned int seeds)
{
	int err = 0;

	for (size_t i = 0; !err && i < ms->n; i++)
		err = add_row(p, row, ms->m[i], pr, seeds);
	return err;
}

/* NAME or NAME@MACHINE; "on": where a bare name runs. */
static int add_named(struct plan *p, const char *name,
		     const struct machines *on, const struct profile *pr,
		     unsigned int seeds, char *why, size_t len)
{
	const char *at = strchr(name, '@');
	struct machines one = { .n = 1 };
	struct catalog_row row;
	char bare[128];

	plan_bare_name(name, bare, sizeof(bare));
	if (!catalog_find(bare, &row))
		return complain(why, len, "no scenario '%s'", bare);
	if (!at)
		return add_on_all(p, &row, on, pr, seeds);
	one.m[0] = machine_find(at + 1);
	if (!one.m[0])
		return complain(why, len, "%s: no machine '%s'", name, at + 1);
	return add_on_all(p, &row, &one, pr, seeds);
}

static int profile_scenarios(struct plan *p, const struct plan_request *rq,
			     const struct profile *pr,
			     const struct machines *ms, char *why, size_t len)
{
	struct catalog_row row;
	int err = 0;

	for (size_t i = 0; !err && i < catalog_size(); i++) {
		catalog_get(i, &row);
		if (!picked(pr, &row))
			continue;
		if (would_kill(&row, ms->m[0]))
			err = leave_out(p, row.name);
		else
			err = add_on_all(p, &row, ms, pr, rq->seeds);
	}
	for (size_t i = 0; !err && i < PROFILE_ALSO && pr->also[i]; i++)
		/* a machine that was asked for is the only one */
		if (!rq->machine || !strchr(pr->also[i], '@'))
			err = add_named(p, pr->also[i], ms, pr, rq->seeds,
					why, len);
	return err;
}

static int chosen_scenarios(struct plan *p, const struct plan_request *rq,
			    const struct profile *pr,
			    const struct machines *ms, char *why, size_t len)
{
	char *list, *save, *tok;
	int err = 0;

	if (!rq->scenarios)
		return profile_scenarios(p, rq, pr, ms, why, len);
	list = strdup(rq->scenarios);
	if (!list)
		return -ENOMEM;
	for (tok = strtok_r(list, ", \n", &save); tok && !err;
	     tok = strtok_r(NULL, ", \n", &save))
		err = add_named(p, tok, ms, pr, rq->seeds, why, len);
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
	return block < p->scenarios[s].blocks;
}

unsigned int plan_blocks(const struct plan *p)
{
	unsigned int most = 0;

	for (size_t i = 0; i < p->nscenarios; i++)
		if (p->scenarios[i].blocks > most)
			most = p->scenarios[i].blocks;
	return most;
}

int plan_order(struct plan *p, const struct profile *pr)
{
	unsigned int rounds = plan_blocks(p);
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
	struct machines ms;
	int err;

	*p = (struct plan){ 0 };
	if (!pr)
		return complain(why, whylen,
				"no profile '%s' (quick, default, full)",
				rq->profile);
	err = chosen_machines(rq->machine ?: "emulated", &ms, why, whylen);
	if (err)
		return err;
	p->profile = strdup(pr->name);
	p->machine = strdup(ms.m[0]->name);
	p->seeds = rq->seeds;
	p->precision = rq->precision;
	p->order_seed = rq->order_seed_given ? rq->order_seed : fresh_seed();
	snprintf(why, whylen, "out of memory");
	p->primary_load = strdup(CATALOG_PRIMARY_LOAD);
	if (!p->profile || !p->machine || !p->primary_load)
		return -ENOMEM;
	err = chosen_variants(p, rq, why, whylen);
	if (!err && pr->aa != PICK_NONE && !rq->variants &&
	    kernel_built(rq->build, BASELINE))
		err = plan_add_variant(p, AA_ARM);
	if (!err)
		p->vfio_decides = since_6_6(rq->build, p->variants[0]);
	if (!err)
		err = chosen_scenarios(p, rq, pr, &ms, why, whylen);
	if (err)
		return err;
	if (plan_blocks(p) * p->nscenarios * p->nvariants > PLAN_MAX_CELLS)
		return complain(why, whylen, "more than %d cells", PLAN_MAX_CELLS);
	return plan_order(p, pr);
}

void plan_free(struct plan *p)
{
	for (size_t i = 0; i < p->nvariants; i++)
		free(p->variants[i]);
	for (size_t i = 0; i < p->nscenarios; i++) {
		free(p->scenarios[i].name);
		free(p->scenarios[i].desc);
		free(p->scenarios[i].append);
		free(p->scenarios[i].why);
		free(p->scenarios[i].expect);
	}
	free(p->variants);
	free(p->scenarios);
	free(p->cells);
	free(p->profile);
	free(p->machine);
	free(p->primary_load);
	free(p->stop_why);
	free(p->left_out);
	*p = (struct plan){ 0 };
}
