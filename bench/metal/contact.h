/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * contact.h - the file that `gtt2m check --full` writes on somebody's machine
 * and `gtt2m calibrate FILE` reads: JSON objects, one a line, ASCII.
 *
 *	{"type":"gtt2m-contact","version":1,"about":TEXT,"suite":COMMIT,...}
 *	{"type":"machine","gpu":"8086:5912","iommu":"DMA-FQ",...}
 *	{"type":"row","name":"blit-copy/4k","unit":"GB/s","v":[12.1,12.3],...}
 *	{"type":"fact","name":"memory/buddy",...}
 *	{"type":"step","name":"blit","status":"ok","s":12.1}
 *	{"type":"end","complete":true,"sha256":DIGEST}
 *
 * Rows and facts belong to the step whose line follows them. The digest is of
 * all that stands before the end's line, so a file that was cut or changed is
 * refused. It is whole after each step: written anew under another name.
 */
#ifndef GTT2M_CONTACT_H
#define GTT2M_CONTACT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define CONTACT_VERSION 1
#define CONTACT_V 16		/* repetitions of a row, at most */
#define CONTACT_LINE 16384	/* bytes of a line, at most */
#define CONTACT_LINES 4096

struct contact_row {
	const char *name, *unit;	/* of j */
	unsigned int n, line;
	double v[CONTACT_V];		/* ascending; finite, above 0 */
	json_t *j;
};

/* How a step ended. */
enum contact_status {
	CONTACT_OK,
	CONTACT_MISSING,	/* a program or a kernel's feature is not there */
	CONTACT_ROOT,		/* it needs root */
	CONTACT_SKIPPED,	/* left out on purpose */
	CONTACT_FAILED,
	CONTACT_INTERRUPTED,
	CONTACT_STATUSES
};
extern const char *const contact_statuses[CONTACT_STATUSES];

struct contact_step {
	const char *name, *why;		/* why: "" when it is ok */
	enum contact_status status;
	unsigned int first, end;	/* its lines, in lines[] */
};

struct contact {
	json_t *lines;			/* all but the end's */
	json_t *head, *machine;		/* borrowed from lines */
	struct contact_row *row;
	size_t nrows;
	struct contact_step *step;
	size_t nsteps;
	bool complete;
};

/* The units that rows have. */
bool contact_unit(const char *unit);

/*
 * 0, or -EBADMSG with "NAME:LINE: what is wrong" in why; then nothing is left
 * in c. -ENOMEM.
 */
int contact_parse(struct contact *c, const char *text, size_t len,
		  const char *name, char *why, size_t whylen);
/* A file (contact_parse); -errno of reading it, with why. */
int contact_read(struct contact *c, const char *path, char *why,
		 size_t whylen);
void contact_free(struct contact *c);

/* A text field of the machine, "" when it is not there; a number, or 0. */
const char *contact_text(const struct contact *c, const char *key);
double contact_number(const struct contact *c, const char *key);

/* The lines and their end as a file; 0 or -errno. */
int contact_write(const json_t *lines, bool complete, const char *path);

/* v[(n - 1) / 2]: the middle of n > 0 ascending numbers, lower of two. */
double contact_median(const struct contact_row *r);

#endif
