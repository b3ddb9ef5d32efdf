// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Hostile instructions. Built with -fsanitize=fuzzer it is a libFuzzer target
 * (-DLIBFUZZER); on its own it replays the files given, or else
 * gpu/tests/corpus/eu-* and RANDOM inputs of its own (SEED=, CASES=), half of
 * them instructions whose opcodes, types and distances are legal.
 *
 * Checked: the budget holds, whatever loops there are; a thread that faults
 * says why; no channel is active that was not dispatched; the same code leaves
 * the same registers, flags and counts twice, the second time with its lines
 * forgotten after each few instructions. Code and thread are blocks of their
 * own on the heap, so that a sanitizer sees an access beyond them.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "eu_gen.h"
#include "gpu/eu/icache.h"

#define BUDGET		600u
#define MOST		2048u

/* What an input begins with. */
struct head {
	uint32_t cr0, channels, flag[2], base;
	uint16_t a0[16];
	uint8_t fetches;	/* of its lines are there, in eighths */
	uint8_t answers;
	uint8_t pad[2];
};

struct fz {
	struct eu_core core;
	struct head h;
	uint8_t *code;
	size_t size;
	unsigned int sends;
};

static uint64_t executed;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int fz_send(struct eu_thread *t, const struct eu_send *s)
{
	struct fz *f = t->core->owner;

	CHECK(s->src0 < EU_GRFS && s->src1 < EU_GRFS);
	CHECK(s->dst < EU_GRFS || s->dst == EU_NO_REG);
	CHECK(s->exec_size == 32 || !(s->mask >> s->exec_size));
	/* The side of messages may find that code has changed. */
	if (f->h.answers & 1)
		eu_core_invalidate(t->core);
	switch (f->sends++ & f->h.answers >> 1 & 7) {
	case 5:
		return EU_WAIT;
	case 6:
		return EU_FAULT;
	default:
		t->grf[s->dst & (EU_GRFS - 1)][0]++;
		return 0;
	}
}

static int fz_fetch(struct eu_core *core, uint64_t addr, void *buf, size_t len)
{
	struct fz *f = core->owner;
	uint64_t at = addr - core->base;

	CHECK(len && len <= EU_LINE && !(addr & (len - 1)));
	if (at >= f->size || (at / EU_LINE & 7) >= f->h.fetches % 9 + 4u)
		return -EFAULT;
	memset(buf, 0, len);
	memcpy(buf, f->code + at, f->size - at < len ? f->size - at : len);
	return 0;
}

static struct eu_thread *start(struct fz *f)
{
	struct eu_thread *t = malloc(sizeof(*t));

	if (!t)
		abort();
	f->sends = 0;
	eu_thread_start(t, &f->core, 0, f->h.channels | 1);
	t->cr0[0] = f->h.cr0;
	memcpy(t->flag, f->h.flag, sizeof(t->flag));
	memcpy(t->a0, f->h.a0, sizeof(t->a0));
	for (unsigned int i = 0; i < sizeof(t->grf); i++)
		t->grf[i / EU_GRF_BYTES][i % EU_GRF_BYTES] = i * 37 ^ i >> 5;
	return t;
}

/* Run, forgetting the code after each `slice` instructions. */
static struct eu_thread *run(struct fz *f, unsigned int slice, bool forget)
{
	struct eu_thread *t = start(f);
	unsigned int left = BUDGET;
	enum eu_stop why = EU_BUDGET;

	while (left && (why == EU_BUDGET || why == EU_WAIT)) {
		unsigned int n = left < slice ? left : slice;
		uint64_t before = t->instructions;

		why = eu_run(t, n);
		left -= n;
		CHECK(t->instructions - before <= n);
		CHECK(why != EU_FAULT || t->fault != EU_FAULT_NONE);
		CHECK(!(t->active & ~t->dispatch));
		CHECK(t->parked == (t->active != t->dispatch));
		if (forget)
			eu_core_invalidate(&f->core);
	}
	return t;
}

static void compare(struct fz *f)
{
	struct eu_thread *a = run(f, 50, false), *b = run(f, 50, true);

	CHECK(!memcmp(a, b, sizeof(*a)));
	executed += a->instructions;
	free(a);
	free(b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct eu_ops ops = { .send = fz_send, .fetch = fz_fetch };
	struct fz f = { .core.ops = &ops };

	if (size <= sizeof(f.h) || size > sizeof(f.h) + MOST)
		return 0;
	memcpy(&f.h, data, sizeof(f.h));
	f.core.owner = &f;
	f.core.base = (uint64_t)(f.h.base >> 12) << 12;
	f.size = size - sizeof(f.h);
	f.code = malloc(f.size);
	if (!f.code)
		abort();
	memcpy(f.code, data + sizeof(f.h), f.size);
	compare(&f);
	eu_core_free(&f.core);
	free(f.code);
	return 0;
}

#ifndef LIBFUZZER

#define FUZZ_MOST (sizeof(struct head) + MOST)
#include "fuzz_main.h"

static size_t random_input(uint8_t *buf, uint64_t *x)
{
	struct head h = {
		.cr0 = t_rand(x), .channels = t_rand(x), .base = t_rand(x),
		.flag = { t_rand(x), t_rand(x) },
		.fetches = t_rand(x) % 9, .answers = t_rand(x),
	};
	size_t n = 1 + t_rand(x) % (MOST / 16);

	for (unsigned int i = 0; i < 16; i++)
		h.a0[i] = t_rand(x) & 1 ? t_rand(x) : t_rand(x) & 0xfff;
	memcpy(buf, &h, sizeof(h));
	for (size_t k = 0; k < n; k++) {
		uint64_t w[2] = { t_rand(x), t_rand(x) };

		if (h.answers & 0x80)
			gen_instruction(w, x);
		memcpy(buf + sizeof(h) + 16 * k, w, 16);
	}
	return sizeof(h) + 16 * n;
}

static void random_inputs(long cases)
{
	static uint8_t buf[sizeof(struct head) + MOST];
	uint64_t x = t_seed();

	for (long i = 0; i < cases; i++) {
		size_t n = random_input(buf, &x);

		fuzz_one(buf, n);
	}
	printf("%ld random inputs, %llu instructions\n", cases,
	       (unsigned long long)executed);
}

int main(int argc, char **argv)
{
	return fuzz_main(argc, argv, "eu-", random_inputs, 20000);
}

#endif
