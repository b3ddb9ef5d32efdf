// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Control flow, messages and the life of a thread, by programs that iga64
 * assembles. What each channel has to have done is worked out by a loop in C.
 */
#include "eu_bed.h"

#define END	"(W) send (8|M0) null r127 0x27 0x02000010 {EOT}"

static enum eu_stop run(struct bed *b, const char *const *lines, uint32_t channels)
{
	for (; *lines; lines++)
		iga_line(&b->iga, "%s", *lines);
	iga_line(&b->iga, END);
	bed_start(b);
	bed_thread(b, 0, channels);
	for (unsigned int i = 0; i < 16; i++)
		bed_put(&b->t, 10, 4, i, i);
	return eu_run(&b->t, 100000);
}

/* Lane i of r20, two registers. */
static int32_t lane(const struct bed *b, unsigned int i)
{
	return (int32_t)bed_get(&b->t, 20, 4, i);
}

TEST(if_else)
{
	static const char *const lines[] = {
		"mov (16|M0) r20.0<1>:d 7:w",
		"cmp (16|M0) (lt)f0.0 null<1>:d r10.0<8;8,1>:d 5:w",
		"cmp (16|M0) (eq)f1.0 null<1>:d r10.0<8;8,1>:d 2:w",
		"(f0.0) if (16|M0) ELSE END",
		"add (16|M0) r20.0<1>:d r20.0<8;8,1>:d 100:w",
		"(f1.0) if (16|M0) IN IN",
		"add (16|M0) r20.0<1>:d r20.0<8;8,1>:d 1000:w",
		"IN:", "endif (16|M0) NEXT",
		"NEXT:", "else (16|M0) END END",
		"ELSE:", "add (16|M0) r20.0<1>:d r20.0<8;8,1>:d r10.0<8;8,1>:d",
		"END:", "endif (16|M0) OUT",
		"OUT:", "add (16|M0) r20.0<1>:d r20.0<8;8,1>:d 1:w",
		NULL,
	};
	struct bed b = { 0 };

	assert_int_equal(run(&b, lines, 0xfbff), EU_END);
	for (int i = 0; i < 16; i++)
		assert_int_equal(lane(&b, i), i == 10 ? 0 :
				 8 + (i < 5 ? i == 2 ? 1100 : 100 : i));
	assert_int_equal(b.t.active, 0xfbff);
	assert_false(b.t.parked);
	bed_end(&b);
	assert_null(*state);
}

/* Nobody takes one of the sides: it is jumped over. */
TEST(if_of_nobody)
{
	static const char *const lines[] = {
		"cmp (16|M0) (lt)f0.0 null<1>:d r10.0<8;8,1>:d 50:w",
		"(~f0.0) if (16|M0) ELSE END",
		"illegal",
		"else (16|M0) END END",
		"ELSE:", "mov (16|M0) r20.0<1>:d 3:w",
		"END:", "endif (16|M0) OUT",
		"OUT:", "(f0.0) if (16|M0) ELSE2 END2",
		"add (16|M0) r20.0<1>:d r20.0<8;8,1>:d 4:w",
		"else (16|M0) END2 END2",
		"ELSE2:", "illegal",
		"END2:", "endif (16|M0) OUT2",
		"OUT2:", NULL,
	};
	struct bed b = { 0 };

	assert_int_equal(run(&b, lines, 0xffff), EU_END);
	for (int i = 0; i < 16; i++)
		assert_int_equal(lane(&b, i), 7);
	bed_end(&b);
	assert_null(*state);
}

/* Lane i loops, leaves at a multiple of 9, passes over odd counts. */
static int32_t looped(int i)
{
	int sum = 0, n = i;

	do {
		n++;
		if (n % 8 == 7)
			break;
		if (n & 1)
			continue;
		sum += n;
	} while (n < 20);
	return sum;
}

TEST(loop)
{
	static const char *const lines[] = {
		"mov (16|M0) r20.0<1>:d 0:w",
		"mov (16|M0) r30.0<1>:d r10.0<8;8,1>:d",
		"TOP:", "add (16|M0) r30.0<1>:d r30.0<8;8,1>:d 1:w",
		"and (16|M0) r40.0<1>:d r30.0<8;8,1>:d 7:w",
		"cmp (16|M0) (lt)f0.0 null<1>:d r30.0<8;8,1>:d 20:w",
		"cmp (16|M0) (eq)f1.0 null<1>:d r40.0<8;8,1>:d 7:w",
		"and (16|M0) (ne)f0.1 null<1>:d r30.0<8;8,1>:d 1:w",
		"(f1.0) break (16|M0) LOOP LOOP",
		"(f0.1) cont (16|M0) LOOP LOOP",
		"add (16|M0) r20.0<1>:d r20.0<8;8,1>:d r30.0<8;8,1>:d",
		"LOOP:", "(f0.0) while (16|M0) TOP",
		NULL,
	};
	struct bed b = { 0 };

	assert_int_equal(run(&b, lines, 0xffff), EU_END);
	for (int i = 0; i < 16; i++)
		assert_int_equal(lane(&b, i), looped(i));
	bed_end(&b);
	assert_null(*state);
}

/* False goes to UIP without .b; true with it. */
TEST(gotos)
{
	static const char *const lines[] = {
		"mov (16|M0) r20.0<1>:d 0:w",
		"cmp (16|M0) (lt)f0.0 null<1>:d r10.0<8;8,1>:d 5:w",
		"(f0.0) goto (16|M0) J J",
		"add (16|M0) r20.0<1>:d r20.0<8;8,1>:d 1:w",
		"J:", "join (16|M0) K",
		"K:", "mov (16|M0) r30.0<1>:d r10.0<8;8,1>:d",
		"BACK:", "add (16|M0) r20.0<1>:d r20.0<8;8,1>:d 10:w",
		"add (16|M0) r30.0<1>:d r30.0<8;8,1>:d 1:w",
		"cmp (16|M0) (lt)f1.0 null<1>:d r30.0<8;8,1>:d 20:w",
		"(f1.0) goto.b (16|M0) M BACK",
		"M:", "join (16|M0) N", "N:",
		"add (16|M0) r20.0<1>:d r20.0<8;8,1>:d 1000:w",
		NULL,
	};
	struct bed b = { 0 };

	assert_int_equal(run(&b, lines, 0xffff), EU_END);
	for (int i = 0; i < 16; i++)
		assert_int_equal(lane(&b, i), (i < 5) + 10 * (20 - i) + 1000);
	bed_end(&b);
	assert_null(*state);
}

TEST(calls)
{
	static const char *const lines[] = {
		"mov (16|M0) r20.0<1>:d 0:w",
		"cmp (16|M0) (lt)f0.0 null<1>:d r10.0<8;8,1>:d 5:w",
		"(f0.0) call (16|M0) r50.0 FUNC",
		"call (16|M0) r50.0 FUNC",
		"(W) jmpi (1|M0) OUT",
		"FUNC:", "add (16|M0) r20.0<1>:d r20.0<8;8,1>:d 1:w",
		"cmp (16|M0) (eq)f1.0 null<1>:d r10.0<8;8,1>:d 3:w",
		"(f1.0) ret (16|M0) r50.0",
		"add (16|M0) r20.0<1>:d r20.0<8;8,1>:d 10:w",
		"ret (16|M0) r50.0",
		"illegal", "OUT:", NULL,
	};
	struct bed b = { 0 };

	assert_int_equal(run(&b, lines, 0xffff), EU_END);
	for (int i = 0; i < 16; i++)
		assert_int_equal(lane(&b, i), (i == 3 ? 1 : 11) * (i < 5 ? 2 : 1));
	bed_end(&b);
	assert_null(*state);
}

/* jmpi looks at one predicate: of channel 0, any or all. */
TEST(jumps)
{
	static const char *const lines[] = {
		"mov (16|M0) r20.0<1>:d 0:w",
		"cmp (16|M0) (eq)f0.0 null<1>:d r10.0<8;8,1>:d 3:w",
		"(W&f0.0) jmpi (1|M0) A",
		"add (16|M0) r20.0<1>:d r20.0<8;8,1>:d 1:w",
		"A:", "(W&f0.0.any16h) jmpi (1|M0) B",
		"illegal",
		"B:", "(W&f0.0.all16h) jmpi (1|M0) C",
		"add (16|M0) r20.0<1>:d r20.0<8;8,1>:d 2:w",
		"C:", "(W&~f0.0.all16h) jmpi (1|M0) D",
		"illegal", "D:", NULL,
	};
	struct bed b = { 0 };

	assert_int_equal(run(&b, lines, 0xffff), EU_END);
	for (int i = 0; i < 16; i++)
		assert_int_equal(lane(&b, i), 3);
	bed_end(&b);
	assert_null(*state);
}

TEST(halts)
{
	static const char *const lines[] = {
		"mov (16|M0) r20.0<1>:d 0:w",
		"cmp (16|M0) (lt)f0.0 null<1>:d r10.0<8;8,1>:d 5:w",
		"(f0.0) halt (16|M0) H H",
		"add (16|M0) r20.0<1>:d r20.0<8;8,1>:d 1:w",
		"H:", "halt (16|M0) Z Z",
		"Z:", "add (16|M0) r20.0<1>:d r20.0<8;8,1>:d 10:w",
		NULL,
	};
	struct bed b = { 0 };

	assert_int_equal(run(&b, lines, 0xffff), EU_END);
	for (int i = 0; i < 16; i++)
		assert_int_equal(lane(&b, i), 10 + (i >= 5));
	bed_end(&b);
	assert_null(*state);
}

/* Registers, descriptors and masks as the message's side gets them. */
TEST(messages)
{
	static const char *const lines[] = {
		"cmp (16|M0) (lt)f0.1 null<1>:d r10.0<8;8,1>:d 5:w",
		"(W) mov (1|M0) a0.2<1>:ud 0x40:ud",
		"(f0.1) sends (16|M0) r76:w r82 r80 0x8C 0x04025E03",
		NULL,
	};
	struct bed b = { 0 };

	assert_int_equal(run(&b, lines, 0xfff7), EU_END);
	assert_int_equal(b.sends, 2);
	assert_true(b.sent.eot);
	assert_int_equal(b.sent.sfid, EU_SFID_SPAWNER);
	assert_int_equal(b.sent.mask, 0xff);
	bed_thread(&b, 0, 0xfff7);
	for (unsigned int i = 0; i < 16; i++)
		bed_put(&b.t, 10, 4, i, i);
	assert_int_equal(eu_run(&b.t, 3), EU_BUDGET);
	assert_int_equal(b.sent.sfid, EU_SFID_DC1);
	assert_int_equal(b.sent.mask, 0x17);
	assert_int_equal(b.sent.mlen, 2);
	assert_int_equal(b.sent.ex_mlen, 2);
	assert_int_equal(b.sent.rlen, 0);
	assert_int_equal(b.sent.src0, 82);
	assert_int_equal(b.sent.src1, 80);
	assert_int_equal(b.sent.dst, 76);
	assert_int_equal(b.sent.desc, 0x04025e03);
	assert_true(b.sent.split);
	bed_end(&b);
	assert_null(*state);
}

/* A message that has to wait comes again; a refused one is a fault. */
TEST(answers)
{
	static const char *const lines[] = {
		"(W) mov (1|M0) a0.0<1>:ud 0x04205E00:ud",
		"send (16|M0) r76:w r7 0xC a0.0", NULL,
	};
	struct bed b = { .answer = EU_WAIT };

	assert_int_equal(run(&b, lines, 0xffff), EU_WAIT);
	assert_int_equal(b.t.instructions, 1);
	assert_int_equal(b.sent.desc, 0x04205e00);
	assert_int_equal(b.sent.rlen, 2);
	assert_int_equal(eu_run(&b.t, 10), EU_WAIT);
	assert_int_equal(b.sends, 2);
	b.answer = EU_FAULT;
	assert_int_equal(eu_run(&b.t, 10), EU_FAULT);
	assert_int_equal(b.t.fault, EU_FAULT_SEND);
	b.answer = 0;
	assert_int_equal(eu_run(&b.t, 10), EU_END);
	assert_int_equal(b.t.instructions, 3);
	bed_end(&b);
	assert_null(*state);
}

TEST(waits)
{
	static const char *const lines[] = { "(W) wait (1|M0) n0.0<0;1,0>:ud", NULL };
	struct bed b = { 0 };

	assert_int_equal(run(&b, lines, 0xffff), EU_WAIT);
	eu_notify(&b.t, 1);
	assert_int_equal(eu_run(&b.t, 10), EU_WAIT);
	eu_notify(&b.t, 0);
	assert_int_equal(eu_run(&b.t, 10), EU_END);
	assert_int_equal(b.t.notify[0], 0);
	bed_end(&b);
	assert_null(*state);
}

/* Budget, code that is not there, code that has changed. */
TEST(lives)
{
	static const char *const lines[] = {
		"TOP:", "add (16|M0) r20.0<1>:d r20.0<8;8,1>:d 1:w",
		"(W) jmpi (1|M0) TOP", NULL,
	};
	struct bed b = { 0 };

	assert_int_equal(run(&b, lines, 0xffff), EU_BUDGET);
	assert_int_equal(lane(&b, 3), 50000);
	assert_int_equal(b.t.instructions, 100000);
	b.iga.code[12] = 2;
	assert_int_equal(eu_run(&b.t, 2), EU_BUDGET);
	assert_int_equal(lane(&b, 3), 50001);
	eu_core_invalidate(&b.core);
	assert_int_equal(eu_run(&b.t, 2), EU_BUDGET);
	assert_int_equal(lane(&b, 3), 50003);
	bed_thread(&b, 1 << 24, 1);
	assert_int_equal(eu_run(&b.t, 2), EU_FAULT);
	assert_int_equal(b.t.fault, EU_FAULT_FETCH);
	bed_thread(&b, 4096, 1);
	assert_int_equal(eu_run(&b.t, 2), EU_FAULT);
	assert_int_equal(b.t.fault, EU_FAULT_ILLEGAL);
	bed_end(&b);
	assert_null(*state);
}
