/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * oneboot.h - one start of the emulated machine outside of a run: no plan,
 * no records.jsonl; until a file that it writes says that it is over.
 */
#ifndef GTT2M_ONEBOOT_H
#define GTT2M_ONEBOOT_H

#include <stdbool.h>
#include <stddef.h>

#include "records/record.h"

struct oneboot {
	const char *qemu, *kernel, *images;	/* file, folder, folder */
	const char *machine;	/* NULL: emulated */
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

/* The options of a verb that boots once, by a struct oneboot: rows of opts.h. */
#define ONEBOOT_OPTS(b) \
	{ .name = "kernel", .letter = 'k', .arg = "DIR", .text = &(b).kernel, \
	  .help = "The kernel of L1" }, \
	{ .name = "images", .letter = 'i', .arg = "DIR", .text = &(b).images, \
	  .help = "Where the images are" }, \
	{ .name = "qemu", .letter = 'q', .arg = "FILE", .text = &(b).qemu, \
	  .help = "The emulated machine's QEMU" }, \
	{ .name = "out", .letter = 'o', .arg = "DIR", .text = &(b).out, \
	  .help = "Where the logs go" }, \
	{ .name = "variant", .arg = "NAME", .text = &(b).variant, \
	  .help = "Of the kernel, whose modules these are" }, \
	{ .name = "limit", .arg = "S", .number = &(b).limit_s, .min = 1, \
	  .max = 1000000, .help = "CPU time of a boot" }

/*
 * Adds n words, separated by commas, to a text of at most size - 1 bytes. 0, or
 * -ENAMETOOLONG, said on stderr: they do not fit.
 */
int oneboot_words(char *text, size_t size, const char *const *word, unsigned int n);
/* out/initrd.cpio of l1 and the modules. 0 or -errno, said on stderr. */
int oneboot_initrd(const struct oneboot *b);
/* 0, or -errno when it could not be started. */
int oneboot_run(const struct oneboot *b, struct oneboot_end *end);
/* What it has written to NAME.records; raw_free() in any case. 0 or -errno. */
int oneboot_lines(const struct oneboot *b, struct raw_lines *raw);

#endif
