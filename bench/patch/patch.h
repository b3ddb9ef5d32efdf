/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * patch.h - somebody else's patches: read strictly, judged, written anew.
 *
 * Nothing but what patch_write() makes of a patch is ever given to git, so
 * what is judged is what is applied. A patch is taken whole or not at all;
 * whatever a tool would skip, guess or mend is refused, with its line.
 *
 * Taken: unified diffs of git, diff, svn, hg and quilt, with any one-folder
 * prefix (a/ b/, i/ w/, linux.orig/ linux/) or none, new, deleted and renamed
 * files. Refused: context, ed and normal diffs, binary files, symlinks,
 * hunks that are cut or whose counts are wrong, names outside of the kernel.
 */
#ifndef GTT2M_PATCH_H
#define GTT2M_PATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define PATCH_WHY 320		/* room for a sentence that says why not */
#define PATCH_MAX (64u << 20)	/* bytes of one patch; more is refused */

struct patch_file {
	/* Names from the kernel's top; the one that is not there is NULL. */
	char *old, *new;
	unsigned int old_mode, new_mode;	/* 0: not said */
	bool copy;			/* old stays: a copy, not a rename */
	const char *hunks;		/* in the caller's text; NULL: none */
	size_t len;
	unsigned int line;		/* of the text where the hunks begin */
};

struct patch {
	struct patch_file *v;
	size_t n;
};

/*
 * Read the diffs of a text, which must outlive p; what is between them (a
 * mail's words, a diffstat) is skipped. No diff in it: p->n is 0. 0 or
 * -EINVAL, -ENOMEM with a sentence in why. patch_free() in any case.
 */
int patch_parse(struct patch *p, const char *text, size_t len,
		char why[PATCH_WHY]);
void patch_free(struct patch *p);

/* As git diff writes it, prefixes a/ and b/, LF line ends. */
void patch_write(FILE *out, const struct patch *p);

/* What kind of file a name is, as far as building a kernel goes. */
enum patch_kind {
	PATCH_REFUSED,		/* why says why */
	PATCH_CODE,		/* compiled for the kernel: .c, .h, .S */
	PATCH_BUILD,		/* read by make or Kconfig */
	PATCH_TEXT,		/* not part of the build */
};
enum patch_kind patch_kind(const char *name, char why[PATCH_WHY]);

/*
 * May a variant hold it? A kernel build compiles the patch's code for the
 * kernel, but nothing of it may be run on the machine that builds. 0 or
 * -EPERM with a sentence in why.
 */
int patch_judge(const struct patch *p, char why[PATCH_WHY]);

/* The lines of a file's hunks, one after the other. */
struct patch_line {
	char mark;		/* ' ', '+', '-', '\\' or '@' */
	const char *s;		/* behind the mark; not terminated */
	size_t len;
	unsigned int number;
};
struct patch_walk {
	const char *at, *end;
	unsigned int number;
};
void patch_walk(struct patch_walk *w, const struct patch_file *f);
bool patch_next(struct patch_walk *w, struct patch_line *l);

#endif
