// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Commands of the GPGPU pipeline: what they leave in the engine's compute
 * state, and the walker. Fields: Mesa's src/intel/genxml/gen9.xml.
 */
#include <string.h>

#include "gpu/commands/cmd_mi.h"
#include "gpu/gpgpu/gpgpu.h"
#include "gpu/registers/gt_regs.h"

#define PIPELINE_MEDIA		1u
#define PIPELINE_GPGPU		2u
#define WALKER_INDIRECT		(1u << 10)
#define WALKER_PREDICATE	(1u << 8)

/* n dwords behind the header, as many as the command has; others are zero. */
static void take_dwords(uint32_t *to, const struct gen9_call *c, unsigned int n)
{
	unsigned int have = c->n - 1;

	memset(to, 0, n * 4);
	memcpy(to, c->dw + 1, (have < n ? have : n) * 4);
}

/* What is from..to is taken if bit 0 of its first dword says so. */
static void take_if_enabled(uint32_t *in_force, const uint32_t *dw,
			    unsigned int n)
{
	if (dw[0] & 1)
		memcpy(in_force, dw, n * 4);
}

/* Bases of two dwords, sizes of one: gen9.xml. dword 2 has no enable. */
int gen9_cmd_state_base_address(const struct gen9_call *c)
{
	static const uint8_t bases[] = { 0, 3, 5, 7, 9 },
			     sizes[] = { 11, 12, 13, 14 };
	uint32_t dw[GEN9_BASE_DWORDS], *to = c->e->compute.base;

	take_dwords(dw, c, GEN9_BASE_DWORDS);
	for (unsigned int i = 0; i < sizeof(bases); i++)
		take_if_enabled(to + bases[i], dw + bases[i], 2);
	for (unsigned int i = 0; i < sizeof(sizes); i++)
		take_if_enabled(to + sizes[i], dw + sizes[i], 1);
	take_if_enabled(to + 15, dw + 15, 3);
	to[2] = dw[2];
	return 0;
}

/* Bits 15:8 select which of 7:0 are written. */
int gen9_cmd_pipeline_select(const struct gen9_call *c)
{
	uint32_t mask = c->dw[0] >> 8 & 0xff, *p = &c->e->compute.pipeline;

	*p = (*p & ~mask) | (c->dw[0] & mask);
	return 0;
}

int gen9_cmd_media_vfe_state(const struct gen9_call *c)
{
	take_dwords(c->e->compute.vfe, c, GEN9_VFE_DWORDS);
	return 0;
}

/* Length and offset are in the dwords 2 and 3. */
static void take_load(uint32_t *to, const struct gen9_call *c)
{
	uint32_t dw[3];

	take_dwords(dw, c, 3);
	memcpy(to, dw + 1, 8);
}

int gen9_cmd_media_curbe_load(const struct gen9_call *c)
{
	take_load(c->e->compute.curbe, c);
	return 0;
}

int gen9_cmd_media_descriptor_load(const struct gen9_call *c)
{
	take_load(c->e->compute.descriptors, c);
	return 0;
}

/* X, Y and Z dimensions come from registers that the batch has loaded. */
static void take_dimensions(struct gen9_engine *e, uint32_t *walker)
{
	static const uint8_t dims[] = { 6, 9, 11 };

	for (unsigned int i = 0; i < 3; i++)
		walker[dims[i]] = gen9_peek(e->regs, GEN7_GPGPU_DISPATCHDIM(i));
}

int gen9_cmd_gpgpu_walker(const struct gen9_call *c)
{
	struct gen9_engine *e = c->e;
	struct gen9_compute *k = &e->compute;

	if (c->dw[0] & WALKER_PREDICATE && !mi_predicate_result(e))
		return 0;
	if ((k->pipeline & 3) != PIPELINE_GPGPU)
		return gen9_cmd_not_executed(c);
	take_dwords(k->walker, c, GEN9_WALKER_DWORDS);
	if (c->dw[0] & WALKER_INDIRECT)
		take_dimensions(e, k->walker);
	k->next[0] = k->walker[4];
	k->next[1] = k->walker[7];
	k->next[2] = k->walker[10];
	k->walking = 1;
	gen9_gpgpu_begin(e);
	gen9_gpgpu_step(e);
	return 0;
}

int gen9_cmd_media_object(const struct gen9_call *c)
{
	struct gen9_engine *e = c->e;

	if ((e->compute.pipeline & 3) != PIPELINE_MEDIA ||
	    !gen9_media_begin(e, c->dw, c->n))
		return gen9_cmd_not_executed(c);
	if (e->walk != GEN9_WALK_NONE)
		gen9_gpgpu_step(e);
	return 0;
}
