// SPDX-License-Identifier: GPL-2.0-or-later
/* predict.c - policies and what they predict; contract in scenario.h. */
#include <errno.h>
#include <string.h>

#include "host/probe.h"
#include "host/scenario.h"

static const char *const policies[POLICIES] = {
	[POLICY_STOCK] = "stock",
	[POLICY_BASELINE] = "baseline",
	[POLICY_KVM_MEMSLOT] = "kvm-memslot",
	[POLICY_VFIO_ONLY] = "vfio-only",
	[POLICY_NO_CHECK] = "no-check",
};

/* One word of what it does otherwise; 0 or -EINVAL. */
static int policy_word(struct policy *p, const char *word)
{
	const struct {
		const char *name;
		bool *is;
	} words[] = {
		{ "aligned", &p->aligned }, { "never-2m", &p->never_2m },
		{ "huge", &p->huge }, { "memslot", &p->memslot },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (!strcmp(words[i].name, word) && !*words[i].is) {
			*words[i].is = true;
			return 0;
		}
	return -EINVAL;
}

int policy_from_text(const char *text, struct policy *p)
{
	char copy[64], *save, *word;
	int err = -EINVAL;

	*p = (struct policy){ .as = POLICY_NONE };
	if (!strcmp(text, "nothing"))
		return 0;
	if (strlen(text) >= sizeof(copy))
		return -EINVAL;
	word = strtok_r(strcpy(copy, text), " ", &save);
	for (unsigned int i = 0; word && i < POLICIES; i++)
		if (!strcmp(policies[i], word)) {
			p->as = i;
			err = 0;
		}
	while (!err && (word = strtok_r(NULL, " ", &save)))
		err = policy_word(p, word);
	return err;
}

/*
 * Baseline asks PageTransHuge() of KVM's page. Where VFIO pins the same one,
 * its rows say what a range is whose first page was asked.
 */
static bool first_is_no_head(const struct scenario *s)
{
	enum pred asked = s->pred[POLICY_BASELINE];

	return (asked == PRED_SPLIT || asked == PRED_FIRST_2M) && s->plan &&
	       s->plan->slots != SLOT_OTHER;
}

enum pred scenario_pred(const struct scenario *s, const struct policy *p)
{
	enum pred pred;

	if (p->as >= POLICIES)
		return PRED_NONE;
	pred = s->pred[p->as];
	/* without 2MiB entries all is split that can be pinned */
	if (p->never_2m && pred != PRED_NONE && pred != PRED_ERR)
		return PRED_SPLIT;
	if (p->memslot && s->pred[POLICY_BASELINE] != PRED_SPLIT &&
	    s->pred[POLICY_KVM_MEMSLOT] == PRED_SPLIT)
		return PRED_SPLIT;
	if (p->huge && (pred == PRED_2M || pred == PRED_UNSAFE) &&
	    first_is_no_head(s))
		return s->pred[POLICY_BASELINE];
	if (p->aligned && pred == PRED_UNSAFE)
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
