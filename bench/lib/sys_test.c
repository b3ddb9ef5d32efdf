// SPDX-License-Identifier: GPL-2.0-or-later
/* Command lines, module dependencies, small files, children. */
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "lib/cell.h"
#include "lib/sys.h"
#include "test.h"

/* For what ends by itself, however busy the machine is. */
#define AMPLE (3600 * NSEC_PER_SEC)

/* The kernel's flag is the same bit: arch/x86/include/asm/cpufeatures.h. */
TEST(virtual)
{
	char flags[8192];

	assert_true(sys_read("/proc/cpuinfo", flags, sizeof(flags)) > 0);
	assert_int_equal(sys_virtual(), strstr(flags, " hypervisor") != NULL);
}

TEST(command_line)
{
	static const char line[] =
		"console=ttyS0 gtt2m.seed=7 gtt2m.cell=guest:blt quiet "
		"gtt2m.seedx=9 gtt2m.seed=8 empty= a=b=c\n";
	static const struct {
		const char *key, *val;		/* NULL: not there */
	} want[] = {
		{ "gtt2m.seed", "8" }, { "gtt2m.cell", "guest:blt" },
		{ "quiet", "1" }, { "gtt2m.see", NULL }, { "seed", NULL },
		{ "empty", "" }, { "a", "b=c" }, { "quie", NULL },
	};
	char val[16];
	size_t i;

	for (i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
		bool found = cmdline_find(line, want[i].key, val,
					  sizeof(val));

		assert_int_equal(found, want[i].val != NULL);
		if (found)
			assert_string_equal(val, want[i].val);
	}
	/* A value that does not fit is not there, rather than cut. */
	assert_false(cmdline_find("k=1234", "k", val, 4));
	assert_true(cmdline_find("k=123", "k", val, 4));
	assert_false(cmdline_find("", "k", val, sizeof(val)));
}

TEST(module_info)
{
	static const char info[] = "license=GPL\0xdepends=no\0"
				   "depends=kvm,vfio\0empty=";
	size_t len = sizeof(info);

	assert_string_equal(modinfo_find(info, len, "depends"), "kvm,vfio");
	assert_string_equal(modinfo_find(info, len, "empty"), "");
	assert_null(modinfo_find(info, len, "depend"));
	/* The last string without its end is not believed. */
	assert_null(modinfo_find(info, len - 1, "empty"));
}

TEST(small_files)
{
	char path[64], buf[8];
	uint64_t v;

	snprintf(path, sizeof(path), "/tmp/gtt2m-sys-test.%d", getpid());
	assert_int_equal(sys_read(path, buf, sizeof(buf)), -ENOENT);
	fclose(fopen(path, "w"));
	assert_int_equal(sys_writef(path, "0x%x\n", 0x1234), 0);
	assert_int_equal(sys_read_u64(path, &v), 0);
	assert_int_equal(v, 0x1234);
	assert_int_equal(sys_read(path, buf, 4), 3);
	assert_string_equal(buf, "0x1");
	unlink(path);
	assert_int_equal(sys_read_u64("/dev/null", &v), -EINVAL);
}

TEST(children)
{
	char *say[] = { "sh", "-c", "echo one; echo two >&2; exit 3", NULL };
	char *hang[] = { "sleep", "100000", NULL };
	char *none[] = { "/nonexistent/program", NULL };
	char *die[] = { "sh", "-c", "echo now; kill -9 $$", NULL };
	char out[32];

	assert_int_equal(sys_run(say, AMPLE, out, sizeof(out)), 3);
	assert_string_equal(out, "one\ntwo\n");
	assert_int_equal(sys_run(say, AMPLE, out, 6), 3);
	assert_string_equal(out, "one\nt");
	assert_int_equal(sys_run(hang, NSEC_PER_SEC / 5, out, sizeof(out)),
			 -ETIME);
	assert_int_equal(sys_run(none, AMPLE, out, sizeof(out)), 127);
	assert_int_equal(sys_run(die, AMPLE, out, sizeof(out)), 256 + 9);
	assert_string_equal(out, "now\n");
}

static int job_fails(void *arg)
{
	cell_phase(arg, "work");
	return cell_fail(arg, -ENOSPC, "page %d", 5);
}

static int job_dies(void *arg)
{
	cell_phase(arg, "work");
	abort();
}

/* Its phase is set before: it need not have run when its time is up. */
static int job_hangs(void *arg)
{
	pause();
	return 0;
}

static int job_works(void *arg)
{
	return 0;
}

TEST(cells)
{
	static const struct {
		int (*fn)(void *arg);
		uint64_t limit_ns;
		int status;
		const char *why;
	} want[] = {
		{ job_works, AMPLE, 0, "" },
		{ job_fails, AMPLE, 1, "page 5: No space left on device" },
		{ job_dies, AMPLE, 256 + 6, "signal 6 in work" },
		{ job_hangs, NSEC_PER_SEC / 5, -ETIME, "time limit in wait" },
	};
	struct cell *c = cell_shared(sizeof(*c));
	struct cell_end end;
	size_t i;

	for (i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
		memset(c, 0, sizeof(*c));
		cell_phase(c, "wait");
		cell_run(c, want[i].fn, c, want[i].limit_ns, NSEC_PER_SEC,
			 &end);
		assert_int_equal(end.status, want[i].status);
		assert_string_equal(c->why, want[i].why);
		assert_false(end.stuck);
	}
}
