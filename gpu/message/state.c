// SPDX-License-Identifier: GPL-2.0-or-later
#include "gpu/memory/surface.h"
#include "gpu/message/message.h"
#include "gpu/message/state.h"

#define NONE_MAPPED "given back at the end of a step: none between calls"

#define STATE_OF struct gen9_bases
static const struct gen9_state_row bases_rows[] = {
	STATE_NUM(general), STATE_NUM(surface), STATE_NUM(dynamic),
	STATE_NUM(indirect), STATE_NUM(instruction), STATE_NUM(bindless),
	STATE_NUM(general_bytes),
};

const struct gen9_state_table gen9_bases_state =
	STATE_TABLE(bases_rows, NULL);
#undef STATE_OF

/* Of how many threads, and of how much memory: whoever has them checks. */
#define STATE_OF struct gen9_group
static const struct gen9_state_row group_rows[] = {
	STATE_NOT(pixels, "the dispatcher's"),
	STATE_NOT(slm, "the dispatcher's"), STATE_NUM(slm_bytes),
	STATE_NUM(binding_table), STATE_NUM(samplers),
	STATE_NOT(thread, "the dispatcher's"), STATE_NUM(threads),
	STATE_NUM(members), STATE_NUM(arrived),
};

const struct gen9_state_table gen9_group_state =
	STATE_TABLE(group_rows, NULL);
#undef STATE_OF

#define STATE_OF struct gen9_msg_surface
static const struct gen9_state_row surface_rows[] = {
	STATE_MAX(type, 7), STATE_MAX(format, 0x3ff),
	STATE_MAX(tiling, GEN9_TILE_Y), STATE_BOOL(known), STATE_BOOL(array),
	STATE_NUM(width), STATE_MAX(height, 0x4000), STATE_MAX(depth, 0x800),
	STATE_MAX(pitch, 0x40000), STATE_MAX(qpitch, 0x7fff * 4),
	STATE_MAX(first, 0x7ff), STATE_MAX(x, 127 * 4), STATE_MAX(y, 7 * 4),
	STATE_NUM(base), STATE_NUM(bytes), STATE_MAX(lod, 0xf),
	STATE_MAX(min_lod, 0xf), STATE_MAX(halign, 16), STATE_MAX(valign, 16),
	STATE_BOOL(ccs), STATE_ARR(clear, uint32_t),
	STATE_ARR_MAX(select, uint8_t, 7),
};

static const struct gen9_state_table surface_state =
	STATE_TABLE(surface_rows, NULL);
#undef STATE_OF

#define STATE_OF struct gen9_port
static const struct gen9_state_row port_rows[] = {
	STATE_NOT(as, "the engine's"), STATE_NOT(bases, "the dispatcher's"),
	STATE_NOT(levels, "gen9_levels_save()"), STATE_NOT(page, NONE_MAPPED),
	STATE_NOT(pages, NONE_MAPPED), STATE_NOT(window, NONE_MAPPED),
	STATE_STRUCTS(surface, struct gen9_msg_surface, surface_state),
	STATE_ARR_MAX(have, uint8_t, 1), STATE_NUM(table),
	STATE_NOT(one_by_one, "for tests"), STATE_NOT(at_once, "for tests"),
};

/* As decoded: nothing is of size 0. */
static const char *port_check(const void *p)
{
	const struct gen9_port *port = p;

	for (unsigned int i = 0; i < GEN9_MSG_SURFACES; i++) {
		const struct gen9_msg_surface *s = &port->surface[i];

		if (port->have[i] &&
		    (!s->width || !s->height || !s->depth || !s->pitch))
			return "a surface of no size";
	}
	return NULL;
}

const struct gen9_state_table gen9_port_state =
	STATE_TABLE(port_rows, port_check);
#undef STATE_OF

#define MESSAGE	"of a message: nothing between calls"

#define STATE_OF struct gen9_levels
static const struct gen9_state_row levels_rows[] = {
	STATE_NOT(l3, "gen9_levels_save()"), STATE_NOT(llc, "gen9_levels_save()"),
	STATE_NUM(epoch), STATE_NOT(done, "the walker has it at a step's end"),
	STATE_NOT(level, MESSAGE), STATE_NOT(lines, MESSAGE),
	STATE_NOT(line, MESSAGE), STATE_NOT(bank, MESSAGE),
	STATE_NOT(bank_clks, MESSAGE), STATE_NOT(message, MESSAGE),
	STATE_NOT(dword, MESSAGE),
};

const struct gen9_state_table gen9_levels_state =
	STATE_TABLE(levels_rows, NULL);
#undef STATE_OF

/* By sets, the latest line first: pairs of a key and whether it is written. */
static void save_tags(struct gen9_state *s, const char *what, struct gen9_tags *t)
{
	uint64_t *pair = calloc(2 * t->lines, sizeof(*pair));

	if (!pair) {
		gen9_state_no_memory(s);
		return;
	}
	gen9_tags_get(t, pair);
	gen9_state_array(s, what, pair, sizeof(*pair), 2 * t->lines, 0);
	if (s->loading && !s->failed)
		gen9_tags_set(t, pair);
	free(pair);
}

void gen9_levels_save(struct gen9_state *s, struct gen9_levels *l)
{
	gen9_state_struct(s, &gen9_levels_state, l);
	save_tags(s, "gen9_levels.l3", &l->l3);
	save_tags(s, "gen9_levels.llc", &l->llc);
}
