/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * settings.h - settings of the distribution that a measurement needs otherwise.
 * They are changed while cells run and restored then. The old values are first
 * written to a file of the run's folder, so that they are not lost if the run is
 * killed. After a reboot the kernel has its own values again, and the file is
 * deleted.
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
