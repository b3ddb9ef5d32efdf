/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * boot.h - one cell: one process of the machine, its folder, its time
 * limit, and the records that are left when it is over.
 */
#ifndef GTT2M_BOOT_H
#define GTT2M_BOOT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "plan/plan.h"
#include "records/record.h"

/* What is the same for all cells of a run. */
struct boot_shared {
	const struct plan *plan;
	const struct machine *machine;
	const char *dir;	/* results/<run> */
	const char *run;	/* its last part */
	const char *build;
	const char *gpu_params;	/* or NULL */
	const char *env;	/* environment id */
	const char *tmp;	/* for boot images; NULL: dir/tmp */
};

struct boot {
	const struct plan_cell *cell;
	char name[200];		/* variant/scenario/machine */
	char log[640];		/* its folder below dir */
	pid_t pid;		/* 0: not running */
	double started, limit, ended_at;	/* CLOCK_MONOTONIC, s; 0: not yet */
	double looked_at;
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

double now_s(void);

/*
 * What a variant's kernel starts from, joined into path: l1, its modules,
 * guest when asked, extra (an image's name) unless NULL.
 */
int boot_initrd(const char *build, const char *variant, bool guest,
		const char *extra, const char *path, char *why, size_t whylen);

/*
 * Start it: makes its folder and its initrd (once a run), forks. 0; or
 * -errno with a sentence in why: the bed is broken, not the cell.
 */
int boot_start(struct boot *b, const struct boot_shared *s,
	       const struct plan_cell *c, char *why, size_t whylen);

/* Look at the clock, the console and the record port; end it when due. */
void boot_watch(struct boot *b, const struct boot_shared *s);

/* Kill it (its process group, which is its own) and reap it. */
void boot_kill(struct boot *b);

/*
 * After waitpid() gave status: judge, wrap the lines. 0 or -errno; the
 * text is the caller's to free.
 */
int boot_finish(struct boot *b, const struct boot_shared *s, int status,
		struct boot_result *res);

#endif
