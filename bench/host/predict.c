// SPDX-License-Identifier: GPL-2.0-or-later
/* predict.c - policies and what they predict; contract in scenario.h. */
#include <errno.h>
#include <string.h>

#include "host/scenario.h"

static const char *const policies[POLICIES] = {
	[POLICY_STOCK] = "stock",
	[POLICY_BASELINE] = "baseline",
	[POLICY_KVM_MEMSLOT] = "kvm-memslot",
	[POLICY_VFIO_ONLY] = "vfio-only",
	[POLICY_NO_CHECK] = "no-check",
};

int policy_from_text(const char *text, struct policy *p)
{
	size_t n = strcspn(text, " ");
	const char *but = text + n + (text[n] == ' ');

	*p = (struct policy){ .as = POLICY_NONE };
	if (!strcmp(text, "nothing"))
		return 0;
	for (unsigned int i = 0; i < POLICIES; i++)
		if (strlen(policies[i]) == n && !strncmp(policies[i], text, n))
			p->as = i;
	p->aligned = !strcmp(but, "aligned");
	p->never_2m = !strcmp(but, "never-2m");
	return p->as == POLICY_NONE ||
	       (text[n] && !p->aligned && !p->never_2m) ? -EINVAL : 0;
}

enum pred scenario_pred(const struct scenario *s, const struct policy *p)
{
	enum pred pred;

	if (p->as >= POLICIES)
		return PRED_NONE;
	pred = s->pred[p->as];
	if (p->aligned && pred == PRED_UNSAFE)
		return PRED_SPLIT;
	/* without 2MiB entries all is split that can be pinned */
	if (p->never_2m && pred != PRED_NONE && pred != PRED_ERR)
		return PRED_SPLIT;
	return pred;
}

static const char *const pred_names[] = {
	[PRED_NONE] = "-", [PRED_2M] = "2M", [PRED_SPLIT] = "split",
	[PRED_FIRST_2M] = "first 2M", [PRED_ERR] = "ERR",
	[PRED_UNSAFE] = "UNSAFE", [PRED_SKIP] = "skipped",
};

const char *pred_name(enum pred p)
{
	return pred_names[p];
}

int pred_from_name(const char *name, enum pred *p)
{
	for (size_t i = 0; i < sizeof(pred_names) / sizeof(pred_names[0]); i++)
		if (!strcmp(pred_names[i], name)) {
			*p = i;
			return 0;
		}
	return -EINVAL;
}

bool pred_holds(enum pred p, const struct outcome *o)
{
	/* A page of 1GiB holds 512 ranges, of which one is the first. */
	uint64_t first = (o->ranges + 511) / 512;

	switch (p) {
	case PRED_2M:
		return o->direct == o->ranges && !o->unsafe;
	case PRED_SPLIT:
		return o->split == o->ranges;
	case PRED_FIRST_2M:
		return o->direct == first && !o->unsafe &&
		       o->split == o->ranges - first;
	case PRED_ERR:
		return o->failed == o->ranges;
	case PRED_UNSAFE:
		return o->unsafe == o->ranges;
	case PRED_SKIP:
		return !o->direct && !o->split;
	default:
		return true;
	}
}
