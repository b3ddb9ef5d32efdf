// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * How fast the model itself is: blits against memcpy of the same bytes on
 * the same host, and translations a second. Processor time, printed as a
 * table, which says what is over the limits: times memcpy, 1.5 for linear and
 * X-tiled, 4 with a Y surface.
 *
 * A blit and a memcpy() make a pair, one directly after the other; rows take
 * turns. A core whose other hardware thread is busy, which a virtual machine
 * is not told, executes little more than half as many instructions in the same
 * processor time, while memory, and so memcpy(), is as fast as before. Two
 * loops in registers before and after a pair tell: one that fills the core, and
 * one that waits for its own results, which a neighbour hardly slows and whose
 * time takes the clock's frequency out. A pair counts if both times their ratio
 * is within a tenth of the best seen. The limits hold for the median of these.
 */
#include <time.h>

#include "mem.h"
#include "gpu/blitter/blt.h"

#define MIB		(1ull << 20)
#define SURF		(16 * MIB)
#define SRC_VA		(1ull << 32)
#define DST_VA		(2ull << 32)
#define TABLES		(80 * MIB)
#define RAM		(96 * MIB)
#define PAIRS		120	/* of a row, at most */
#define ENOUGH		25	/* that count */
#define FEW		11	/* with less a row is not judged */

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return t.tv_sec + t.tv_nsec * 1e-9;
}

static struct tmem m;
static struct gen9_params params;
static struct gen9_counters *ctrs;
static struct gen9_stream stream;
static struct gen9_as as;

/* memcpy() moves the same bytes, in as large pieces as they lie. */
static uint64_t plain = SURF;

static uint64_t place(uint64_t o)
{
	return plain == SURF ? o : o * 5 % SURF;
}

/* Scattered: neighbours are never contiguous in memory. */
static void space(unsigned int shift, bool scattered)
{
	uint64_t step = 1ull << shift;

	plain = scattered ? step : SURF;

	if (as.tlb)
		gen9_tlb_free(as.tlb);
	free(m.ram);
	t_init(&m, RAM, TABLES);
	memset(m.ram, 1, TABLES);
	for (uint64_t o = 0; o < SURF; o += step) {
		t_map(&m, SRC_VA + o, place(o), shift, T_RW);
		t_map(&m, DST_VA + o, 2 * SURF + place(o), shift, T_RW);
	}
	gen9_counters_init(ctrs, 0);
	as = (struct gen9_as){
		.bus = &m.bus, .params = &params,
		.tlb = gen9_tlb_new(&params), .pml4 = m.pml4,
		.stream = &stream,
		.ctr = gen9_counters_get(ctrs, 1),
	};
	if (!as.tlb)
		abort();
}

static void run(const uint32_t *dw, unsigned int n, uint32_t swctrl)
{
	struct gen9_blt_setup setup = { 0 };
	struct gen9_blt_op op;
	int ret;

	ret = gen9_blt_start(&op, &as, dw, n, swctrl, &setup);
	while (ret == -EAGAIN)
		ret = gen9_blt_step(&as, &op);
	if (ret) {
		fprintf(stderr, "blit failed: %d\n", ret);
		exit(1);
	}
}

/* 1024 x 4096 pixels of 32 bits: 16 MiB. y: bit 0 source, bit 1 target. */
static void copy(bool src_tiled, bool dst_tiled, unsigned int y)
{
	uint32_t dw[10] = {
		2u << 29 | 0x53 << 22 | 3 << 20 | 8 | (src_tiled ? 1 << 15 : 0) |
		(dst_tiled ? 1 << 11 : 0),
		3u << 24 | 0xcc << 16 | (dst_tiled ? 1024 : 4096),
		0, 4096u << 16 | 1024, (uint32_t)DST_VA, DST_VA >> 32,
		0, src_tiled ? 1024 : 4096, (uint32_t)SRC_VA, SRC_VA >> 32,
	};

	run(dw, 10, y);
}

static void fill(bool tiled, unsigned int y)
{
	uint32_t dw[7] = {
		2u << 29 | 0x50 << 22 | 3 << 20 | 5 | (tiled ? 1 << 11 : 0),
		3u << 24 | 0xf0 << 16 | (tiled ? 1024 : 4096), 0,
		4096u << 16 | 1024, (uint32_t)DST_VA, DST_VA >> 32, 0x12345678,
	};

	run(dw, 7, y);
}

enum how { COPY, FILL };

/* Tiling bits of y as above. */
static const struct row {
	const char *name;
	enum how how;
	bool src_tiled, dst_tiled;
	unsigned int y;
} rows[] = {
	{ "copy linear", COPY, false, false, 0 },
	{ "copy X to X", COPY, true, true, 0 },
	{ "copy linear to X", COPY, false, true, 0 },
	{ "copy X to linear", COPY, true, false, 0 },
	{ "copy Y to Y", COPY, true, true, 3 },
	{ "copy linear to Y", COPY, false, true, 2 },
	{ "copy Y to linear", COPY, true, false, 1 },
	{ "copy X to Y", COPY, true, true, 2 },
	{ "copy Y to X", COPY, true, true, 1 },
	{ "fill linear", FILL, false, false, 0 },
	{ "fill X", FILL, false, true, 0 },
	{ "fill Y", FILL, false, true, 2 },
};
#define ROWS (sizeof(rows) / sizeof(rows[0]))

static void blit(const struct row *r)
{
	if (r->how == COPY)
		copy(r->src_tiled, r->dst_tiled, r->y);
	else
		fill(r->dst_tiled, r->y);
}

static double blit_time(const struct row *r)
{
	double t = now();

	blit(r);
	return now() - t;
}

/* The same bytes, in pieces as large as they are contiguous. */
static double memcpy_time(void)
{
	double t = now();

	for (uint64_t o = 0; o < SURF; o += plain)
		memcpy(m.ram + 2 * SURF + place(o), m.ram + place(o), plain);
	return now() - t;
}

/* Of one row, by pair. */
struct sample {
	double blit, copy, ratio;
	double alone;		/* how much of the core it had: see alone() */
};

#define LOOP		20000u

static double waiting_loop(void)
{
	double t = now();
	uint64_t a = 1;

	for (unsigned int i = 0; i < LOOP; i++) {
		a = a * a + i;
		__asm__ volatile("" : "+r"(a));
	}
	return now() - t;
}

static double filling_loop(void)
{
	double t = now();
	uint64_t a = 1, b = 2, c = 3, d = 4, e = 5, f = 6;

	for (unsigned int i = 0; i < LOOP; i++) {
		a += i, b ^= i, c -= i, d += i, e ^= i, f -= i;
		a ^= 5, b += 5, c ^= 5, d -= 5, e += 5, f ^= 5;
		__asm__ volatile("" : "+r"(a), "+r"(b), "+r"(c), "+r"(d),
				 "+r"(e), "+r"(f));
	}
	return now() - t;
}

/* The middle of three: what the host takes away meanwhile is in one. */
static double middle(double (*loop)(void))
{
	double a = loop(), b = loop(), c = loop();

	if (a > b) {
		double x = a;

		a = b;
		b = x;
	}
	return c < a ? a : c > b ? b : c;
}

/* The best few of a table are noise of the clock. */
#define BEST		24
static double best[BEST];	/* ascending */

static double alone(void)
{
	double v = middle(waiting_loop) / middle(filling_loop);
	unsigned int i;

	for (i = 0; i < BEST && v > best[i]; i++)
		if (i)
			best[i - 1] = best[i];
	if (i)
		best[i - 1] = v;
	return v;
}

/* Which of the two is first changes from pair to pair. */
static void measure(const struct row *row, struct sample *s, bool memcpy_first)
{
	double after;

	s->alone = alone();
	if (memcpy_first)
		s->copy = memcpy_time();
	s->blit = blit_time(row);
	if (!memcpy_first)
		s->copy = memcpy_time();
	s->ratio = s->blit / s->copy;
	after = alone();
	if (after < s->alone)
		s->alone = after;
}

/* Those that count come first; how many. */
static unsigned int undisturbed(struct sample *s, unsigned int n)
{
	unsigned int good = 0;

	for (unsigned int i = 0; i < n; i++)
		if (s[i].alone >= 0.9 * best[0]) {
			struct sample x = s[i];

			s[i] = s[good];
			s[good++] = x;
		}
	return good;
}

static int ascending(const void *a, const void *b)
{
	const struct sample *x = a, *y = b;

	return (x->ratio > y->ratio) - (x->ratio < y->ratio);
}

static double median(struct sample *s, unsigned int n)
{
	qsort(s, n, sizeof(*s), ascending);
	return n ? s[n / 2].ratio : 0;
}

static void print_row(const struct row *row, struct sample *s, unsigned int n,
		      const char *pages)
{
	double all = median(s, n), limit = row->y ? 4 : 1.5, counts;
	unsigned int good = undisturbed(s, n);

	counts = median(s, good);
	printf("%-18s %-6s %8.0f %8.0f %6.2f %4u %6.2f %4u %5.1f %s\n",
	       row->name, pages, SURF / 1048576.0 / s[good / 2].blit,
	       SURF / 1048576.0 / s[good / 2].copy, counts, good, all, n, limit,
	       good < FEW ? "busy" : counts <= limit ? "pass" : "over");
}

static struct sample samples[ROWS][PAIRS];

static bool enough(unsigned int n)
{
	for (size_t k = 0; k < ROWS; k++)
		if (undisturbed(samples[k], n) < ENOUGH)
			return false;
	return true;
}

static void table(unsigned int shift, bool scattered, const char *pages)
{
	unsigned int n;

	space(shift, scattered);
	memset(best, 0, sizeof(best));
	for (size_t k = 0; k < ROWS; k++)
		blit(&rows[k]);
	for (n = 0; n < PAIRS && !enough(n); n++)
		for (size_t k = 0; k < ROWS; k++)
			measure(&rows[k], &samples[k][n], n & 1);
	for (size_t k = 0; k < ROWS; k++)
		print_row(&rows[k], samples[k], n, pages);
}

static void walks(unsigned int shift, const char *pages)
{
	const unsigned int n = 1000000;
	uint64_t seed = 1, sum = 0;
	struct gen9_xlat x;
	double t;

	space(shift, shift == 12);
	t = now();
	for (unsigned int i = 0; i < n; i++) {
		if (i % 64 == 0)
			gen9_tlb_flush(as.tlb);
		gen9_translate(&as, SRC_VA + t_rand(&seed) % SURF, false, &x);
		sum += x.pa;
	}
	t = now() - t;
	printf("%-25s %-6s %8.2f  (%.2f steps each, check %x)\n",
	       "walks, 10^6/s", pages, n / t / 1e6,
	       (double)as.ctr->page[shift == 12 ? 0 : 2].walk_steps / n,
	       (unsigned int)(sum & 0xff));
	t = now();
	for (unsigned int i = 0; i < n * 10; i++) {
		gen9_translate(&as, SRC_VA + i % 4096, false, &x);
		sum += x.pa;
	}
	t = now() - t;
	printf("%-25s %-6s %8.2f  (check %x)\n", "TLB hits, 10^6/s", pages,
	       n * 10 / t / 1e6, (unsigned int)(sum & 0xff));
}

int main(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	gen9_params_default(&params);
	ctrs = calloc(1, sizeof(*ctrs));
	if (!ctrs)
		return 1;
	printf("%-18s %-6s %8s %8s %6s %4s %6s %4s %5s\n", "16 MiB blit",
	       "pages", "MiB/s", "memcpy", "median", "of", "all", "of", "limit");
	table(12, true, "4K");		/* scattered */
	table(12, false, "4K run");	/* as parts of a huge page */
	table(21, false, "2M");
	walks(12, "4K");
	walks(21, "2M");
	gen9_tlb_free(as.tlb);
	free(m.ram);
	free(ctrs);
	return 0;
}
