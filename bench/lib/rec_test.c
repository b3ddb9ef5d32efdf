// SPDX-License-Identifier: GPL-2.0-or-later
/* Lines as they leave a level. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "lib/rec.h"
#include "lib/sys.h"

static char path[64];

static void lines(void **state)
{
	char text[1024];

	(void)state;
	assert_int_equal(rec_open(path), 0);
	rec_emit(json_pack("{s:i, s:s}", "z", 1, "a", "\xc3\xa9\n"));
	rec_time("gvt-ready", 123456789012345ull);
	rec_note("%d of %d", 3, 4);
	rec_end(false, "page 5");
	rec_end(true, NULL);
	assert_true(sys_read(path, text, sizeof(text)) > 0);
	assert_string_equal(text,
		"{\"a\":\"\\u00E9\\n\",\"z\":1}\n"
		"{\"type\":\"time\",\"virt_ns\":123456789012345,"
		"\"what\":\"gvt-ready\"}\n"
		"{\"text\":\"3 of 4\",\"type\":\"note\"}\n"
		"{\"status\":\"fail\",\"type\":\"end\",\"why\":\"page 5\"}\n"
		"{\"status\":\"ok\",\"type\":\"end\"}\n");
}

/* A record that could not be made must not end in an "ok". */
static void lost_record(void **state)
{
	char text[1024];

	(void)state;
	unlink(path);
	assert_int_equal(rec_open(path), 0);
	rec_emit(NULL);
	rec_end(true, NULL);
	assert_true(sys_read(path, text, sizeof(text)) > 0);
	assert_string_equal(text, "{\"status\":\"fail\",\"type\":\"end\","
			    "\"why\":\"a record was lost\"}\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines),
		cmocka_unit_test(lost_record),
	};
	int ret;

	snprintf(path, sizeof(path), "/tmp/gtt2m-rec-test.%d", getpid());
	ret = cmocka_run_group_tests(tests, NULL, NULL);
	unlink(path);
	return ret;
}
