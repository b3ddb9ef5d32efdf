/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * full.h - `gtt2m check --full`: what the model needs to know of a machine
 * with a Gen9 GPU, measured without a kernel build, into a file (contact.h).
 *
 * A step is a row. It runs in a process of its own, as it may hang or be
 * ended, and says what it found by full_row() and full_fact().
 */
#ifndef GTT2M_FULL_H
#define GTT2M_FULL_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "metal/contact.h"

struct full_job {
	double share;		/* of what measurements take by default */
	bool root;
	int fd;			/* where its lines go */
	char why[256];		/* for what is not CONTACT_OK */
};

struct full_step {
	const char *name, *what;
	unsigned int usual_s, limit_s;	/* with a share of 1 */
	enum contact_status (*run)(struct full_job *job);
};

/* In a step: a line as it is; takes the reference. Ends the process if it cannot. */
void full_line(struct full_job *job, json_t *j);
/* A row of n values in that unit; more: fields besides, or NULL. */
void full_row(struct full_job *job, const char *name, const char *unit,
	      const double *v, unsigned int n, json_t *more);
/* A fact: fields under a name. */
void full_fact(struct full_job *job, const char *name, json_t *fields);
/* End a step that is not ok: status, and why. */
enum contact_status full_why(struct full_job *job, enum contact_status status,
			     const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* The steps, in order. */
enum contact_status full_memory(struct full_job *job);
enum contact_status full_blit(struct full_job *job);
enum contact_status full_gem_blt(struct full_job *job);
enum contact_status full_exec_nop(struct full_job *job);
enum contact_status full_clpeak(struct full_job *job);
enum contact_status full_selftests(struct full_job *job);
enum contact_status full_repro(struct full_job *job);

/* What the machine is: {"type":"machine",...}; nothing that names its owner. */
json_t *full_machine(void);
/* The words of a command line that measurements depend on, and no others. */
void full_words(const char *cmdline, char *out, size_t len);

/*
 * The file is of a GPU ("8086:5912") of Gen9, or has no step that asks the GPU.
 * 0, or -ENODEV and a sentence.
 */
int full_gpu(const char *gpu, const char *only, char *why, size_t len);

/* Lines of clpeak's output into rows; how many. */
unsigned int full_clpeak_parse(const char *text,
			       void (*row)(const char *name, const char *unit,
					   double v, void *arg), void *arg);

/*
 * Why a reproducer is not run on somebody's machine; NULL: it is. "unknown":
 * a row that nobody has judged yet, which a test forbids.
 */
const char *full_repro_unsafe(const char *scenario);

struct full_options {
	const char *path;
	unsigned int minutes;	/* 1 to 60; 10 is what it usually takes */
	const char *only;	/* names of steps, by commas; NULL: all */
};

/*
 * Do what is not done in the file yet, and write it. ^C ends it, and nothing
 * that was measured is lost. 0: all steps have been tried; -EINTR, or -errno
 * and a sentence.
 */
int full_check(const struct full_options *o, char *why, size_t len);

#endif
