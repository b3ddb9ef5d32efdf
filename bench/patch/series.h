/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * series.h - which of a folder of mails are the patches of a series, in which
 * order, and whether all are there.
 */
#ifndef GTT2M_SERIES_H
#define GTT2M_SERIES_H

#include "patch.h"

/* What a subject says: "[Intel-gfx] [PATCH v2 04/27] drm: x". */
struct series_subject {
	unsigned int number, total;	/* 0/27 is a cover letter */
	bool numbered;
	bool reply;			/* "Re:" and what other languages have */
	const char *text;		/* without brackets, in the string given */
};
void series_subject(struct series_subject *s, const char *subject);

/* One mail, as it came. */
struct series_mail {
	struct series_subject subject;
	bool has_diff;
	size_t index;			/* the caller's own */
};

/*
 * Sort the patches of n mails to the front and say in *kept how many there
 * are: by their numbers, or as they came where none has one. The rest are
 * cover letters, replies and other words. as_given: as they came, whatever
 * the numbers say. -EINVAL with a sentence in why: no patch, a number twice
 * or missing, two series, a patch that cannot be read as one. A mail that is
 * alone is taken alone, whatever its number.
 */
int series_order(struct series_mail *v, size_t n, bool as_given, size_t *kept,
		 char why[PATCH_WHY]);

#endif
