// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Hostile page tables and 2D commands. Built with -fsanitize=fuzzer it is a
 * libFuzzer target (-DLIBFUZZER); on its own it replays the files given, or
 * else gpu/tests/corpus/mem-* and RANDOM inputs of its own (SEED=, CASES=).
 *
 * Each mapping is a block of its own on the heap, as long as was granted,
 * so that a sanitizer sees an access beyond it. Checked besides: every
 * mapping is given back, the work of one call is bounded, a translation
 * stays inside its page, the clock never goes back.
 */

#include "check.h"
#include "mem.h"
#include "gpu/blitter/blt.h"

#define RAM		(64 * 4096)
#define MAPS		256
#define MAX_STEPS	32
#define MAX_WORK	(48ull << 20)

struct input {
	const uint8_t *p;
	size_t left;
};

struct fz {
	uint8_t ram[RAM];
	struct {
		uint8_t *p;
		uint64_t pa;
		size_t len;
	} map[MAPS];
	unsigned int maps;
	uint64_t work;		/* bytes and calls on the bus */
	unsigned int mode, shift;
	struct gen9_bus bus;
	struct gen9_params params;
	struct gen9_counters ctrs;
	struct gen9_stream stream;
	struct gen9_as as;
	struct gen9_blt_setup setup;
	uint64_t pte[64];
	struct gen9_ggtt ggtt;
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint64_t take(struct input *in, size_t n)
{
	uint64_t v = 0;

	for (size_t i = 0; i < n; i++) {
		v |= (uint64_t)(in->left ? *in->p : 0) << (8 * i);
		in->p += !!in->left;
		in->left -= !!in->left;
	}
	return v;
}

static bool inside(uint64_t a, size_t n)
{
	return a <= RAM && n <= RAM - a;
}

static int fz_read(void *o, uint64_t a, void *buf, size_t n)
{
	struct fz *f = o;

	f->work += n + 64;
	if (!inside(a, n))
		return -EFAULT;
	memcpy(buf, f->ram + a, n);
	return 0;
}

static int fz_write(void *o, uint64_t a, const void *buf, size_t n)
{
	struct fz *f = o;

	f->work += n + 64;
	if (!inside(a, n))
		return -EFAULT;
	memcpy(f->ram + a, buf, n);
	return 0;
}

static void *fz_map(void *o, uint64_t a, size_t *n, bool write)
{
	struct fz *f = o;
	uint8_t *p;

	f->work += 64;
	if (f->mode & 1 || a >= RAM || f->maps == MAPS)
		return NULL;
	if (*n > RAM - a)
		*n = RAM - a;
	if (f->mode & 2 && *n > 1000)
		*n = 1000;
	p = malloc(*n);
	if (!p)
		abort();
	memcpy(p, f->ram + a, *n);
	f->map[f->maps].p = p;
	f->map[f->maps].pa = a;
	f->map[f->maps++].len = *n;
	return p;
}

static void fz_unmap(void *o, void *p, size_t n, bool write)
{
	struct fz *f = o;
	unsigned int i;

	for (i = 0; i < f->maps && f->map[i].p != p; i++)
		;
	CHECK(i < f->maps);
	CHECK(n == f->map[i].len);
	if (write)
		memcpy(f->ram + f->map[i].pa, p, n);
	free(p);
	f->map[i] = f->map[--f->maps];
}

static unsigned int fz_iommu(void *o, uint64_t a)
{
	struct fz *f = o;

	return f->shift ? f->shift + (a >> 12 & 1) * 9 : 0;
}

/* A new TLB of small or usual size. */
static void new_tlb(struct fz *f, unsigned int kind)
{
	gen9_params_default(&f->params);
	if (kind & 1) {
		f->params.l1_tlb_4k_entries = f->params.l1_tlb_4k_ways = 1;
		f->params.l2_tlb_4k_entries = 0;
		f->params.walk_cache_pde_entries = 0;
		f->params.walk_line_entries = 0;
		f->params.iotlb_entries = 0;
	}
	if (kind & 2)
		f->params.walk_scale_pct = 1000000;
	gen9_tlb_free(f->as.tlb);
	f->as.tlb = f->ggtt.tlb[0] =
		kind & 4 ? NULL : gen9_tlb_new(&f->params);
}

static void op_entry(struct fz *f, struct input *in)
{
	unsigned int page = take(in, 1) % 64, i = take(in, 2) & 511;
	uint64_t e = take(in, 1) % 66 << 12 | take(in, 2);
	unsigned int n = take(in, 1) % 33 * 16;

	/* one entry, or a run of neighbours that map neighbours */
	for (unsigned int k = 0; k <= n && i + k < 512; k++)
		((uint64_t *)f->ram)[page * 512 + i + k] = e + k % 64 * 4096;
}

static void op_raw(struct fz *f, struct input *in)
{
	uint64_t at = take(in, 2) * 8 % RAM, v = take(in, 8);

	memcpy(f->ram + at, &v, 8);
}

static void op_translate(struct fz *f, struct input *in)
{
	uint64_t va = take(in, 8), size;
	struct gen9_xlat x;
	int ret = gen9_translate(&f->as, va, take(in, 1) & 1, &x);

	CHECK(ret == 0 || ret == -EFAULT || ret == -EACCES);
	CHECK(ret != -EFAULT || f->as.fault == -EFAULT);
	if (ret)
		return;
	size = 1ull << x.page_shift;
	CHECK(x.len && x.len <= size);
	CHECK((x.pa + x.len) % size == 0);
	CHECK((x.pa ^ va) % 4096 == 0);
	CHECK(x.ctr_page < GEN9_CTR_PAGES);
	f->as.fault = 0;
}

static void op_access(struct fz *f, struct input *in)
{
	uint64_t va = take(in, 8);
	size_t len = take(in, 2) % 20000;
	uint8_t *buf = calloc(1, len + 1);

	if (take(in, 1) & 1)
		gen9_as_read(&f->as, va, buf, len);
	else
		gen9_as_write(&f->as, va, buf, len);
	free(buf);
}

/* One call that may only do bounded work. */
#define BOUNDED(call) do { \
	uint64_t cost_ = f->as.cost_ps; \
	f->work = 0; \
	call; \
	CHECK(!f->maps); \
	CHECK(f->work < MAX_WORK); \
	CHECK(f->as.cost_ps >= cost_); \
} while (0)

/* Begin a command in an exact copy of it, which is gone when it is done. */
static void blit(struct fz *f, const uint32_t *dw, unsigned int n,
		 uint32_t swctrl)
{
	uint32_t *copy = malloc(n * 4 + 1);
	struct gen9_blt_op op;
	unsigned int steps = 0;
	int ret;

	memcpy(copy, dw, n * 4);
	BOUNDED(ret = gen9_blt_start(&op, &f->as, copy, n, swctrl, &f->setup));
	CHECK(memcmp(copy, dw, n * 4) == 0);
	free(copy);
	CHECK(ret == 0 || ret == -EAGAIN || ret == -EINVAL ||
	      ret == -ENOSYS || ret == -EFAULT);
	while (ret == -EAGAIN && steps++ < MAX_STEPS) {
		BOUNDED(ret = gen9_blt_step(&f->as, &op));
		CHECK(ret == 0 || ret == -EAGAIN || ret == -EFAULT);
	}
}

static void op_blit(struct fz *f, struct input *in, bool tame)
{
	static const uint8_t ops[] = {
		0x01, 0x03, 0x11, 0x24, 0x25, 0x26, 0x31, 0x40, 0x42, 0x43,
		0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57, 0x58, 0x59,
		0x71, 0x72, 0x73, 0x74, 0x75, 0x76, 0x77,
	};
	uint32_t dw[96] = { 0 }, swctrl = take(in, 1);
	unsigned int n = take(in, 1) % 96 + 1;

	for (unsigned int i = 0; i < n; i++)
		dw[i] = take(in, 4);
	dw[0] = ((dw[0] & 0x1fffff) | take(in, 1) << 20) & 0x3fffff;
	dw[0] |= 2u << 29 | (uint32_t)ops[take(in, 1) % sizeof(ops)] << 22;
	if (tame) {
		/* small surfaces at low addresses, where pages are */
		n = n < 16 ? 16 : n;
		dw[2] &= 0x001f007f;
		dw[3] = dw[2] + (dw[3] & 0x003f00ff);
		for (unsigned int i = 4; i < 14; i += 2) {
			dw[i] &= 0xfffff;
			dw[i + 1] &= 0x0fff;
		}
		dw[5] = dw[9] = dw[11] = 0;
	}
	blit(f, dw, n, swctrl);
}

static void op_space(struct fz *f, struct input *in)
{
	unsigned int what = take(in, 1);

	f->mode = what & 3;
	f->as.is_ggtt = what >> 2 & 1;
	f->as.ips_off = what >> 3 & 1;
	f->shift = what >> 4 & 1 ? take(in, 1) % 70 : 0;
	f->as.ctr = what >> 5 & 1 ? NULL : &f->ctrs.other;
	f->as.params = what >> 6 & 1 ? NULL : &f->params;
	if (what >> 7)
		new_tlb(f, take(in, 1));
}

static void step(struct fz *f, struct input *in)
{
	switch (take(in, 1) % 12) {
	case 0:
	case 1:
		op_entry(f, in);
		break;
	case 2:
		op_raw(f, in);
		break;
	case 3:
		f->as.pml4 = take(in, 1) % 66 << 12 | take(in, 1);
		break;
	case 4:
		op_translate(f, in);
		break;
	case 5:
		op_access(f, in);
		break;
	case 6:
		if (f->as.tlb)
			gen9_tlb_flush(f->as.tlb);
		break;
	case 7:
		op_space(f, in);
		break;
	case 8:
		gen9_ggtt_write(&f->ggtt, take(in, 1) % 64, take(in, 5));
		break;
	case 9:
		op_blit(f, in, false);
		break;
	default:
		op_blit(f, in, true);
	}
}

/* Tables that map the first MiB to all of memory, 4K and 2M pages. */
static void start(struct fz *f)
{
	uint64_t *q = (uint64_t *)f->ram;

	q[0] = 1 << 12 | 3;			/* PML4 at 0 */
	q[512] = 2 << 12 | 3;			/* PDP */
	q[1024] = 3 << 12 | 3;			/* PD */
	q[1025] = 0 | 3 | T_PS;			/* 2M at VA 2M */
	for (unsigned int i = 0; i < 256; i++)
		q[1536 + i] = (4 + i % 60) << 12 | 3;
	for (unsigned int i = 0; i < 64; i++)
		f->pte[i] = i << 12 | 1;
	f->bus = (struct gen9_bus){
		.opaque = f, .dma_read = fz_read, .dma_write = fz_write,
		.dma_map = fz_map, .dma_unmap = fz_unmap,
		.iommu_shift = fz_iommu,
	};
	f->ggtt = (struct gen9_ggtt){ .pte = f->pte, .entries = 64 };
	f->as = (struct gen9_as){
		.bus = &f->bus, .params = &f->params, .ctr = &f->ctrs.other,
		.ggtt = &f->ggtt, .stream = &f->stream,
	};
	new_tlb(f, 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size < 4096 ? size : 4096 };
	struct fz *f = calloc(1, sizeof(*f));

	if (!f)
		return 0;
	start(f);
	for (int i = 0; in.left && i < 64; i++)
		step(f, &in);
	gen9_tlb_free(f->as.tlb);
	free(f);
	return 0;
}

#ifndef LIBFUZZER

#define FUZZ_MOST 4096
#include "fuzz_main.h"

static void random_inputs(long cases)
{
	uint64_t seed = t_seed();
	uint8_t buf[2048];

	for (long i = 0; i < cases; i++) {
		size_t n = 1 + t_rand(&seed) % sizeof(buf);

		for (size_t k = 0; k < n; k++) {
			uint64_t r = t_rand(&seed);

			/* small numbers are what structures are made of */
			buf[k] = r & 0x300 ? r & 0xff : (r & 7);
		}
		LLVMFuzzerTestOneInput(buf, n);
	}
	printf("%ld random inputs\n", cases);
}

int main(int argc, char **argv)
{
	return fuzz_main(argc, argv, "mem-", random_inputs, 30000);
}

#endif
