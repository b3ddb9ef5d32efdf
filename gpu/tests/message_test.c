// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Messages of threads whose registers the test fills. The descriptors are
 * those of kernels that ocloc compiled; in quotes what iga64 -p=9 says.
 */

#include "bench/lib/test.h"
#include "mem.h"
#include "gpu/message/message.h"

#define RAM		(16u << 20)
#define TABLES		(12u << 20)
#define HEAP		0x100000u	/* surface states */
#define BUF		0x200000u	/* the buffer of binding table index 1 */
#define BUF_BYTES	0x1040u		/* so that it ends within a page */
#define GENERAL		0x400000u
#define HIGH		0x7fff00000000ull	/* where only A64 reaches */

struct stage {
	struct tmem m;
	struct gen9_as as;
	struct gen9_ctx_counters ctr;
	struct gen9_bases bases;
	struct gen9_port port;
	struct gen9_group group;
	struct eu_core core;
	struct eu_thread t[2];
	uint8_t slm[1024];
};

static void state_buffer(struct stage *g, unsigned int bti, uint64_t base,
			 uint32_t bytes)
{
	uint32_t *dw = (uint32_t *)(g->m.ram + HEAP + 64 + bti * 64), n = bytes - 1;

	((uint32_t *)(g->m.ram + HEAP))[bti] = 64 + bti * 64;
	dw[0] = 4u << 29 | 0x1ffu << 18;
	dw[2] = (n & 0x7f) | (n >> 7 & 0x3fff) << 16;
	dw[3] = n >> 21 << 21;
	dw[8] = (uint32_t)base;
	dw[9] = base >> 32;
}

/* An image whose state is random but for its first dword and address. */
static void state_image(struct stage *g, unsigned int bti, uint32_t dw0,
			uint64_t *seed)
{
	uint32_t *dw = (uint32_t *)(g->m.ram + HEAP + 64 + bti * 64);

	((uint32_t *)(g->m.ram + HEAP))[bti] = 64 + bti * 64;
	for (unsigned int i = 1; i < 16; i++)
		dw[i] = t_rand(seed) & 1 ? (uint32_t)t_rand(seed) : 0;
	dw[0] = dw0;
	dw[8] = BUF;
	dw[9] = 0;
}

static int setup(void **state)
{
	struct stage *g = calloc(1, sizeof(*g));

	t_init(&g->m, RAM, TABLES);
	for (uint64_t a = 0; a < TABLES; a += 4096)
		t_map(&g->m, a, a, 12, T_RW);
	t_map(&g->m, HIGH, BUF, 12, T_RW);
	g->as = (struct gen9_as){ .bus = &g->m.bus, .ctr = &g->ctr,
				  .pml4 = g->m.pml4 };
	g->bases = (struct gen9_bases){ .surface = HEAP, .general = GENERAL,
					.general_bytes = 0x10000 };
	g->port.as = &g->as;
	g->port.bases = &g->bases;
	g->core.owner = &g->port;
	g->group = (struct gen9_group){ .slm = g->slm, .slm_bytes = 512,
					.thread = g->t, .threads = 2,
					.members = 2 };
	for (unsigned int i = 0; i < 2; i++) {
		g->t[i].core = &g->core;
		g->t[i].group = &g->group;
	}
	state_buffer(g, 1, BUF, BUF_BYTES);
	for (uint32_t i = 0; i < 0x4000; i++)
		g->m.ram[BUF + i] = (uint8_t)(i * 7 + (i >> 8));
	*state = g;
	return 0;
}

static int teardown(void **state)
{
	struct stage *g = *state;

	gen9_port_end(&g->port);
	assert_int_equal(g->m.maps_out, 0);
	free(g->m.ram);
	free(g);
	return 0;
}
AROUND_EACH(setup, teardown);

static void set32(struct stage *g, unsigned int reg, unsigned int i, uint32_t v)
{
	memcpy(g->t[0].grf[reg + i / 8] + i % 8 * 4, &v, 4);
}

static void set64(struct stage *g, unsigned int reg, unsigned int i, uint64_t v)
{
	memcpy(g->t[0].grf[reg + i / 4] + i % 4 * 8, &v, 8);
}

static uint32_t get32(struct stage *g, unsigned int reg, unsigned int i)
{
	uint32_t v;

	memcpy(&v, g->t[0].grf[reg + i / 8] + i % 8 * 4, 4);
	return v;
}

static uint32_t mem32(struct stage *g, uint64_t at)
{
	uint32_t v;

	memcpy(&v, g->m.ram + at, 4);
	return v;
}

/* Registers: payload from 10 (src1: 40), response to 80. */
static int message(struct stage *g, unsigned int sfid, uint32_t desc,
		   unsigned int ex_mlen, uint32_t mask)
{
	const struct eu_send s = {
		.sfid = sfid, .desc = desc, .mlen = desc >> 25 & 15,
		.rlen = desc >> 20 & 31, .header = desc >> 19 & 1,
		.split = ex_mlen, .ex_mlen = ex_mlen, .exec_size = 16,
		.src0 = 10, .src1 = 40, .dst = 80, .mask = mask,
	};

	return gen9_message_send(&g->t[0], &s);
}

#define DC0	EU_SFID_DC0
#define DC1	EU_SFID_DC1

/* "untyped surface read with x", SIMD16 */
TEST(untyped)
{
	struct stage *g = *state;

	for (unsigned int i = 0; i < 16; i++) {
		set32(g, 10, i, i * 0x104 + (i & 3));	/* low bits: nothing */
		set32(g, 80, i, 0xdead);
	}
	set32(g, 10, 15, BUF_BYTES);		/* just behind the end */
	set32(g, 10, 14, 0xfffffffc);
	assert_int_equal(message(g, DC1, 0x04205e01, 0, 0xfff7), 0);
	for (unsigned int i = 0; i < 14; i++)
		assert_int_equal(get32(g, 80, i), i == 3 ? 0xdead :
				 mem32(g, BUF + i * 0x104));
	assert_int_equal(get32(g, 80, 14), 0);
	assert_int_equal(get32(g, 80, 15), 0);
	/* xyzw: element by element */
	for (unsigned int i = 0; i < 16; i++)
		set32(g, 10, i, i * 16);
	assert_int_equal(message(g, DC1, 0x04805001, 0, 0xffff), 0);
	for (unsigned int i = 0; i < 16; i++)
		for (unsigned int k = 0; k < 4; k++)
			assert_int_equal(get32(g, 80 + k * 2, i),
					 mem32(g, BUF + i * 16 + k * 4));
	/* "untyped surface write with xy", two sources */
	for (unsigned int i = 0; i < 16; i++) {
		set32(g, 40, i, 0x1000 + i);
		set32(g, 42, i, 0x2000 + i);
	}
	set32(g, 10, 5, BUF_BYTES - 4);	/* x within, y not */
	assert_int_equal(message(g, DC1, 0x04025c01, 4, 0x7fff), 0);
	assert_int_equal(mem32(g, BUF + 4 * 16), 0x1004);
	assert_int_equal(mem32(g, BUF + 4 * 16 + 4), 0x2004);
	assert_int_equal(mem32(g, BUF + BUF_BYTES - 4), 0x1005);
	assert_int_not_equal(mem32(g, BUF + BUF_BYTES), 0x2005);
	assert_int_not_equal(mem32(g, BUF + 15 * 16), 0x100f);
}

/* "byte gathering read 16b", "byte scattering write 16b" */
TEST(bytes)
{
	struct stage *g = *state;
	uint16_t w;

	for (unsigned int i = 0; i < 16; i++)
		set32(g, 10, i, 0xff1 + i);	/* over the end of a page */
	assert_int_equal(message(g, DC0, 0x04210501, 0, 0xffff), 0);
	for (unsigned int i = 0; i < 16; i++) {
		memcpy(&w, g->m.ram + BUF + 0xff1 + i, 2);
		assert_int_equal(get32(g, 80, i), w);
	}
	for (unsigned int i = 0; i < 16; i++)
		set32(g, 40, i, 0xabcd0000 | i << 8 | 0x7e);
	assert_int_equal(message(g, DC0, 0x04030501, 2, 1u << 14), 0);
	memcpy(&w, g->m.ram + BUF + 0xfff, 2);
	assert_int_equal(w, 0xe7e);
	assert_int_equal(g->m.ram[BUF + 0x1001], (uint8_t)(0x1001 * 7 + 16));
	/* "byte gathering read 32b" of one channel, at any address */
	set32(g, 10, 0, 0x11);
	assert_int_equal(message(g, DC0, 0x02110801, 0, 1), 0);
	assert_int_equal(get32(g, 80, 0), mem32(g, BUF + 0x11));
}

/* Offsets of dword scattered messages count dwords. */
TEST(dwords)
{
	struct stage *g = *state;

	for (unsigned int i = 0; i < 16; i++)
		set32(g, 10, i, i * 3);
	assert_int_equal(message(g, DC0, 0x0420c301, 0, 0xffff), 0);
	for (unsigned int i = 0; i < 16; i++)
		assert_int_equal(get32(g, 80, i), mem32(g, BUF + i * 12));
}

/* "a64 dword gathering read", x1 and x4; "a64 qword gathering read" */
TEST(a64)
{
	struct stage *g = *state;

	for (unsigned int i = 0; i < 16; i++)
		set64(g, 10, i, HIGH + i * 48);
	assert_int_equal(message(g, DC1, 0x082411ff, 0, 0xffff), 0);
	for (unsigned int i = 0; i < 16; i++)
		assert_int_equal(get32(g, 80, i), mem32(g, BUF + i * 48));
	assert_int_equal(message(g, DC1, 0x088419ff, 0, 0xffff), 0);
	for (unsigned int i = 0; i < 16; i++)
		assert_int_equal(get32(g, 86, i), mem32(g, BUF + i * 48 + 12));
	assert_int_equal(message(g, DC1, 0x084412ff, 0, 0xffff), 0);
	for (unsigned int i = 0; i < 16; i++)
		assert_int_equal(get32(g, 80, i * 2 + 1),
				 mem32(g, BUF + i * 48 + 4));
	/* "a64 byte scattering write 8b" */
	for (unsigned int i = 0; i < 16; i++)
		set32(g, 40, i, 0x100 + i);
	assert_int_equal(message(g, DC1, 0x080690ff, 2, 0xffff), 0);
	assert_int_equal(mem32(g, BUF + 9 * 48) & 0xff, 9);
	/* "a64 aligned oword block read x2": low bits of the address: nothing */
	set64(g, 10, 0, HIGH + 0x27);
	assert_int_equal(message(g, DC1, 0x021d0aff, 0, 1), 0);
	assert_memory_equal(g->t[0].grf[80], g->m.ram + BUF + 0x20, 32);
	/* a surface of the binding table is none here */
	assert_int_equal(message(g, DC1, 0x08241101, 0, 0xffff), EU_FAULT);
}

/*
 * The response goes to registers of the payload: the message has been sent. Of
 * "a64 untyped surface read with xyzw", SIMD8, what is y of slot 0 is where
 * the address of slot 4 was.
 */
TEST(response_over_payload)
{
	struct stage *g = *state;
	struct eu_send s = {
		.sfid = DC1, .mlen = 2, .rlen = 4, .src0 = 80,
		.dst = 80, .exec_size = 8, .mask = 0xff,
		.desc = 0x044460ff,
	};

	for (unsigned int one = 0; one < 2; one++) {
		g->port.one_by_one = one;
		for (unsigned int i = 0; i < 8; i++)
			set64(g, 80, i, HIGH + i * 48);
		assert_int_equal(gen9_message_send(&g->t[0], &s), 0);
		for (unsigned int i = 0; i < 8; i++)
			for (unsigned int k = 0; k < 4; k++)
				assert_int_equal(get32(g, 80 + k, i),
						 mem32(g, BUF + i * 48 + k * 4));
	}
}

/* Slots of one address come one after the other; what was there returns. */
TEST(atomics)
{
	struct stage *g = *state;

	memset(g->m.ram + BUF, 0, 64);
	for (unsigned int i = 0; i < 16; i++)
		set32(g, 10, i, i & 1 ? 4 : 8);
	/* "untyped atomic int32 integer increment", SIMD16, no return */
	assert_int_equal(message(g, DC1, 0x04008501, 0, 0xffff), 0);
	assert_int_equal(mem32(g, BUF + 4), 8);
	assert_int_equal(mem32(g, BUF + 8), 8);
	/* "untyped a64 atomic int32 compare and swap", SIMD8, returned */
	for (unsigned int i = 0; i < 8; i++) {
		set64(g, 10, i, HIGH + 4);
		set32(g, 40, i, 8 + i);
		set32(g, 41, i, 9 + i);
	}
	assert_int_equal(message(g, DC1, 0x0414aeff, 2, 0xfe), 0);
	assert_int_equal(mem32(g, BUF + 4), 8);	/* 9 does not compare */
	assert_int_equal(message(g, DC1, 0x0414aeff, 2, 0xff), 0);
	assert_int_equal(mem32(g, BUF + 4), 16);
	assert_int_equal(get32(g, 80, 7), 15);
	/* "untyped a64 atomic int64 integer add": a carry into the upper half */
	memset(g->m.ram + BUF, 0xff, 4);
	set64(g, 10, 0, HIGH);
	set64(g, 40, 0, 0x100000001ull);
	assert_int_equal(message(g, DC1, 0x040497ff, 2, 1), 0);
	assert_int_equal(mem32(g, BUF), 0);
	assert_int_equal(mem32(g, BUF + 4), 16 + 2);
	/* signed and unsigned minimum of SLM: "signed-integer min" */
	memset(g->slm, 0xff, 8);
	set32(g, 10, 0, 4);
	set32(g, 40, 0, 5);
	assert_int_equal(message(g, DC1, 0x02009bfe, 1, 1), 0);
	assert_int_equal(g->slm[4], 0xff);
	assert_int_equal(message(g, DC1, 0x02009dfe, 1, 1), 0);
	assert_int_equal(g->slm[4], 5);
}

/* "oword block write x4", "oword aligned block read x4": owords, bytes */
TEST(blocks)
{
	struct stage *g = *state;

	set32(g, 10, 2, 3);
	for (unsigned int i = 0; i < 64; i++)
		g->t[0].grf[40 + i / 32][i % 32] = (uint8_t)(200 + i);
	assert_int_equal(message(g, DC0, 0x020a0301, 2, 1), 0);
	assert_memory_equal(g->m.ram + BUF + 48, g->t[0].grf[40], 64);
	set32(g, 10, 2, 49);
	assert_int_equal(message(g, DC0, 0x02284301, 0, 1), 0);
	assert_memory_equal(g->t[0].grf[80], g->m.ram + BUF + 48, 64);
	/* the part that is out of the surface reads as zeros */
	set32(g, 10, 2, BUF_BYTES - 32);
	assert_int_equal(message(g, DC0, 0x02284301, 0, 1), 0);
	assert_memory_equal(g->t[0].grf[80], g->m.ram + BUF + BUF_BYTES - 32, 32);
	assert_int_equal(get32(g, 81, 0), 0);
	/* scratch: "hword scratch block write x2" at 3, from M0.5 */
	set32(g, 10, 5, 0x800 | 0x155);
	assert_int_equal(message(g, DC0, 0x020e1003, 2, 1), 0);
	assert_memory_equal(g->m.ram + GENERAL + 0x800 + 96, g->t[0].grf[40], 64);
	memset(g->t[0].grf[80], 0, 64);
	assert_int_equal(message(g, DC0, 0x022c1003, 0, 1), 0);
	assert_memory_equal(g->t[0].grf[80], g->t[0].grf[40], 64);
}

/* Stateless and local: index 255 and 254. */
TEST(no_surface)
{
	struct stage *g = *state;

	for (unsigned int i = 0; i < 16; i++) {
		set32(g, 10, i, i * 4);
		set32(g, 40, i, 7000 + i);
	}
	assert_int_equal(message(g, DC1, 0x04025eff, 2, 0xffff), 0);
	assert_int_equal(mem32(g, GENERAL + 60), 7015);
	set32(g, 10, 15, 510);		/* its last dword */
	set32(g, 10, 13, 0x10000000 + 13 * 4);	/* as IGC has pointers to it */
	set32(g, 10, 14, 512);
	assert_int_equal(message(g, DC1, 0x04025efe, 2, 0xffff), 0);
	memset(g->t[0].grf[80], 1, 64);
	assert_int_equal(message(g, DC1, 0x04205efe, 0, 0xffff), 0);
	assert_int_equal(get32(g, 80, 3), 7003);
	assert_int_equal(get32(g, 80, 13), 7013);
	assert_int_equal(g->slm[13 * 4 + 1], 7013 >> 8);
	assert_int_equal(get32(g, 80, 15), 7015);
	assert_int_equal(get32(g, 80, 14), 0);
	assert_int_equal(g->slm[512], 0);
}

/* "signal barrier": the last one notifies both. */
TEST(barrier)
{
	struct stage *g = *state;

	assert_int_equal(message(g, EU_SFID_GATEWAY, 0x02000004, 0, 1), 0);
	assert_int_equal(g->t[0].notify[0], 0);
	assert_int_equal(message(g, EU_SFID_GATEWAY, 0x02000004, 0, 1), 0);
	assert_int_equal(g->t[0].notify[0], 1);
	assert_int_equal(g->t[1].notify[0], 1);
	assert_int_equal(g->group.arrived, 0);
	/* "synchronized global fence", "end of thread" */
	assert_int_equal(message(g, DC0, 0x0219e000, 0, 1), 0);
	assert_int_equal(message(g, EU_SFID_SPAWNER, 0x02000010, 0, 1), 0);
}

/* A page that is not there: zeros, the fault is kept; nothing is written. */
TEST(faults)
{
	struct stage *g = *state;

	for (unsigned int i = 0; i < 16; i++)
		set64(g, 10, i, i == 4 ? 0x123456789000ull : HIGH + i * 4);
	assert_int_equal(message(g, DC1, 0x082411ff, 0, 0xffff), 0);
	assert_int_equal(get32(g, 80, 4), 0);
	assert_int_equal(get32(g, 80, 5), mem32(g, BUF + 20));
	assert_int_equal(g->as.fault, -EFAULT);
	assert_true(g->as.fault_va == 0x123456789000ull);
	assert_int_equal(g->ctr.faults, 1);
}

/* A page is looked up once a message, not once a slot. */
TEST(counts)
{
	struct stage *g = *state;
	uint64_t walks;

	for (unsigned int i = 0; i < 16; i++)
		set64(g, 10, i, i % 2 ? BUF + i * 4 : BUF + 0x2000 + i * 4);
	walks = g->ctr.page[GEN9_CTR_4K].tlb_misses;
	assert_int_equal(message(g, DC1, 0x082411ff, 0, 0xffff), 0);
	assert_int_equal(g->ctr.page[GEN9_CTR_4K].tlb_misses - walks, 2);
	assert_int_equal(g->ctr.page[GEN9_CTR_4K].bytes_read, 64);
}

/* What no document defines, what has too few registers. */
TEST(refused)
{
	struct stage *g = *state;

	assert_int_equal(message(g, DC1, 0x04204e01, 0, 1), EU_FAULT);
	assert_int_equal(message(g, DC1, 0x02205e01, 0, 1), EU_FAULT);
	assert_int_equal(message(g, DC1, 0x04105e01, 0, 1), EU_FAULT);
	assert_int_equal(message(g, DC1, 0x04205ef5, 0, 1), EU_FAULT);
	assert_int_equal(message(g, DC1, 0x0427c001, 0, 1), EU_FAULT);
	assert_int_equal(message(g, EU_SFID_VME, 0x04205e01, 0, 1), EU_FAULT);
	assert_int_equal(message(g, DC0, 0x02004301, 0, 1), EU_FAULT);
	/* with no slot enabled nothing is done: not even refused */
	assert_int_equal(message(g, DC1, 0x04205ef5, 0, 0), 0);
}

/* Any descriptor, any registers: within memory, or refused. */
TEST(at_random)
{
	struct stage *g = *state;
	static const uint8_t somewhere[] = { 1, 253, 254, 255, 2, 3, 2, 3 };
	uint64_t seed = t_seed(), r;
	unsigned int done = 0;

	for (unsigned int i = 0; i < 300000; i++) {
		r = t_rand(&seed);
		for (unsigned int k = 0; k < 8; k++)
			set64(g, 10 + t_rand(&seed) % 4, k % 4, t_rand(&seed) >>
			      t_rand(&seed) % 64);
		if (r >> 63)		/* as long as it can be */
			r |= 15u << 25 | 31u << 20;
		if (r >> 61 & 1)	/* somewhere */
			r = (r & ~0xffull) | somewhere[r & 7];
		done += message(g, r >> 62 & 1 ? DC1 : r >> 32 & 15,
				(uint32_t)r, r >> 40 & 15,
				(uint32_t)(r >> 44) | 1) == 0;
		if (i % 100)
			continue;
		gen9_port_begin(&g->port);
		state_image(g, 2, (uint32_t)t_rand(&seed), &seed);
		state_image(g, 3, 1u << 29 | 0xc7u << 18, &seed);
	}
	assert_true(done > 10000);
}
