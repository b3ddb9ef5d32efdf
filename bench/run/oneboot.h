/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * oneboot.h - one start of the emulated machine outside of a run: no plan,
 * no records.jsonl; until a file that it writes says that it is over.
 */
#ifndef GTT2M_ONEBOOT_H
#define GTT2M_ONEBOOT_H

#include <argp.h>
#include <stdbool.h>
#include <stddef.h>

struct oneboot {
	const char *qemu, *kernel, *images;	/* file, folder, folder */
	const char *variant;	/* its modules: image modules-NAME.cpio */
	const char *more;	/* one more image, or NULL */
	const char *out;	/* folder for logs */
	const char *name;	/* of the logs: NAME.console, NAME.records */
	const char *append;	/* after the machine's own kernel arguments */
	unsigned int seed, limit_s;
	const char *watch;	/* "console" or "records" */
	bool (*over)(const char *tail, size_t len);
	unsigned int linger_s;	/* to end by itself after that */
};

struct oneboot_end {
	bool over;		/* seen; else its time was up or it died */
	double wall_s;		/* from start until it was seen */
	double cpu_s;		/* of the machine, in all */
};

/*
 * The options --kernel, --images, --qemu, --out, --variant, --limit of a verb that boots once: a
 * child of its parser, which hands it the struct oneboot by
 * state->child_inputs[0] at ARGP_KEY_INIT.
 */
extern const struct argp_child oneboot_options[];

/* out/initrd.cpio of l1 and the modules. 0 or -errno, said on stderr. */
int oneboot_initrd(const struct oneboot *b);
/* 0, or -errno when it could not be started. */
int oneboot_run(const struct oneboot *b, struct oneboot_end *end);
/*
 * What is known beforehand, from the file at path (NULL: nothing): take() is
 * given each line that is not empty and begins with no '#', and says whether
 * it has the given form. 0, or -errno and said on stderr, with the line.
 */
int oneboot_known(const char *path, const char *form,
		  bool (*take)(const char *line, void *arg), void *arg);

#endif
