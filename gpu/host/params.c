// SPDX-License-Identifier: GPL-2.0-or-later
/* Parameters of the cost model: rows, their file, validity, hash. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gpu/host/params.h"

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
	unsigned int line[NROWS];	/* where each was given; 0: not yet */
	unsigned int lineno;
	const char *name;
	char *err;
	size_t errlen;
};

static uint32_t *field(struct gen9_params *p, const struct gen9_param_row *r)
{
	return (uint32_t *)((char *)p + r->off);
}

static uint32_t value(const struct gen9_params *p,
		      const struct gen9_param_row *r)
{
	return *(const uint32_t *)((const char *)p + r->off);
}

static int row_find(const char *s, size_t len)
{
	for (unsigned int i = 0; i < NROWS; i++)
		if (strlen(gen9_param_rows[i].name) == len &&
		    !memcmp(gen9_param_rows[i].name, s, len))
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

static int parse_line(struct parse *ps, const char *s, const char *end)
{
	const struct gen9_param_row *r;
	uint64_t v;
	size_t n;
	int i;

	s = skip(s, end);
	if (s == end || *s == '#')
		return 0;
	n = word(s, end);
	i = row_find(s, n);
	if (i < 0)
		return bad(ps, ps->lineno, "unknown parameter '%.*s'",
			   (int)(n < 60 ? n : 60), s);
	r = &gen9_param_rows[i];
	if (ps->line[i])
		return bad(ps, ps->lineno, "%s given again, first on line %u",
			   r->name, ps->line[i]);
	s = skip(s + n, end);
	n = word(s, end);
	if (number(s, n, &v))
		return bad(ps, ps->lineno, "%s: '%.*s' is not a number",
			   r->name, (int)(n < 40 ? n : 40), s);
	if (v < r->min || v > r->max)
		return bad(ps, ps->lineno, "%s: %llu is not in %u..%u %s",
			   r->name, (unsigned long long)v, r->min, r->max,
			   r->unit);
	s = skip(s + n, end);
	if (s == end || *s != '#' || skip(s + 1, end) == end)
		return bad(ps, ps->lineno, "%s: no source ('# ...') given",
			   r->name);
	ps->line[i] = ps->lineno;
	*field(&ps->p, r) = v;
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
	int i = row_find(ways_name, strlen(ways_name));

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
	return err;
}

bool gen9_params_valid(const struct gen9_params *p)
{
	bool ok = true;

	for (unsigned int i = 0; i < NROWS; i++)
		ok &= value(p, &gen9_param_rows[i]) >= gen9_param_rows[i].min &&
		      value(p, &gen9_param_rows[i]) <= gen9_param_rows[i].max;
#define C(t) ok = ok && tlb_fits(p->t##_entries, p->t##_ways);
	TLBS(C)
#undef C
	return ok;
}

int gen9_params_parse(struct gen9_params *p, const char *text, size_t len,
		      const char *name, char *err, size_t errlen)
{
	struct parse ps = { .name = name, .err = err, .errlen = errlen };
	const char *s = text, *end = text + len;
	int ret;

	if (errlen)
		err[0] = '\0';
	while (s < end) {
		const char *nl = memchr(s, '\n', end - s);
		const char *eol = nl ? nl : end;

		ps.lineno++;
		if (memchr(s, '\0', eol - s))
			return bad(&ps, ps.lineno, "not a text file");
		ret = parse_line(&ps, s, eol);
		if (ret)
			return ret;
		s = nl ? nl + 1 : end;
	}
	ret = check_all(&ps);
	if (!ret)
		*p = ps.p;
	return ret;
}

int gen9_params_load(struct gen9_params *p, const char *path, char *err,
		     size_t errlen)
{
	char *buf;
	size_t len;
	FILE *f;
	int ret;

	f = fopen(path, "r");
	if (!f) {
		ret = -errno;
		if (errlen)
			snprintf(err, errlen, "%s: %s", path, strerror(-ret));
		return ret;
	}
	buf = malloc(MAX_FILE);
	len = buf ? fread(buf, 1, MAX_FILE, f) : 0;
	if (!buf || ferror(f) || len == MAX_FILE) {
		ret = !buf ? -ENOMEM : ferror(f) ? -EIO : -EFBIG;
		if (errlen)
			snprintf(err, errlen, "%s: %s", path, strerror(-ret));
	} else {
		ret = gen9_params_parse(p, buf, len, path, err, errlen);
	}
	free(buf);
	fclose(f);
	return ret;
}

void gen9_params_default(struct gen9_params *p)
{
	for (unsigned int i = 0; i < NROWS; i++)
		*field(p, &gen9_param_rows[i]) = gen9_param_rows[i].def;
}

uint64_t gen9_params_hash(const struct gen9_params *p)
{
	uint64_t h = 0xcbf29ce484222325ull;
	char line[96];

	for (unsigned int i = 0; i < NROWS; i++) {
		const struct gen9_param_row *r = &gen9_param_rows[i];

		snprintf(line, sizeof(line), "%s=%u\n", r->name, value(p, r));
		for (const char *c = line; *c; c++)
			h = (h ^ (unsigned char)*c) * 0x100000001b3ull;
	}
	return h;
}
