// SPDX-License-Identifier: GPL-2.0-or-later
/* The histogram of vfio_dma_rw, as the kernel prints it. */
#include <errno.h>

#include "host/rwcount.h"
#include "test.h"

static const char hist[] =
	"# event histogram\n#\n"
	"# trigger info: hist:keys=write,len,by.sym:vals=hitcount:sort=hitcount:size=8192 [active]\n#\n\n"
	"{ write:          1, len:         64, "
		"by: [ffffffffc0301234] emulate_csb_update [kvmgt]           } hitcount:          1\n"
	"{ write:          0, len:       4095, "
		"by: [ffffffffc0301234] ppgtt_populate_spt [kvmgt]           } hitcount:          2\n"
	"{ write:          0, len:       2049, "
		"by: [ffffffffc0301234] ppgtt_populate_spt [kvmgt]           } hitcount:          3\n"
	"{ write:          0, len:       2048, "
		"by: [ffffffffc0301234] ppgtt_populate_spt [kvmgt]           } hitcount:          4\n"
	"{ write:          0, len:          1, "
		"by: [ffffffffc0301234] ppgtt_populate_spt [kvmgt]           } hitcount:          5\n"
	"{ write:          1, len:       4096, "
		"by: [ffffffffc0301234] complete_current_workload [kvmgt]           } hitcount:          6\n"
	"{ write:          0, len:       8192, "
		"by: [ffffffffc0301234] ppgtt_populate_spt [kvmgt]           } hitcount:          7\n"
	"{ write:          0, len:          5, "
		"by: [ffffffffc0301234] ppgtt_populate_spt [kvmgt]           } hitcount:          8\n"
	"{ write:          0, len:          8, "
		"by: [ffffffffc0301234] ppgtt_populate_spt [kvmgt]           } hitcount:       9000\n\n"
	"Totals:\n    Hits: 9036\n    Entries: 9\n    Dropped: 0\n";

TEST(buckets)
{
	struct rwcount c;
	json_t *j, *in;

	assert_int_equal(rwcount_parse(hist, &c), 0);
	j = rwcount_record(&c);
	in = json_object_get(j, "read");
	assert_int_equal(json_object_size(in), 5);
	assert_int_equal(json_integer_value(json_object_get(in, "1")), 5);
	assert_int_equal(json_integer_value(json_object_get(in, "8")), 9008);
	assert_int_equal(json_integer_value(json_object_get(in, "2048")), 4);
	assert_int_equal(json_integer_value(json_object_get(in, "4095")), 5);
	assert_int_equal(json_integer_value(json_object_get(in, "4096")), 7);
	in = json_object_get(j, "write");
	assert_int_equal(json_object_size(in), 2);
	assert_int_equal(json_integer_value(json_object_get(in, "64")), 1);
	assert_int_equal(json_integer_value(json_object_get(in, "4096")), 6);
	in = json_object_get(j, "writers");
	assert_int_equal(json_object_size(in), 2);
	in = json_object_get(in, "complete_current_workload");
	assert_int_equal(json_integer_value(json_object_get(in, "pages")), 6);
	assert_int_equal(json_integer_value(json_object_get(in, "less")), 0);
	json_decref(j);
}

TEST(what_it_cannot_read_is_said)
{
	struct rwcount c;

	assert_int_equal(rwcount_parse("{ write: 2, len: 8, by: [f] f } "
				       "hitcount: 1\n", &c), -EBADMSG);
	assert_int_equal(rwcount_parse("{ write: 1, len: 8 } hitcount: 1\n",
				       &c), -EBADMSG);
	assert_int_equal(rwcount_parse("{ len: 8 } hitcount: 1\n", &c),
			 -EBADMSG);
	assert_int_equal(rwcount_parse("{ write: 0, len: 8 }\n", &c), -EBADMSG);
	assert_int_equal(rwcount_parse("{ write: 0, len: 8, by: [f] f } hitcount: 1\n"
				       "    Dropped: 3\n", &c), -EOVERFLOW);
}
