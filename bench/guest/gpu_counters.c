// SPDX-License-Identifier: GPL-2.0-or-later
/* Reading the GPU model's counters; contract in gpu_counters.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "guest/gpu_counters.h"
#include "host/vgpu.h"

#define BAR0 "/sys/bus/pci/devices/" GPU_BDF "/resource0"
#define PAGE 4096ul
#define ROUND_UP(x) (((x) + PAGE - 1) & ~(PAGE - 1))

static bool is_ours(const volatile uint64_t *word)
{
	return word[offsetof(struct gen9_counters, magic) / 8] ==
	       GEN9_CTR_MAGIC;
}

int gpu_counters_read(struct gen9_counters *c)
{
	size_t size = ROUND_UP(sizeof(*c)), i;
	int fd = open(BAR0, O_RDWR | O_SYNC | O_CLOEXEC), ret = 0;
	volatile uint64_t *word;
	void *map;

	if (fd < 0)
		return -ENODEV;
	map = mmap(NULL, size, PROT_READ, MAP_SHARED, fd, GEN9_CTR_BASE);
	close(fd);
	if (map == MAP_FAILED)
		return -errno;
	word = map;
	if (!is_ours(word))
		ret = -ENODEV;
	for (i = 0; !ret && i < sizeof(*c) / 8; i++)
		((uint64_t *)c)[i] = word[i];
	munmap(map, size);
	if (!ret && (c->version != GEN9_CTR_VERSION || c->bytes != sizeof(*c)))
		ret = -EPROTO;
	return ret;
}

/* A counter: its name and where it lies in its struct. */
struct field {
	const char *name;
	size_t offset;
};

#define FIELD(type, f) { #f, offsetof(struct type, f) }

static const struct field device_fields[] = {
	FIELD(gen9_counters, mmio_reads), FIELD(gen9_counters, mmio_writes),
	FIELD(gen9_counters, unknown_regs), FIELD(gen9_counters, ggtt_writes),
	FIELD(gen9_counters, irq_edges), FIELD(gen9_counters, gpu_resets),
};

static const struct field ctx_fields[] = {
	FIELD(gen9_ctx_counters, commands),
	FIELD(gen9_ctx_counters, not_executed),
	FIELD(gen9_ctx_counters, blits), FIELD(gen9_ctx_counters, faults),
	FIELD(gen9_ctx_counters, ro_writes),
	FIELD(gen9_ctx_counters, iotlb_hits),
	FIELD(gen9_ctx_counters, iotlb_misses),
	FIELD(gen9_ctx_counters, tlb_cost_ps),
};

static const struct field page_fields[] = {
	FIELD(gen9_page_counters, bytes_read),
	FIELD(gen9_page_counters, bytes_written),
	FIELD(gen9_page_counters, tlb_l1_hits),
	FIELD(gen9_page_counters, tlb_l2_hits),
	FIELD(gen9_page_counters, tlb_misses),
	FIELD(gen9_page_counters, walk_steps),
	FIELD(gen9_page_counters, walk_cached),
	FIELD(gen9_page_counters, walk_line_hits),
};

static const struct field engine_fields[] = {
	FIELD(gen9_engine_counters, busy_ns),
	FIELD(gen9_engine_counters, commands),
	FIELD(gen9_engine_counters, not_executed),
	FIELD(gen9_engine_counters, ctx_switches),
	FIELD(gen9_engine_counters, submissions),
	FIELD(gen9_engine_counters, preemptions),
	FIELD(gen9_engine_counters, lite_restores),
	FIELD(gen9_engine_counters, interrupts),
	FIELD(gen9_engine_counters, tlb_flushes),
	FIELD(gen9_engine_counters, resets),
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static uint64_t word_at(const void *base, const struct field *f)
{
	uint64_t v;

	memcpy(&v, (const char *)base + f->offset, sizeof(v));
	return v;
}

/* Set after - before of each field in o; true when any is not 0. */
static bool set_deltas(json_t *o, const struct field *f, size_t n,
		       const void *before, const void *after)
{
	bool any = false;
	uint64_t d;
	size_t i;

	for (i = 0; i < n; i++) {
		d = word_at(after, &f[i]) - word_at(before, &f[i]);
		any |= d != 0;
		json_object_set_new(o, f[i].name, json_integer(d));
	}
	return any;
}

static void add_words(void *sum, const void *part, const struct field *f,
		      size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		uint64_t v = word_at(sum, &f[i]) + word_at(part, &f[i]);

		memcpy((char *)sum + f[i].offset, &v, sizeof(v));
	}
}

static void sum_contexts(const struct gen9_counters *c,
			 struct gen9_ctx_counters *sum)
{
	size_t i, p;

	*sum = c->other;
	for (i = 0; i < GEN9_CTR_SLOTS; i++) {
		add_words(sum, &c->ctx[i], ctx_fields, COUNT(ctx_fields));
		for (p = 0; p < GEN9_CTR_PAGES; p++)
			add_words(&sum->page[p], &c->ctx[i].page[p],
				  page_fields, COUNT(page_fields));
	}
}

/* One object per row that did something. */
static json_t *rows(const char * const *names, size_t n,
		    const struct field *f, size_t nf, const void *before,
		    const void *after, size_t stride)
{
	json_t *all = json_object(), *one;
	size_t i;

	for (i = 0; i < n; i++) {
		one = json_object();
		if (set_deltas(one, f, nf, (const char *)before + i * stride,
			       (const char *)after + i * stride))
			json_object_set(all, names[i], one);
		json_decref(one);
	}
	return all;
}

json_t *gpu_counters_record(const struct gen9_counters *before,
			    const struct gen9_counters *after)
{
	static const char * const pages[GEN9_CTR_PAGES] = {
		[GEN9_CTR_4K] = "4k", [GEN9_CTR_64K] = "64k",
		[GEN9_CTR_2M] = "2m", [GEN9_CTR_1G] = "1g",
		[GEN9_CTR_GGTT] = "ggtt",
	};
	static const char * const engines[GEN9_CTR_ENGINES] = {
		[GEN9_CTR_RCS0] = "rcs0", [GEN9_CTR_BCS0] = "bcs0",
		[GEN9_CTR_VCS0] = "vcs0", [GEN9_CTR_VECS0] = "vecs0",
	};
	json_t *o = json_pack("{s:s}", "type", "gpu");
	struct gen9_ctx_counters a, b;
	char hash[20];

	snprintf(hash, sizeof(hash), "%016llx",
		 (unsigned long long)after->params_hash);
	json_object_set_new(o, "params_hash", json_string(hash));
	sum_contexts(before, &a);
	sum_contexts(after, &b);
	set_deltas(o, device_fields, COUNT(device_fields), before, after);
	set_deltas(o, ctx_fields, COUNT(ctx_fields), &a, &b);
	json_object_set_new(o, "pages",
		rows(pages, COUNT(pages), page_fields, COUNT(page_fields),
		     a.page, b.page, sizeof(a.page[0])));
	json_object_set_new(o, "engines",
		rows(engines, COUNT(engines), engine_fields,
		     COUNT(engine_fields), before->engine, after->engine,
		     sizeof(before->engine[0])));
	return o;
}
