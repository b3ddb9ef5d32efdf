// SPDX-License-Identifier: GPL-2.0-or-later
/* Messages without memory: barriers, fences, ends. */
#include "gpu/message/msg.h"

#define BARRIER_COUNT_ENABLE	(1u << 15)	/* M0.2; the count is in 14:9 */

/*
 * The last thread of the group to arrive notifies all of them: n0.0 counts up.
 */
int msg_gateway(struct msg *m)
{
	struct gen9_group *g = m->g;
	unsigned int of = g->members;
	uint32_t dw = msg_header(m, 2);

	if (msg_payload(m) < 1)
		return MSG_REFUSED;
	if (dw & BARRIER_COUNT_ENABLE)
		of = dw >> 9 & 0x3f;
	if (++g->arrived < of)
		return 0;
	g->arrived = 0;
	for (unsigned int i = 0; i < g->threads; i++)
		eu_notify(&g->thread[i], 0);
	return 0;
}

/* Messages are done in order: there is nothing to wait for. */
int msg_fence(struct msg *m)
{
	return m->s->desc & 1u << 13 && !m->s->rlen ? MSG_REFUSED : 0;
}

int msg_nothing(struct msg *m)
{
	return m->s->rlen ? MSG_REFUSED : 0;
}
