// SPDX-License-Identifier: GPL-2.0-or-later
/* patch.c - unified diffs; contract in patch.h. */
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "patch.h"
#include "patch_names.h"

struct line {
	const char *s;		/* without its end, LF or CR LF */
	size_t len;
};

struct reader {
	const char *at, *end;	/* at: behind the line now */
	struct line now;
	bool eof;
	unsigned int number;	/* of the line now, from 1 */
	struct patch *out;
	char *why;
	int err;
};

static int refuse(struct reader *r, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
static int refuse(struct reader *r, const char *fmt, ...)
{
	int n = snprintf(r->why, PATCH_WHY, "line %u: ", r->number);
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(r->why + n, PATCH_WHY - n, fmt, ap);
	va_end(ap);
	return -EINVAL;
}

/* ---- lines ------------------------------------------------------------------ */

static struct line cut(const char *at, const char *end)
{
	const char *nl = memchr(at, '\n', end - at);
	struct line l = { .s = at, .len = (nl ? nl : end) - at };

	if (l.len && nl && l.s[l.len - 1] == '\r')
		l.len--;
	return l;
}

static void advance(struct reader *r)
{
	const char *nl;

	r->eof = r->at == r->end;
	if (r->eof)
		return;
	r->now = cut(r->at, r->end);
	nl = memchr(r->at, '\n', r->end - r->at);
	r->at = nl ? nl + 1 : r->end;
	r->number++;
}

static bool begins(struct line l, const char *prefix)
{
	size_t n = strlen(prefix);

	return l.len >= n && !memcmp(l.s, prefix, n);
}

static bool now_is(const struct reader *r, const char *prefix)
{
	return !r->eof && begins(r->now, prefix);
}

static struct line behind(struct line l, const char *prefix)
{
	size_t n = strlen(prefix);

	return (struct line){ l.s + n, l.len - n };
}

static struct line next_line(const struct reader *r)
{
	return r->at == r->end ? (struct line){ "", 0 } : cut(r->at, r->end);
}

/* ---- names ------------------------------------------------------------------ */

/* The name of "--- NAME<tab>date", fresh; NULL with why. */
static char *header_name(struct reader *r, struct line l)
{
	const char *tab = memchr(l.s, '\t', l.len);

	if (tab)
		l.len = tab - l.s;
	while (l.len && l.s[l.len - 1] == ' ')
		l.len--;
	for (size_t i = 0; i < l.len; i++)
		if (!patch_name_char(l.s[i])) {
			refuse(r, "a file name with %s in it is not taken",
			       l.s[i] == ' ' ? "a blank" : l.s[i] == '"' ?
			       "quotes" : "odd characters");
			return NULL;
		}
	if (!l.len) {
		refuse(r, "a file name is missing");
		return NULL;
	}
	return strndup(l.s, l.len);
}

/* The two names of "diff --git A B", if they can be told apart. */
static int git_names(struct reader *r, char **a, char **b)
{
	struct line l = behind(r->now, "diff --git ");
	const char *blank = memchr(l.s, ' ', l.len);

	if (!blank || memchr(blank + 1, ' ', l.s + l.len - blank - 1))
		return refuse(r, "file names with blanks or quotes are not taken");
	*a = header_name(r, (struct line){ l.s, blank - l.s });
	*b = *a ? header_name(r, (struct line){ blank + 1,
			      l.s + l.len - blank - 1 }) : NULL;
	return *b ? 0 : -EINVAL;
}

/* ---- hunks ------------------------------------------------------------------ */

static bool number(const char **p, const char *end, unsigned long *n)
{
	const char *start = *p;

	for (*n = 0; *p < end && isdigit((unsigned char)**p); ++*p)
		*n = *n * 10 + (**p - '0');
	return *p > start && *p - start < 9;
}

/* "-a[,b]": the count, 1 if it is not there. */
static bool range(const char **p, const char *end, char mark,
		  unsigned long *from, unsigned long *count)
{
	*count = 1;
	if (*p == end || **p != mark)
		return false;
	++*p;
	if (!number(p, end, from))
		return false;
	if (*p == end || **p != ',')
		return true;
	++*p;
	return number(p, end, count);
}

struct hunk {
	unsigned long old_from, old, new_from, new;
};

static bool hunk_head(struct line l, struct hunk *h)
{
	const char *p = l.s + 3, *end = l.s + l.len;

	return begins(l, "@@ -") && range(&p, end, '-', &h->old_from, &h->old) &&
	       p < end && *p++ == ' ' &&
	       range(&p, end, '+', &h->new_from, &h->new) &&
	       end - p >= 3 && !memcmp(p, " @@", 3) &&
	       (h->old_from || !h->old) && (h->new_from || !h->new);
}

/* The lines that a hunk's head counts, and not one more. */
static int hunk_lines(struct reader *r, struct hunk *h)
{
	unsigned int head = r->number;
	bool changes = false;

	for (advance(r); h->old || h->new; advance(r)) {
		char c = r->eof ? '\0' : r->now.len ? *r->now.s : ' ';

		if (r->eof || (c != ' ' && c != '+' && c != '-' && c != '\\')) {
			if (!r->eof && !begins(r->now, "@@") &&
			    !begins(r->now, "diff "))
				return refuse(r, "no line of a hunk: was it wrapped "
					      "or changed by a mail program?");
			return refuse(r, "the hunk of line %u is cut short", head);
		}
		if ((c != '+' && c != '\\' && !h->old) ||
		    (c != '-' && c != '\\' && !h->new))
			return refuse(r, "the hunk of line %u has other lines than "
				      "its head counts", head);
		h->old -= c == ' ' || c == '-';
		h->new -= c == ' ' || c == '+';
		changes |= c == '+' || c == '-';
	}
	while (now_is(r, "\\ "))
		advance(r);
	if (!changes)
		return refuse(r, "the hunk of line %u changes nothing", head);
	if (!r->eof && r->now.len && strchr(" +-", *r->now.s) &&
	    !begins(r->now, "--"))
		return refuse(r, "the hunk of line %u has more lines than its head "
			      "counts", head);
	return 0;
}

/* All hunks of a file; what they say of its being there in *old, *new. */
static int hunks(struct reader *r, struct patch_file *f, bool *old, bool *new)
{
	const char *start = r->now.s;
	struct hunk h;
	int err;

	*old = *new = true;
	f->line = r->number;
	if (!now_is(r, "@@ -"))
		return refuse(r, "no unified hunk: only unified diffs (diff -u) are "
			      "taken");
	while (now_is(r, "@@ -")) {
		if (!hunk_head(r->now, &h))
			return refuse(r, "the head of a hunk cannot be read");
		*old &= h.old_from != 0;
		*new &= h.new_from != 0;
		err = hunk_lines(r, &h);
		if (err)
			return err;
	}
	f->hunks = start;
	f->len = (r->eof ? r->end : r->now.s) - start;
	return 0;
}

/* ---- a file ----------------------------------------------------------------- */

static bool mode(struct line l, unsigned int *m)
{
	if (l.len != 6 || memcmp(l.s, "100", 3))
		return false;
	*m = 0100644;
	if (!memcmp(l.s + 3, "755", 3))
		*m = 0100755;
	else if (memcmp(l.s + 3, "644", 3))
		return false;
	return true;
}

static int take_mode(struct reader *r, const char *prefix, unsigned int *m)
{
	struct line l = behind(r->now, prefix);

	if (mode(l, m))
		return 0;
	return refuse(r, "mode %.*s: only plain files are taken, no links, no "
		      "submodules", (int)(l.len > 20 ? 20 : l.len), l.s);
}

/* What git says of a file before its hunks. */
struct git_head {
	char *a, *b;		/* of the line diff --git */
	char *from, *to;	/* of a rename or a copy */
	bool new, gone, copy;
};

static int take_name(struct reader *r, const char *prefix, char **name)
{
	free(*name);
	*name = header_name(r, behind(r->now, prefix));
	return *name ? 0 : -EINVAL;
}

/* One line of it: 1 if it is one. */
static int git_line(struct reader *r, struct git_head *g, struct patch_file *f)
{
	struct line l = r->now;
	const char *blank;
	int err = 0;

	if (begins(l, "old mode ")) {
		err = take_mode(r, "old mode ", &f->old_mode);
	} else if (begins(l, "new mode ")) {
		err = take_mode(r, "new mode ", &f->new_mode);
	} else if (begins(l, "new file mode ")) {
		g->new = true;
		err = take_mode(r, "new file mode ", &f->new_mode);
	} else if (begins(l, "deleted file mode ")) {
		g->gone = true;
		err = take_mode(r, "deleted file mode ", &f->old_mode);
	} else if (begins(l, "rename from ")) {
		err = take_name(r, "rename from ", &g->from);
	} else if (begins(l, "rename to ")) {
		err = take_name(r, "rename to ", &g->to);
	} else if (begins(l, "copy from ")) {
		g->copy = true;
		err = take_name(r, "copy from ", &g->from);
	} else if (begins(l, "copy to ")) {
		err = take_name(r, "copy to ", &g->to);
	} else if (begins(l, "index ")) {
		blank = memchr(l.s + 6, ' ', l.len - 6);
		if (blank) {
			r->now = (struct line){ blank + 1, l.s + l.len - blank - 1 };
			err = take_mode(r, "", &f->old_mode);
			f->new_mode = f->old_mode;
		}
	} else if (!begins(l, "similarity index ") &&
		   !begins(l, "dissimilarity index ")) {
		return 0;
	}
	return err ? err : 1;
}

static void free_head(struct git_head *g)
{
	free(g->a);
	free(g->b);
	free(g->from);
	free(g->to);
}

/* A name of the kernel's, or NULL with why. */
static int set_names(struct reader *r, struct patch_file *f, const char *old,
		     const char *new)
{
	char why[PATCH_WHY];
	int err = patch_names(old, new, &f->old, &f->new, why);

	return err ? refuse(r, "%.*s", PATCH_WHY - 40, why) : 0;
}

/* --- and +++ and the hunks, if there are some. */
static int plain_part(struct reader *r, struct patch_file *f, bool *old, bool *new)
{
	char *a, *b = NULL;
	int err = -EINVAL;

	a = header_name(r, behind(r->now, "--- "));
	advance(r);
	if (a)
		b = header_name(r, behind(r->now, "+++ "));
	if (b)
		err = set_names(r, f, a, b);
	free(a);
	free(b);
	if (err)
		return err;
	advance(r);
	return hunks(r, f, old, new);
}

static bool same(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

/* A rename, a mode, an empty file: there are no hunks to say its name. */
static int names_alone(struct reader *r, struct git_head *g, struct patch_file *f)
{
	int err;

	if (now_is(r, "GIT binary patch") || now_is(r, "Binary files "))
		return refuse(r, "a binary file: only text is taken");
	if (!g->from && !g->new && !g->gone &&
	    (!f->old_mode || f->old_mode == f->new_mode))
		return refuse(r, "%.100s: no hunk, and nothing else is changed", g->b);
	err = g->from ? set_names(r, f, g->from, g->to) : set_names(r, f, g->a, g->b);
	if (!err && g->new) {
		free(f->old);
		f->old = NULL;
	} else if (!err && g->gone) {
		free(f->new);
		f->new = NULL;
	}
	return err;
}

/* Do all who name the file name the same? */
static int agree(struct reader *r, const struct git_head *g,
		 const struct patch_file *f)
{
	struct patch_file head = { 0 };
	int err = set_names(r, &head, g->a, g->b);

	if (!err && ((f->old && !same(f->old, head.old)) ||
		     (f->new && !same(f->new, head.new)) ||
		     (g->from && (!same(f->old, g->from) || !same(f->new, g->to))) ||
		     (!g->from && f->old && f->new && !same(f->old, f->new)) ||
		     (!f->old) != g->new || (!f->new) != g->gone))
		err = refuse(r, "the names in the head of a file do not agree");
	free(head.old);
	free(head.new);
	return err;
}

static int git_file(struct reader *r, struct patch_file *f)
{
	struct git_head g = { 0 };
	bool old, new;
	int err = git_names(r, &g.a, &g.b), more = 1;

	while (!err && more) {
		advance(r);
		more = r->eof ? 0 : git_line(r, &g, f);
		err = more < 0 ? more : 0;
	}
	if (!err && (!g.from != !g.to))
		err = refuse(r, "a rename or copy with one name only");
	f->copy = g.copy;
	if (!err && now_is(r, "--- ") && begins(next_line(r), "+++ "))
		err = plain_part(r, f, &old, &new);
	else if (!err)
		err = names_alone(r, &g, f);
	if (!err)
		err = agree(r, &g, f);
	free_head(&g);
	return err;
}

/* A diff without git's head: "@@ -0,0" is a new file, "+0,0" one that goes. */
static int plain_file(struct reader *r, struct patch_file *f)
{
	bool old, new;
	int err = plain_part(r, f, &old, &new);

	if (err)
		return err;
	if (f->old && f->new && !same(f->old, f->new))
		return refuse(r, "%.100s is not %.100s", f->old, f->new);
	if (!old) {
		free(f->old);
		f->old = NULL;
		f->new_mode = 0100644;
	} else if (!new) {
		free(f->new);
		f->new = NULL;
		f->old_mode = 0100644;
	}
	if ((!f->old && old) || (!f->new && new) || (!f->old && !f->new))
		return refuse(r, "a file that is not there has lines");
	return 0;
}

/* ---- the text --------------------------------------------------------------- */

/* A diff that is none of the taken kinds. */
static int check_other(struct reader *r)
{
	struct line next = next_line(r);

	if (begins(r->now, "@@ -"))
		return refuse(r, "a hunk without a file");
	if (begins(r->now, "*** ") && begins(next, "--- "))
		return refuse(r, "a context diff: only unified diffs (diff -u) are taken");
	if (begins(r->now, "Binary files ") || begins(r->now, "GIT binary patch"))
		return refuse(r, "a binary file: only text is taken");
	if (r->out->n && begins(r->now, "Only in "))
		return refuse(r, "a file that diff names without its content (use -N)");
	if (begins(r->now, "diff -") && !begins(next, "--- "))
		return refuse(r, "no unified diff follows (diff -u)");
	return 0;
}

static int add_file(struct reader *r, bool git)
{
	struct patch *p = r->out;
	struct patch_file *more = realloc(p->v, (p->n + 1) * sizeof(*more));

	if (!more) {
		snprintf(r->why, PATCH_WHY, "out of memory");
		return -ENOMEM;
	}
	p->v = more;
	more = &p->v[p->n++];
	*more = (struct patch_file){ 0 };
	return git ? git_file(r, more) : plain_file(r, more);
}

int patch_parse(struct patch *p, const char *text, size_t len,
		char why[PATCH_WHY])
{
	struct reader r = { .at = text, .end = text + len, .out = p, .why = why };
	int err = 0;

	*p = (struct patch){ 0 };
	if (len > PATCH_MAX || memchr(text, '\0', len)) {
		snprintf(why, PATCH_WHY, len > PATCH_MAX ?
			 "larger than 64 MiB" : "no text: there is a NUL in it");
		return -EINVAL;
	}
	for (advance(&r); !err && !r.eof; ) {
		if (now_is(&r, "diff --git ")) {
			err = add_file(&r, true);
		} else if (now_is(&r, "--- ") && begins(next_line(&r), "+++ ")) {
			err = add_file(&r, false);
		} else {
			err = check_other(&r);
			advance(&r);
		}
	}
	return err;
}

void patch_free(struct patch *p)
{
	for (size_t i = 0; i < p->n; i++) {
		free(p->v[i].old);
		free(p->v[i].new);
	}
	free(p->v);
	*p = (struct patch){ 0 };
}

/* ---- written anew ----------------------------------------------------------- */

void patch_walk(struct patch_walk *w, const struct patch_file *f)
{
	*w = (struct patch_walk){ f->hunks, f->hunks + f->len, f->line };
}

bool patch_next(struct patch_walk *w, struct patch_line *l)
{
	const char *nl;
	struct line now;

	if (!w->at || w->at == w->end)
		return false;
	now = cut(w->at, w->end);
	nl = memchr(w->at, '\n', w->end - w->at);
	w->at = nl ? nl + 1 : w->end;
	*l = (struct patch_line){ .mark = now.len ? *now.s : ' ',
				  .s = now.len ? now.s + 1 : now.s,
				  .len = now.len ? now.len - 1 : 0,
				  .number = w->number++ };
	return true;
}

static void write_modes(FILE *out, const struct patch_file *f)
{
	if (!f->old)
		fprintf(out, "new file mode %o\n", f->new_mode);
	else if (!f->new)
		fprintf(out, "deleted file mode %o\n", f->old_mode);
	else if (f->old_mode != f->new_mode)
		fprintf(out, "old mode %o\nnew mode %o\n", f->old_mode, f->new_mode);
	if (f->old && f->new && strcmp(f->old, f->new))
		fprintf(out, "%s from %s\n%s to %s\n", f->copy ? "copy" : "rename",
			f->old, f->copy ? "copy" : "rename", f->new);
}

void patch_write(FILE *out, const struct patch *p)
{
	struct patch_walk w;
	struct patch_line l;

	for (size_t i = 0; i < p->n; i++) {
		const struct patch_file *f = &p->v[i];

		fprintf(out, "diff --git a/%s b/%s\n", f->old ? f->old : f->new,
			f->new ? f->new : f->old);
		write_modes(out, f);
		if (!f->hunks)
			continue;
		fprintf(out, "--- %s%s\n+++ %s%s\n", f->old ? "a/" : "",
			f->old ? f->old : "/dev/null", f->new ? "b/" : "",
			f->new ? f->new : "/dev/null");
		for (patch_walk(&w, f); patch_next(&w, &l); )
			fprintf(out, "%c%.*s\n", l.mark, (int)l.len, l.s);
	}
}
