// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * report_census_cmd.c - of the census: which commands of the programs the
 * GPU model did not execute, by name, from the record unmodelled of a cell.
 */
#include <stdlib.h>
#include <string.h>

#include "census.h"
#include "lint_mail.h"
#include "report.h"

#define TEXT 2048

/*
 * Upper half of the header. The names are GVT-g's (cmd_parser.c); VDENC_* and
 * VD_PIPELINE_FLUSH, which it does not have, are the PRM's (Skylake, volume
 * 2a). 0x70xx and 0x71xx mean something else on the render engine, where of
 * them only GPGPU_WALKER was met.
 */
static const struct {
	unsigned int code;
	const char *name;
} commands[] = {
	{ 0x7000, "MFX_PIPE_MODE_SELECT" },
	{ 0x7001, "MFX_SURFACE_STATE" },
	{ 0x7002, "MFX_PIPE_BUF_ADDR_STATE" },
	{ 0x7003, "MFX_IND_OBJ_BASE_ADDR_STATE" },
	{ 0x7004, "MFX_BSP_BUF_BASE_ADDR_STATE" },
	{ 0x7007, "MFX_QM_STATE" },
	{ 0x7008, "MFX_FQM_STATE" },
	{ 0x7048, "MFX_PAK_INSERT_OBJECT" },
	{ 0x7080, "VDENC_PIPE_MODE_SELECT" },
	{ 0x7081, "VDENC_SRC_SURFACE_STATE" },
	{ 0x7082, "VDENC_REF_SURFACE_STATE" },
	{ 0x7083, "VDENC_DS_REF_SURFACE_STATE" },
	{ 0x7084, "VDENC_PIPE_BUF_ADDR_STATE" },
	{ 0x7085, "VDENC_IMG_STATE" },
	{ 0x7086, "VDENC_CONST_QPT_STATE" },
	{ 0x7087, "VDENC_WALKER_STATE" },
	{ 0x7088, "VDENC_WEIGHTSOFFSETS_STATE" },
	{ 0x7100, "MFX_AVC_IMG_STATE" },
	{ 0x7102, "MFX_AVC_DIRECTMODE_STATE" },
	{ 0x7103, "MFX_AVC_SLICE_STATE" },
	{ 0x7104, "MFX_AVC_REF_IDX_STATE" },
	{ 0x7105, "GPGPU_WALKER" },
	{ 0x7125, "MFD_AVC_PICID_STATE" },
	{ 0x7128, "MFD_AVC_BSD_OBJECT" },
	{ 0x7780, "VD_PIPELINE_FLUSH" },
	{ 0x7b00, "3DPRIMITIVE" },
};

static const char *name_of(const char *met)
{
	unsigned int code;

	if (sscanf(met, "command %x", &code) != 1)
		return met;
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (commands[i].code == code)
			return commands[i].name;
	return met;
}

static void print_met(struct report *r, const char *guest, const json_t *met)
{
	char text[TEXT] = "";
	size_t i, used;
	json_t *v;

	json_array_foreach((json_t *)met, i, v) {
		used = strlen(text);
		snprintf(text + used, sizeof(text) - used, "%s%s",
			 used ? ", " : "", name_of(json_string_value(v)));
	}
	mail_para(r->out, "%s: %s", guest, text);
}

static bool is_row(const struct report *r, const struct census *c,
		   const struct record *e)
{
	const char *name = e->scenario + strlen("guest:");

	return !strcmp(e->kind, "unmodelled") && census_is(e->scenario) &&
	       !*census_setting(c, name) &&
	       r->run.plan.cells[e->index].variant == census_variant(r) &&
	       !r->run.plan.cells[e->index].block;
}

void census_print_commands(struct report *r, const struct census *c)
{
	bool said = false;

	for (size_t i = 0; i < r->run.records.n; i++) {
		const struct record *e = &r->run.records.v[i];

		if (!is_row(r, c, e))
			continue;
		if (!said)
			mail_para(r->out, "What the GPU model met there and does "
				  "not execute [x], by guest, i915's golden state "
				  "(3DPRIMITIVE) included");
		said = true;
		print_met(r, e->scenario + strlen("guest:"),
			  json_object_get(e->data, "met"));
	}
	if (said)
		fputc('\n', r->out);
}
