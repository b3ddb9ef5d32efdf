/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * newc.h - archives like those that a kernel takes as its initramfs (Linux 6.1,
 * Documentation/driver-api/early-userspace/buffer-format.rst), uncompressed.
 */
#ifndef GTT2M_NEWC_H
#define GTT2M_NEWC_H

#include <limits.h>
#include <stddef.h>
#include <stdint.h>

struct newc_entry {
	char name[PATH_MAX];
	uint32_t mode;
	const char *data;	/* in the archive: a file's bytes, a link's target */
	uint32_t size;
};

/*
 * The entry that begins at p, with at most len bytes. 0, and *next is how far
 * the next one is; -EBADMSG: not such an archive, or cut; -EINVAL: it is no
 * file, folder or link, a file has two names, or a name has "..".
 */
int newc_entry(struct newc_entry *e, const char *p, size_t len, size_t *next);

/*
 * Unpack all archives in [p, p + len), one behind another with zeros between
 * them, below the folder root. Folders and links may be there; a file that is
 * there is replaced, whoever has it open keeps the old one. 0, or as above, or
 * -errno of what could not be written. What came before the error is there.
 */
int newc_unpack(const void *p, size_t len, const char *root);

#endif
