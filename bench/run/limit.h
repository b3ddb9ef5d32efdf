/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * limit.h - how long a machine may take. On a busy host it gets little CPU in
 * an hour, and no cell may fail for that: the limit is of CPU time. One that
 * gets none because it waits for something that does not come is over when
 * that has lasted as long.
 */
#ifndef GTT2M_LIMIT_H
#define GTT2M_LIMIT_H

#include <stdbool.h>
#include <sys/types.h>

struct limit {
	unsigned int s;		/* CPU time in all, and wall time without any */
	double cpu, at;		/* when it last got on: CPU time, now_s() */
};

/* CLOCK_MONOTONIC, s. */
double now_s(void);
/* CPU time of a process and its threads until now, s; 0: it is gone. */
double process_cpu_s(pid_t pid);

void limit_start(struct limit *l, unsigned int s, double now);
/* Has it had cpu seconds too many, or none for too long? */
bool limit_reached(struct limit *l, double cpu, double now);

#endif
