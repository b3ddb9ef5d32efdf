/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What commands of the GPGPU pipeline leave behind for later ones: part of a
 * context, and saved in its image as it stands here. Dwords are those of
 * Mesa's src/intel/genxml/gen9.xml without their header.
 */
#ifndef GEN9_COMPUTE_H
#define GEN9_COMPUTE_H

#include <stdint.h>

#define GEN9_BASE_DWORDS	18
#define GEN9_VFE_DWORDS		8
#define GEN9_WALKER_DWORDS	14

struct gen9_compute {
	uint32_t pipeline;			/* PIPELINE_SELECT */
	uint32_t base[GEN9_BASE_DWORDS];	/* STATE_BASE_ADDRESS in force */
	uint32_t vfe[GEN9_VFE_DWORDS];		/* MEDIA_VFE_STATE */
	uint32_t curbe[2];			/* length, offset */
	uint32_t descriptors[2];		/* length, offset */
	/* A walker that is not at its end, and its next thread group. */
	uint32_t walking;
	uint32_t walker[GEN9_WALKER_DWORDS];
	uint32_t next[3];			/* x, y, z */
	uint32_t dwords;		/* of this struct; else it is none */
};
#define GEN9_COMPUTE_DWORDS	(sizeof(struct gen9_compute) / 4)

/* How far the walker in a context has got. */
enum gen9_walk {
	GEN9_WALK_NONE,
	GEN9_WALK_BETWEEN,	/* thread groups: another context may take over */
	GEN9_WALK_IN_GROUP,
};

#endif
