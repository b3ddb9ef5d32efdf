// SPDX-License-Identifier: GPL-2.0-or-later
/* Embedder, parameters, counters, time. */
#include <stdarg.h>
#include <stdio.h>

#include "gpu/host/host.h"

void gen9_host_init(struct gen9_host *h, const struct gen9_bus *bus,
		    const struct gen9_params *params)
{
	*h = (struct gen9_host){ .bus = *bus, .params = *params };
	gen9_counters_init(&h->ctr, gen9_params_hash(params));
}

uint64_t gen9_now(const struct gen9_host *h)
{
	uint64_t ns = h->bus.now_ns(h->bus.opaque);

	return ns < UINT64_MAX / PS_PER_NS ? ns * PS_PER_NS : UINT64_MAX;
}

uint64_t gen9_time(const struct gen9_host *h)
{
	return h->clock ? *h->clock : gen9_now(h);
}

/* 12 MHz: three ticks in 250,000 ps. */
#define TICKS		3
#define TICKS_PS	250000

uint64_t gen9_ticks(uint64_t ps)
{
	return ps / TICKS_PS * TICKS + ps % TICKS_PS * TICKS / TICKS_PS;
}

void gen9_log(const struct gen9_host *h, const char *fmt, ...)
{
	char msg[160];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(msg, sizeof(msg), fmt, ap);
	va_end(ap);
	h->bus.log(h->bus.opaque, msg);
}
