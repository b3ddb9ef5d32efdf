/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * boot.h - one cell: one process of the machine (boot.c), and the records
 * that are left when it is over (outcome.c). What it is made of is settled
 * before, in a struct cell_spec.
 */
#ifndef GTT2M_BOOT_H
#define GTT2M_BOOT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "limit.h"
#include "records/record.h"
#include "spec.h"

struct boot {
	struct cell_spec spec;
	int from;		/* the point at which it starts; -1: power-on */
	int to;			/* where it is saved; -1: it runs to its end */
	int lock;		/* of what is saved, else -1 */
	pid_t pid;		/* 0: not running */
	double started, ended_at, looked_at;	/* now_s(); 0: not yet */
	struct limit limit;
	const char *killed;	/* why L0 ended it, or NULL */
};

/* What is known when it is over. */
struct boot_result {
	enum cell_status status;
	char why[RECORD_WHY];	/* "" when ok */
	double wall_s;
	char *text;		/* its lines of records.jsonl, "cell" last */
	size_t len;
};

/* In a child: become argv, with these as its input and both outputs. */
void boot_exec(char *const argv[], int in, int out)
	__attribute__((noreturn));

/*
 * Start it: makes its folder and its initrd (once a run), forks. 0; or
 * -errno with a sentence in why: the harness failed, not the cell.
 */
int boot_start(struct boot *b, const struct cell_spec *s, char *why,
	       size_t whylen);

/*
 * After waitpid() gave status: had it only been saved, start the cell itself,
 * from that or, with a sentence in why, from before. 1: it runs; 0: it is
 * over; -errno and a sentence as for boot_start().
 */
int boot_again(struct boot *b, int status, char *why, size_t whylen);

/* Look at the clock, the console and the record port; end it when due. */
void boot_watch(struct boot *b);

/* Kill it (its process group, which is its own) and reap it. */
void boot_kill(struct boot *b);

/*
 * After waitpid() gave status: judge, wrap the lines. 0 or -errno; the
 * text is the caller's to free.
 */
int boot_finish(struct boot *b, int status, struct boot_result *res);

#endif
