/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A program of the distribution's user space, unmodified, or one of
 * bench/user/, with the drivers that it loads. What is looked at is which
 * memory these ask for: the GPU executes little of what they submit, so
 * neither what they print nor how they end is judged. It runs in a root of
 * its own (/user, of an image user-NAME), since its libraries need not be
 * those of this program.
 */
#ifndef GTT2M_LOAD_USER_H
#define GTT2M_LOAD_USER_H

#include <stdbool.h>

#include "load.h"
#include "lib/sys.h"

#define USER_ROOT "/user"

/*
 * Its /dev, /proc, /sys and /tmp; once a boot. gtt2m.user=DEVICE: the root is a
 * disk, ext4, that is not written. 0 or -errno.
 */
int user_root(void);

struct user_params {
	const char *driver;	/* "NEO": for the report */
	const char *argv[24];	/* argv[0] by its path in the root */
	const char *env[8];	/* "NAME=VALUE" */
	unsigned int limit_s;	/* virtual seconds */
	/*
	 * It does not end by itself, or not in a cell's time: it is ended at
	 * its limit, or at until, which is a part of its output and a time.
	 */
	bool stopped;
	bool shown;		/* what it has printed goes to the console */
	struct sys_until until;
};

/*
 * Emits {"type":"program","load":"NAME/run","driver":D,"exit_status":n,
 * "stopped":b,"says":its last line if it failed}; exit_status: its own, 256 +
 * signal, null: it was ended at its limit. -ENOENT: it did not start.
 */
int load_user(const struct load *l, uint64_t seed);

extern const struct rowset load_user_rows;

#endif
