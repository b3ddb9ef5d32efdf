// SPDX-License-Identifier: GPL-2.0-or-later
/* Lines as they leave a level. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/rec.h"
#include "lib/sys.h"
#include "test.h"

static char path[64];

static int name_file(void **state)
{
	snprintf(path, sizeof(path), "/tmp/gtt2m-rec-test.%d", getpid());
	return 0;
}

static int remove_file(void **state)
{
	return unlink(path);
}
AROUND_ALL(name_file, remove_file);

TEST(lines)
{
	char text[1024];

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
TEST(lost_record)
{
	char text[1024];

	unlink(path);
	assert_int_equal(rec_open(path), 0);
	rec_emit(NULL);
	rec_end(true, NULL);
	assert_true(sys_read(path, text, sizeof(text)) > 0);
	assert_string_equal(text, "{\"status\":\"fail\",\"type\":\"end\","
			    "\"why\":\"a record was lost\"}\n");
}
