// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * plan_check.c - is a plan that was read one that plan_make() could have made?
 * Its names become file names, arguments and tables.
 */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "plan_choose.h"
#include "text.h"

static int check_scenario(const struct plan_scenario *s, char *why, size_t len)
{
	if (!text_is_name(s->name))
		return plan_complain(why, len, "odd characters in the name of a "
				     "scenario");
	if (!text_is_plain(s->desc) || !text_is_plain(s->why) ||
	    !text_is_plain(s->append))
		return plan_complain(why, len, "%s: control characters", s->name);
	if (!(s->margin >= 0 && s->margin <= 1))
		return plan_complain(why, len, "%s: margin %g", s->name, s->margin);
	return 0;
}

static int check_lists(const struct plan *p, char *why, size_t len)
{
	int err = 0;

	for (size_t i = 0; i < p->nvariants; i++)
		if (!text_is_name(p->variants[i]))
			return plan_complain(why, len, "odd characters in the name of a "
					     "variant");
	for (size_t i = 0; !err && i < p->nscenarios; i++)
		err = check_scenario(&p->scenarios[i], why, len);
	if (!err && (!text_is_name(p->machine) || !text_is_plain(p->profile) ||
		     !text_is_plain(p->primary_load) ||
		     (p->left_out && !text_is_plain(p->left_out))))
		err = plan_complain(why, len, "odd characters in a name");
	if (!err && p->precision != 0 && !(p->precision > 0 && p->precision <= 100))
		err = plan_complain(why, len, "precision %g", p->precision);
	return err;
}

/* A variant runs a scenario once a block. */
static int check_cells(const struct plan *p, char *why, size_t len)
{
	size_t blocks = plan_blocks(p), all = blocks * p->nscenarios * p->nvariants;
	bool *there = all <= PLAN_MAX_CELLS ? calloc(all + 1, 1) : NULL;
	int err = 0;

	if (all > PLAN_MAX_CELLS)
		return plan_complain(why, len, "more than %d cells", PLAN_MAX_CELLS);
	if (!there)
		return -ENOMEM;
	for (size_t i = 0; !err && i < p->ncells; i++) {
		const struct plan_cell *c = &p->cells[i];
		size_t at = (c->variant * p->nscenarios + c->scenario) * blocks +
			    c->block;

		if (c->block >= p->scenarios[c->scenario].blocks)
			err = plan_complain(why, len, "cell %zu is of block %u, %s has "
					    "%u", i, c->block,
					    p->scenarios[c->scenario].name,
					    p->scenarios[c->scenario].blocks);
		else if (there[at])
			err = plan_complain(why, len, "cell %zu is there twice", i);
		else
			there[at] = true;
	}
	free(there);
	return err;
}

int plan_check(const struct plan *p, char *why, size_t len)
{
	return check_lists(p, why, len) ?: check_cells(p, why, len);
}
