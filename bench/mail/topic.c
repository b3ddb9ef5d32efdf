// SPDX-License-Identifier: GPL-2.0-or-later
/* topic.c - see topic.h. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "topic.h"

#define LEAST 3			/* one strong word, or three others */

/* Words that begin so; with a blank at the end, whole ones. Strong, others. */
static const struct {
	const char *strong[12], *weak[20];
} words[QUESTIONS] = {
	[ASKS_MATTER] = {
		{ "gen9", "gen11", "gen8", "page size", "has_page_sizes", "real hardware",
		  "which platform" },
		{ "hardware", "platform", "supported", "today", "broadwell", "skylake",
		  "gate" },
	},
	[ASKS_MEMSLOT] = {
		{ "memslot", "max mapping", "max_mapping", "largest mapping",
		  "mapping level", "page track", "page_track", "write track",
		  "lpage", "hugepage in kvm" },
		{ "kvm", "nested", "tracked", "dirty log", "itlb", "restrict", "guest memory" },
	},
	[ASKS_VFIO] = {
		{ "vfio", "source of truth", "pagetranshuge", "transhuge", "contiguous",
		  "contiguity", "gvt_pin_guest_page", "hugetlb", "1gb", "1gib" },
		{ "pin ", "pins ", "pinned", "pinning", "dma", "iommu", "thp", "huge",
		  "compound" },
	},
	[ASKS_SAFE] = {
		{ "unsafe", "incorrect mapping", "misalign", "not aligned", "unaligned",
		  "alignment", "wrong page", "corrupt", "security", "use-after-free" },
		{ "wrong", "incorrect", "broken", "safe", "bug", "aligned", "refcount",
		  "leak", "error", "guard" },
	},
	[ASKS_WORTH] = {
		{ "performance", "throughput", "bandwidth", "speedup", "faster", "slower",
		  "benchmark", "tlb", "page walk", "populate" },
		{ "cost", "overhead", "latency", "benefit", "gain", "optimi", "worth",
		  "number", "measure", "regress" },
	},
	[ASKS_STOCK] = {
		{ "panic", "host crash", "malicious", "attack", "denial of service",
		  "stack overflow", "exploit" },
		{ "crash", "oops", "hang ", "hangs ", "stock", "host", "freed" },
	},
};

static bool inside(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* Does the text go on so? A blank is any end of a word, the text's too. */
static bool goes_on(const char *p, const char *word)
{
	for (; *word; word++, p++) {
		if (*word == ' ' ? inside(*p) : tolower((unsigned char)*p) != *word)
			return false;
		if (!*p)
			return !word[1];
	}
	return true;
}

static bool has_word(const char *text, const char *word)
{
	for (const char *p = text; *p; p++)
		if ((p == text || !inside(p[-1])) && goes_on(p, word))
			return true;
	return false;
}

unsigned int topic_score(const char *passage, enum question q)
{
	unsigned int n = 0;

	for (size_t i = 0; words[q].strong[i]; i++)
		n += 3 * has_word(passage, words[q].strong[i]);
	for (size_t i = 0; words[q].weak[i]; i++)
		n += has_word(passage, words[q].weak[i]);
	return n;
}

struct topic topic_of(const struct passages *p, size_t passage,
		      const bool asked[QUESTIONS])
{
	struct topic best = { .passage = passage };

	for (enum question q = 0; q < QUESTIONS; q++) {
		unsigned int n = asked[q] ? topic_score(p->v[passage], q) : 0;

		if (n > best.score)
			best = (struct topic){ passage, q, n };
	}
	return best;
}

static int by_place(const void *a, const void *b)
{
	const struct topic *x = a, *y = b;

	return (x->passage > y->passage) - (x->passage < y->passage);
}

static bool is_free(const struct topic *chosen, size_t n, size_t passage,
		    enum question q)
{
	for (size_t i = 0; i < n; i++)
		if (chosen[i].passage == passage || chosen[i].question == q)
			return false;
	return true;
}

size_t topics_choose(const struct passages *p, const bool asked[QUESTIONS],
		     struct topic chosen[TOPICS_MOST])
{
	size_t n = 0;

	while (n < TOPICS_MOST) {
		struct topic best = { .score = LEAST - 1 };

		for (size_t i = 0; i < p->n; i++)
			for (enum question q = 0; q < QUESTIONS; q++) {
				unsigned int s = asked[q] && is_free(chosen, n, i, q) ?
						 topic_score(p->v[i], q) : 0;

				if (s > best.score)
					best = (struct topic){ i, q, s };
			}
		if (best.score < LEAST)
			break;
		chosen[n++] = best;
	}
	qsort(chosen, n, sizeof(*chosen), by_place);
	return n;
}
