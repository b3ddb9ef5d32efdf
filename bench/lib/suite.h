/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * suite.h - what this program was built from, settled when it was: not what
 * lies in the folder that it is called in, nor in the clone by now.
 */
#ifndef GTT2M_SUITE_H
#define GTT2M_SUITE_H

#include <stdbool.h>

/* 40 digits; "unknown" when it was not built in a clone. */
const char *suite_commit(void);
/* Did tracked files differ from that commit? */
bool suite_modified(void);

#endif
