// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The `probe` record (docs/architecture.md); counts are of the counted
 * pass, times of the timed one.
 */
#include <stdio.h>
#include <string.h>

#include "host/probe_record.h"
#include "host/scenario.h"
#include "lib/cell.h"

/*
 * An untouched kernel counts nothing itself. Each range that failed ended
 * by one refused mapping; a range that was not even asked for (its frame
 * is not the guest's) has the scratch page.
 */
static void outcome_of_dma(const struct probe_result *res, struct outcome *o)
{
	const struct dmacount *d = &res->count.dma;

	if (!d->asked_2m && !d->asked_4k)
		return;
	o->seen = res->ranges;
	o->direct = d->mapped_2m;
	o->failed = d->refused;
	o->split = o->seen - o->direct - o->failed;
}

static void probe_outcome(const struct probe_result *res, struct outcome *o)
{
	const struct vgpu_counters *c = &res->count.populated;

	memset(o, 0, sizeof(*o));
	o->ranges = res->ranges;
	if (!res->counted)
		return;
	if (!res->have_counters) {
		outcome_of_dma(res, o);
		return;
	}
	o->seen = vgpu_counter(c, "seen");
	o->direct = vgpu_counter(c, "direct");
	o->split = vgpu_counter(c, "split");
	o->failed = vgpu_counter(c, "failed");
	o->unsafe = vgpu_counter(c, "unsafe");
}

static json_t *counters_json(const struct vgpu_counters *c)
{
	json_t *obj = json_object();
	unsigned int i;

	for (i = 0; i < c->n; i++)
		json_object_set_new(obj, c->c[i].name,
				    json_integer(c->c[i].value));
	return obj;
}

static json_t *stat_json(const struct range_stat *s)
{
	return json_pack("{s:I, s:I, s:I}",
			 "total_ns", (json_int_t)s->total_ns,
			 "min_ns", (json_int_t)s->min_ns,
			 "max_ns", (json_int_t)s->max_ns);
}

static json_t *dma_json(const struct probe_result *res)
{
	const struct dmacount *d = &res->count.dma;
	json_t *obj = json_pack("{s:I, s:I, s:I, s:I}",
			"asked_2m", (json_int_t)d->asked_2m,
			"asked_4k", (json_int_t)d->asked_4k,
			"mapped_2m", (json_int_t)d->mapped_2m,
			"refused", (json_int_t)d->refused);
	if (d->asks)
		json_object_set_new(obj, "memslot", json_pack("{s:I, s:I}",
			"asked", (json_int_t)d->slot_asked,
			"no", (json_int_t)d->slot_no));
	return obj;
}

static json_t *leaks_json(const struct pass *pass)
{
	const struct vgpu_counters *t = &pass->torn_down, *c = &pass->closed;

	return json_pack("{s:I, s:I, s:I, s:I}",
		"pins_after_teardown",
		(json_int_t)vgpu_counter(t, "pins_outstanding"),
		"spt_after_teardown",
		(json_int_t)vgpu_counter(t, "spt_live"),
		"pins_after_close",
		(json_int_t)vgpu_counter(c, "pins_outstanding"),
		"spt_after_close",
		(json_int_t)vgpu_counter(c, "spt_live"));
}

static void add_counts(json_t *obj, const struct probe_result *res)
{
	json_object_set_new(obj, "counters",
			    counters_json(&res->count.populated));
	json_object_set_new(obj, "dma", dma_json(res));
	json_object_set_new(obj, "iommu",
			    iommucount_json(&res->count.iommu));
	if (res->have_counters)
		json_object_set_new(obj, "leaks", leaks_json(&res->count));
	if (res->count.first_ranges) {
		json_object_set_new(obj, "first_ranges",
				    json_integer(res->count.first_ranges));
		json_object_set_new(obj, "first_direct",
				    json_integer(res->count.first_direct));
	}
}

static void add_times(json_t *obj, const struct probe_result *res)
{
	const struct vgpu_counters *c = &res->time.populated;
	json_t *virt = json_pack("{s:i, s:i, s:o, s:o, s:I}",
		"ranges", res->time.ranges, "slept", res->time.slept,
		"populate", stat_json(&res->time.populate),
		"teardown", stat_json(&res->time.teardown),
		"close_ns", (json_int_t)res->time.close_ns);

	if (res->have_counters) {
		json_object_set_new(virt, "decide_ns",
			json_integer(vgpu_counter(c, "decide_ns")));
		json_object_set_new(virt, "decide_count",
			json_integer(vgpu_counter(c, "decide_count")));
		json_object_set_new(virt, "entry_ns",
			json_integer(vgpu_counter(c, "total_ns")));
	}
	json_object_set_new(obj, "virt", virt);
}

static json_t *landing_json(const struct landing *l)
{
	return json_pack("{s:i, s:i, s:i, s:i, s:i}", "right", l->right,
			 "other", l->other, "below", l->below,
			 "lost", l->lost, "refused", l->refused);
}

static void add_found(json_t *obj, const struct probe_result *res)
{
	json_t *found = json_object();
	unsigned int i;

	for (i = 0; i < res->nfound; i++)
		json_object_set_new(found, res->found[i].name,
				    json_integer(res->found[i].value));
	json_object_set_new(obj, "found", found);
}

static void add_hash(json_t *obj, const char *name, uint64_t hash)
{
	char text[20];

	snprintf(text, sizeof(text), "%016llx", (unsigned long long)hash);
	json_object_set_new(obj, name, json_string(text));
}

json_t *probe_record(const struct probe *p, const struct cell_end *end)
{
	const struct probe_result *res = p->res;
	struct outcome o;
	json_t *obj;

	probe_outcome(res, &o);
	obj = json_pack("{s:s, s:s, s:s, s:b, s:I, s:I, s:I, s:I, s:I, s:I}",
			"type", "probe",
			"scenario", p->scenario->name,
			"backing", backing_name(p->plan->backing),
			"counted", res->counted,
			"ranges", (json_int_t)o.ranges,
			"seen", (json_int_t)o.seen,
			"direct", (json_int_t)o.direct,
			"split", (json_int_t)o.split,
			"failed", (json_int_t)o.failed,
			"unsafe", (json_int_t)o.unsafe);
	json_object_set_new(obj, "not_set_up",
			    json_integer(res->set_up ? 0 : res->ranges));
	if (!res->set_up)
		json_object_set_new(obj, "not_set_up_why",
				    json_string(res->not_set_up));
	if (res->set_up)
		add_hash(obj, "placement", res->placement);
	if (res->counted) {
		add_hash(obj, "order", res->order);
		add_counts(obj, res);
	}
	if (res->timed)
		add_times(obj, res);
	if (res->landed)
		json_object_set_new(obj, "landing",
				    landing_json(&res->landing));
	if (res->nfound)
		add_found(obj, res);
	json_object_set_new(obj, "complaints", kmsg_json(&end->kmsg));
	if (end->ill || end->stuck)
		json_object_set_new(obj, "crashed_in",
				    json_string(res->cell.phase));
	if (end->status)
		json_object_set_new(obj, "why", json_string(res->cell.why));
	return obj;
}
