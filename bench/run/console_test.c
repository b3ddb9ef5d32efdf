// SPDX-License-Identifier: GPL-2.0-or-later
/* console_test.c - logs of kernels that died, were cut, or talked at once. */
#include <stdlib.h>
#include <string.h>

#include "console.h"
#include "files.h"
#include "test.h"

static struct console scan(const char *name)
{
	char path[128], *text;
	struct console c;
	size_t len;

	snprintf(path, sizeof(path), "bench/testdata/%s", name);
	assert_int_equal(file_read(path, &text, &len), 0);
	assert_int_equal(console_scan(&c, text, len), 0);
	free(text);
	return c;
}

static const char *at(const json_t *list, size_t i)
{
	const char *s = json_string_value(json_array_get(list, i));

	return s ? s : "(none)";
}

TEST(panic_is_told_with_its_place)
{
	struct console c = scan("console-panic.log");

	assert_int_equal(c.count[KMSG_BUG], 1);
	assert_int_equal(c.count[KMSG_OOPS], 1);
	assert_int_equal(c.count[KMSG_PANIC], 1);
	assert_int_equal(json_array_size(c.complaints), 4);
	assert_string_equal(at(c.complaints, 2),
		"[    4.513002] RIP: 0010:internal_get_user_pages_fast+0x2b/0xd60");
	assert_int_equal(json_array_size(c.tail), CONSOLE_TAIL);
	assert_string_equal(at(c.tail, CONSOLE_TAIL - 1),
			    "[    4.521900] Rebooting in 1 seconds..");
	assert_false(c.cut);
	console_free(&c);
}

TEST(cut_log_keeps_its_last_words)
{
	struct console c = scan("console-truncated.log");

	assert_true(c.cut);
	assert_int_equal(c.count[KMSG_WARN], 1);
	assert_int_equal(c.count[KMSG_BUG], 1);
	assert_string_equal(at(c.complaints, 2),
		"[    5.100000] kernel BUG at drivers/vfio/vfio_iommu_type1.c:14");
	console_free(&c);
}

TEST(interleaved_lines_are_seen_and_cleaned)
{
	struct console c = scan("console-interleaved.log");

	assert_int_equal(c.count[KMSG_BUG], 1);
	assert_int_equal(c.count[KMSG_HUNG], 1);
	assert_string_equal(at(c.complaints, 0), "probe: range 12 of 51"
		"[    6.204411] BUG: unable to handle page fault for address: "
		"ffffc90000a04000");
	assert_string_equal(at(c.tail, 1), "guest: [    1.0] fine");
	assert_string_equal(at(c.tail, 4), "<" "?\?\?" "> bytes of a dying UART");
	console_free(&c);
}

TEST(panic_is_found_in_a_tail)
{
	static const char yes[] = "x\n[    4.5] Kernel panic - not syncing: y";
	static const char no[] = "a guest said: Kernel panic is a film\n";

	assert_true(console_panicked(yes, strlen(yes)));
	assert_false(console_panicked(no, strlen(no)));
	assert_false(console_panicked("", 0));
}

TEST(empty_log_is_no_error)
{
	struct console c;

	assert_int_equal(console_scan(&c, "", 0), 0);
	assert_int_equal(json_array_size(c.tail), 0);
	assert_false(c.cut);
	console_free(&c);
}
