/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * console.h - what L1's console log tells about a cell. The log is text of
 * a kernel that may have died in the middle of a line, mixed with what
 * programs printed; it is never data.
 */
#ifndef GTT2M_CONSOLE_H
#define GTT2M_CONSOLE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "kmsg.h"

#define CONSOLE_KEEP 12		/* complaints kept in a record */
#define CONSOLE_TAIL 12		/* last lines kept of a failed cell */
#define CONSOLE_COLS 160	/* longer lines are cut */

struct console {
	unsigned int count[KMSG_KINDS];
	json_t *complaints;	/* array of lines, the first CONSOLE_KEEP */
	json_t *tail;		/* array of the last CONSOLE_TAIL lines */
	bool cut;		/* the last line has no end */
};

/* Read a log; console_free() after it. 0 or -ENOMEM. */
int console_scan(struct console *c, const char *text, size_t len);
void console_free(struct console *c);

/* Has the kernel given up? */
bool console_panicked(const char *text, size_t len);

#endif
