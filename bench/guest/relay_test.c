// SPDX-License-Identifier: GPL-2.0-or-later
/* Guest records: good, cut, interleaved with a panic, without an end. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "guest/relay.h"
#include "guest/together.h"
#include "test.h"

#define TIME "{\"type\":\"time\",\"virt_ns\":5,\"what\":\"i915-ready\"}\n"
#define RATE "{\"bytes\":16,\"load\":\"blit-stream/first\",\"type\":\"rate\"}\n"
#define OK "{\"status\":\"ok\",\"type\":\"end\"}\n"
#define FAIL "{\"status\":\"fail\",\"type\":\"end\",\"why\":\"no card\"}\n"

static const struct {
	const char *text;
	int ret;
	size_t lines;
	const char *why;	/* part of the reason */
} cases[] = {
	{ TIME RATE OK, 0, 2, "" },
	{ OK, 0, 0, "" },
	{ TIME FAIL, -EPROTO, 1, "no card" },
	{ "", -EPROTO, 0, "no end marker" },
	{ TIME RATE, -EPROTO, 2, "no end marker from the guest after 2" },
	{ TIME "{\"type\":\"ra", -EPROTO, 1, "record 2 is cut short" },
	{ TIME OK "x", -EPROTO, 1, "went on" },
	{ TIME OK OK, -EPROTO, 1, "went on" },
	{ TIME "[    9.1] Kernel panic - not syncing: Oops\n", -EPROTO, 1,
	  "record 2 is garbled: [    9.1] Kernel panic" },
	{ "{\"type\":\"ti[    3.0] i915: GPU HANG\nme\"}\n" OK, -EPROTO, 0,
	  "record 1 is garbled" },
	{ "[1,2]\n" OK, -EPROTO, 0, "garbled" },
	{ "{\"virt_ns\":5}\n" OK, -EPROTO, 0, "garbled" },
	{ "{\"type\":7}\n" OK, -EPROTO, 0, "garbled" },
	{ "{\"type\":\"a\",\"type\":\"end\"}\n" OK, -EPROTO, 0, "garbled" },
	{ "\n" OK, -EPROTO, 0, "garbled" },
	{ "{\"type\":\"end\"}\n", -EPROTO, 0, "guest: " },
};

TEST(relays)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		json_t *lines = json_array();
		char why[128] = "";

		if (relay_parse(cases[i].text, 0, lines, why, sizeof(why)) !=
		    cases[i].ret || json_array_size(lines) != cases[i].lines ||
		    !strstr(why, cases[i].why))
			fail_msg("case %zu: %zu lines, '%s'", i,
				 json_array_size(lines), why);
		json_decref(lines);
	}
}

TEST(tells_a_verdict)
{
	json_t *lines = json_array();
	char why[128];

	relay_parse(TIME FAIL, 0, lines, why, sizeof(why));
	assert_true(relay_is_verdict(why));
	relay_parse(TIME, 0, lines, why, sizeof(why));
	assert_false(relay_is_verdict(why));
	json_decref(lines);
}

TEST(marks_the_level)
{
	json_t *lines = json_array(), *o;
	char why[128];

	assert_int_equal(relay_parse(TIME RATE OK, 0, lines, why, sizeof(why)), 0);
	o = json_array_get(lines, 1);
	assert_string_equal(json_string_value(json_object_get(o, "level")),
			    "L2");
	assert_int_equal(json_integer_value(json_object_get(o, "bytes")), 16);
	json_decref(lines);
}

/* No prefix of a good log may count as one. */
TEST(every_truncation)
{
	static const char good[] = TIME RATE OK;
	char text[sizeof(good)], why[128];

	for (size_t n = 0; n + 1 < sizeof(good); n++) {
		json_t *lines = json_array();

		memcpy(text, good, n);
		text[n] = 0;
		assert_int_equal(relay_parse(text, 0, lines, why, sizeof(why)),
				 -EPROTO);
		json_decref(lines);
	}
}

/* A wrong result is a failure where none can be the variant's. */
TEST(strict)
{
	json_t *lines = json_pack("[{s:s,s:b},{s:s,s:n},{s:s}]",
				  "load", "a/x", "checksum_ok", 1,
				  "load", "a/y", "checksum_ok", "load", "a/z");
	char why[96] = "";

	assert_int_equal(relay_strict(lines, why, sizeof(why)), 0);
	json_array_append_new(lines, json_pack("{s:s,s:b}", "load", "gl-blit/x",
					       "checksum_ok", 0));
	assert_int_equal(relay_strict(lines, why, sizeof(why)), -EBADMSG);
	assert_string_equal(why, "gl-blit/x: wrong, and no 2MiB entry was "
			    "unsafe or failed");
	json_decref(lines);
}

TEST(tails)
{
	assert_string_equal(relay_tail("a\nb\nc\n", 2), "b\nc\n");
	assert_string_equal(relay_tail("a\nb\nc", 2), "b\nc");
	assert_string_equal(relay_tail("a\nb\nc\n", 9), "a\nb\nc\n");
	assert_string_equal(relay_tail("", 3), "");
	assert_string_equal(relay_tail("\n", 1), "\n");
}

/* Bytes add up, the longest counts; a load that one lacks has no sum. */
TEST(together)
{
	json_t *lines = json_pack("[{s:s,s:s,s:i,s:i,s:i},{s:s,s:s,s:i,s:i,s:i},"
		"{s:s,s:s,s:i,s:i,s:i},{s:s,s:i,s:i}]",
		"type", "rate", "load", "a/x", "guest", 1, "bytes", 8,
		"virt_ns", 5, "type", "rate", "load", "b/x", "guest", 1,
		"bytes", 8, "virt_ns", 5, "type", "rate", "load", "a/x",
		"guest", 2, "bytes", 16, "virt_ns", 4, "type", "time",
		"guest", 2, "virt_ns", 3);
	json_t *all = together_rates(lines, 2), *o = json_array_get(all, 0);

	assert_int_equal(json_array_size(all), 1);
	assert_string_equal(json_string_value(json_object_get(o, "load")),
			    "a/x#all");
	assert_int_equal(json_integer_value(json_object_get(o, "bytes")), 24);
	assert_int_equal(json_integer_value(json_object_get(o, "virt_ns")), 5);
	json_decref(all);
	/* one that failed has no time */
	json_object_set_new(json_array_get(lines, 0), "virt_ns",
			    json_integer(0));
	all = together_rates(lines, 2);
	assert_int_equal(json_array_size(all), 0);
	json_decref(all);
	json_decref(lines);
}
