// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Two guests on one engine (stream_bed.h). Nothing may happen that GVT-g's
 * scan did not see and allow: a write to what is not the guest's, to the GGTT,
 * to a register, a context that was never submitted, a read of the host's
 * memory. And what the second guest computes is the same whether the first one
 * ran before or not.
 *
 * An input is bytes, of which stream_gen.h makes streams; another generator
 * makes other streams of the saved ones. Address and undefined sanitizers
 * watch.
 */
#include <dirent.h>
#include <time.h>

#include "stream_bed.h"
#include "stream_gaps.h"
#include "isolation.h"
#include "gpu/gpgpu/gpgpu.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* ---- what must not have happened ------------------------------------------ */

static char what[160];

#define FOUND(...) (snprintf(what, sizeof(what), __VA_ARGS__), what)

static const char *memory_changed(void)
{
	const uint32_t *host = bed_mem(&bed, HOST_BUS);

	for (uint32_t i = 0; i < HOST_PAGES * 1024; i++)
		if (host[i] != SECRET + (i & 0xff))
			return FOUND("the host's memory at 0x%x: %08x", i * 4,
				     host[i]);
	if (memcmp(bed_mem(&bed, BED_TABLES), tables, TABLES_SIZE))
		return FOUND("page tables changed");
	for (uint32_t i = 0; i < 0x1000; i++) {
		uint32_t at = BED_HWSP + i * 4;

		if (*bed_mem(&bed, at) && (at - hwsp() < 0x40 ||
					   at - hwsp() >= 0x80))
			return FOUND("status page 0x%x: %08x", i * 4,
				     *bed_mem(&bed, at));
	}
	return NULL;
}

static const char *ggtt_changed(void)
{
	const uint64_t *ggtt = gen9_get_ggtt(bed.g);

	for (uint32_t i = 0; i < GGTT_USED; i++)
		if (ggtt[i] != ggtt_entry(i))
			return FOUND("GGTT entry 0x%x: %llx", i,
				     (unsigned long long)ggtt[i]);
	return NULL;
}

/* Registers that change because an engine runs, from its base or not. */
static bool of_the_machine(uint32_t off)
{
	static const uint16_t own[] = {
		0x30, 0x34, 0x38, 0x3c, 0x68, 0x74, 0x94, 0x9c, 0xb0, 0xb8,
		0x110, 0x114, 0x118, 0x11c, 0x140, 0x168, 0x1c0, 0x1c4, 0x1c8,
		0x230, 0x234, 0x244, 0x3a0, 0x3a8,
	};
	static const uint32_t other[] = {
		0x4094, 0x4b10, 0x4b14, 0x44304, 0x44308, 0x44314, 0x44318,
		0x44334, 0x44338,
	};
	uint32_t rel = off - base();

	for (unsigned int i = 0; i < sizeof(own) / sizeof(*own); i++)
		if (rel == own[i])
			return true;
	for (unsigned int i = 0; i < sizeof(other) / sizeof(*other); i++)
		if (off == other[i])
			return true;
	return (rel >= 0x270 && rel < 0x290) || (rel >= 0x370 && rel < 0x3a0);
}

static bool is_approved(uint32_t off)
{
	for (unsigned int g = 0; g < 2; g++) {
		const struct gvt_scan *s = &plan.guest[g].scan;

		for (unsigned int i = 0; i < s->approved_n; i++)
			if (!plan.guest[g].refused && s->approved[i] == off)
				return true;
	}
	return false;
}

/*
 * IGT's list, the predicates of engines that it does not test, and the two
 * counters of pixels that it leaves out.
 */
static bool of_a_user(uint32_t off)
{
	if ((off - base() >= 0x400 && off - base() < 0x420) ||
	    (plan.engine == GEN9_CTR_RCS0 && off >= 0x2348 && off < 0x2358))
		return true;
	for (unsigned int i = 0; i < sizeof(isolated) / sizeof(*isolated); i++)
		if (isolated[i].base == base() && off >= isolated[i].off &&
		    off < isolated[i].off + isolated[i].count * 4)
			return true;
	return false;
}

static const char *registers_changed(void)
{
	const uint32_t *now = bed.g->regs.val;

	for (uint32_t p = 0; p < GEN9_REG_WORDS; p += 64) {
		if (!memcmp(now + p, regs + p, 64 * 4))
			continue;
		for (uint32_t i = p; i < p + 64; i++)
			if (now[i] != regs[i] && !of_the_machine(i * 4) &&
			    !is_approved(i * 4) && !of_a_user(i * 4))
				return FOUND("register 0x%x: %08x, was %08x",
					     i * 4, now[i], regs[i]);
	}
	return NULL;
}

static const char *secret_seen(void)
{
	for (unsigned int g = 0; g < 2; g++)
		for (uint32_t i = 0; i < USER_SIZE / 4; i++)
			if ((bed_mem(&bed, USER_BUS(g))[i] & ~0xffu) == SECRET ||
			    (bed_mem(&bed, PART(g))[i] & ~0xffu) == SECRET)
				return FOUND("guest %u has the host's data", g);
	return NULL;
}

static const char *violation(uint64_t submissions_before)
{
	const struct gen9_counters *c = gen9_get_counters(bed.g);
	const char *w = memory_changed();

	if (!w)
		w = ggtt_changed();
	if (!w)
		w = registers_changed();
	if (!w)
		w = secret_seen();
	if (!w && away)
		w = FOUND("executes what was not scanned, at 0x%x", away);
	if (!w && c->engine[plan.engine].submissions - submissions_before !=
	    submitted)
		w = FOUND("%llu submissions instead of %lu", (unsigned long long)
			  (c->engine[plan.engine].submissions -
			   submissions_before), submitted);
	return w;
}

static uint64_t submissions(void)
{
	return gen9_get_counters(bed.g)->engine[plan.engine].submissions;
}

/* Words of a view that differ from another's where the mask is zero. */
static long differs(const struct view *a, const struct view *b,
		    const uint8_t *time_dependent)
{
	const uint8_t *x = (const uint8_t *)a, *y = (const uint8_t *)b;

	for (size_t i = 0; i < offsetof(struct view, done); i += 4)
		if (memcmp(x + i, y + i, 4) &&
		    !(time_dependent && time_dependent[i / 4]))
			return i;
	return -1;
}

/*
 * Did the first guest write, as GVT-g allows, what no context keeps? Two
 * guests see that of each other but for what GVT-g itself switches
 * (gvt/mmio_context.c), which is not done here.
 */
static bool shares(const struct guest *g)
{
	const struct gvt_scan *s = &g->scan;

	if (g->refused)
		return false;
	for (unsigned int i = 0; i < s->approved_n; i++)
		if (!gen9_reg_is(&bed.g->regs, s->approved[i], plan.engine,
				 R_CTX))
			return true;
	return s->shared;
}

static bool has_workarounds(const struct guest *g)
{
	return plan.engine == GEN9_CTR_RCS0 &&
	       g->indirect & INDIRECT_CTX_LINES;
}

/* Does the second guest compute something else when the first one ran? */
static const char *interference(const struct view *with)
{
	static uint8_t mask[sizeof(struct view) / 4];
	static struct view alone, again;
	long at;

	run(false, false, &alone);
	if (!with->done) {
		count.unfinished++;
		return NULL;
	}
	/* A workaround batch shows how often its context was restored. */
	if (shares(&plan.guest[0]) || has_workarounds(&plan.guest[1])) {
		count.sharing++;
		return NULL;
	}
	if (!alone.done)
		return FOUND("guest 1 ends only if guest 0 ran before");
	count.compared++;
	if (differs(with, &alone, NULL) < 0)
		return NULL;
	/* Alone at other times: what depends on time is no difference. */
	memset(mask, 0, sizeof(mask));
	for (unsigned int k = 0; k < 4; k++) {
		bed_run(&bed, 977 << k);
		run(false, false, &again);
		for (size_t i = 0; i < offsetof(struct view, done); i += 4)
			mask[i / 4] |= !!memcmp((uint8_t *)&alone + i,
						(uint8_t *)&again + i, 4);
	}
	at = differs(with, &alone, mask);
	return at < 0 ? NULL : FOUND("guest 1 at 0x%lx: %08x, alone %08x", at,
				     *(const uint32_t *)((const uint8_t *)with + at),
				     *(uint32_t *)((uint8_t *)&alone + at));
}

static void init(void)
{
	unsigned int line;
	int ret = gvt_table_read(GVT_TABLE, &table, &line);

	if (ret) {
		fprintf(stderr, "%s:%u: %s\n", GVT_TABLE, line, strerror(-ret));
		exit(1);
	}
	ret = gvt_registers_read(GVT_REGISTERS, &registers, &line);
	if (ret) {
		fprintf(stderr, "%s:%u: %s\n", GVT_REGISTERS, line, strerror(-ret));
		exit(1);
	}
	bed_init(&bed);
	add_image_registers();
	memcpy(reset, bed.g->regs.val, sizeof(reset));
	map_guests();
}

static void account(void)
{
	count.cases++;
	for (unsigned int g = 0; g < 2; g++) {
		count.refused += plan.guest[g].refused;
		count.rings += !plan.guest[g].refused;
		count.images += !plan.guest[g].refused && plan.guest[g].image_n;
		count.workarounds += !plan.guest[g].refused &&
				     has_workarounds(&plan.guest[g]);
		count.walkers += !plan.guest[g].refused && plan.guest[g].walker;
		for (unsigned int i = 0; i < GVT_ROWS / 64; i++)
			rows_met[plan.engine][i] |= plan.guest[g].refused ? 0 :
				plan.guest[g].scan.rows[i];
	}
}

/* What is wrong with this input, or NULL. */
static const char *try_input(const uint8_t *data, size_t size)
{
	static struct view with;
	uint64_t before;
	const char *w;

	if (!table.n)
		init();
	make_plan(data, size);
	before = submissions();
	run(true, false, &with);
	account();
	w = violation(before);
	return w ? w : interference(&with);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *w = try_input(data, size);

	if (!w)
		return 0;
	fprintf(stderr, "%s: %s\n", gvt_engines[plan.engine], w);
	abort();
}

#ifndef FUZZ_NO_MAIN
static const char *try_gap(unsigned int i, bool as_is)
{
	static struct view v;
	struct guest *g = &plan.guest[0];
	uint64_t before;

	memset(&plan, 0, sizeof(plan));
	plan.engine = gaps[i].engine;
	plan.op[0].kind = plan.op[1].kind = 2;
	g->ring_n = gaps[i].n;
	g->image_at = plan.guest[1].image_at = BED_CTX_END;
	memcpy(g->ring, gaps[i].ring, sizeof(gaps[i].ring));
	memcpy(g->part, gaps[i].batch, sizeof(gaps[i].batch));
	memcpy(g->user, gaps[i].user, sizeof(gaps[i].user));
	memcpy(g->part + PART_INDIRECT + 64 - sizeof(gaps[i].wa), gaps[i].wa,
	       sizeof(gaps[i].wa));
	g->indirect = gaps[i].indirect;
	g->per_ctx = gaps[i].per_ctx;
	make_root(g->part);
	before = submissions();
	run(true, as_is, &v);
	return violation(before);
}

static int known_gaps(void)
{
	const char *open, *closed;
	int bad = 0;

	if (!table.n)
		init();
	for (unsigned int i = 0; i < sizeof(gaps) / sizeof(*gaps); i++) {
		open = try_gap(i, true);
		printf("GVT-g as it is: %s: %s\n", gaps[i].name,
		       open ? open : "not found");
		bad |= !open;
		closed = try_gap(i, false);
		if (closed)
			printf("... and closed: %s\n", closed);
		bad |= closed != NULL;
	}
	return bad;
}

static int run_file(const char *path)
{
	static uint8_t buf[4096];
	FILE *f = fopen(path, "rb");
	const char *w;
	size_t n;

	if (!f) {
		perror(path);
		return 1;
	}
	n = fread(buf, 1, sizeof(buf), f);
	fclose(f);
	w = try_input(buf, n);
	if (w)
		fprintf(stderr, "%s: %s: %s\n", path, gvt_engines[plan.engine], w);
	return w != NULL;
}

static int run_corpus(const char *dir, int *bad)
{
	char path[512];
	struct dirent *d;
	DIR *o = opendir(dir);
	int n = 0;

	while (o && (d = readdir(o)))
		if (!strncmp(d->d_name, "stream-", 7)) {
			snprintf(path, sizeof(path), "%s/%s", dir, d->d_name);
			*bad += run_file(path);
			n++;
		}
	if (o)
		closedir(o);
	return n;
}

static void save(const char *dir, unsigned long k, const uint8_t *buf, size_t n)
{
	char path[512];
	FILE *f;

	snprintf(path, sizeof(path), "%s/stream-%lu", dir, k);
	f = fopen(path, "wb");
	if (f && fwrite(buf, 1, n, f) == n)
		fprintf(stderr, "saved as %s\n", path);
	if (f)
		fclose(f);
}

/* That execution units have executed, in all runs. */
static unsigned long long instructions(void)
{
	const struct eu_counters *c =
		gen9_gpgpu_counters(&bed.g->engine[GEN9_CTR_RCS0]);
	unsigned long long sum = 0;

	for (unsigned int op = 0; op < 128; op++)
		for (unsigned int t = 0; t < EU_TYPES; t++)
			for (unsigned int w = 0; w < 6; w++)
				sum += c->n[op][t][w];
	return sum;
}

static void report(void)
{
	unsigned int rows = 0, of = 0;

	for (unsigned int e = 0; e < GEN9_CTR_ENGINES; e++)
		for (unsigned int i = 0; i < table.n; i++) {
			of += table.row[i].engines >> e & 1;
			rows += rows_met[e][i / 64] >> i % 64 & 1;
		}
	printf("%lu inputs, %lu streams taken by the scan, %lu refused, %lu images, %lu with workaround batches, %lu with walkers, %llu instructions of threads; %lu times the second guest compared, %lu unfinished, %lu sharing registers; %u of %u rows met\n",
	       count.cases, count.rings, count.refused, count.images,
	       count.workarounds, count.walkers, instructions(),
	       count.compared, count.unfinished,
	       count.sharing, rows, of);
}

/* CASES inputs or TIME seconds; SAVE=dir keeps what fails, GO_ON=1 goes on. */
static int run_random(void)
{
	const char *cases = getenv("CASES"), *secs = getenv("TIME"),
		   *dir = getenv("SAVE");
	unsigned long most = cases ? strtoul(cases, NULL, 0) : 2000, bad = 0;
	time_t until = secs ? time(NULL) + atol(secs) : 0;
	uint64_t seed = t_seed();
	uint8_t buf[4096];

	for (unsigned long k = 0; until ? time(NULL) < until : k < most; k++) {
		size_t n = t_rand(&seed) % sizeof(buf);
		const char *w;

		for (size_t j = 0; j < n; j++)
			buf[j] = t_rand(&seed);
		w = try_input(buf, n);
		if (!w)
			continue;
		bad++;
		fprintf(stderr, "input %lu: %s: %s\n", k,
			gvt_engines[plan.engine], w);
		if (dir)
			save(dir, k, buf, n);
		if (!getenv("GO_ON"))
			break;
	}
	report();
	return bad != 0;
}

int main(int argc, char **argv)
{
	int bad = 0, n;

	for (int k = 1; k < argc; k++)
		bad |= run_file(argv[k]);
	if (argc > 1)
		return bad;
	bad = known_gaps();
	n = run_corpus("gpu/tests/corpus", &bad);
	printf("%d saved inputs\n", n);
	return bad | !n | run_random();
}
#endif
