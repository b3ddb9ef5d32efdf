/* SPDX-License-Identifier: GPL-2.0-or-later */
/* folder.h - results/<run>/ while a process runs it: see run.h. */
#ifndef GTT2M_FOLDER_H
#define GTT2M_FOLDER_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

#include "plan/plan.h"

struct folder {
	const char *dir;
	const struct plan *plan;
	FILE *progress;		/* NULL: silent */
	bool *finished;		/* by cell index: has its records */
	int lock, records;	/* file descriptors; -1 before and after */
	char *why;		/* what broke, of whylen bytes */
	size_t whylen;
};

/*
 * Make the folder or take it up again: lock it, write plan and environment
 * or see that they are the same, cut what a killed write left, mark what is
 * finished. 0 or -errno and why; folder_close() also after an error.
 */
int folder_open(struct folder *f, const json_t *env);
void folder_close(struct folder *f);

/* Fill in why; returns err. */
int folder_broken(struct folder *f, int err, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

#endif
