// SPDX-License-Identifier: GPL-2.0-or-later
/* limit.c - how long a machine may take. */
#include <time.h>

#include "limit.h"

/*
 * A machine that waits uses some CPU, too: its timers. One of 20 that share a
 * core gets 5 %.
 */
#define GETS_ON_PCT 5

static double seconds(struct timespec t)
{
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

double now_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return seconds(t);
}

double process_cpu_s(pid_t pid)
{
	struct timespec t;
	clockid_t clock;

	if (clock_getcpuclockid(pid, &clock) || clock_gettime(clock, &t))
		return 0;
	return seconds(t);
}

void limit_start(struct limit *l, unsigned int s, double now)
{
	*l = (struct limit){ .s = s, .at = now };
}

bool limit_reached(struct limit *l, double cpu, double now)
{
	if (cpu > l->s)
		return true;
	if ((cpu - l->cpu) * 100 >= (double)l->s * GETS_ON_PCT) {
		l->cpu = cpu;
		l->at = now;
	}
	return now > l->at + l->s;
}
