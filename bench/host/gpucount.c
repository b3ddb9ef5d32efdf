// SPDX-License-Identifier: GPL-2.0-or-later
/* Counters of the GPU model; contract in gpucount.h. */
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "gpu/host/params.h"
#include "host/gpucount.h"
#include "host/vgpu.h"

#define RESOURCE0 "/sys/bus/pci/devices/" GPU_BDF "/resource0"
#define PAGE 4096u
#define MAP_LEN ((sizeof(struct gen9_counters) + PAGE - 1) / PAGE * PAGE)

/* The model takes aligned 8-byte reads; memcpy might use others. */
static void copy_words(void *to, const volatile uint64_t *from, size_t bytes)
{
	uint64_t *word = to;
	size_t i;

	for (i = 0; i < bytes / sizeof(*word); i++)
		word[i] = from[i];
}

/* Each read costs time: of skip[] only the rows in use. */
static int copy_counters(struct gen9_counters *c, const volatile uint64_t *bar)
{
	const size_t head = offsetof(struct gen9_counters, skip);

	memset(c, 0, sizeof(*c));
	copy_words(c, bar, head);
	if (c->magic != GEN9_CTR_MAGIC || c->bytes != sizeof(*c) ||
	    c->skips > GEN9_CTR_SKIPS)
		return -ENODEV;
	copy_words(c->skip, bar + head / sizeof(*bar),
		   c->skips * sizeof(c->skip[0]));
	return 0;
}

int gpucount_read(struct gen9_counters *c)
{
	int fd = open(RESOURCE0, O_RDONLY | O_SYNC | O_CLOEXEC), ret = 0;
	uint64_t *bar;

	if (fd < 0)
		return -errno;
	bar = mmap(NULL, MAP_LEN, PROT_READ, MAP_SHARED, fd, GEN9_CTR_BASE);
	if (bar == MAP_FAILED) {
		ret = -errno;
	} else {
		ret = copy_counters(c, bar);
		munmap(bar, MAP_LEN);
	}
	close(fd);
	return ret;
}

bool gpucount_mark(uint32_t n)
{
	int fd = open(RESOURCE0, O_RDWR | O_SYNC | O_CLOEXEC);
	const uint32_t in_page = GEN9_TRACE_MARK % PAGE;
	volatile uint32_t *bar;
	bool taken;

	if (fd < 0)
		return false;
	bar = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
		   GEN9_TRACE_MARK - in_page);
	close(fd);
	if (bar == MAP_FAILED)
		return false;
	taken = bar[in_page / 4] == 1;
	if (taken)
		bar[in_page / 4] = n;
	munmap((void *)bar, PAGE);
	return taken;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static json_t *names_of(const volatile struct gen9_unmodelled *u)
{
	char text[GEN9_UNMODELLED_REGS + GEN9_UNMODELLED_CMDS][20];
	char *name[GEN9_UNMODELLED_REGS + GEN9_UNMODELLED_CMDS];
	unsigned int n = 0, regs = u->regs, cmds = u->cmds, i;
	json_t *list = json_array();

	for (i = 0; i < regs && i < GEN9_UNMODELLED_REGS; i++)
		sprintf(text[n++], "register 0x%05x", u->reg[i]);
	for (i = 0; i < cmds && i < GEN9_UNMODELLED_CMDS; i++)
		sprintf(text[n++], "command 0x%04x", u->cmd[i] >> 16);
	for (i = 0; i < n; i++)
		name[i] = text[i];
	qsort(name, n, sizeof(*name), by_name);
	for (i = 0; i < n; i++)
		json_array_append_new(list, json_string(name[i]));
	return list;
}

json_t *gpucount_unmodelled(void)
{
	static struct gen9_counters c;
	json_t *list = NULL;
	void *u;
	int fd;

	if (gpucount_read(&c))
		return NULL;
	fd = open(RESOURCE0, O_RDONLY | O_SYNC | O_CLOEXEC);
	u = fd < 0 ? MAP_FAILED : mmap(NULL, sizeof(struct gen9_unmodelled),
				       PROT_READ, MAP_SHARED, fd,
				       GEN9_UNMODELLED_BASE);
	if (u != MAP_FAILED) {
		list = names_of(u);
		munmap(u, sizeof(struct gen9_unmodelled));
	}
	if (fd >= 0)
		close(fd);
	return list;
}

static void add_words(uint64_t *sum, const void *from, size_t size)
{
	const uint64_t *v = from;
	size_t i;

	for (i = 0; i < size / sizeof(*v); i++)
		sum[i] += v[i];
}

/* Slots come and go; their sum with what was evicted only grows. */
static void sum_contexts(const struct gen9_counters *c,
			 struct gen9_ctx_counters *sum)
{
	unsigned int i;

	*sum = c->other;
	for (i = 0; i < GEN9_CTR_SLOTS; i++)
		add_words((uint64_t *)sum, &c->ctx[i], sizeof(*sum));
}

#define DELTA(field) (json_int_t)(b->field - a->field)

static json_t *page_json(const struct gen9_page_counters *a,
			 const struct gen9_page_counters *b)
{
	return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I}",
			 "bytes_read", DELTA(bytes_read),
			 "bytes_written", DELTA(bytes_written),
			 "tlb_l1_hits", DELTA(tlb_l1_hits),
			 "tlb_l2_hits", DELTA(tlb_l2_hits),
			 "tlb_misses", DELTA(tlb_misses),
			 "walk_steps", DELTA(walk_steps),
			 "walk_cached", DELTA(walk_cached));
}

static json_t *engine_json(const struct gen9_engine_counters *a,
			   const struct gen9_engine_counters *b)
{
	return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I}",
			 "busy_ns", DELTA(busy_ns),
			 "commands", DELTA(commands),
			 "submissions", DELTA(submissions),
			 "preemptions", DELTA(preemptions),
			 "interrupts", DELTA(interrupts),
			 "resets", DELTA(resets));
}

/* Rows stay where they are, so before has the first of after's. */
json_t *gpucount_skipped(const struct gen9_counters *before,
			 const struct gen9_counters *after)
{
	json_t *by = json_object();
	uint64_t i, n;

	for (i = 0; i < after->skips && i < GEN9_CTR_SKIPS; i++) {
		const char *name = after->skip[i].name;

		n = after->skip[i].n - before->skip[i].n;
		if (n)	/* two engines may have commands of one name */
			json_object_set_new(by, name, json_integer(n +
				json_integer_value(json_object_get(by, name))));
	}
	return by;
}

json_t *gpucount_record(const struct gen9_counters *before,
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
	struct gen9_ctx_counters first, last, *a = &first, *b = &last;
	json_t *obj, *by_page = json_object(), *by_engine = json_object();
	int i;

	sum_contexts(before, a);
	sum_contexts(after, b);
	for (i = 0; i < GEN9_CTR_PAGES; i++)
		json_object_set_new(by_page, pages[i],
				    page_json(&a->page[i], &b->page[i]));
	for (i = 0; i < GEN9_CTR_ENGINES; i++)
		json_object_set_new(by_engine, engines[i],
				    engine_json(&before->engine[i],
						&after->engine[i]));
	obj = json_pack("{s:s, s:o, s:o, s:I, s:I, s:I, s:I, s:I, s:I, s:I}",
			"type", "gpu", "page", by_page, "engine", by_engine,
			"faults", DELTA(faults),
			"bar_dma", DELTA(bar_dma),
			"blits", DELTA(blits),
			"not_executed", DELTA(not_executed),
			"iotlb_hits", DELTA(iotlb_hits),
			"iotlb_misses", DELTA(iotlb_misses),
			"tlb_cost_ps", DELTA(tlb_cost_ps));
	json_object_set_new(obj, "not_executed_by",
			    gpucount_skipped(before, after));
	json_object_set_new(obj, "untimed", json_integer(
		after->untimed - before->untimed));
	json_object_set_new(obj, "primitives", json_integer(
		after->primitives - before->primitives));
	json_object_set_new(obj, "params_hash", json_sprintf("%016llx",
		(unsigned long long)after->params_hash));
	json_object_set_new(obj, "unknown_regs", json_integer(
		after->unknown_regs - before->unknown_regs));
	json_object_set_new(obj, "ggtt_writes", json_integer(
		after->ggtt_writes - before->ggtt_writes));
	json_object_set_new(obj, "gpu_resets", json_integer(
		after->gpu_resets - before->gpu_resets));
	return obj;
}

/* What the context of slot i had before; nothing when it is a new one. */
static const struct gen9_ctx_counters *
slot_before(const struct gen9_counters *before, uint64_t id)
{
	static const struct gen9_ctx_counters none;
	unsigned int i;

	for (i = 0; i < GEN9_CTR_SLOTS; i++)
		if (before->ctx[i].id == id)
			return &before->ctx[i];
	return &none;
}

json_t *gpucount_contexts(const struct gen9_counters *before,
			  const struct gen9_counters *after)
{
	json_t *list = json_array();
	unsigned int i, k;

	for (i = 0; i < GEN9_CTR_SLOTS; i++) {
		const struct gen9_ctx_counters *b = &after->ctx[i], *a;
		uint64_t in = 0, out = 0;

		if (!b->id)
			continue;
		a = slot_before(before, b->id);
		for (k = 0; k < GEN9_CTR_GGTT; k++) {
			in += b->page[k].bytes_read - a->page[k].bytes_read;
			out += b->page[k].bytes_written -
			       a->page[k].bytes_written;
		}
		if (out)
			json_array_append_new(list, json_pack(
				"{s:I, s:I, s:I}",
				"bytes_read", (json_int_t)in,
				"bytes_written", (json_int_t)out,
				"busy_ns", DELTA(busy_ns)));
	}
	return list;
}
