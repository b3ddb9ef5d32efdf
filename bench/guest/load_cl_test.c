// SPDX-License-Identifier: GPL-2.0-or-later
/* What cl_work says, and what a process beside a guest finds. */
#include <errno.h>
#include <string.h>

#include "load_cl.h"
#include "lib/sys.h"
#include "neighbour.h"
#include "test.h"

TEST(lines)
{
	static const struct {
		const char *line;
		int ret;
		struct cl_said said;
	} row[] = {
		{ "did copy bytes 67108864 ns 1234567 bad 0", 0,
		  { "copy", 67108864, 1234567, 0 } },
		{ "did 64k bytes 0 ns 99 bad 8", 0, { "64k", 0, 99, 8 } },
		{ "did copy bytes 67108864 ns 1234567 bad", -EINVAL, { "", 0, 0, 0 } },
		{ "did copy bytes 1 ns 1 bad 0 and more", -EINVAL, { "", 0, 0, 0 } },
		{ "did copy", -EINVAL, { "", 0, 0, 0 } },
		{ "begin copy", -EINVAL, { "", 0, 0, 0 } },
		{ "", -EINVAL, { "", 0, 0, 0 } },
	};

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		struct cl_said s = { "", 0, 0, 0 };

		if (cl_parse(row[i].line, &s) != row[i].ret)
			fail_msg("'%s'", row[i].line);
		if (row[i].ret)
			continue;
		assert_string_equal(s.phase, row[i].said.phase);
		assert_int_equal(s.bytes, row[i].said.bytes);
		assert_int_equal(s.ns, row[i].said.ns);
		assert_int_equal(s.bad, row[i].said.bad);
	}
}

TEST(picture_lines)
{
	struct cl_pictures p;

	assert_int_equal(cl_parse_pictures("pictures own compared 57 differ 2",
					   &p), 0);
	assert_string_equal(p.phase, "own");
	assert_int_equal(p.compared, 57);
	assert_int_equal(p.differ, 2);
	assert_int_equal(cl_parse_pictures("pictures own compared 5 differ 6",
					   &p), -EINVAL);
	assert_int_equal(cl_parse_pictures("pictures own compared 5 differ 0 x",
					   &p), -EINVAL);
	assert_int_equal(cl_parse_pictures("pictures own compared 5", &p),
			 -EINVAL);
}

static int heard(char *line, void *arg)
{
	char *all = arg;

	strcat(strcat(all, line), "|");
	return !strncmp(line, "ask", 3) ? 1 : !strcmp(line, "stop") ? -EPROTO :
	       0;
}

/* A child that waits for its answers, and one that is ended. */
TEST(talks)
{
	static const struct {
		const char *script, *all;
		int ret;
	} row[] = {
		{ "echo ask 1; head -c 1; echo; echo ask 2; head -c 1; echo x",
		  "ask 1|.|ask 2|.x|", 0 },
		{ "echo a; exit 3", "a|", 3 },
		{ "echo cut; kill -9 $$", "cut|", 256 + 9 },
		{ "echo stop; sleep 60", "stop|", -EPROTO },
		{ "echo a; sleep 60", "a|", -ETIME },
	};

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		char *argv[] = { "sh", "-c", (char *)row[i].script, NULL };
		char all[256] = "";
		int ret = sys_talk_in(NULL, argv, row[i].ret == -ETIME ?
				      NSEC_PER_SEC / 5 : 20 * NSEC_PER_SEC,
				      heard, all);

		if (ret != row[i].ret || strcmp(all, row[i].all))
			fail_msg("'%s': %d '%s'", row[i].script, ret, all);
	}
}

/* Ended a while after it has said something, not after its limit. */
TEST(until_it_says)
{
	const struct sys_until u = { "two", NSEC_PER_SEC / 10 };
	char *argv[] = { "sh", "-c", "printf 'one\\ntw'; printf o; sleep 60", NULL };
	char *ends[] = { "sh", "-c", "printf three; exit 4", NULL };
	char out[64];
	uint64_t t = clock_ns();

	assert_int_equal(sys_run_in(NULL, argv, 50 * NSEC_PER_SEC, &u, out,
				    sizeof(out)), -ETIME);
	assert_string_equal(out, "one\ntwo");
	assert_true(clock_ns() - t < 40 * NSEC_PER_SEC);
	assert_int_equal(sys_run_in(NULL, ends, 50 * NSEC_PER_SEC, &u, out,
				    sizeof(out)), 4);
}

TEST(pages)
{
	uint64_t page[512];

	neighbour_fill(page, 7);
	assert_int_equal(neighbour_wrong(page, 7), 0);
	/* as user/cl_bed.h knows them again */
	assert_true(page[5] * 0xf1de83e19937733dull - 1 == 7 * 512 + 5);
	assert_int_not_equal(neighbour_wrong(page, 8), 0);
	page[511] ^= 0xff00000000000001ull;
	((uint8_t *)page)[9] ^= 0x80;
	assert_int_equal(neighbour_wrong(page, 7), 3);
}
