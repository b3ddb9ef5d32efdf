// SPDX-License-Identifier: GPL-2.0-or-later
/* The text of i915's events, as Linux 6.1 prints it in a guest. */
#include <errno.h>
#include <string.h>

#include "guest/objects.h"
#include "test.h"

#define AT(text) "  cl_memory-71  [000] .....  6.123456: " text "\n"

/* Two objects of shmem, one of the program's memory, one of i915 itself. */
static const char * const lines[] = {
	"# tracer: nop\n",
	"#\n",
	"# entries-in-buffer/entries-written: 12/15   #P:1\n",
	"\n",
	AT("i915_ppgtt_create: dev=0, vm=00000000000000b0"),
	AT("init: (i915_gem_object_init+0x0/0x60 [i915]) obj=0xa1 by=shmem_object_init+0x5b/0x90 [i915]"),
	AT("i915_gem_object_create: obj=00000000000000a1, size=0x600000"),
	AT("init: (i915_gem_object_init+0x0/0x60 [i915]) obj=0xa2 by=i915_gem_userptr_ioctl+0x1c0/0x4a0 [i915]"),
	AT("init: (i915_gem_object_init+0x0/0x60 [i915]) obj=0xa3 by=__i915_gem_object_create_internal+0x50/0x80 [i915]"),
	AT("mmap_offset: (i915_gem_mmap_offset_ioctl+0x0/0xd0 [i915])"),
	/* 6 MiB at 8 MiB, in a node of 8: three 2MiB entries are possible */
	AT("i915_vma_bind: obj=00000000000000a1, offset=0x0000000000800000 size=0x800000 vm=00000000000000b0"),
	/* 5 MiB at 3 MiB: none by its beginning, two inside */
	AT("i915_vma_bind: obj=00000000000000a2, offset=0x0000000000300000 size=0x500000 vm=00000000000000b0"),
	/* the GGTT */
	AT("i915_vma_bind: obj=00000000000000a3, offset=0x0000000000010000 size=0x5000, mappable vm=00000000000000b9"),
	/* a1's memory is used again, by an object that is imported */
	AT("init: (i915_gem_object_init+0x0/0x60 [i915]) obj=0xa1 by=i915_gem_prime_import+0x90/0x120 [i915]"),
	AT("i915_vma_bind: obj=00000000000000a1, offset=0x0000000000810000 size=0x10000 vm=00000000000000b0"),
	/* never heard of */
	AT("i915_vma_bind: obj=00000000000000af, offset=0x0000000000410000 size=0x200000 vm=00000000000000b0"),
	"CPU:0 [LOST 3 EVENTS]\n",
};

TEST(sums)
{
	struct objects o = { 0 };
	const struct object_sums *s = o.kind;

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		assert_int_equal(objects_line(&o, lines[i]), 0);
	assert_int_equal(o.lost, 3);
	assert_int_equal(o.mmaps, 1);
	assert_int_equal(o.ggtt_binds, 1);
	assert_int_equal(o.ggtt_bytes, 0x5000);
	assert_int_equal(s[OBJECT_CREATE].made, 1);
	assert_int_equal(s[OBJECT_CREATE].bytes, 6 << 20);
	assert_int_equal(s[OBJECT_CREATE].big_at_2m, 6 << 20);
	assert_int_equal(s[OBJECT_CREATE].aligned_2m, 3);
	assert_int_equal(s[OBJECT_CREATE].inside_2m, 3);
	assert_int_equal(s[OBJECT_USERPTR].big_bytes, 5 << 20);
	assert_int_equal(s[OBJECT_USERPTR].big_at_2m, 0);
	assert_int_equal(s[OBJECT_USERPTR].big_at_64k, 5 << 20);
	assert_int_equal(s[OBJECT_USERPTR].aligned_2m, 0);
	assert_int_equal(s[OBJECT_USERPTR].inside_2m, 2);
	assert_int_equal(s[OBJECT_INTERNAL].made, 1);
	assert_int_equal(s[OBJECT_INTERNAL].binds, 0);
	assert_int_equal(s[OBJECT_DMABUF].bytes, 0x10000);
	assert_int_equal(s[OBJECT_DMABUF].big_bytes, 0);
	assert_int_equal(s[OBJECT_OTHER].binds, 1);
	assert_int_equal(s[OBJECT_OTHER].inside_2m, 0);
	objects_free(&o);
}

TEST(what_it_cannot_read_is_said)
{
	static const char * const bad[] = {
		AT("init: (i915_gem_object_init+0x0/0x60 [i915]) obj=0xa1"),
		AT("i915_vma_bind: obj=00000000000000a1, offset=0x0"),
		AT("i915_vma_bind: obj=1, offset=0x0 size=0x1000"),
		AT("i915_gem_object_create: obj=00000000000000a1"),
		AT("sched_switch: prev_comm=x"),
		"# entries-in-buffer/entries-written: 12\n",
	};
	struct objects o = { 0 };

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(objects_line(&o, bad[i]), -EBADMSG);
	objects_free(&o);
}

TEST(record_names_what_is_there)
{
	struct objects o = { 0 };
	json_t *j, *bound;

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		objects_line(&o, lines[i]);
	j = objects_record(&o, "cl_memory");
	bound = json_object_get(j, "bound");
	assert_int_equal(json_object_size(bound), 4);
	assert_null(json_object_get(bound, "stolen"));
	assert_int_equal(json_integer_value(json_object_get(json_object_get(
			 bound, "userptr"), "inside_2m")), 2);
	assert_int_equal(json_integer_value(json_object_get(json_object_get(
			 j, "made"), "dmabuf")), 1);
	assert_string_equal(json_string_value(json_object_get(j, "load")),
			    "cl_memory");
	json_decref(j);
	objects_free(&o);
}
