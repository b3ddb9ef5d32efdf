/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A bed's memory (gpu/tests/bed.h) into that of QEMU. Included once. */
#ifndef GEN9_QTEST_PUT_H
#define GEN9_QTEST_PUT_H

#include "gpu/qemu/tests/qtest.h"
#include "gpu/tests/bed.h"

static inline void put_page(struct vm *v, uint64_t addr, const void *data)
{
	static char cmd[64 + 2 * 4096];
	int n = sprintf(cmd, "write 0x%" PRIx64 " 0x1000 0x", addr);

	for (int i = 0; i < 4096; i++)
		n += sprintf(cmd + n, "%02x", ((const uint8_t *)data)[i]);
	cmd[n++] = '\n';
	for (int at = 0, k; at < n; at += k) {
		k = write(v->to, cmd + at, n - at);
		if (k <= 0)
			fail("QEMU has ended");
	}
	qtest_answer(v, "write");
}

/* What has been built in the bed's memory, into QEMU's. */
static inline void put_all(struct vm *v, const struct bed *b)
{
	static const uint8_t zero[4096];

	for (uint64_t at = 0; at < b->m.size; at += 4096)
		if (memcmp(b->m.ram + at, zero, 4096))
			put_page(v, at, b->m.ram + at);
}

#endif
