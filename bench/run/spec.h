/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * spec.h - all that one boot needs to know, settled before it starts: who
 * it is, what is started on which machine, where it writes, how long it
 * may take, and what its end may mean. Whoever boots, watches and judges
 * reads this and asks neither plan nor tables again.
 */
#ifndef GTT2M_SPEC_H
#define GTT2M_SPEC_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plan/plan.h"

#define SPEC_PATH 640
#define SPEC_SNAPSHOTS (SPEC_PATH - 40)	/* longest name of their folder */
#define SPEC_IMAGES 4
#define SPEC_OWN 2		/* of them the host's own: l1, modules */
#define SPEC_TRACE "clock.trace"

/* Where a machine can be saved (host/point.h): GVT-g is ready; its guests are. */
enum { POINT_GVT, POINT_GUESTS, SPEC_POINTS };

struct spec_point {
	char snapshot[SPEC_PATH];	/* to start from, if it is there; "": none */
	bool save;		/* make it, if not: other cells can use it */
};

/* What all cells of a run have in common. */
struct spec_run {
	const struct plan *plan;
	const struct machine *machine;	/* the plan's own */
	const char *dir;	/* results/<run> */
	const char *run;	/* its last part */
	const char *build;
	const char *gpu_params;	/* or NULL */
	const char *env;	/* environment id */
	const json_t *fixed;	/* what it has to be the same */
	const char *snapshots;	/* their folder; NULL: each cell boots */
	const char *tmp;	/* for boot images; NULL: dir/tmp */
};

struct cell_spec {
	/* who it is: in each of its records */
	const char *run, *env, *variant;
	const char *scenario;	/* of the plan: NAME or NAME@MACHINE */
	char bare[128];		/* NAME */
	char name[200];		/* variant/NAME/machine */
	unsigned int index, block;
	uint64_t seed;
	/* what is started */
	const struct machine *machine;	/* the one that it runs on */
	char program[SPEC_PATH];	/* {qemu}: "" where there is none */
	char kernel[SPEC_PATH], gpu[SPEC_PATH + 8], append[512];
	char words[640];	/* a line for each point; "": it boots to its end */
	struct spec_point point[SPEC_POINTS];
	char initrd[2 * SPEC_PATH];	/* images, joined */
	bool own_initrd;	/* of this cell only: goes with it */
	char image[SPEC_IMAGES][SPEC_PATH];
	size_t nimages;		/* of initrd; 0: it starts from none */
	/* images that it gets at the point; or "" */
	char at_point[SPEC_IMAGES - SPEC_OWN][SPEC_PATH];
	/* where it writes */
	char log[SPEC_PATH];	/* its folder, below the run's */
	char dir[2 * SPEC_PATH];	/* the same, whole */
	/* for how long */
	unsigned int limit_s;	/* of CPU time (limit.h) */
	unsigned int linger_s;	/* for power-off after the end marker */
	/* what may happen */
	bool traced;		/* what its GPU does goes to dir/SPEC_TRACE */
	bool guest;		/* a Linux guest runs in it */
	bool crash;		/* L1 going down is an outcome */
	bool spins;		/* so is L1 that is not heard of again */
};

/* Settle c of the run; 0, or -errno and a sentence. */
int spec_make(struct cell_spec *s, const struct spec_run *r,
	      const struct plan_cell *c, char *why, size_t len);

/*
 * Join a variant's images, l1 and its modules, guest when asked, extra (an
 * image's name) unless NULL, into path; 0, or -errno and a sentence.
 */
int spec_images(const char *build, const char *variant, bool guest,
		const char *extra, const char *path, char *why, size_t len);
/* initrd of s, unless an earlier cell of the run has made it. */
int spec_initrd(const struct cell_spec *s, char *why, size_t len);
/* The cell is over: what was made for it alone goes. */
void spec_release(const struct cell_spec *s);

#endif
