// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Architecture registers as bytes: PRM SKL vol. 7, "ARF Registers". The
 * accumulators' wide integers are operand.c's.
 */
#include <string.h>

#include "gpu/eu/exec.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
	       "registers are little-endian bytes");

/* What lies where in struct eu_thread; a row a register number and kind. */
static const struct arf {
	uint16_t at, len;
	bool read_only;
} rows[16][4] = {
#define ROW(m) { offsetof(struct eu_thread, m), sizeof(((struct eu_thread *)0)->m), false }
#define RO(m) { offsetof(struct eu_thread, m), sizeof(((struct eu_thread *)0)->m), true }
	[EU_ARF_A] = { ROW(a0) },
	[EU_ARF_ACC] = { ROW(acc[0]), ROW(acc[1]) },
	[EU_ARF_F] = { ROW(flag[0]), ROW(flag[1]) },
	[EU_ARF_CE] = { RO(active) },
	[EU_ARF_MSG] = { ROW(msg) },
	[EU_ARF_SP] = { ROW(sp) },
	[EU_ARF_SR] = { ROW(sr0) },
	[EU_ARF_CR] = { ROW(cr0) },
	[EU_ARF_N] = { ROW(notify) },
	[EU_ARF_IP] = { ROW(ip) },
	[EU_ARF_DBG] = { ROW(dbg0) },
#undef ROW
#undef RO
};

static const struct arf *arf_row(unsigned int reg)
{
	return &rows[eu_arf_kind(reg)][reg & 3];
}

static void read_time(struct eu_thread *t, uint8_t img[EU_IMAGE])
{
	uint64_t now = t->core->ops->time ? t->core->ops->time(t) :
		t->instructions;

	memcpy(img, &now, sizeof(now));
}

void eu_arf_read(struct eu_thread *t, unsigned int reg, uint8_t img[EU_IMAGE])
{
	const struct arf *row = arf_row(reg);

	memset(img, 0, EU_IMAGE);
	if (eu_arf_kind(reg) == EU_ARF_TM)
		read_time(t, img);
	else if (eu_arf_kind(reg) == EU_ARF_ACC && !(reg & 0xf))
		memcpy(img, t->acc, sizeof(t->acc));
	else if (row->len)
		memcpy(img, (const uint8_t *)t + row->at, row->len);
}

void eu_arf_write(struct eu_thread *t, unsigned int reg,
		  const uint8_t img[EU_IMAGE], unsigned int from, unsigned int to)
{
	const struct arf *row = arf_row(reg);
	unsigned int len = row->len;

	if (eu_arf_kind(reg) == EU_ARF_ACC && !(reg & 0xf))
		len = sizeof(t->acc);
	if (to > len)
		to = len;
	if (row->read_only || from >= to)
		return;
	memcpy((uint8_t *)t + row->at + from, img + from, to - from);
}
