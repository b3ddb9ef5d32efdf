// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Commands of the 3D pipeline: what they leave for 3DPRIMITIVE, and that one.
 * Fields: Mesa's src/intel/genxml/gen9.xml.
 */
#include <string.h>

#include "gpu/commands/cmd_mi.h"
#include "gpu/registers/gt_regs.h"
#include "gpu/render/render.h"

#define PIPELINE_3D		0u
#define PRIMITIVE_INDIRECT	(1u << 10)
#define PRIMITIVE_PREDICATE	(1u << 8)
#define POINTER_VALID		1u
#define BUFFER_ADDRESS_MODIFY	(1u << 14)

static struct gen9_draw_state *state(const struct gen9_call *c)
{
	c->e->draw.dwords = GEN9_DRAW_STATE_DWORDS;
	return &c->e->draw;
}

/* What the command does not have is zero. */
int gen9_cmd_keep(const struct gen9_call *c)
{
	uint32_t *to = (uint32_t *)state(c) + c->cmd->keep;
	unsigned int n = c->n - 1;

	memset(to, 0, c->cmd->kept * 4u);
	memcpy(to, c->dw + 1, (n < c->cmd->kept ? n : c->cmd->kept) * 4u);
	return 0;
}

/* Taken if the pointer says that it is valid. */
int gen9_cmd_keep_pointer(const struct gen9_call *c)
{
	return c->dw[1] & POINTER_VALID ? gen9_cmd_keep(c) : 0;
}

int gen9_cmd_vf(const struct gen9_call *c)
{
	state(c)->vf = c->dw[0];
	return 0;
}

int gen9_cmd_vertex_buffers(const struct gen9_call *c)
{
	struct gen9_draw_state *d = state(c);

	for (unsigned int i = 1; i + 4 <= c->n; i += 4) {
		unsigned int n = c->dw[i] >> 26;

		if (n >= GEN9_VERTEX_BUFFERS)
			continue;
		if (c->dw[i] & BUFFER_ADDRESS_MODIFY)
			memcpy(d->vertex_buffer[n], c->dw + i, 16);
		else
			d->vertex_buffer[n][0] = c->dw[i];
	}
	return 0;
}

int gen9_cmd_vertex_elements(const struct gen9_call *c)
{
	struct gen9_draw_state *d = state(c);

	d->elements = 0;
	for (unsigned int i = 1; i + 2 <= c->n &&
	     d->elements < GEN9_VERTEX_ELEMENTS; i += 2)
		memcpy(d->vertex_element[d->elements++], c->dw + i, 8);
	return 0;
}

int gen9_cmd_vf_instancing(const struct gen9_call *c)
{
	struct gen9_draw_state *d = state(c);
	unsigned int n = c->dw[1] & 0x3f;

	if (n < GEN9_VERTEX_ELEMENTS && c->n >= 3)
		memcpy(d->vf_instancing[n], c->dw + 1, 8);
	return 0;
}

/* Counts and starts come from registers that the batch has loaded. */
static void take_registers(const struct gen9_engine *e, uint32_t *dw)
{
	static const uint32_t reg[] = {
		GEN7_3DPRIM_VERTEX_COUNT, GEN7_3DPRIM_START_VERTEX,
		GEN7_3DPRIM_INSTANCE_COUNT, GEN7_3DPRIM_START_INSTANCE,
		GEN7_3DPRIM_BASE_VERTEX,
	};

	for (unsigned int i = 0; i < sizeof(reg) / sizeof(*reg); i++)
		dw[1 + i] = gen9_peek(e->regs, reg[i]);
}

/* Once for each reason, and counted like all that is not executed. */
static int refuse(const struct gen9_call *c, enum gen9_refusal why)
{
	uint64_t *said = &c->e->host->refused;

	gen9_cmd_not_executed(c);
	if (!(*said >> why & 1))
		gen9_log(c->e->host, "%s: 3DPRIMITIVE not executed: %s",
			 c->e->name, gen9_refusals[why]);
	*said |= 1ull << why;
	return 0;
}

int gen9_cmd_3dprimitive(const struct gen9_call *c)
{
	uint32_t dw[GEN9_DRAW_DWORDS] = { 0 };
	struct gen9_engine *e = c->e;
	enum gen9_refusal why;

	if (c->dw[0] & PRIMITIVE_PREDICATE && !mi_predicate_result(e))
		return 0;
	if ((e->compute.pipeline & 3) != PIPELINE_3D)
		return refuse(c, GEN9_REFUSE_PIPELINE);
	if (c->n - 1 > GEN9_DRAW_DWORDS)
		return refuse(c, GEN9_REFUSE_LENGTH);
	memcpy(dw, c->dw + 1, (c->n - 1) * 4);
	if (c->dw[0] & PRIMITIVE_INDIRECT)
		take_registers(e, dw);
	why = gen9_render_begin(e, dw);
	if (why)
		return refuse(c, why);
	gen9_render_step(e);
	return 0;
}
