/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cpio.h - a folder as a newc archive, as the kernel's initramfs reads it. */
#ifndef GTT2M_METAL_CPIO_H
#define GTT2M_METAL_CPIO_H

/*
 * Append dir (files and folders; nothing else) to fd, as prefix/...; skip,
 * a path below dir, is left out (NULL: nothing is). 0 or -errno.
 */
int cpio_tree(int fd, const char *dir, const char *prefix, const char *skip);

#endif
