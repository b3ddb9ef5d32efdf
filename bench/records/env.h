/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * env.h - what a result carries with it (docs/method.md).
 *
 * {"schema":1, "id":ID,
 *  "fixed": {...}      what must be the same for results to be pooled:
 *		  suite commit, program, machine, GPU parameters, kernels
 *  "observed": {...}}  the host and its load: written down, not compared
 *
 * ID is the first 12 digits of the SHA-256 of the compact, sorted "fixed".
 */
#ifndef GTT2M_ENV_H
#define GTT2M_ENV_H

#include <jansson.h>
#include <sha2.h>
#include <stdbool.h>
#include <stddef.h>

#include "plan/machine.h"
#include "plan/plan.h"

#define ENV_SCHEMA 1
#define ENV_ID 13		/* 12 digits and the NUL */

struct env_where {
	const char *build;	/* build folder */
	const char *gpu_params;	/* file, or NULL for the model's defaults */
	const char *engine;	/* who runs the cells; NULL: not said */
	unsigned int jobs;	/* cells at a time, 0: not said */
	bool snapshots;		/* cells may start from one */
};

/*
 * Look at the build folder and the host. NULL with a sentence in why when
 * something a cell needs is not there.
 */
json_t *env_collect(const struct plan *p, const struct machine *m,
		    const struct env_where *w, char *why, size_t whylen);

/*
 * Is it an environment of the schema this program reads, and is its id that
 * of its content? 0, or -EINVAL with a sentence.
 */
int env_check(const json_t *env, char *why, size_t len);
/* Read and check a file; NULL with a sentence that names it. */
json_t *env_read(const char *path, char *why, size_t len);

const char *env_id(const json_t *env);
/* The id that an environment with this fixed part has. */
void env_make_id(const json_t *fixed, char id[SHA256_DIGEST_STRING_LENGTH]);

/*
 * First difference of two environments' fixed parts as "key: a / b"; 0
 * when there is none.
 */
int env_differ(const json_t *a, const json_t *b, char *what, size_t len);

/* Folder of a variant's kernel; the A/A arm falls back on the baseline's. */
void env_kernel_dir(const char *build, const char *variant, char *out,
		    size_t len);

#endif
