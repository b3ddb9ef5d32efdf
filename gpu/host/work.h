/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Work of the host, whatever the virtual costs are: what bounds one call of
 * the core. The unit is about the time in which a byte is moved by memcpy,
 * 30 to 60 ps; so that the counts depend on what was done only, they are
 * rough constants and not measured.
 */
#ifndef GEN9_WORK_H
#define GEN9_WORK_H

#define GEN9_WORK_WAY	8	/* one entry of a set compared or moved */
#define GEN9_WORK_DMA	256	/* one access through the bus, besides bytes */
#define GEN9_WORK_STEP	512	/* one step of an engine: a command, or less */

/*
 * After so much gen9_run() stops and asks for the timer. What may come on
 * top is the step that it was in: of a blit GEN9_BLT_BUDGET, or up to six of
 * them where every look-up searches full sets of 64 ways.
 */
#define GEN9_WORK_RUN	(32u << 20)

#endif
