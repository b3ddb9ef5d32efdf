// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * patches.c - the verb patches, which scripts/ calls: what patches touch,
 * the same written anew, the order of a series of mails.
 */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "gtt2m.h"
#include "patch/patch.h"
#include "patch/series.h"
#include "opts.h"
#include "verbs/verbs.h"

struct args {
	const char **files;
	unsigned int n;
	bool clean, series, as_given;
};

/* ---- files -------------------------------------------------------------------- */

static int complain(const char *name, const char *why)
{
	fprintf(stderr, "%s: %s\n", name, why);
	return -EINVAL;
}

/* Read and judge a file's patch; *text is to be freed after it. */
static int read_patch(struct patch *p, const char *path, char **text,
		      char why[PATCH_WHY])
{
	size_t len;
	int err = file_read(path, text, &len);

	*p = (struct patch){ 0 };
	if (err) {
		snprintf(why, PATCH_WHY, "%s", strerror(-err));
		return err;
	}
	err = patch_parse(p, *text, len, why);
	return err ? err : patch_judge(p, why);
}

static const char *class_of(const char *name)
{
	static const char *const names[] = { "", "code", "build", "text" };
	char why[PATCH_WHY];

	return names[patch_kind(name, why)];
}

/* "old CLASS NAME" of what must be there before, "new" of what must not. */
static void list_files(const struct patch *p)
{
	for (size_t i = 0; i < p->n; i++) {
		const struct patch_file *f = &p->v[i];

		if (f->old)
			printf("old %s %s\n", class_of(f->old), f->old);
		if (f->new && (!f->old || strcmp(f->old, f->new)))
			printf("new %s %s\n", class_of(f->new), f->new);
	}
}

static int each_file(const struct args *a)
{
	int err = 0;

	for (size_t i = 0; i < a->n && !err; i++) {
		char why[PATCH_WHY], *text = NULL;
		struct patch p;

		err = read_patch(&p, a->files[i], &text, why);
		if (err)
			complain(a->files[i], why);
		else if (a->clean)
			patch_write(stdout, &p);
		else
			list_files(&p);
		patch_free(&p);
		free(text);
	}
	return err;
}

/* ---- a series ------------------------------------------------------------------ */

/* What a terminal shows as it is: no control characters. */
static void make_plain(char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7f ||
		    (*s == '\xc2' && (unsigned char)s[1] < 0xa0 && s[1]))
			*s = ' ';
}

/* The value of "Subject: " in what git mailinfo printed; "" without one. */
static char *subject_of(const char *dir)
{
	char *path = path_join(dir, "info"), *text = NULL, *at = NULL, *s;
	size_t len;

	if (path && !file_read(path, &text, &len)) {
		at = !strncmp(text, "Subject: ", 9) ? text :
		     strstr(text, "\nSubject: ");
		at = at ? strstr(at, ": ") + 2 : NULL;
	}
	s = at ? strndup(at, strcspn(at, "\n")) : strdup("");
	if (s)
		make_plain(s);
	free(path);
	free(text);
	return s;
}

static int write_in(const char *dir, const char *name, const char *text, size_t len)
{
	char *path = path_join(dir, name);
	int err = path ? file_write(path, text, len) : -ENOMEM;

	free(path);
	return err;
}

static int write_anew(const char *dir, const struct patch *p)
{
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);
	int err;

	if (!f)
		return -ENOMEM;
	patch_write(f, p);
	err = fclose(f) ? -ENOMEM : write_in(dir, "patch", text, len);
	free(text);
	return err;
}

/* A mail's patch, as files "patch" and "subject" beside what it came as. */
static int take_patch(const char *dir, const struct series_subject *s,
		      bool *has_diff, char why[PATCH_WHY])
{
	char *path = path_join(dir, "diff"), *text = NULL;
	struct patch p = { 0 };
	int err = path ? read_patch(&p, path, &text, why) : -ENOMEM;

	*has_diff = p.n > 0;
	if (!err && p.n)
		err = write_anew(dir, &p);
	if (!err)
		err = write_in(dir, "subject", s->text, strlen(s->text));
	patch_free(&p);
	free(text);
	free(path);
	return err;
}

/* Lines are counted from where git mailinfo has found the diff. */
static void complain_mail(const struct series_subject *s, const char *why)
{
	if (s->numbered)
		fprintf(stderr, "patch %u of %u ", s->number, s->total);
	if (*s->text)
		fprintf(stderr, "\"%s\": ", s->text);
	fprintf(stderr, "%s%s\n", strncmp(why, "line ", 5) ? "" : "its diff, ", why);
}

static int take_mail(struct series_mail *m, const char *dir)
{
	char *subject = subject_of(dir), why[PATCH_WHY] = "out of memory";
	struct series_subject *s = &m->subject;
	int err = 0;

	if (!subject)
		return -ENOMEM;
	series_subject(s, subject);
	if (!s->reply && !(s->numbered && !s->number))
		err = take_patch(dir, s, &m->has_diff, why);
	if (err)
		complain_mail(s, why);
	s->text = NULL;
	free(subject);
	return err;
}

static int shown(const struct dirent *d)
{
	return d->d_name[0] != '.';
}

static int print_order(struct series_mail *v, size_t n, struct dirent **e,
		       bool as_given)
{
	char why[PATCH_WHY];
	size_t kept;
	int err = series_order(v, n, as_given, &kept, why);

	if (err)
		return fprintf(stderr, "%s\n", why), err;
	for (size_t i = 0; i < kept; i++)
		printf("%s\n", e[v[i].index]->d_name);
	if (kept < n)
		fprintf(stderr, "%zu message%s without a patch left out\n",
			n - kept, n - kept == 1 ? "" : "s");
	if (n == 1 && v[0].subject.numbered && v[0].subject.total > 1)
		fprintf(stderr, "only patch %u of %u is taken\n",
			v[0].subject.number, v[0].subject.total);
	return 0;
}

static int series(const struct args *a)
{
	struct dirent **e;
	int n = scandir(a->files[0], &e, shown, alphasort), err = 0;
	struct series_mail *v = n < 0 ? NULL : calloc((size_t)n + 1, sizeof(*v));

	if (n < 0)
		return complain(a->files[0], strerror(errno));
	if (!v)
		err = -ENOMEM;
	for (int i = 0; i < n && !err; i++) {
		char *dir = path_join(a->files[0], e[i]->d_name);

		v[i].index = (size_t)i;
		err = dir ? take_mail(&v[i], dir) : -ENOMEM;
		free(dir);
	}
	if (!err)
		err = print_order(v, (size_t)n, e, a->as_given);
	for (int i = 0; i < n; i++)
		free(e[i]);
	free(e);
	free(v);
	return err;
}

static int cmd_patches(int argc, char **argv)
{
	const char *file[argc];
	struct args a = { .files = file };
	int err;
	const struct opt rows[] = {
		{ .name = "clean", .flag = &a.clean,
		  .help = "Print the patches as this program has read them, "
		  	"for git apply" },
		{ .name = "series", .flag = &a.series,
		  .help = "FILE is a folder with a folder for each mail, "
		  	"which has the output of git mailinfo (info, diff). "
		  	"Write the patches there and print their order" },
		{ .name = "as-given", .flag = &a.as_given,
		  .help = "Keep the order of the names" },
		{ 0 }
	};
	const struct opts opts = {
		.words = "FILE...", .row = rows,
		.most = argc, .word = file, .n = &a.n,
		.help = "Check whether a variant may have these patches, and "
			"list the files that they change, one a line: old or "
			"new; code, build or text; its name. Exit 4, with the "
			"reason: they are refused.",
	};

	opts_parse(argc, argv, &opts);
	if (a.series && a.n != 1)
		err = complain("--series", "takes one folder");
	else
		err = a.series ? series(&a) : each_file(&a);
	return err ? EXIT_HARNESS : EXIT_FINE;
}

const struct verb verb_patches = {
	.name = "patches", .fn = cmd_patches, .internal = true,
	.help = "check patches and list the files that they change",
};
