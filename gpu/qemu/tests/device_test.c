// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The device inside QEMU, without a CPU that runs (accelerator qtest):
 * its counters through BAR0 and through QMP are the same; random accesses
 * to config space, BARs, registers, GGTT and aperture neither end nor hang
 * QEMU; the same seed gives the same counters.
 *   device_test QEMU [SEED [STEPS]]
 */
#include "gpu/qemu/tests/qtest.h"
#include "gpu/host/counters.h"
#include "gpu/device/gen9.h"

/* Words in which the two ways of reading differ, but for the clock. */
static uint64_t compare(struct vm *v)
{
	static uint64_t words[sizeof(struct gen9_counters) / 8];
	const unsigned int n = sizeof(words) / 8;
	uint64_t hash = 1469598103934665603ull, seen = 0;
	char *p;

	for (unsigned int i = 0; i < n; i++)
		words[i] = qtest(v, "readq 0x%x", BAR0 + GEN9_CTR_BASE + i * 8);
	if (words[0] != GEN9_CTR_MAGIC)
		fail("no counters at BAR0 + 0x%x", GEN9_CTR_BASE);
	/* each of those reads was counted: read the count again */
	words[8] = qtest(v, "readq 0x%x", BAR0 + GEN9_CTR_BASE + 64);
	qmp(v, "{\"execute\":\"qom-get\",\"arguments\":{\"path\":"
	    "\"/machine/peripheral/gpu\",\"property\":\"counters\"}}\n");
	for (p = v->line; (p = strstr(p, "0x")); ) {
		uint64_t off = strtoull(p, &p, 16);
		uint64_t val = *p == '=' ? strtoull(p + 1, &p, 10) : 0;

		if (off / 8 >= n)
			fail("QMP: offset 0x%" PRIx64, off);
		seen++;
		if (off / 8 != 7 && words[off / 8] != val)
			fail("counter at 0x%" PRIx64 ": %" PRIu64 " in BAR0, %"
			     PRIu64 " by QMP", off, words[off / 8], val);
	}
	if (seen < 8)
		fail("QMP gives %" PRIu64 " counters", seen);
	for (unsigned int i = 0; i < n; i++)
		hash = (hash ^ words[i]) * 1099511628211ull;
	return hash;
}

static uint64_t rnd(uint64_t *s)
{
	*s ^= *s << 13;
	*s ^= *s >> 7;
	*s ^= *s << 17;
	return *s;
}

/* Registers that matter more often than the rest of BAR0. */
static uint32_t some_offset(uint64_t *s)
{
	static const uint32_t from[] = { 0, 0x2000, 0x22000, 0x44000, 0x100000,
					 0x138000, 0x200000, 0x280000,
					 0x800000 };
	uint32_t base = from[rnd(s) % (sizeof(from) / sizeof(*from))];

	return (base + rnd(s) % (rnd(s) & 1 ? 0x1000 : 0x100000)) &
	       (GEN9_BAR0_SIZE - 1) & ~7u;
}

static void one_step(struct vm *v, uint64_t *s)
{
	static const char *const size[] = { "b", "w", "l", "q" };
	const char *z = size[rnd(s) % 4];
	uint64_t val = rnd(s);
	uint32_t mask = z[0] == 'b' ? 0xff : z[0] == 'w' ? 0xffff : ~0u;

	switch (rnd(s) % 8) {
	case 0:
		config_write(v, (unsigned int)val, (uint32_t)rnd(s));
		place(v);
		break;
	case 1:
		qtest(v, "outl 0xcf8 0x%x", 0x80001000u | (uint32_t)(val & 0xfc));
		qtest(v, "inl 0xcfc");
		break;
	case 2:
		qtest(v, "read%s 0x%x", z, BAR0 + some_offset(s));
		break;
	case 3:
		qtest(v, "read%s 0x%x", z, BAR2 + (uint32_t)(val & 0xffffff8));
		break;
	case 4:
		qtest(v, "write%s 0x%x 0x%x", z, BAR2 +
		      (uint32_t)(val & 0xffffff8), (uint32_t)rnd(s) & mask);
		break;
	case 5:
		qtest(v, "clock_step %u", (unsigned int)(val % 100000 + 1));
		break;
	default:
		qtest(v, "write%s 0x%x 0x%x", z, BAR0 + some_offset(s),
		      (uint32_t)val & mask);
	}
}

static uint64_t run(char *qemu, uint64_t seed, unsigned int steps)
{
	uint64_t s = seed * 0x9e3779b97f4a7c15ull + 1, hash;
	struct vm v;

	vm_start(&v, qemu, NULL);
	place(&v);
	compare(&v);
	for (unsigned int i = 0; i < steps; i++)
		one_step(&v, &s);
	place(&v);
	hash = compare(&v);
	vm_stop(&v);
	return hash;
}

int main(int argc, char **argv)
{
	uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 0) : 1, a, b;
	unsigned int steps = argc > 3 ? strtoul(argv[3], NULL, 0) : 20000;

	if (argc < 2)
		fail("which QEMU?");
	signal(SIGPIPE, SIG_IGN);
	a = run(argv[1], seed, steps);
	b = run(argv[1], seed, steps);
	printf("counters by BAR0 and by QMP agree; %u random accesses, seed %"
	       PRIu64 ": %016" PRIx64 ", again: %016" PRIx64 "\n", steps, seed,
	       a, b);
	return a != b;
}
