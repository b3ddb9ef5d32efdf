/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the kernel complained about while a cell ran, from /dev/kmsg: a
 * cell records it, whatever its other outcome.
 */
#ifndef GTT2M_KMSG_H
#define GTT2M_KMSG_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum kmsg_kind {
	KMSG_OTHER,
	KMSG_WARN,	/* WARNING: CPU: ..., lockdep's; UBSAN, kmemleak */
	KMSG_BUG,	/* BUG: ..., kernel BUG at ... */
	KMSG_OOPS,	/* Oops: ..., general protection fault ... */
	KMSG_HUNG,	/* INFO: task ... blocked, stalls, lockups */
	KMSG_PANIC,
	KMSG_KINDS
};

struct kmsg {
	int fd;
	uint64_t taint;			/* before */
	unsigned int count[KMSG_KINDS];
	char excerpt[1536];		/* first complaints, where */
	size_t used;
	int follow;			/* lines the excerpt still takes */
};

/*
 * Kind of one line as the console or /dev/kmsg shows it: a time stamp or
 * a kmsg header in front does not matter.
 */
enum kmsg_kind kmsg_kind(const char *line);

/* Count from here on. 0 or -errno. */
int kmsg_start(struct kmsg *k);
/* Count one line. */
void kmsg_line(struct kmsg *k, const char *line);
/* Count what has arrived; does not wait. */
void kmsg_collect(struct kmsg *k);
/* True after a BUG, oops or panic: the machine is not to be trusted. */
int kmsg_ill(const struct kmsg *k);
/*
 * {"warn":n,"bug":n,"oops":n,"hung":n,"taint_before":n,"taint_after":n,
 *  "text":"..."}; text only when there is some.
 */
json_t *kmsg_json(const struct kmsg *k);
/*
 * What the kernel has said since its start with the level of a warning or
 * worse: lines without their time, each once, of "[ cut here ]" to "[ end
 * trace" what kmsg_kind() knows. Costs time: not asked for in what is
 * measured.
 */
json_t *kmsg_warnings(void);
/* One line of /dev/kmsg, which is changed, for it. */
void kmsg_warning(json_t *list, char *line, bool *in_splat);

#endif
