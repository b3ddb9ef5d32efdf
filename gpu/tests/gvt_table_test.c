// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The model's decoder against GVT-g's: which commands each engine has and how
 * long they are. Where they differ a guest hides commands in what GVT-g takes
 * for payload. gpu/tests/gvt-differences has what differs and why that is no
 * hole of the model; each line of it must still be true.
 */
#include <fnmatch.h>

#include "bed.h"
#include "bench/lib/test.h"
#include "gpu/commands/decode.h"
#include "gvt_table.h"

#define DIFFERENCES	"gpu/tests/gvt-differences"
#define MAX		256

/* Found differences, one a line: KIND COMMAND ENGINE[,ENGINE] */
struct found {
	char line[MAX][120];
	unsigned int n;
};

static void add(struct found *f, const char *kind, const char *name,
		uint8_t engines)
{
	int k;

	if (!engines)
		return;
	assert_true(f->n < MAX);
	k = snprintf(f->line[f->n], sizeof(*f->line), "%s %s ", kind, name);
	for (unsigned int i = 0, some = 0; i < GEN9_CTR_ENGINES; i++)
		if (engines >> i & 1)
			k += snprintf(f->line[f->n] + k, sizeof(*f->line) - k,
				      "%s%s", some++ ? "," : "", gvt_engines[i]);
	f->n++;
}

/* A row of GVT-g's on each of its engines. */
static void compare_row(const struct gvt_row *r, struct found *f)
{
	uint8_t none = 0, length = 0, legal = 0;

	for (unsigned int i = 0; i < GEN9_CTR_ENGINES; i++) {
		const struct gen9_cmd *c;

		if (!(r->engines >> i & 1))
			continue;
		c = gen9_cmd_find(r->op | r->len_mask, i);
		if (!c)
			none |= 1u << i;
		else if (c->op != r->op || c->len_mask != r->len_mask ||
			 c->fixed != r->fixed)
			length |= 1u << i;
		else if (r->legal && (c->min != r->legal || c->max != r->legal))
			legal |= 1u << i;
	}
	add(f, "gvt-only", r->name, none);
	add(f, "length", r->name, length);
	add(f, "legal", r->name, legal);
}

/* A row of the model's that GVT-g does not have. */
static void compare_model(const struct gen9_cmd *c, const struct gvt_table *t,
			  struct found *f)
{
	uint8_t none = 0;

	for (unsigned int i = 0; i < GEN9_CTR_ENGINES; i++)
		if (c->engines >> i & 1 && !gvt_find(t, c->op | c->len_mask, i))
			none |= 1u << i;
	add(f, "model-only", c->name, none);
}

static void compare(const struct gvt_table *t, struct found *f)
{
	f->n = 0;
	for (unsigned int i = 0; i < t->n; i++)
		compare_row(&t->row[i], f);
	for (unsigned int k = 0; k < gen9_cmd_table_count; k++)
		for (unsigned int i = 0; i < gen9_cmd_tables[k]->n; i++)
			compare_model(&gen9_cmd_tables[k]->row[i], t, f);
}

/* The explained ones: "DIFFERENCE: why", # for comments. */
static void read_explained(struct found *f)
{
	FILE *in = fopen(DIFFERENCES, "r");
	char buf[512], *colon;

	f->n = 0;
	assert_non_null(in);
	while (fgets(buf, sizeof(buf), in)) {
		if (*buf == '#' || *buf == '\n')
			continue;
		colon = strchr(buf, ':');
		if (!colon || strlen(colon) < 12 || f->n == MAX)
			fail_msg("%s: no reason: %s", DIFFERENCES, buf);
		if (colon - buf >= (int)sizeof(*f->line))
			fail_msg("%s: too long: %s", DIFFERENCES, buf);
		memcpy(f->line[f->n], buf, colon - buf);
		f->line[f->n++][colon - buf] = '\0';
	}
	fclose(in);
}

/* Either may have patterns: the explained "HCP_*" is a row for many. */
static bool has(const struct found *f, const char *line)
{
	for (unsigned int i = 0; i < f->n; i++)
		if (!fnmatch(f->line[i], line, 0) ||
		    !fnmatch(line, f->line[i], 0))
			return true;
	return false;
}

/* Lines that one has and the other lacks. */
static unsigned int lacking(const struct found *a, const struct found *b,
			    const char *what)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < a->n; i++)
		if (!has(b, a->line[i])) {
			print_message("%s: %s\n", what, a->line[i]);
			n++;
		}
	return n;
}

static struct gvt_table table;
static struct found found, explained;

static int setup(void **state)
{
	unsigned int line;
	int ret = gvt_table_read(GVT_TABLE, &table, &line);

	*state = NULL;
	if (ret)
		print_error("%s:%u: %s\n", GVT_TABLE, line, strerror(-ret));
	return ret;
}
AROUND_ALL(setup, NULL);

TEST(decoders_agree)
{
	unsigned int bad;

	*state = NULL;
	compare(&table, &found);
	read_explained(&explained);
	bad = lacking(&found, &explained, "differs, not explained") +
	      lacking(&explained, &found, "explained, does not differ");
	assert_int_equal(bad, 0);
}

/* Each kind of difference, planted, is seen, and nothing else changes. */
TEST(a_difference_is_seen)
{
	static const struct {
		const char *op, *line;
	} plant[] = {
		{ "mask", "length 3DSTATE_BINDING_TABLE_EDIT_VS rcs" },
		{ "bias", "length MI_LOAD_REGISTER_IMM rcs,bcs,vcs,vecs" },
		{ "legal", "legal MI_STORE_REGISTER_MEM rcs,bcs,vcs,vecs" },
		{ "gone", "model-only XY_COLOR_BLT bcs" },
		{ "new", "gvt-only MI_NEW vecs" },
	};

	*state = NULL;
	for (unsigned int i = 0; i < sizeof(plant) / sizeof(*plant); i++) {
		static struct gvt_table t;
		static struct found now;
		struct gvt_row *r;

		t = table;
		r = &t.row[0];
		while (r < t.row + t.n && !strstr(plant[i].line, r->name))
			r++;
		switch (i) {
		case 0:	r->len_mask = 0xff; break;
		case 1: r->fixed = 1; break;
		case 2: r->legal = 5; break;
		case 3: *r = t.row[--t.n]; break;
		case 4:
			assert_true(t.n < GVT_ROWS);
			t.row[t.n++] = (struct gvt_row){
				.name = "MI_NEW", .op = 0x3fu << 23, .fixed = 1,
				.engines = 1u << GEN9_CTR_VECS0,
			};
			break;
		}
		compare(&table, &found);
		compare(&t, &now);
		assert_int_equal(now.n, found.n + 1);
		assert_true(has(&now, plant[i].line));
	}
}

/* The three that were seen, and the like: length in dwords. */
TEST(known_lengths)
{
	static const struct {
		uint32_t header, len;
		enum gen9_ctr_engine engine;
	} v[] = {
		{ 0x784301ff, 513, GEN9_CTR_RCS0 },	/* 3DSTATE_BINDING_TABLE_EDIT_VS */
		{ 0x783907ff, 2049, GEN9_CTR_RCS0 },	/* 3DSTATE_DX9_CONSTANTF_VS */
		{ 0x791701ff, 513, GEN9_CTR_RCS0 },	/* 3DSTATE_SO_DECL_LIST */
		{ 0x7000ffff, 65537, GEN9_CTR_RCS0 },	/* MEDIA_VFE_STATE */
		{ 0x70000fff, 4097, GEN9_CTR_VCS0 },	/* MFX_PIPE_MODE_SELECT */
		{ 0x7000ffff, 4097, GEN9_CTR_VCS0 },
		{ 0x74000fff, 4097, GEN9_CTR_VECS0 },	/* VEBOX_SURFACE_STATE */
		{ 0x6800003f, 1, GEN9_CTR_VCS0 },		/* MFX_WAIT */
		{ 0x690400ff, 1, GEN9_CTR_RCS0 },		/* PIPELINE_SELECT */
		{ 0x100003ff, 1025, GEN9_CTR_VECS0 },	/* MI_STORE_DATA_IMM */
		{ 0x1300003f, 65, GEN9_CTR_BCS0 },	/* MI_FLUSH_DW */
	};

	*state = NULL;
	for (unsigned int i = 0; i < sizeof(v) / sizeof(*v); i++) {
		const struct gen9_cmd *c = gen9_cmd_find(v[i].header, v[i].engine);

		assert_non_null(c);
		assert_int_equal(gen9_cmd_len(c, v[i].header), v[i].len);
	}
}
