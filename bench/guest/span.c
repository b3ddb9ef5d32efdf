// SPDX-License-Identifier: GPL-2.0-or-later
/* See span.h. */
#include "guest/span.h"
#include "host/rwcount.h"
#include "lib/rec.h"

int span_begin(struct span *sp)
{
	static unsigned int next = 1;
	unsigned int i;

	for (i = 0; i < sp->n; i++)
		vgpu_counters(&sp->vgpu[i], &sp->entries[i]);
	kvmstat_read(&sp->kvm);
	sp->model = gpucount_read(&sp->gpu) == 0;
	sp->trace = sp->model && gpucount_mark(next) ? next++ : 0;
	return sp->accesses ? rwcount_start() : 0;
}

/* Entries that a guest wrote in the phase, and what became of 2MiB ones. */
static json_t *entries_json(const struct vgpu_counters *a,
			    const struct vgpu_counters *b)
{
	static const char * const names[] = {
		"seen", "direct", "split", "failed", "unsafe", "maps_2m",
		"maps_4k", "seen_64k", "seen_4k", "repeats_4k",
	};
	json_t *o = json_object();
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		json_object_set_new(o, names[i],
				    json_integer(vgpu_counter(b, names[i]) -
						 vgpu_counter(a, names[i])));
	return o;
}

void span_end(struct span *sp, const char *load)
{
	static struct gen9_counters gpu;
	json_t *o = json_pack("{s:s, s:s, s:i}", "type", "span", "load", load,
			      "guests", sp->n), *list = json_array();
	struct vgpu_counters now;
	struct kvmstat kvm;
	struct rwcount rw;
	unsigned int i;

	if (sp->accesses && !rwcount_stop(&rw))
		json_object_set_new(o, "dma_rw", rwcount_record(&rw));
	if (sp->trace) {
		gpucount_mark(0);
		json_object_set_new(o, "trace", json_integer(sp->trace));
	}
	if (sp->model && !gpucount_read(&gpu)) {
		json_object_set_new(o, "gpu", gpucount_record(&sp->gpu, &gpu));
		json_object_set_new(o, "contexts",
				    gpucount_contexts(&sp->gpu, &gpu));
	}
	for (i = 0; i < sp->n; i++)
		if (!vgpu_counters(&sp->vgpu[i], &now))
			json_array_append_new(list, entries_json(
					      &sp->entries[i], &now));
	json_object_set_new(o, "entries", list);
	kvmstat_read(&kvm);
	json_object_set_new(o, "kvm", kvmstat_record(&sp->kvm, &kvm));
	rec_emit(o);
}
