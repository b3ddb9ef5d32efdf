/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * settings.h - what the distribution has set otherwise than a measurement
 * wants it: set while cells run, and put back. What it was is in a file of the
 * run's folder first, so that a run that was killed does not lose it; after a
 * reboot the kernel has its own again and the file is dropped.
 */
#ifndef GTT2M_SETTINGS_H
#define GTT2M_SETTINGS_H

#include <stdio.h>

#define SETTINGS_FILE "settings.before"

/*
 * Set them, those below root ("" for this machine): each change is said on out.
 * file: where it is kept. How many were changed, or -errno: then none is.
 */
int settings_take(const char *root, const char *file, FILE *out);
/* Put back what the file says, and remove it; 0 or -errno, and it stays. */
int settings_back(const char *root, const char *file, FILE *out);

#endif
