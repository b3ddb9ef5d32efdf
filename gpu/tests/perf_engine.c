// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * How fast the model executes commands and register accesses, in processor
 * time of the host; and that an idle GPU asks for none of it.
 */
#include <time.h>

#include "bed.h"

#define BATCH_VA	(1ull << 32)
#define BATCH_PAGES	64u
#define BATCH_DWORDS	(BATCH_PAGES * 1024)
#define SPACE		(8u << 20)		/* of memory, for the batch */

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return t.tv_sec + t.tv_nsec * 1e-9;
}

static void line(const char *what, double n, double s)
{
	printf("%-32s %9.3f  (%.0f in %.2f s)\n", what, n / s / 1e6, n, s);
}

/* Submit context 0, whose ring starts the batch; until it is idle again. */
static void run_batch(struct bed *b)
{
	BED_EMIT(b, 0, RCS_BASE, MI_BATCH_BUFFER_START | MI_BATCH_PPGTT,
		 (uint32_t)BATCH_VA, BATCH_VA >> 32, MI_NOOP);
	bed_submit(b, RCS_BASE, bed_desc(0), 0);
	bed_run(b, 1000000000);
}

static uint64_t commands(struct bed *b)
{
	return gen9_get_counters(b->g)->engine[GEN9_CTR_RCS0].commands;
}

/* The batch: dw again and again, and an end. */
static void fill(struct bed *b, const uint32_t *dw, unsigned int n)
{
	uint32_t *p = bed_mem(b, SPACE);
	unsigned int i;

	for (i = 0; i + n < BATCH_DWORDS; i++)
		p[i] = dw[i % n];
	for (i = i / n * n; i < BATCH_DWORDS; i++)
		p[i] = MI_BATCH_BUFFER_END;
}

static void command_rate(struct bed *b, const char *what, const uint32_t *dw,
			 unsigned int n)
{
	uint64_t done;
	double t;

	fill(b, dw, n);
	run_batch(b);			/* warm */
	done = commands(b);
	t = now();
	while (now() - t < 1)
		run_batch(b);
	line(what, (double)(commands(b) - done), now() - t);
}

static void submission_rate(struct bed *b)
{
	unsigned int n = 0;
	double t = now();

	for (; now() - t < 1; n++) {
		BED_EMIT(b, 0, RCS_BASE, MI_USER_INTERRUPT, MI_NOOP);
		bed_submit(b, RCS_BASE, bed_desc(0), 0);
		bed_run(b, 100000);
	}
	line("submissions, idle to idle", n, now() - t);
}

static void mmio_rate(struct bed *b)
{
	const unsigned int n = 5000000;
	uint32_t sum = 0;
	double t = now();

	for (unsigned int i = 0; i < n; i++)
		sum += bed_rd(b, RCS_BASE + 0x358);
	line("reads of RING_TIMESTAMP", n, now() - t);
	t = now();
	for (unsigned int i = 0; i < n; i++)
		bed_wr(b, RCS_BASE + 0x600, i);
	line("writes of CS_GPR", n, now() - t);
	t = now();
	for (unsigned int i = 0; i < n; i++)
		gen9_mmio_write(b->g, GEN9_GGTT_OFFSET + (i & 0xffff) * 8,
				(uint64_t)(i & 0xffff) << 12 | 1, 8);
	line("writes of GGTT entries", n, now() - t);
	if (sum == 1)
		printf("\n");
}

/* Timer calls that a GPU with nothing to do asks for, of a virtual second. */
static unsigned int idle(struct bed *b)
{
	unsigned int fired = bed_run(b, 1000000000);

	printf("%-32s %9u  timer calls in a virtual second\n", "idle GPU",
	       fired);
	return fired;
}

int main(void)
{
	static struct bed b;
	const uint32_t noop[] = { MI_NOOP };
	const uint32_t store[] = { MI_STORE_DWORD_IMM,
				   (uint32_t)BATCH_VA + BATCH_PAGES * 4096,
				   BATCH_VA >> 32, 1 };
	const uint32_t lri[] = { MI_LRI(1), RCS_BASE + 0x600, 7 };

	bed_init(&b);
	for (unsigned int i = 0; i <= BATCH_PAGES; i++)
		t_map(&b.m, BATCH_VA + i * 4096ull, SPACE + i * 4096ull, 12,
		      T_RW);
	bed_context(&b, 0, RCS_BASE);
	bed_start(&b, RCS_BASE);
	printf("%-32s %9s\n", "", "10^6/s");
	command_rate(&b, "MI_NOOP in a batch", noop, 1);
	command_rate(&b, "MI_LOAD_REGISTER_IMM in a batch", lri, 3);
	command_rate(&b, "MI_STORE_DATA_IMM in a batch", store, 4);
	submission_rate(&b);
	mmio_rate(&b);
	if (idle(&b)) {
		fprintf(stderr, "an idle GPU asks for processor time\n");
		return 1;
	}
	bed_free(&b);
	return 0;
}
