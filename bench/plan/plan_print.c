// SPDX-License-Identifier: GPL-2.0-or-later
/* plan_print.c - names of cells, how long they take, a plan as text. */
#include <stdio.h>
#include <string.h>

#include "catalog.h"
#include "plan.h"

void plan_cell_name(const struct plan *p, const struct plan_cell *c,
		    char *out, size_t len)
{
	char bare[128];

	plan_bare_name(p->scenarios[c->scenario].name, bare, sizeof(bare));
	snprintf(out, len, "%s/%s/%s", p->variants[c->variant], bare,
		 plan_machine(p, c->scenario));
}

const struct machine *plan_cell_machine(const struct plan *p,
					const struct plan_cell *c,
					const struct machine *m)
{
	const char *name = plan_machine(p, c->scenario);

	return strcmp(name, p->machine) ? machine_find(name) : m;
}

/* Its limits are never those of another machine: none, if it is unknown. */
static const struct machine *machine_of(const struct plan *p,
					const struct plan_cell *c,
					const struct machine *m)
{
	static const struct machine none;

	return plan_cell_machine(p, c, m) ?: &none;
}

unsigned int plan_cell_usual_s(const struct plan *p, const struct machine *m,
			       const struct plan_cell *c)
{
	const struct plan_scenario *s = &p->scenarios[c->scenario];
	struct catalog_row row = { .times = 0 };
	char bare[128];

	m = machine_of(p, c, m);
	if (!s->guest)
		return m->probe_s;
	plan_bare_name(s->name, bare, sizeof(bare));
	return m->guest_s * (catalog_find(bare, &row) && row.times ?
			     row.times : 1);
}

bool plan_may_spin(const char *name)
{
	struct catalog_row row;
	char bare[128];

	plan_bare_name(name, bare, sizeof(bare));
	return catalog_find(bare, &row) && row.probe && row.probe->spins;
}

unsigned int plan_cell_cap_s(const struct plan *p, const struct machine *m,
			     const struct plan_cell *c)
{
	const struct plan_scenario *s = &p->scenarios[c->scenario];

	m = machine_of(p, c, m);
	if (s->guest)
		return m->guest_cap_s;
	return plan_may_spin(s->name) ? m->probe_cap_s / 3 : m->probe_cap_s;
}

unsigned int plan_cell_worst_s(const struct plan *p, const struct machine *m,
			       const struct plan_cell *c)
{
	return plan_cell_cap_s(p, m, c) + machine_of(p, c, m)->linger_s;
}

unsigned int plan_mem_mib(const struct plan *p, const struct machine *m)
{
	unsigned int most = 0;

	for (size_t i = 0; i < p->ncells; i++) {
		unsigned int mib = machine_of(p, &p->cells[i], m)->mem_mib;

		most = mib > most ? mib : most;
	}
	return most;
}

const struct machine *plan_kvm(const struct plan *p, const struct machine *m)
{
	for (size_t i = 0; i < p->ncells; i++)
		if (machine_of(p, &p->cells[i], m)->kvm)
			return machine_of(p, &p->cells[i], m);
	return NULL;
}

bool plan_saves(const struct plan *p, const struct machine *m)
{
	for (size_t i = 0; i < p->ncells; i++)
		if (machine_of(p, &p->cells[i], m)->save)
			return true;
	return false;
}

/* The whole plan on so many cores, s. */
static unsigned int all_cells(const struct plan *p, const struct machine *m,
			      unsigned int jobs,
			      unsigned int (*cell_s)(const struct plan *p,
						     const struct machine *m,
						     const struct plan_cell *c))
{
	unsigned int sum = 0;

	for (size_t i = 0; i < p->ncells; i++)
		sum += cell_s(p, m, &p->cells[i]);
	return (sum + jobs - 1) / jobs;
}

void plan_print(const struct plan *p, const struct machine *m,
		unsigned int jobs, bool cells)
{
	unsigned int usual = all_cells(p, m, jobs, plan_cell_usual_s);
	unsigned int worst = all_cells(p, m, jobs, plan_cell_worst_s);
	char name[256];

	printf("plan: profile %s, %zu variant%s x %zu scenario%s, %u block%s, %zu cell%s\n",
	       p->profile, p->nvariants, p->nvariants == 1 ? "" : "s",
	       p->nscenarios, p->nscenarios == 1 ? "" : "s", plan_blocks(p),
	       plan_blocks(p) == 1 ? "" : "s", p->ncells, p->ncells == 1 ? "" : "s");
	printf("machine: %s; order seed %llu; %u at a time\n", m->name,
	       (unsigned long long)p->order_seed, jobs);
	if (p->left_out)
		printf("left out on %s, where they would take the machine down: %s\n",
		       p->machine, p->left_out);
	if (p->precision > 0)
		printf("stop: when every primary interval is within +-%g %%, at the latest after %u seeds\n",
		       p->precision, plan_blocks(p));
	else
		printf("stop: after %u seed%s\n", plan_blocks(p),
		       plan_blocks(p) == 1 ? "" : "s");
	printf("estimate: %u:%02u; cap (every cell at its time limit): %u:%02u (min:s)\n",
	       usual / 60, usual % 60, worst / 60, worst % 60);
	for (size_t i = 0; cells && i < p->ncells; i++) {
		plan_cell_name(p, &p->cells[i], name, sizeof(name));
		printf("%4zu  block %u  seed %llu  limit %4us  %s\n", i,
		       p->cells[i].block, (unsigned long long)p->cells[i].seed,
		       plan_cell_cap_s(p, m, &p->cells[i]), name);
	}
}
