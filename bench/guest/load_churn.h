/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Create, bind, copy, destroy: what a desktop's short-lived buffers do to
 * the host. Each turn makes two fresh objects, copies one to the other and
 * frees both; the entries of freed objects are what a host may leak.
 *
 * With .kept, so many pairs live all the time and take turns; there are
 * fewer places than pairs, so each turn evicts another pair from its GTT
 * addresses, as a driver short of address space does.
 */
#ifndef GTT2M_LOAD_CHURN_H
#define GTT2M_LOAD_CHURN_H

#include <stddef.h>
#include <stdint.h>

#include "load.h"

struct churn_params {
	unsigned int turns;
	size_t object_bytes;	/* multiple of 4 KiB */
	uint64_t misalign;	/* of the GTT address from 2 MiB; < 2 MiB */
	unsigned int places;	/* GTT ranges that the turns go through */
	unsigned int kept;	/* pairs, coprime with places; 0: made anew */
};

/* GTT address of the source in a turn; the destination is next to it. */
uint64_t churn_gtt(const struct churn_params *p, unsigned int turn);
/* From a source to its destination. */
uint64_t churn_stride(const struct churn_params *p);
/* The pair used in a turn: it has the content of the last turn it was. */
unsigned int churn_pair(const struct churn_params *p, unsigned int turn);

int load_churn(const struct load *l, uint64_t seed);

extern const struct rowset load_churn_rows;

#endif
