// SPDX-License-Identifier: GPL-2.0-or-later
/* series.c - see series.h. */
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "series.h"

/* ---- subjects ----------------------------------------------------------------- */

static const char *digits(const char *p, const char *end, unsigned int *n)
{
	const char *start = p;

	for (*n = 0; p < end && isdigit((unsigned char)*p); p++)
		*n = *n < 100000 ? *n * 10 + (*p - '0') : *n;
	return p > start ? p : NULL;
}

/* "04/27" or "4 of 7" at p, which is a digit. */
static bool number_at(const char *p, const char *end, struct series_subject *s)
{
	unsigned int number, total;

	p = digits(p, end, &number);
	if (!p)
		return false;
	if (p < end && *p == '/')
		p++;
	else if (end - p > 4 && !strncasecmp(p, " of ", 4))
		p += 4;
	else
		return false;
	p = digits(p, end, &total);
	if (!p || (p < end && isalnum((unsigned char)*p)) || !total ||
	    number > total)
		return false;
	s->number = number;
	s->total = total;
	s->numbered = true;
	return true;
}

/* The first such between p and end. */
static bool numbers(const char *p, const char *end, struct series_subject *s)
{
	for (bool in = false; p < end; p++) {
		bool digit = isdigit((unsigned char)*p);

		if (digit && !in && number_at(p, end, s))
			return true;
		in = digit;
	}
	return false;
}

static bool is_reply(const char **p)
{
	static const char *const words[] = { "re", "aw", "sv", "antw", "fw", "fwd" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		size_t n = strlen(words[i]);

		if (!strncasecmp(*p, words[i], n) && (*p)[n] == ':') {
			*p += n + 1;
			return true;
		}
	}
	return false;
}

void series_subject(struct series_subject *s, const char *subject)
{
	const char *p = subject;

	*s = (struct series_subject){ 0 };
	for (;;) {
		const char *end;

		p += strspn(p, " \t");
		if (is_reply(&p)) {
			s->reply = true;
			continue;
		}
		end = *p == '[' ? strchr(p, ']') : NULL;
		if (!end)
			break;
		if (!s->numbered)
			numbers(p + 1, end, s);
		p = end + 1;
	}
	s->text = p;
}

/* ---- the order ---------------------------------------------------------------- */

static bool is_patch(const struct series_mail *m)
{
	return m->has_diff && !m->subject.reply &&
	       !(m->subject.numbered && !m->subject.number);
}

/* Patches to the front, the order kept; how many. */
static size_t part(struct series_mail *v, size_t n)
{
	size_t k = 0;

	for (size_t i = 0; i < n; i++) {
		struct series_mail m = v[i];

		if (!is_patch(&m))
			continue;
		memmove(v + k + 1, v + k, (i - k) * sizeof(m));
		v[k++] = m;
	}
	return k;
}

static int by_number(const void *a, const void *b)
{
	const struct series_mail *x = a, *y = b;

	return (x->subject.number > y->subject.number) -
	       (x->subject.number < y->subject.number);
}

static int refuse(char why[PATCH_WHY], const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
static int refuse(char why[PATCH_WHY], const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(why, PATCH_WHY, fmt, ap);
	va_end(ap);
	return -EINVAL;
}

/* A patch by its number that has no diff to read: not to be lost in silence. */
static int check_rest(const struct series_mail *v, size_t n, char why[PATCH_WHY])
{
	for (size_t i = 0; i < n; i++) {
		const struct series_subject *s = &v[i].subject;

		if (s->numbered && s->number && !s->reply)
			return refuse(why, "patch %u of %u has no diff that can be read",
				      s->number, s->total);
	}
	return 0;
}

/* 1 to the total, once each. v is sorted. */
static int check_numbers(const struct series_mail *v, size_t n,
			 char why[PATCH_WHY])
{
	unsigned int total = v[0].subject.total;

	for (size_t i = 0; i < n; i++)
		if (v[i].subject.total != total)
			return refuse(why, "one patch is of %u, another of %u: give one "
				      "series", total, v[i].subject.total);
	for (size_t i = 0; i < n; i++) {
		unsigned int is = v[i].subject.number;

		if (i && is == v[i - 1].subject.number)
			return refuse(why, "patch number %u is in it twice; give one "
				      "version of the series", is);
		if (is != i + 1)
			return refuse(why, "patch %zu of %u is missing", i + 1, total);
	}
	if (n < total)
		return refuse(why, "patch %zu of %u is missing", n + 1, total);
	return 0;
}

int series_order(struct series_mail *v, size_t n, bool as_given, size_t *kept,
		 char why[PATCH_WHY])
{
	size_t numbered = 0, k = part(v, n);
	int err = check_rest(v + k, n - k, why);

	*kept = k;
	if (err)
		return err;
	if (!k)
		return refuse(why, "no patch in it (%zu messages without one)", n);
	for (size_t i = 0; i < k; i++)
		numbered += v[i].subject.numbered;
	if (as_given || !numbered || n == 1)
		return 0;
	if (numbered < k)
		return refuse(why, "%zu of the patches have a number and %zu have none: "
			      "which order is meant?", numbered, k - numbered);
	qsort(v, k, sizeof(*v), by_number);
	return check_numbers(v, k, why);
}
