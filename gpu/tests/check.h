/* SPDX-License-Identifier: GPL-2.0-or-later */
/* CHECK(x): what a fuzzer claims of any input; it says the line and aborts. */
#ifndef GEN9_TESTS_CHECK_H
#define GEN9_TESTS_CHECK_H

#include <stdio.h>
#include <stdlib.h>

#define CHECK(x) \
	do { \
		if (!(x)) { \
			fprintf(stderr, "line %d: %s\n", __LINE__, #x); \
			abort(); \
		} \
	} while (0)

#endif
