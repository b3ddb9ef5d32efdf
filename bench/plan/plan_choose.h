/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * plan_choose.h - inside plan.c: what a request and a profile come to. All
 * return 0 or -errno; -EINVAL with a sentence in why, of len bytes.
 */
#ifndef GTT2M_PLAN_CHOOSE_H
#define GTT2M_PLAN_CHOOSE_H

#include "plan.h"

/* The machines asked for, the plan's own first. */
struct plan_machines {
	const struct machine *m[16];
	size_t n;
};

/* The sentence, and -EINVAL. */
int plan_complain(char *why, size_t len, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* plan_variants.c */
bool plan_kernel_built(const char *build, const char *variant);
/* Is it of 6.6 or later, by the note of its build? */
bool plan_since_6_6(const char *build, const char *variant);
/* Add it to the plan, with what build/kernels/NAME/facts says. */
int plan_take_variant(struct plan *p, const char *build, const char *name,
		      char *why, size_t len);
/* The list of the request, or all that are built, in the order of tables. */
int plan_choose_variants(struct plan *p, const struct plan_request *rq,
			 char *why, size_t len);

/* plan_scenarios.c */
int plan_choose_machines(const char *list, struct plan_machines *ms, char *why,
			 size_t len);
/*
 * Are the machines that scenarios name known, and may they be in one plan?
 * One that is this computer goes with itself only.
 */
int plan_check_machines(const struct plan *p, char *why, size_t len);
/* plan_check.c: could plan_make() have made it? */
int plan_check(const struct plan *p, char *why, size_t len);
/* Those named in the request, or the profile's, on each of the machines. */
int plan_choose_scenarios(struct plan *p, const struct plan_request *rq,
			  const struct profile *pr,
			  const struct plan_machines *ms, char *why,
			  size_t len);

#endif
