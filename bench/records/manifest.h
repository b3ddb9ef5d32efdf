/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * manifest.h - SHA256SUMS of a run's folder, as sha256sum -c reads it:
 * every file but the lock, boot images, parts under way and itself.
 */
#ifndef GTT2M_MANIFEST_H
#define GTT2M_MANIFEST_H

#include <stdbool.h>

/* Write it anew. 0 or -errno. */
int manifest_write(const char *dir);
/*
 * After files were added (plots, a page): write it anew, unless the
 * records are no longer those it names: then it is left, and that is said.
 */
int manifest_refresh(const char *dir);
/*
 * A run goes on in dir: what SHA256SUMS names will change, so it is taken away
 * until the run ends again. 0, also if there is none; -EINVAL: the records
 * are not those that it names, and it is left; -errno.
 */
int manifest_retire(const char *dir);
/* Are the records those that the manifest names? True if there is none. */
bool manifest_holds(const char *dir);

#endif
