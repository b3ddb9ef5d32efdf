// SPDX-License-Identifier: GPL-2.0-or-later
/* Translation through the TLB, and copies through an address space. */
#include <errno.h>

#include "gpu/host/work.h"
#include "gpu/memory/as.h"
#include "gpu/memory/dma.h"
#include "gpu/memory/ggtt.h"
#include "gpu/memory/tlb.h"
#include "gpu/memory/trace.h"
#include "gpu/memory/walk.h"

int gen9_as_fault(struct gen9_as *as, uint64_t va)
{
	if (as->ctr)
		as->ctr->faults++;
	if (!as->fault) {
		as->fault = -EFAULT;
		as->fault_va = va & ~0xfffull;
	}
	return -EFAULT;
}

static unsigned int page_of(uint64_t val)
{
	return (val & GEN9_VAL_PAGE_MASK) >> GEN9_VAL_PAGE_SHIFT;
}

static int finish(struct gen9_as *as, uint64_t va, bool write, uint64_t val,
		  unsigned int class, struct gen9_xlat *out)
{
	uint64_t mask = (1ull << gen9_class_shift[class]) - 1;

	out->missed = false;
	if (write && !(val & GEN9_VAL_RW)) {
		if (as->ctr)
			as->ctr->ro_writes++;
		/* the length lets the caller skip the page */
		out->len = mask + 1 - (va & mask);
		return -EACCES;
	}
	out->pa = (val & GEN9_ADDR_MASK) + (va & mask);
	out->len = mask + 1 - (va & mask);
	out->page_shift = gen9_class_shift[class];
	out->ctr_page = page_of(val);
	return 0;
}

static enum gen9_space space_of(const struct gen9_as *as)
{
	return as->is_ggtt ? GEN9_GGTT : GEN9_PPGTT;
}

static void count_hit(struct gen9_as *as, enum gen9_tlb_hit hit, uint64_t val)
{
	if (hit == GEN9_TLB_L2)
		gen9_as_charge(as, as->tlb->ps_l2);
	if (!as->ctr)
		return;
	if (hit == GEN9_TLB_L2)
		as->ctr->page[page_of(val)].tlb_l2_hits++;
	else
		as->ctr->page[page_of(val)].tlb_l1_hits++;
}

/* Without a TLB every access walks. */
static int translate_uncached(struct gen9_as *as, uint64_t va, bool write,
			      struct gen9_xlat *out)
{
	uint64_t val;
	int class = gen9_walk(as, va, &val), ret;

	if (class < 0)
		return gen9_as_fault(as, va);
	ret = finish(as, va, write, val, class, out);
	out->missed = true;
	return ret;
}

static int translate_slow(struct gen9_as *as, uint64_t va, bool write,
			  struct gen9_xlat *out, unsigned int slot)
{
	struct gen9_tlb *t = as->tlb;
	struct gen9_cache_ent *e;
	enum gen9_tlb_hit hit;
	unsigned int class;
	uint64_t val;
	int ret;

	hit = gen9_tlb_find(t, space_of(as), va, &e, &class);
	if (hit == GEN9_TLB_MISS) {
		ret = gen9_walk(as, va, &val);
		if (ret < 0)
			return gen9_as_fault(as, va);
		class = ret;
		e = gen9_tlb_insert(t, space_of(as), va, class, val);
	} else {
		count_hit(as, hit, e->val);
	}
	t->hint[slot].e = e;
	t->hint[slot].class = class;
	ret = finish(as, va, write, e->val, class, out);
	out->missed = hit == GEN9_TLB_MISS;
	return ret;
}

static int translate_cached(struct gen9_as *as, uint64_t va, bool write,
			    struct gen9_xlat *out)
{
	struct gen9_tlb *t = as->tlb;
	const struct gen9_cache_ent *e;
	unsigned int slot, class;
	int ret;

	if (!as->is_ggtt && t->pml4 != as->pml4) {
		gen9_tlb_flush_space(t, GEN9_PPGTT);
		t->pml4 = as->pml4;
	}
	/*
	 * The entry last used for such an access, if it is the one again:
	 * hints point to the front of a set, where nothing needs to move.
	 */
	slot = space_of(as) * 2 + write;
	e = t->hint[slot].e;
	class = t->hint[slot].class;
	if (e->key != gen9_tlb_key(t, space_of(as), va, class)) {
		ret = translate_slow(as, va, write, out, slot);
		as->work += t->work;
		t->work = 0;
		return ret;
	}
	count_hit(as, GEN9_TLB_L1, e->val);
	return finish(as, va, write, e->val, class, out);
}

static int translate(struct gen9_as *as, uint64_t va, bool write,
		     struct gen9_xlat *out)
{
	as->work += GEN9_WORK_WAY;
	if (!as->is_ggtt)
		va &= GEN9_VA_MASK;
	else if (va >> 12 >= as->ggtt->entries)
		return gen9_as_fault(as, va);
	if (!as->tlb)
		return translate_uncached(as, va, write, out);
	return translate_cached(as, va, write, out);
}

static bool is_huge(const struct gen9_xlat *x)
{
	return x->ctr_page == GEN9_CTR_2M || x->ctr_page == GEN9_CTR_1G;
}

int gen9_translate(struct gen9_as *as, uint64_t va, bool write,
		   struct gen9_xlat *out)
{
	bool streams = as->stream && as->stream->open;
	int ret;

	if (streams)
		gen9_stream_look_up(as->stream, va, write);
	if (as->walker)
		gen9_walker_look_up(as->walker, va, write);
	ret = translate(as, va, write, out);
	/* after what was read for it */
	if (as->trace)
		gen9_trace_look_up(as->trace, as->is_ggtt, va, write);
	if ((streams || (as->walker && as->walker->streams)) && !ret && !write)
		gen9_stream_read(as->stream, is_huge(out));
	return ret;
}

static void account(struct gen9_as *as, const struct gen9_xlat *x, size_t n,
		    bool write)
{
	if (as->trace)
		gen9_trace_num(as->trace, GEN9_TRACE_BYTES, n);
	if (as->params)
		as->cost_ps = gen9_add_ps(as->cost_ps,
					  gen9_cost_mem(as->params, n));
	if (!as->ctr)
		return;
	if (write)
		as->ctr->page[x->ctr_page].bytes_written += n;
	else
		as->ctr->page[x->ctr_page].bytes_read += n;
}

int gen9_as_read(struct gen9_as *as, uint64_t va, void *buf, size_t len)
{
	struct gen9_xlat x;
	uint8_t *p = buf;
	size_t n;

	while (len) {
		if (gen9_translate(as, va, false, &x))
			return -EFAULT;
		n = len < x.len ? len : x.len;
		if (gen9_dma_read(as, x.pa, p, n))
			return gen9_as_fault(as, va);
		account(as, &x, n, false);
		va += n;
		p += n;
		len -= n;
	}
	return 0;
}

int gen9_as_write(struct gen9_as *as, uint64_t va, const void *buf,
		  size_t len)
{
	const uint8_t *p = buf;
	struct gen9_xlat x;
	size_t n;
	int ret;

	while (len) {
		ret = gen9_translate(as, va, true, &x);
		if (ret && ret != -EACCES)
			return ret;
		n = len < x.len ? len : x.len;
		if (!ret) {
			if (gen9_dma_write(as, x.pa, p, n))
				return gen9_as_fault(as, va);
			account(as, &x, n, true);
		}
		va += n;
		p += n;
		len -= n;
	}
	return 0;
}
