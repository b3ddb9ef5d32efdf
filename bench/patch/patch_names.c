// SPDX-License-Identifier: GPL-2.0-or-later
/* patch_names.c - see patch_names.h. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "patch_names.h"

/* What lies at the top of Linux 6.1 and 6.12. */
static const char *const tops[] = {
	"COPYING", "CREDITS", "Documentation", "Kbuild", "Kconfig", "LICENSES",
	"MAINTAINERS", "Makefile", "README", "arch", "block", "certs", "crypto",
	"drivers", "fs", "include", "init", "io_uring", "ipc", "kernel", "lib",
	"mm", "net", "rust", "samples", "scripts", "security", "sound", "tools",
	"usr", "virt",
};

bool patch_name_char(char c)
{
	return isalnum((unsigned char)c) || (c && strchr("_./,+@=~-", c));
}

/* Is it a name from the top of the kernel? */
static bool from_top(const char *name)
{
	size_t n = strcspn(name, "/");

	for (size_t i = 0; i < sizeof(tops) / sizeof(tops[0]); i++)
		if (strlen(tops[i]) == n && !memcmp(tops[i], name, n))
			return true;
	return false;
}

/* Without its first folder; NULL if that is no name from the top. */
static const char *stripped(const char *name)
{
	const char *s = strchr(name, '/');

	return s && from_top(s + 1) ? s + 1 : NULL;
}

/* Has it a part that means another place than it says? */
static bool strays(const char *name)
{
	for (const char *p = name; ; p += strcspn(p, "/") + 1) {
		size_t n = strcspn(p, "/");

		if (!n || (n == 1 && *p == '.') || (n == 2 && !memcmp(p, "..", 2)))
			return true;
		if (!p[n])
			return false;
	}
}

/* a and b, or a is what an editor has kept of b. */
static bool pair(const char *a, const char *b)
{
	size_t n = b ? strlen(b) : 0;

	if (!a || !b || strncmp(a, b, n))
		return false;
	return !a[n] || !strcmp(a + n, ".orig") || !strcmp(a + n, ".old") ||
	       !strcmp(a + n, "~");
}

/* As it stands, or without its first folder, whichever the kernel could have. */
static const char *likely(const char *name)
{
	return from_top(name) ? name : stripped(name);
}

/*
 * "tools/arch/x" is a name from the top with and without its first folder, so
 * what both sides agree on decides: as they stand, else both without it.
 */
static void choose(const char **a, const char **b)
{
	const char *x = stripped(*a), *y = stripped(*b);

	if (from_top(*b) && pair(*a, *b)) {
		*a = *b;
	} else if (pair(x, y)) {
		*a = *b = y;
	} else {
		*a = likely(*a);
		*b = likely(*b);
	}
}

static int misplaced(const char *name, char why[PATCH_WHY])
{
	snprintf(why, PATCH_WHY, "%.200s is outside of the kernel's tree", name);
	return -EINVAL;
}

int patch_names(const char *old, const char *new, char **to_old, char **to_new,
		char why[PATCH_WHY])
{
	bool none = !strcmp(old, "/dev/null"), gone = !strcmp(new, "/dev/null");
	const char *a, *b;

	old += strncmp(old, "./", 2) ? 0 : 2;
	new += strncmp(new, "./", 2) ? 0 : 2;
	if (none && gone)
		return misplaced(old, why);
	if (!none && strays(old))
		return misplaced(old, why);
	if (!gone && strays(new))
		return misplaced(new, why);
	a = none ? new : old;
	b = gone ? old : new;
	choose(&a, &b);
	if (!a || !b)
		return misplaced(a ? new : none ? new : old, why);
	*to_old = none ? NULL : strdup(a);
	*to_new = gone ? NULL : strdup(b);
	return 0;
}
