// SPDX-License-Identifier: GPL-2.0-or-later
/* suite.c - see suite.h; the Makefile writes suite_commit.h. */
#include "suite.h"
#include "suite_commit.h"

const char *suite_commit(void)
{
	return SUITE_COMMIT;
}

bool suite_modified(void)
{
	return SUITE_MODIFIED;
}
