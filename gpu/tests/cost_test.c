// SPDX-License-Identifier: GPL-2.0-or-later
/* Parameter file, costs of hand-made streams, counter slots. */

#include "bench/lib/test.h"
#include "mem.h"
#include "gpu/blitter/blt.h"

#define FILE_NAME	"gpu/params/serial.params"
#define MIB		(1ull << 20)
#define NS		1000ull

/* The whole file as text, with line nr. `line` (from 1) replaced. */
static char *text_with(unsigned int line, const char *by)
{
	char *out = calloc(1, 65536), buf[512];
	FILE *f = fopen(FILE_NAME, "r");
	unsigned int n = 0;

	assert_non_null(f);
	while (fgets(buf, sizeof(buf), f))
		strcat(out, ++n == line ? by : buf);
	fclose(f);
	return out;
}

static unsigned int line_of(const char *name)
{
	FILE *f = fopen(FILE_NAME, "r");
	unsigned int n = 0;
	char buf[512];

	assert_non_null(f);
	while (fgets(buf, sizeof(buf), f)) {
		n++;
		if (!strncmp(buf, name, strlen(name)) &&
		    buf[strlen(name)] == '\t')
			break;
	}
	fclose(f);
	return n;
}

TEST(test_file_is_default)
{
	struct gen9_params file, def;
	char err[200];

	assert_int_equal(gen9_params_load(&file, FILE_NAME, err, sizeof(err)),
			 0);
	assert_string_equal(err, "");
	gen9_params_default(&def);
	assert_memory_equal(&file, &def, sizeof(def));
	assert_int_equal(gen9_params_hash(&file), gen9_params_hash(&def));
}

/* Each parameter is in the hash. */
TEST(test_hash)
{
	struct gen9_params p;
	uint64_t h;

	gen9_params_default(&p);
	h = gen9_params_hash(&p);
	for (unsigned int i = 0; i < gen9_param_count; i++) {
		uint32_t *v = (uint32_t *)((char *)&p + gen9_param_rows[i].off);

		++*v;
		assert_int_not_equal(gen9_params_hash(&p), h);
		--*v;
	}
	assert_int_equal(gen9_params_hash(&p), h);
}

TEST(test_bad_lines)
{
	static const struct {
		const char *name, *by, *says;
	} bad[] = {
		{ "gt_clock_mhz", "gt_clock 1150 # x\n", "unknown parameter" },
		{ "gt_clock_mhz", "\n", "gt_clock_mhz is missing" },
		{ "gt_clock_mhz", "gt_clock_mhz 1e3 # x\n", "not a number" },
		{ "gt_clock_mhz", "gt_clock_mhz -1 # x\n", "not a number" },
		{ "gt_clock_mhz", "gt_clock_mhz # x\n", "not a number" },
		{ "gt_clock_mhz", "gt_clock_mhz\n", "not a number" },
		{ "gt_clock_mhz", "gt_clock_mhz 0 # x\n", "is not in 1.." },
		{ "gt_clock_mhz", "gt_clock_mhz 4294968446 # x\n",
		  "is not in" },
		{ "gt_clock_mhz", "gt_clock_mhz 99999999999999999 # x\n",
		  "not a number" },
		{ "gt_clock_mhz", "gt_clock_mhz 1150\n", "no source" },
		{ "gt_clock_mhz", "gt_clock_mhz 1150 #  \n", "no source" },
		{ "gt_clock_mhz", "gt_clock_mhz 1150 MHz # x\n", "no source" },
		{ "gt_clock_mhz",
		  "gt_clock_mhz 1 # x\ngt_clock_mhz 1 # x\n", "given again" },
		{ "gt_clock_mhz", "gt_clock_mhz 1150 [1200..1300] # x\n",
		  "is not in its range 1200..1300" },
		{ "gt_clock_mhz", "gt_clock_mhz 1150 [1100..1120] # x\n",
		  "is not in its range" },
		{ "gt_clock_mhz", "gt_clock_mhz 1150 [1100.1200] # x\n",
		  "is not a range" },
		{ "gt_clock_mhz", "gt_clock_mhz 1150 [1100..1200 # x\n",
		  "is not a range" },
		{ "gt_clock_mhz", "gt_clock_mhz 1150 [..1200] # x\n",
		  "not a number" },
		{ "gt_clock_mhz", "gt_clock_mhz 1150 [0..1200] # x\n",
		  "is not in 1.." },
		{ "gt_clock_mhz", "gt_clock_mhz 1150 [1100..1200]\n",
		  "no source" },
		{ "l1_tlb_4k_ways", "l1_tlb_4k_ways 3 # x\n",
		  "not 2^n whole sets" },
		{ "l1_tlb_4k_ways", "l1_tlb_4k_ways 64 # x\n",
		  "not 2^n whole sets" },
		{ "l2_tlb_4k_ways", "l2_tlb_4k_ways 4 # x\n",
		  "not 2^n whole sets" },
		{ "iotlb_ways", "iotlb_ways 9 # x\n", "not 2^n whole sets" },
		{ "l1_tlb_4k_ways", "l1_tlb_4k_ways 65 # x\n", "not in 1..64" },
		{ "l2_tlb_4k_ways", "l2_tlb_4k_ways 640 # x\n",
		  "not in 1..64" },
		{ "iotlb_ways", "iotlb_ways 65 # x\n", "not in 1..64" },
		{ "walk_line_entries", "walk_line_entries 65 # x\n",
		  "not in 0..64" },
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		unsigned int line = line_of(bad[i].name);
		char *t = text_with(line, bad[i].by);
		struct gen9_params p = { 0 }, zero = { 0 };
		char err[200], at[40];

		assert_int_equal(gen9_params_parse(&p, t, strlen(t), "file",
						   err, sizeof(err)), -EINVAL);
		assert_non_null(strstr(err, bad[i].says));
		/* missing is told at the end, the rest where it stands */
		snprintf(at, sizeof(at), "file:%u:",
			 line + !!strstr(bad[i].says, "again"));
		if (!strstr(bad[i].says, "missing"))
			assert_non_null(strstr(err, at));
		assert_memory_equal(&p, &zero, sizeof(p));
		free(t);
	}
}

/* Each part's file is whole; its ranges hold its values, and are used. */
TEST(test_parts)
{
	static const char *const parts[] = {
		"gpu/params/kbl-gt2.params", "gpu/params/kbl-u-gt2.params",
		"gpu/params/skl-gt4e.params", "gpu/params/bxt-j4205.params",
		FILE_NAME,
	};

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		struct gen9_range range[GEN9_PARAM_COUNT];
		unsigned int uncertain = 0;
		struct gen9_params p;
		char err[200];

		if (gen9_params_load_ranges(&p, range, parts[i], err,
					    sizeof(err)))
			fail_msg("%s", err);
		assert_true(gen9_params_valid(&p));
		for (unsigned int k = 0; k < GEN9_PARAM_COUNT; k++) {
			uint32_t v = gen9_param_get(&p, k);

			assert_in_range(v, range[k].lo, range[k].hi);
			uncertain += range[k].lo < range[k].hi;
		}
		/* the set "serial" is a set, not a range */
		if (strcmp(parts[i], FILE_NAME))
			assert_true(uncertain > 20);
		else
			assert_int_equal(uncertain, 0);

	}
}

TEST(test_odd_files)
{
	char *t = text_with(0, "");
	struct gen9_params p;
	char err[20];
	size_t len;

	len = strlen(t);
	/* no newline at the end; message cut to the buffer */
	assert_int_equal(gen9_params_parse(&p, t, len - 1, "f", err,
					   sizeof(err)), 0);
	assert_int_equal(gen9_params_parse(&p, t, len / 2, "f", err,
					   sizeof(err)), -EINVAL);
	assert_int_equal(strlen(err), sizeof(err) - 1);
	t[len / 2] = '\0';
	assert_int_equal(gen9_params_parse(&p, t, len, "f", NULL, 0),
			 -EINVAL);
	assert_int_equal(gen9_params_parse(&p, "", 0, "f", err, sizeof(err)),
			 -EINVAL);
	assert_int_equal(gen9_params_load(&p, "gpu/params/none", err,
					  sizeof(err)), -ENOENT);
	free(t);
}

/* ------------------------------------------------------------- streams */

static const uint32_t copy_cmd[] = {	/* 1024 x 256 x 32: 1 MiB */
	2u << 29 | 0x53 << 22 | 3 << 20 | 8, 3u << 24 | 0xcc << 16 | 4096,
	0, 256 << 16 | 1024, 8 * MIB, 0, 0, 4096, 0, 0,
};

/* Cost of the copy in a fresh space of 4K or 2M pages. */
static uint64_t cost_of(const struct gen9_params *p, unsigned int shift,
			unsigned int iommu, struct gen9_ctx_counters *ctr)
{
	struct gen9_blt_setup setup = { 0 };
	struct gen9_blt_op op;
	struct gen9_ctx_counters none = { 0 };
	struct gen9_stream stream = { 0 };
	struct gen9_as as = { .params = p, .ctr = ctr ? ctr : &none,
			      .stream = &stream };
	struct tmem m;
	int ret;

	t_init(&m, 32 * MIB, 24 * MIB);
	m.iommu_shift = iommu;
	for (uint64_t o = 0; o < 16 * MIB; o += 1ull << shift)
		t_map(&m, o, o, shift, T_RW);
	as.bus = &m.bus;
	as.pml4 = m.pml4;
	as.tlb = gen9_tlb_new(p);
	assert_non_null(as.tlb);
	ret = gen9_blt_start(&op, &as, copy_cmd, 10, 0, &setup);
	while (ret == -EAGAIN)
		ret = gen9_blt_step(&as, &op);
	assert_int_equal(ret, 0);
	gen9_tlb_free(as.tlb);
	free(m.ram);
	return as.cost_ps;
}

/* By hand, with round numbers: see the comments. */
TEST(test_golden_4k)
{
	struct gen9_ctx_counters c = { 0 };
	struct gen9_params p;
	uint64_t walks, stream;

	gen9_params_default(&p);
	p.gt_clock_mhz = 1000;		/* 1 ns a clock */
	p.bcs_copy_bytes_per_clk = 16;
	p.mem_bandwidth_mbps = 1000000;	/* never the limit */
	p.blt_clks = 50;
	p.mem_latency_ns = 7;
	p.walk_step_ns = 100;
	p.walk_line_hit_clks = 5;
	stream = MIB / 16 * NS;
	/*
	 * 512 pages: 512 leaves, of which 64 fetch a line and 448 find it;
	 * upper levels: PML4 and PDP entry once, a PDE for source and
	 * destination each; the destination's PDE is in the line of the
	 * source's.
	 */
	walks = (64 * 100 + 448 * 5 + 3 * 100 + 1 * 5) * NS;
	assert_int_equal(cost_of(&p, 12, 0, &c),
			 50 * NS + 7 * NS + stream + walks);
	assert_int_equal(c.page[GEN9_CTR_4K].bytes_read, MIB);
	assert_int_equal(c.page[GEN9_CTR_4K].bytes_written, MIB);
	assert_int_equal(c.page[GEN9_CTR_4K].tlb_misses, 512);
	assert_int_equal(c.page[GEN9_CTR_4K].walk_steps, 512 + 4);
	assert_int_equal(c.page[GEN9_CTR_4K].walk_line_hits, 448 + 1);
	assert_int_equal(c.tlb_cost_ps, walks);
	assert_int_equal(c.blits, 1);
	assert_int_equal(c.faults, 0);
}

TEST(test_golden_2m)
{
	struct gen9_ctx_counters c = { 0 };
	struct gen9_params p;

	gen9_params_default(&p);
	p.gt_clock_mhz = 1000;
	p.bcs_copy_bytes_per_clk = 16;
	p.blt_clks = 0;
	p.mem_latency_ns = 0;
	p.mem_bandwidth_mbps = 10000;	/* slower than the engine: */
	p.mem_efficiency_pct = 50;	/* 5 bytes a ns, 2 MiB moved */
	p.walk_step_ns = 100;
	p.walk_line_hit_clks = 5;
	/* PML4, PDP, PDE for the source; PDE in the same line after it */
	assert_int_equal(cost_of(&p, 21, 0, &c),
			 2 * MIB * NS / 5 + (3 * 100 + 5) * NS);
	assert_int_equal(c.page[GEN9_CTR_2M].tlb_misses, 2);
	assert_int_equal(c.page[GEN9_CTR_2M].bytes_read, MIB);
	/* scaled walks */
	p.walk_scale_pct = 250;
	memset(&c, 0, sizeof(c));
	cost_of(&p, 21, 0, &c);
	assert_int_equal(c.tlb_cost_ps, (3 * 100 + 5) * NS * 5 / 2);
}

/* Larger where it should be: never cheaper; smaller where less is more. */
TEST(test_monotonic)
{
	/* matters: changes the cost of this very stream */
	static const struct {
		const char *name;
		bool cheaper, matters;
	} rows[] = {
		{ "gt_clock_mhz", true, true },
		{ "mem_bandwidth_mbps", true, false },
		{ "mem_efficiency_pct", true, false },
		{ "mem_latency_ns", false, true },
		{ "bcs_copy_bytes_per_clk", true, true },
		{ "blt_clks", false, true },
		{ "walk_step_ns", false, true },
		{ "walk_line_hit_clks", false, true },
		{ "walk_scale_pct", false, true },
		{ "walk_line_entries", true, false },
		{ "l2_tlb_hit_clks", false, false },
		{ "iotlb_miss_ns", false, true },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct gen9_param_row *r = gen9_param_rows;
		uint64_t last = 0, first = 0;
		struct gen9_params p;

		gen9_params_default(&p);
		while (strcmp(r->name, rows[i].name))
			r++;
		for (unsigned int k = 1; k <= 4; k++) {
			uint32_t v = r->def * k / 2;
			uint64_t c;

			v = v < r->min ? r->min : v > r->max ? r->max : v;
			*(uint32_t *)((char *)&p + r->off) = v;
			c = cost_of(&p, 12, 12, NULL);
			if (k == 1)
				first = c;
			else if (rows[i].cheaper)
				assert_true(c <= last);
			else
				assert_true(c >= last);
			last = c;
		}
		if (rows[i].matters)
			assert_int_not_equal(first, last);
	}
}

/* Fewer and larger pages, no IOMMU: cheaper. */
TEST(test_page_sizes)
{
	struct gen9_params p;
	uint64_t k4, k64, m2, io;

	gen9_params_default(&p);
	k4 = cost_of(&p, 12, 0, NULL);
	k64 = cost_of(&p, 16, 0, NULL);
	m2 = cost_of(&p, 21, 0, NULL);
	io = cost_of(&p, 21, 12, NULL);
	assert_true(k4 > k64 && k64 > m2 && io > m2);
	p.walk_scale_pct = 0;
	p.l2_tlb_hit_clks = 0;
	assert_int_equal(cost_of(&p, 12, 0, NULL), cost_of(&p, 21, 0, NULL));
}

TEST(test_extremes)
{
	struct gen9_params p;

	gen9_params_default(&p);
	p.gt_clock_mhz = 1;
	p.mem_bandwidth_mbps = 1;
	p.mem_efficiency_pct = 1;
	assert_int_equal(gen9_cost_clks(&p, UINT64_MAX), UINT64_MAX);
	assert_int_equal(gen9_cost_mem(&p, UINT64_MAX), UINT64_MAX);
	assert_int_equal(gen9_cost_move(&p, &(struct gen9_move){
				.kind = GEN9_BLT_ROP, .tiled = true,
				.dst_bytes = UINT64_MAX, .mem_bytes = 1,
			}), UINT64_MAX);
	assert_int_equal(gen9_cost_mem(&p, 1), 100 * 1000 * NS);
	p.walk_line_hit_clks = UINT32_MAX;
	p.walk_scale_pct = UINT32_MAX;
	assert_int_equal(gen9_cost_walk_step(&p, true), UINT64_MAX);
	assert_int_equal(gen9_add_ps(UINT64_MAX - 1, 1), UINT64_MAX);
	assert_int_equal(gen9_add_ps(UINT64_MAX, UINT64_MAX), UINT64_MAX);
	assert_int_equal(gen9_add_ps(1, 2), 3);
}

/* ------------------------------------------------------------- counters */

TEST(test_slots)
{
	struct gen9_counters *c = calloc(1, sizeof(*c));
	struct gen9_ctx_counters *held, *s;
	uint64_t seed = t_seed(), want = 0, got = 0;

	gen9_counters_init(c, 42);
	held = gen9_counters_get(c, 1000);
	held->commands = 5;
	for (int i = 0; i < 5000; i++) {
		s = gen9_counters_get(c, 1 + t_rand(&seed) % 200);
		s->commands += i;
		s->page[GEN9_CTR_2M].tlb_misses += 2 * (uint64_t)i;
		want += i;
		gen9_counters_put(c, s);
	}
	/* the one that is held is still there, nothing is lost */
	assert_ptr_equal(gen9_counters_get(c, 1000), held);
	assert_int_equal(held->commands, 5);
	for (int i = -1; i < GEN9_CTR_SLOTS; i++) {
		s = i < 0 ? &c->other : &c->ctx[i];
		got += s->commands;
		want -= s->page[GEN9_CTR_2M].tlb_misses / 2;
	}
	assert_int_equal(want, 0);
	assert_int_equal(got, 4999 * 5000 / 2 + 5);
	assert_true(c->evictions > 100);
	/* least recently used goes first */
	s = gen9_counters_get(c, 5001);
	s->faults = 77;
	gen9_counters_put(c, s);
	for (int i = 0; i < GEN9_CTR_SLOTS - 2; i++)
		gen9_counters_put(c, gen9_counters_get(c, 6000 + i));
	assert_ptr_equal(gen9_counters_get(c, 5001), s);
	assert_int_equal(s->faults, 77);
	/* no slot is free: counted in the sum */
	for (int i = 0; i < 2 * GEN9_CTR_SLOTS; i++)
		s = gen9_counters_get(c, 7000 + i);
	assert_ptr_equal(s, &c->other);
	free(c);
}

/* Nothing that is not executed goes without a name, or uncounted. */
TEST(test_skips)
{
	struct gen9_counters *c = calloc(1, sizeof(*c));
	uint64_t sum = 0;

	gen9_counters_init(c, 42);
	gen9_counters_skip(c, 0x70000000, "ONE");
	gen9_counters_skip(c, 0x70000000, "TWO");	/* of another engine */
	gen9_counters_skip(c, 0x70000000, "ONE");
	assert_int_equal(c->skips, 2);
	assert_int_equal(c->skip[0].n, 2);
	assert_string_equal(c->skip[1].name, "TWO");
	for (uint32_t i = 0; i < 100; i++)
		gen9_counters_skip(c, i << 16, "MORE");
	assert_int_equal(c->skips, GEN9_CTR_SKIPS);
	assert_string_equal(c->skip[GEN9_CTR_SKIPS - 1].name, "other commands");
	for (unsigned int i = 0; i < GEN9_CTR_SKIPS; i++)
		sum += c->skip[i].n;
	assert_int_equal(sum, 103);
	free(c);
}

TEST(test_words)
{
	struct gen9_counters *c = calloc(1, sizeof(*c));

	gen9_counters_init(c, 42);
	gen9_counters_get(c, 77)->page[GEN9_CTR_GGTT].bytes_read = 9;
	assert_int_equal(gen9_counters_read(c, 0), GEN9_CTR_MAGIC);
	assert_int_equal(gen9_counters_read(c, 8), GEN9_CTR_VERSION);
	assert_int_equal(gen9_counters_read(c, 16), sizeof(*c));
	assert_int_equal(gen9_counters_read(c,
		offsetof(struct gen9_counters, ctx[0].page[4])), 9);
	assert_int_equal(gen9_counters_read(c, sizeof(*c)), 0);
	assert_int_equal(gen9_counters_read(c, UINT64_MAX), 0);
	free(c);
}
