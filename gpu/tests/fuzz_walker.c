// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Hostile walkers: state, descriptors, surface states, payload and code of an
 * input, through ring, batch and GPGPU_WALKER or MEDIA_OBJECT. Built with
 * -fsanitize=fuzzer it is a libFuzzer target (-DLIBFUZZER); on its own it
 * replays the files given, or else gpu/tests/corpus/walker-* and random inputs
 * (SEED=, CASES=), plausible more often than not.
 *
 * Checked: bytes move only where the context's pages allow it, reads too, or
 * where the engine keeps its own state; what is mapped is used within its
 * length (a copy of it, which a sanitizer watches) and given back; a call does
 * a bounded amount of work; the clock goes on; after a reset of the engine the
 * next kernel computes; the same input ends in the same memory, at the same
 * time, twice.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz_bed.h"
#include "eu_gen.h"
#include "gpu/message/msg.h"

#define DYNAMIC		0x10000u	/* offsets in it */
#define SURFACE		0x20000u
#define INDIRECT	0x30000u
#define KERNEL		0x40000u
#define GOOD		0x60000u	/* the kernel that has to run afterwards */
#define MOST_CODE	128u		/* instructions */
#define SURFACES	8u
#define COMMANDS	96u		/* dwords */

/* What an input is. */
struct input {
	uint32_t holes;		/* pages that are not there: one in 1 + holes % 16 */
	uint32_t batch[COMMANDS];
	uint32_t descriptor[8];
	uint32_t sampler[4];
	uint32_t surface[SURFACES][16];
	uint32_t payload[64];
	uint64_t code[MOST_CODE][2];
};

static unsigned long long executed;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void load(struct bed *b, const struct input *in)
{
	memcpy(at(b, 0), in->batch, sizeof(in->batch));
	at(b, 0)[COMMANDS] = MI_BATCH_BUFFER_END;
	memcpy(at(b, DYNAMIC), in->descriptor, sizeof(in->descriptor));
	memcpy(at(b, DYNAMIC + 0x200), in->sampler, sizeof(in->sampler));
	for (unsigned int i = 0; i < 256; i++)
		at(b, SURFACE)[i] = 0x400 + i % SURFACES * 64;
	memcpy(at(b, SURFACE + 0x400), in->surface, sizeof(in->surface));
	memcpy(at(b, INDIRECT), in->payload, sizeof(in->payload));
	memcpy(at(b, KERNEL), in->code, sizeof(in->code));
}

static struct end run(const struct input *in)
{
	static struct bed b;

	holes = in->holes;
	make(&b);
	load(&b, in);
	start(&b, 0, 0);
	run_out(&b);
	for (unsigned int i = 0; i < GEN9_ISSUES * GEN9_ISSUE_LOGS; i++)
		executed += render(&b)->walker.done[i];
	return end_of(&b);
}

FUZZ_TWICE(run)

#ifndef LIBFUZZER

#define FUZZ_MOST sizeof(struct input)
#include "fuzz_main.h"
#include "walker_gen.h"

static void random_inputs(long cases)
{
	static struct input in;
	uint64_t x = t_seed();

	for (long i = 0; i < cases; i++) {
		random_input(&in, &x);
		fuzz_one(&in, sizeof(in));
	}
	printf("%ld random inputs, twice each: %llu runs ended, %llu hung, %llu instructions\n",
	       cases, ended, hung, executed);
}

int main(int argc, char **argv)
{
	return fuzz_main(argc, argv, "walker-", random_inputs, 100);
}

#endif
