// SPDX-License-Identifier: GPL-2.0-or-later
/* plan_scenarios.c - which scenarios, and where; contract in plan_choose.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "catalog.h"
#include "lib/sys.h"
#include "nearest.h"
#include "plan_choose.h"

/* Of L1's command line, docs/architecture.md. */
#define RANGES "gtt2m.ranges"

static unsigned int seeds_of(const struct catalog_row *row, bool primary,
			     const struct profile *pr, unsigned int asked)
{
	const struct seeds *s = row->guest ? &pr->guest_seeds : &pr->probe_seeds;
	unsigned int n = primary ? s->primary : s->other;

	return asked ? asked : n ? n : 1;
}

/*
 * An address of the IOMMU is aligned, whatever frames it leads to: what is
 * unsafe without becomes 2MiB, and who asks for alignment gets it.
 */
static enum pred expected(const struct plan *p, const struct catalog_row *row,
			  const struct variant *v, const struct machine *m)
{
	struct policy policy = v->policy;
	enum pred pred;

	if (m->translates)
		policy.aligned = false;
	pred = row->probe ? scenario_pred(row->probe, &policy) : PRED_NONE;
	/* what skips an entry asks KVM for the frame, which is gone since 6.6 */
	if (p->vfio_decides && pred == PRED_SKIP)
		return PRED_NONE;
	return m->translates && pred == PRED_UNSAFE ? PRED_2M : pred;
}

/* A machine that limits them itself knows why. */
static bool fewer_ranges(const struct catalog_row *row, const struct machine *m,
			 const struct profile *pr)
{
	char own[16];

	return pr->ranges && row->probe && row->probe->ranges > pr->ranges &&
	       !m->metal && !cmdline_find(m->append, RANGES, own, sizeof(own));
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
	char name[128], append[256];
	struct plan_scenario s = {
		.name = name, .desc = (char *)row->desc,
		.guest = row->guest, .crash = row->crash, .perf = row->perf,
		/* the primary family is the plan's machine's */
		.primary = row->primary && !other, .margin = row->margin,
		.blocks = seeds_of(row, row->primary && !other, pr, seeds),
		.append = append, .why = (char *)row->why,
		.image = (char *)row->image, .alone = pr->census && row->census,
		.once = pr->curves_once && row->curves,
		.expect = calloc(p->nvariants + 1, sizeof(*s.expect)),
	};
	int err = s.expect ? 0 : -ENOMEM;

	snprintf(name, sizeof(name), "%s%s%s", row->name,
		 other ? "@" : "", other ? m->name : "");
	snprintf(append, sizeof(append), "%s", row->append);
	if (fewer_ranges(row, m, pr))
		snprintf(append, sizeof(append), "%s%s" RANGES "=%u", row->append,
			 *row->append ? " " : "", pr->ranges);
	for (size_t i = 0; !err && i < p->nvariants; i++)
		s.expect[i] = expected(p, row, &p->facts[i], m);
	if (!err)
		err = plan_add_scenario(p, &s);
	free(s.expect);
	return err;
}

/* L1 adds the image to the guest's initramfs: it has to have it in memory. */
static const char no_image_on_metal[] =
	"guests with images of user space are for the emulated machine";

static bool arranged(const struct catalog_row *row)
{
	return row->probe && row->probe->pred[POLICY_BASELINE] != PRED_NONE &&
	       !row->curves && !row->perf;
}

static bool picked(const struct profile *pr, const struct catalog_row *row)
{
	enum pick pick = row->guest ? pr->guest : pr->probe;

	if (row->on_request)
		return false;
	if (row->census)
		return pr->census;
	return pick == PICK_ALL || (pick == PICK_PRIMARY && row->primary) ||
	       (pick == PICK_ARRANGED && arranged(row));
}

/* What takes the machine down is for a machine in a process, and so are images. */
static bool not_for(const struct catalog_row *row, const struct machine *m)
{
	return m->metal && (row->crash || *row->image);
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

int plan_check_machines(const struct plan *p, char *why, size_t len)
{
	const struct machine *own = machine_find(p->machine), *m;

	for (size_t i = 0; i < p->nscenarios; i++) {
		const char *name = plan_machine(p, i);

		if (!strcmp(name, p->machine))
			continue;
		m = machine_find(name);
		if (!m)
			return plan_complain(why, len, "%s: no machine '%s'",
					     p->scenarios[i].name, name);
		if (m->metal || (own && own->metal))
			return plan_complain(why, len, "%s: a plan for %s cannot have "
					     "a cell on %s: %s is the computer "
					     "itself, whatever it has booted",
					     p->scenarios[i].name, p->machine, name,
					     m->metal ? name : p->machine);
	}
	return 0;
}

static int no_machine(const char *asked, const char *name, char *why,
		      size_t len)
{
	struct nearest n = { .word = name };
	const struct machine *m;
	char meant[96];
	size_t all;

	m = machine_list(&all);
	for (size_t i = 0; i < all; i++)
		nearest_see(&n, m[i].name);
	return plan_complain(why, len, "%s: no machine '%s' (gtt2m list machines)%s",
			     asked, name, nearest_text(&n, meant));
}

int plan_choose_machines(const char *list, struct plan_machines *ms, char *why,
			   size_t len)
{
	char *copy = strdup(list), *save, *tok;
	int err = copy ? 0 : -ENOMEM;

	ms->n = 0;
	for (tok = copy ? strtok_r(copy, ", \n", &save) : NULL; tok && !err;
	     tok = strtok_r(NULL, ", \n", &save)) {
		const struct machine *m = machine_find(tok);

		if (!m)
			err = no_machine(tok, tok, why, len);
		else if (ms->n == sizeof(ms->m) / sizeof(ms->m[0]))
			err = plan_complain(why, len, "too many machines");
		else
			ms->m[ms->n++] = m;
	}
	free(copy);
	if (!err && !ms->n)
		err = plan_complain(why, len, "no machine named");
	return err;
}

static int add_on_all(struct plan *p, const struct catalog_row *row,
		      const struct plan_machines *ms, const struct profile *pr,
		      unsigned int seeds)
{
	int err = 0;

	for (size_t i = 0; !err && i < ms->n; i++)
		err = add_row(p, row, ms->m[i], pr, seeds);
	return err;
}

static int no_scenario(const char *name, char *why, size_t len)
{
	struct nearest n = { .word = name };
	struct catalog_row row;
	char meant[96];

	for (size_t i = 0; i < catalog_size(); i++) {
		catalog_get(i, &row);
		nearest_see(&n, row.name);
	}
	return plan_complain(why, len, "no scenario '%s' (gtt2m list scenarios)%s",
			     name, nearest_text(&n, meant));
}

/* NAME or NAME@MACHINE; "on": where a bare name runs. */
static int add_named(struct plan *p, const char *name,
		     const struct plan_machines *on, const struct profile *pr,
		     unsigned int seeds, char *why, size_t len)
{
	const char *at = strchr(name, '@');
	struct plan_machines one = { .n = 1 };
	struct catalog_row row;
	char bare[128];

	plan_bare_name(name, bare, sizeof(bare));
	if (!catalog_find(bare, &row))
		return no_scenario(bare, why, len);
	if (*row.image && !at && on->m[0]->metal)
		return plan_complain(why, len, "%s: %s", name,
				     no_image_on_metal);
	if (!at)
		return add_on_all(p, &row, on, pr, seeds);
	one.m[0] = machine_find(at + 1);
	if (!one.m[0])
		return no_machine(name, at + 1, why, len);
	return add_on_all(p, &row, &one, pr, seeds);
}

static int profile_scenarios(struct plan *p, const struct plan_request *rq,
			     const struct profile *pr,
			     const struct plan_machines *ms, char *why, size_t len)
{
	struct catalog_row row;
	int err = 0;

	if (pr->census && ms->m[0]->metal)
		return plan_complain(why, len, "profile %s: %s", pr->name,
				     no_image_on_metal);
	for (size_t i = 0; !err && i < catalog_size(); i++) {
		catalog_get(i, &row);
		if (!picked(pr, &row))
			continue;
		if (not_for(&row, ms->m[0]))
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

int plan_choose_scenarios(struct plan *p, const struct plan_request *rq,
			    const struct profile *pr,
			    const struct plan_machines *ms, char *why, size_t len)
{
	struct profile whole = *pr;
	char *list, *save, *tok;
	int err = 0;

	if (!rq->scenarios)
		return profile_scenarios(p, rq, pr, ms, why, len);
	whole.ranges = 0;
	whole.curves_once = false;
	list = strdup(rq->scenarios);
	if (!list)
		return -ENOMEM;
	for (tok = strtok_r(list, ", \n", &save); tok && !err;
	     tok = strtok_r(NULL, ", \n", &save))
		err = add_named(p, tok, ms, &whole, rq->seeds, why, len);
	free(list);
	if (!err && !p->nscenarios)
		err = plan_complain(why, len, "no scenarios named");
	return err;
}
