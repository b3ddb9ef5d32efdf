/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * patch_names.h - from the names in a diff to names in the kernel's tree.
 */
#ifndef GTT2M_PATCH_NAMES_H
#define GTT2M_PATCH_NAMES_H

#include <stdbool.h>

#include "patch.h"

/* Letters, digits and what names in the kernel have besides. */
bool patch_name_char(char c);

/*
 * The names of "--- OLD" and "+++ NEW" without their prefixes (a/ and b/,
 * i/ and w/, linux.orig/ and linux/, none), fresh; NULL for /dev/null.
 * -EINVAL with why: not below the kernel's top, absolute, "." or "..".
 */
int patch_names(const char *old, const char *new, char **to_old, char **to_new,
		char why[PATCH_WHY]);

#endif
