// SPDX-License-Identifier: GPL-2.0-or-later
/* ask_safe.c - is it safe, and what is not on a stock host; see ask.h. */
#include <stdlib.h>
#include <string.h>

#include "ask.h"
#include "defects.h"
#include "names.h"

/* What the RAM of a Linux guest was, as far as it was recorded. */
enum ram { RAM_SMALL, RAM_HUGE, RAM_UNKNOWN, RAMS };
static const char *const ram_name[] = {
	"on small pages", "on huge pages", "on pages of unrecorded size",
};

/* How much is said: five lines may not hold all of it. */
enum room { ROOM_FOR_LEAST, ROOM_FOR_LITTLE, ROOM_FOR_SOME, ROOM_FOR_ALL };

struct safety {
	unsigned int rows, translated, translated_bad;
	unsigned int boots[RAMS], boots_bad[RAMS];	/* of Linux guests */
	unsigned int down;	/* of boots_bad: the guest, or its host, went down */
	bool bad, arranged;	/* unsafe entries; also in rows that were arranged */
};

static void add_boots(struct safety *s, const struct report *r, size_t v, size_t k)
{
	for (size_t i = 0; i < r->tally.blocks; i++) {
		const struct tally_boot *b = tally_boot(&r->tally, v, k, i);
		enum ram ram = b->small ? RAM_SMALL : b->alike ? RAM_HUGE :
								 RAM_UNKNOWN;

		if (!b->counted || !b->checked || !b->o.seen)
			continue;
		s->boots[ram]++;
		s->boots_bad[ram] += b->o.unsafe > 0;
		s->down += tally_went_down(b);
	}
}

static struct safety safety_of(const struct report *r, size_t v)
{
	struct safety s = { 0 };

	for (size_t k = 0; k < r->run.plan.nscenarios; k++) {
		const struct tally_cell *c = tally_cell(&r->tally, v, k);

		if (!c->counted || !c->checked || !c->sum.seen)
			continue;
		if (report_translated(r, k)) {
			s.translated++;
			s.translated_bad += c->sum.unsafe > 0;
			continue;
		}
		s.rows++;
		s.bad |= c->sum.unsafe;
		s.arranged |= c->sum.unsafe && report_arranged(r, k);
		if (r->run.plan.scenarios[k].guest)
			add_boots(&s, r, v, k);
	}
	return s;
}

static bool same_unsafe(const struct report *r, size_t v, size_t w)
{
	struct safety a, b;

	for (size_t k = 0; k < r->run.plan.nscenarios; k++) {
		const struct outcome *a = &tally_cell(&r->tally, v, k)->sum;
		const struct outcome *b = &tally_cell(&r->tally, w, k)->sum;

		if (!r->run.plan.scenarios[k].guest && a->unsafe != b->unsafe)
			return false;
	}
	a = safety_of(r, v);
	b = safety_of(r, w);
	return !memcmp(a.boots, b.boots, sizeof(a.boots)) &&
	       !memcmp(a.boots_bad, b.boots_bad, sizeof(a.boots_bad));
}

/* Arranged rows, of which one is named if there is little room, or none. */
static void say_arranged(struct report *r, size_t v, enum room room, FILE *f)
{
	struct names l;

	if (names_open(&l, room <= ROOM_FOR_LITTLE ? 1 : ASK_NAMES)) {
		for (size_t k = 0; k < r->run.plan.nscenarios; k++) {
			const struct outcome *o = &tally_cell(&r->tally, v, k)->sum;

			if (o->unsafe && report_arranged(r, k))
				names_add(&l, "%s %llu of %llu",
					  r->run.plan.scenarios[k].name,
					  (unsigned long long)o->unsafe,
					  (unsigned long long)o->seen);
		}
		if (room == ROOM_FOR_LEAST && l.n > 1)
			fprintf(f, "%zu arranged layouts", l.n);
		else
			fprintf(f, "%s", names_text(&l));
	}
	names_close(&l);
}

static void say_unsafe_rows(struct report *r, size_t v, enum room room, FILE *f)
{
	struct safety s = safety_of(r, v);
	struct names l;

	say_arranged(r, v, room, f);
	if (names_open(&l, 0)) {
		for (enum ram k = 0; k < RAMS; k++)
			if (s.boots[k] && (s.boots_bad[k] || room > ROOM_FOR_LITTLE))
				names_add(&l, "%u of %u %s%s", s.boots_bad[k],
					  s.boots[k],
					  l.n ? "" : room == ROOM_FOR_LEAST ?
					  "guest boots " : "boots of Linux guests ",
					  ram_name[k]);
		fprintf(f, "%s%s", s.arranged && l.n ? ", " : "", names_text(&l));
	}
	names_close(&l);
}

/* The baseline run again tells nothing of its own. */
static bool tells_unsafe(struct report *r, size_t v)
{
	return (int)v != r->tally.aa && safety_of(r, v).bad;
}

/* A variant before this one whose line has its rows, too. */
static bool told_unsafe(struct report *r, size_t v)
{
	for (size_t w = 0; w < v; w++)
		if (tells_unsafe(r, w) && same_unsafe(r, w, v))
			return true;
	return false;
}

/* "baseline, kvm-memslot: ...": variants with the same rows together. */
static unsigned int say_unsafe(struct report *r, enum room room, FILE *f)
{
	size_t nv = r->run.plan.nvariants;
	unsigned int bad = 0;

	for (size_t v = 0; v < nv; v++) {
		unsigned int named = 0;

		if (!tells_unsafe(r, v) || told_unsafe(r, v))
			continue;
		bad++;
		for (size_t w = v; w < nv; w++)
			if (tells_unsafe(r, w) && same_unsafe(r, v, w))
				fprintf(f, "%s%s%s", named++ ? ", " : "",
					r->run.plan.variants[w],
					(int)w == r->tally.baseline ?
					" (what the kernel does)" : "");
		fputs(": ", f);
		say_unsafe_rows(r, v, room, f);
		fputs(". ", f);
	}
	return bad;
}

/* Of the rows that vfio-only maps safely, those that v maps as well. */
static void say_kept(struct report *r, size_t v, FILE *f)
{
	int w = report_variant(r, "vfio-only");
	unsigned int all = 0, kept = 0;

	for (size_t k = 0; w >= 0 && k < r->run.plan.nscenarios; k++) {
		uint64_t n = report_safe(&tally_cell(&r->tally, w, k)->sum);

		if (!n || !tally_comparable(&r->tally, v, w, k))
			continue;
		all++;
		kept += report_safe(&tally_cell(&r->tally, v, k)->sum) >= n;
	}
	if (all)
		fprintf(f, "%s maps all that vfio-only maps safely in %u of %u "
			"scenarios. ",
			r->run.plan.variants[v], kept, all);
}

/* A policy, and no control. */
static bool is_policy(const struct report *r, size_t v)
{
	return (int)v == r->tally.baseline || tally_contrast(&r->tally, v);
}

/* translated: rows behind an IOMMU, none of them unsafe, are told here. */
static void say_safe(struct report *r, enum room room, bool translated, FILE *f)
{
	int aligned = report_variant(r, "vfio-aligned");
	struct names l;

	if (names_open(&l, 0)) {
		for (size_t v = 0; v < r->run.plan.nvariants; v++)
			if (safety_of(r, v).rows && !safety_of(r, v).bad &&
			    (room == ROOM_FOR_ALL ? (int)v != r->tally.aa :
			     is_policy(r, v)))
				names_add(&l, "%s", r->run.plan.variants[v]);
		if (translated)
			names_add(&l, "all with DMA translated");
		if (l.n)
			fprintf(f, "%s: none. ", names_text(&l));
	}
	names_close(&l);
	if (room == ROOM_FOR_ALL && aligned >= 0 && safety_of(r, aligned).rows)
		say_kept(r, aligned, f);
}

/* ---- what rows do to a host ----------------------------------------------- */

enum harm { HARM_DOWN, HARM_WRITES, HARM_RUNS, HARM_SHOWN, HARM_BLIND, HARMS };
static const char *const harm_name[] = {
	"Crash or hang", "GPU writes to pages that are not the guest's",
	"GPU runs privileged commands that were not scanned",
	"Pages or tables leaked, or used when freed",
	"Stock has no counter that would show it",
};

/* Largest number that a variant's boots of a row found, -1: none has it. */
static int64_t most_found(const struct report *r, const char *variant,
			  const char *scenario, const char *key)
{
	const struct record_like like = { .kind = "probe", .variant = variant,
					  .scenario = scenario };
	const struct record *e = NULL;
	int64_t most = -1, x;

	while ((e = records_next(&r->run.records, &like, e))) {
		x = record_int(json_object_get(e->data, "found"), key, -1);
		most = x > most ? x : most;
	}
	return most;
}

/* HARMS: it ran and showed nothing. */
static enum harm harm_of(const struct report *r, size_t v, size_t k)
{
	const char *name = r->run.plan.scenarios[k].name;
	const char *variant = r->run.plan.variants[v];
	int64_t shown = most_found(r, variant, name, "shown");

	if (tally_cell(&r->tally, v, k)->crashed)
		return HARM_DOWN;
	if (most_found(r, variant, name, "overwritten") > 0)
		return HARM_WRITES;
	/* of repro-perctx: 2 is what the guest's own batch stores */
	if (most_found(r, variant, name, "without_indirect") > 1)
		return HARM_RUNS;
	return shown > 0 ? HARM_SHOWN : shown < 0 ? HARM_BLIND : HARMS;
}

/* ---- harm by other ways, with the gate open -------------------------------- */

/* The policies that a row harms so, to be freed; NULL: none or all that ran it. */
static char *harmed(const struct report *r, const struct defect *d, enum harm harm)
{
	int k = d->open ? report_scenario(r, d->scenario) : -1;
	char *text = NULL;
	struct names l;
	size_t ran = 0;

	if (k >= 0 && names_open(&l, 0)) {
		for (size_t v = 0; v < r->run.plan.nvariants; v++) {
			if (!is_policy(r, v) || !tally_cell(&r->tally, v, k)->done)
				continue;
			ran++;
			if (harm_of(r, v, k) == harm)
				names_add(&l, "%s", r->run.plan.variants[v]);
		}
		if (l.n && l.n < ran)
			text = strdup(names_text(&l));
		names_close(&l);
	}
	return text;
}

/* "Host crash: repro-late (baseline). ": rows of which the policy decides. */
static void say_harmed(const struct report *r, enum harm harm, const char *what,
		       FILE *f)
{
	char *last = NULL;

	for (size_t i = 0; i < ndefects; i++) {
		char *who = harmed(r, &defects[i], harm);

		if (!who)
			continue;
		if (last && strcmp(last, who))
			fprintf(f, " (%s)", last);
		fprintf(f, "%s%s", last ? ", " : what, defects[i].scenario);
		free(last);
		last = who;
	}
	if (last)
		fprintf(f, " (%s). ", last);
	free(last);
}

/* A guest that goes down without such an entry has failed: the run is not whole. */
static void say_down(const struct report *r, FILE *f)
{
	unsigned int down = 0, bad = 0;

	for (size_t v = 0; v < r->run.plan.nvariants; v++) {
		struct safety s = safety_of(r, v);

		if ((int)v == r->tally.aa)
			continue;
		down += s.down;
		for (enum ram k = 0; k < RAMS; k++)
			bad += s.boots_bad[k];
	}
	if (down)
		fprintf(f, "%u of the %u unsafe boots crashed. ", down, bad);
}

/* False: no memory. */
static bool say_safety(struct report *r, enum room room, struct answer *a)
{
	unsigned int behind = 0, behind_bad = 0, bad;
	bool brief;

	if (!answer_open(a))
		return false;
	for (size_t v = 0; v < r->run.plan.nvariants; v++) {
		struct safety s = safety_of(r, v);

		behind += s.translated;
		behind_bad += s.translated_bad;
	}
	bad = say_unsafe(r, room, a->f);
	say_down(r, a->f);
	ask_beside(r, room <= ROOM_FOR_LITTLE, a->f);
	brief = bad && behind && !behind_bad && room != ROOM_FOR_ALL;
	say_safe(r, room, brief, a->f);
	if (bad && behind && !brief)
		fprintf(a->f, "Behind a translating IOMMU: %u of %u variant/scenario "
			"pairs. ",
			behind_bad, behind);
	say_harmed(r, HARM_DOWN, "Host crash: ", a->f);
	say_harmed(r, HARM_WRITES, room == ROOM_FOR_LEAST ? "Freed pages written: " :
		   "GPU writes to freed pages: ", a->f);
	return true;
}

void ask_safe(struct report *r)
{
	enum room room = ROOM_FOR_ALL;
	unsigned int checked = 0;
	struct answer a;
	bool ok;

	for (size_t v = 0; v < r->run.plan.nvariants; v++)
		checked += safety_of(r, v).rows;
	if (!checked)
		return;
	for (ok = say_safety(r, room, &a); ok && room && !answer_fits(&a);
	     ok = say_safety(r, --room, &a))
		answer_drop(&a);
	if (ok)
		answer_tell(&a, r, "Q4 Is it safe? [x] (2MiB entries for pages that "
			    "were not pinned, of all)");
}

/* ---- defects of a stock host ---------------------------------------------- */

/* The row's scenario, if it ran on v and is of what a guest or its VMM does; -1. */
static int ran(const struct report *r, size_t v, const struct defect *d)
{
	int k = report_scenario(r, d->scenario);

	return !d->open && strcmp(d->by, "root") && k >= 0 &&
	       tally_cell(&r->tally, v, k)->done ? k : -1;
}

static void say_harm(struct report *r, size_t v, enum harm harm, size_t most,
		     FILE *f)
{
	struct names l;

	if (names_open(&l, most))
		for (size_t i = 0; i < ndefects; i++) {
			int k = ran(r, v, &defects[i]);

			if (k >= 0 && harm_of(r, v, k) == harm)
				names_add(&l, "%s%s", defects[i].scenario,
					  strcmp(defects[i].by, "VMM") ? "" : " (VMM)");
		}
	if (l.n)
		fprintf(f, "%s: %s. ", harm_name[harm], names_text(&l));
	names_close(&l);
}

/* False: no memory. */
static bool say_harms(struct report *r, size_t v, size_t most, struct answer *a)
{
	if (!answer_open(a))
		return false;
	for (enum harm h = 0; h < HARMS; h++)
		say_harm(r, v, h, most, a->f);
	fputs("Each: make repro NAME=... (VMM): the VMM takes part.", a->f);
	return true;
}

void ask_stock_host(struct report *r)
{
	int v = report_variant(r, "stock");
	size_t most = ASK_NAMES / 2;
	bool any = false, ok;
	struct answer a;

	for (size_t i = 0; v >= 0 && i < ndefects; i++)
		any |= ran(r, v, &defects[i]) >= 0;
	if (!any)
		return;
	/* fewer names until they fit */
	while ((ok = say_harms(r, v, most, &a)) && most > 1 && !answer_fits(&a)) {
		answer_drop(&a);
		most /= 2;
	}
	if (ok)
		answer_tell(&a, r, "Q6 What can a guest do to a stock host today? "
			    "[x] (gate closed)");
}
