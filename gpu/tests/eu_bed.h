/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A core whose instructions are an array, and threads on it. */
#ifndef EU_BED_H
#define EU_BED_H

#include "iga.h"
#include "bench/lib/test.h"
#include "gpu/eu/icache.h"

struct bed {
	struct eu_core core;
	struct eu_ops ops;
	struct iga iga;
	struct eu_send sent;	/* the last message */
	unsigned int sends;
	int answer;		/* of the next message */
	struct eu_thread t;
};

static inline int bed_send(struct eu_thread *t, const struct eu_send *s)
{
	struct bed *b = t->core->owner;

	b->sent = *s;
	b->sends++;
	return b->answer;
}

/* What lies behind the code is zeros: `illegal`. */
static inline int bed_fetch(struct eu_core *core, uint64_t addr, void *buf,
			    size_t len)
{
	struct bed *b = core->owner;

	if (addr >= 1 << 24)
		return -1;
	memset(buf, 0, len);
	if (addr < b->iga.bytes)
		memcpy(buf, b->iga.code + addr,
		       b->iga.bytes - addr < len ? b->iga.bytes - addr : len);
	return 0;
}

static inline void bed_start(struct bed *b)
{
	b->ops.send = bed_send;
	b->ops.fetch = bed_fetch;
	b->core.ops = &b->ops;
	b->core.owner = b;
	if (b->iga.text)
		assert_int_equal(iga_assemble(&b->iga), 0);
}

static inline void bed_thread(struct bed *b, uint32_t ip, uint32_t channels)
{
	eu_thread_start(&b->t, &b->core, ip, channels);
	b->t.cr0[0] = EU_CR0_DENORM_DF | EU_CR0_DENORM_F | EU_CR0_DENORM_HF;
}

static inline void bed_end(struct bed *b)
{
	eu_core_free(&b->core);
	free(b->iga.text);
	free(b->iga.code);
}

static inline uint64_t bed_random(uint64_t *x)
{
	*x ^= *x << 13;
	*x ^= *x >> 7;
	return *x ^= *x << 17;
}

/* Element n of a register that is packed with elements of size bytes. */
static inline uint64_t bed_get(const struct eu_thread *t, unsigned int reg,
			       unsigned int size, unsigned int n)
{
	uint64_t v = 0;

	memcpy(&v, &t->grf[reg][0] + n * size, size);
	return v;
}

static inline void bed_put(struct eu_thread *t, unsigned int reg,
			   unsigned int size, unsigned int n, uint64_t v)
{
	memcpy(&t->grf[reg][0] + n * size, &v, size);
}

#endif
