// SPDX-License-Identifier: GPL-2.0-or-later
/* What the leak detector's file says, counted. */
#include <string.h>

#include "host/kmemleak.h"
#include "test.h"

static const char two[] =
	"unreferenced object 0xffff888003c1a000 (size 192):\n"
	"  comm \"gtt2m\", pid 71, jiffies 4294895013 (age 12.4s)\n"
	"  hex dump (first 32 bytes):\n"
	"    00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  ................\n"
	"  backtrace:\n"
	"    [<000000001f3a7c11>] ppgtt_alloc_spt+0x41/0x2d0 [kvmgt]\n"
	"unreferenced object 0xffff888003c1a0c0 (size 64):\n"
	"  comm \"gtt2m\", pid 71, jiffies 4294895013 (age 12.4s)\n";

TEST(counts)
{
	char first[1000], little[30];

	assert_int_equal(kmemleak_count("", first, sizeof(first)), 0);
	assert_string_equal(first, "");
	assert_int_equal(kmemleak_count(two, first, sizeof(first)), 2);
	assert_non_null(strstr(first, "ppgtt_alloc_spt"));
	assert_null(strstr(first, "size 64"));
	assert_int_equal(kmemleak_count(two, little, sizeof(little)), 2);
	assert_string_equal(little, "unreferenced object 0xffff888");
}
