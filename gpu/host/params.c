// SPDX-License-Identifier: GPL-2.0-or-later
/* Parameters of the cost model: rows, their file, validity, hash. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gpu/host/params.h"
#include "gpu/host/state.h"

#define MAX_FILE	(64 * 1024)

const struct gen9_param_row gen9_param_rows[] = {
#define P(name, unit, min, max, def) \
	{ #name, unit, min, max, def, offsetof(struct gen9_params, name) },
	GEN9_PARAMS(P)
#undef P
};
#define TLBS(C) \
	C(l1_tlb_4k) C(l1_tlb_64k) C(l1_tlb_2m) C(l1_tlb_1g) \
	C(l2_tlb_4k) C(l2_tlb_64k) C(l2_tlb_2m) C(l2_tlb_1g) C(iotlb)
#define NROWS (sizeof(gen9_param_rows) / sizeof(gen9_param_rows[0]))
const unsigned int gen9_param_count = NROWS;

struct parse {
	struct gen9_params p;
	struct gen9_range range[NROWS];
	unsigned int line[NROWS];	/* where each was given; 0: not yet */
	unsigned int lineno;
	const char *name;
	char *err;
	size_t errlen;
};

int gen9_param_find(const char *name, size_t len)
{
	for (unsigned int i = 0; i < NROWS; i++)
		if (strlen(gen9_param_rows[i].name) == len &&
		    !memcmp(gen9_param_rows[i].name, name, len))
			return i;
	return -1;
}

__attribute__((format(printf, 3, 4)))
static int bad(struct parse *ps, unsigned int line, const char *fmt, ...)
{
	char what[160];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	if (ps->errlen)
		snprintf(ps->err, ps->errlen, "%s:%u: %s", ps->name, line,
			 what);
	return -EINVAL;
}

static bool blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Length of the word at s, which ends at end or before a blank or '#'. */
static size_t word(const char *s, const char *end)
{
	const char *p = s;

	while (p < end && !blank(*p) && *p != '#')
		p++;
	return p - s;
}

static const char *skip(const char *s, const char *end)
{
	while (s < end && blank(*s))
		s++;
	return s;
}

/* Decimal digits only; 0 and *v, or -1. */
static int number(const char *s, size_t len, uint64_t *v)
{
	*v = 0;
	if (!len || len > 12)
		return -1;
	for (size_t i = 0; i < len; i++) {
		if (s[i] < '0' || s[i] > '9')
			return -1;
		*v = *v * 10 + (s[i] - '0');
	}
	return 0;
}

/* The number at *s for row i into *out; *s moves behind it. */
static int parse_number(struct parse *ps, unsigned int i, const char **s,
			size_t n, uint32_t *out)
{
	const struct gen9_param_row *r = &gen9_param_rows[i];
	uint64_t v;

	if (number(*s, n, &v))
		return bad(ps, ps->lineno, "%s: '%.*s' is not a number",
			   r->name, (int)(n < 40 ? n : 40), *s);
	if (v < r->min || v > r->max)
		return bad(ps, ps->lineno, "%s: %llu is not in %u..%u %s",
			   r->name, (unsigned long long)v, r->min, r->max,
			   r->unit);
	*s += n;
	*out = v;
	return 0;
}

/* "[lo..hi]" at *s, if it is one; lo <= v <= hi. */
static int parse_range(struct parse *ps, unsigned int i, const char **s,
		       const char *end, uint32_t v)
{
	struct gen9_range *g = &ps->range[i];
	const char *name = gen9_param_rows[i].name, *dots, *stop;
	size_t n = word(*s, end);
	int ret;

	*g = (struct gen9_range){ v, v };
	if (!n || **s != '[')
		return 0;
	stop = *s + n - 1;
	dots = memmem(*s, n, "..", 2);
	if (*stop != ']' || !dots)
		return bad(ps, ps->lineno, "%s: '%.*s' is not a range [lo..hi]",
			   name, (int)(n < 40 ? n : 40), *s);
	++*s;
	ret = parse_number(ps, i, s, dots - *s, &g->lo);
	*s = dots + 2;
	if (!ret)
		ret = parse_number(ps, i, s, stop - *s, &g->hi);
	if (!ret && (g->lo > v || g->hi < v))
		return bad(ps, ps->lineno, "%s: %u is not in its range %u..%u",
			   name, v, g->lo, g->hi);
	*s = skip(stop + 1, end);
	return ret;
}

static int parse_line(struct parse *ps, const char *s, const char *end)
{
	uint32_t v;
	size_t n;
	int i, ret;

	s = skip(s, end);
	if (s == end || *s == '#')
		return 0;
	n = word(s, end);
	i = gen9_param_find(s, n);
	if (i < 0)
		return bad(ps, ps->lineno, "unknown parameter '%.*s'",
			   (int)(n < 60 ? n : 60), s);
	if (ps->line[i])
		return bad(ps, ps->lineno, "%s given again, first on line %u",
			   gen9_param_rows[i].name, ps->line[i]);
	s = skip(s + n, end);
	ret = parse_number(ps, i, &s, word(s, end), &v);
	if (ret)
		return ret;
	s = skip(s, end);
	ret = parse_range(ps, i, &s, end, v);
	if (ret)
		return ret;
	if (s == end || *s != '#' || skip(s + 1, end) == end)
		return bad(ps, ps->lineno, "%s: no source ('# ...') given",
			   gen9_param_rows[i].name);
	ps->line[i] = ps->lineno;
	gen9_param_set(&ps->p, i, v);
	return 0;
}

/* A TLB's sets = entries / ways must be a power of two. */
static bool tlb_fits(uint32_t entries, uint32_t ways)
{
	uint32_t sets = entries / ways;

	return !entries || (entries % ways == 0 && !(sets & (sets - 1)));
}

static int check_tlb(struct parse *ps, const char *ways_name,
		     uint32_t entries, uint32_t ways)
{
	int i = gen9_param_find(ways_name, strlen(ways_name));

	if (tlb_fits(entries, ways))
		return 0;
	return bad(ps, ps->line[i],
		   "%s: %u entries in %u ways are not 2^n whole sets",
		   ways_name, entries, ways);
}

static int check_all(struct parse *ps)
{
	int err = 0;

	for (unsigned int i = 0; i < NROWS; i++)
		if (!ps->line[i])
			return bad(ps, ps->lineno, "%s is missing",
				   gen9_param_rows[i].name);
#define C(t) \
	if (!err) \
		err = check_tlb(ps, #t "_ways", ps->p.t##_entries, \
				ps->p.t##_ways);
	TLBS(C)
#undef C
	if (!err)
		err = check_tlb(ps, "gtt_cache_ways", ps->p.gtt_cache_lines,
				ps->p.gtt_cache_ways);
	return err;
}

bool gen9_params_valid(const struct gen9_params *p)
{
	bool ok = true;

	for (unsigned int i = 0; i < NROWS; i++)
		ok &= gen9_param_get(p, i) >= gen9_param_rows[i].min &&
		      gen9_param_get(p, i) <= gen9_param_rows[i].max;
#define C(t) ok = ok && tlb_fits(p->t##_entries, p->t##_ways);
	TLBS(C)
#undef C
	ok = ok && tlb_fits(p->gtt_cache_lines, p->gtt_cache_ways);
	return ok;
}

static int parse_text(struct parse *ps, const char *text, size_t len)
{
	const char *s = text, *end = text + len;
	int ret;

	if (ps->errlen)
		ps->err[0] = '\0';
	while (s < end) {
		const char *nl = memchr(s, '\n', end - s);
		const char *eol = nl ? nl : end;

		ps->lineno++;
		if (memchr(s, '\0', eol - s))
			return bad(ps, ps->lineno, "not a text file");
		ret = parse_line(ps, s, eol);
		if (ret)
			return ret;
		s = nl ? nl + 1 : end;
	}
	return check_all(ps);
}

int gen9_params_parse(struct gen9_params *p, const char *text, size_t len,
		      const char *name, char *err, size_t errlen)
{
	struct parse ps = { .name = name, .err = err, .errlen = errlen };
	int ret = parse_text(&ps, text, len);

	if (!ret)
		*p = ps.p;
	return ret;
}

/* The whole file in a fresh string. */
static int read_text(const char *path, char **text, size_t *len)
{
	FILE *f = fopen(path, "r");
	int ret = f ? 0 : -errno;

	*text = f ? malloc(MAX_FILE) : NULL;
	if (f && !*text)
		ret = -ENOMEM;
	if (!ret) {
		*len = fread(*text, 1, MAX_FILE, f);
		ret = ferror(f) ? -EIO : *len == MAX_FILE ? -EFBIG : 0;
	}
	if (f)
		fclose(f);
	return ret;
}

int gen9_params_load_ranges(struct gen9_params *p, struct gen9_range *range,
			    const char *path, char *err, size_t errlen)
{
	struct parse ps = { .name = path, .err = err, .errlen = errlen };
	char *text;
	size_t len;
	int ret = read_text(path, &text, &len);

	if (ret && errlen)
		snprintf(err, errlen, "%s: %s", path, strerror(-ret));
	if (!ret)
		ret = parse_text(&ps, text, len);
	if (!ret) {
		*p = ps.p;
		memcpy(range, ps.range, sizeof(ps.range));
	}
	free(text);
	return ret;
}

int gen9_params_load(struct gen9_params *p, const char *path, char *err,
		     size_t errlen)
{
	struct gen9_range range[NROWS];

	return gen9_params_load_ranges(p, range, path, err, errlen);
}

void gen9_params_default(struct gen9_params *p)
{
	for (unsigned int i = 0; i < NROWS; i++)
		gen9_param_set(p, i, gen9_param_rows[i].def);
}

uint64_t gen9_params_hash(const struct gen9_params *p)
{
	uint64_t h = GEN9_STATE_HASH;
	char line[96];
	int n;

	for (unsigned int i = 0; i < NROWS; i++) {
		const struct gen9_param_row *r = &gen9_param_rows[i];

		n = snprintf(line, sizeof(line), "%s=%u\n", r->name,
			     gen9_param_get(p, i));
		h = gen9_state_hash(h, line, n);
	}
	return h;
}
