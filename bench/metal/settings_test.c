// SPDX-License-Identifier: GPL-2.0-or-later
/* settings_test.c - what a distribution has set: changed, kept, put back. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files.h"
#include "lib/sys.h"
#include "settings.h"
#include "test.h"

#define KSM "/sys/kernel/mm/ksm/run"
#define THP "/sys/kernel/mm/transparent_hugepage/enabled"
#define CPU(n) "/sys/devices/system/cpu/cpu" #n "/cpufreq/scaling_governor"
#define BOOT "/proc/sys/kernel/random/boot_id"

static char root[] = "/tmp/gtt2m-settings-XXXXXX", file[60];

static void put(const char *path, const char *text)
{
	char full[200], *slash;

	snprintf(full, sizeof(full), "%s%s", root, path);
	slash = strrchr(full, '/');
	*slash = 0;
	assert_int_equal(dir_make(full), 0);
	*slash = '/';
	assert_int_equal(file_write(full, text, strlen(text)), 0);
}

static const char *now(const char *path)
{
	static char text[100];
	char full[200];

	snprintf(full, sizeof(full), "%s%s", root, path);
	assert_true(sys_read(full, text, sizeof(text)) > 0);
	text[strcspn(text, "\n")] = 0;
	return text;
}

static FILE *null;

static int set_up(void **state)
{
	strcpy(root + strlen(root) - 6, "XXXXXX");
	null = fopen("/dev/null", "w");
	if (!mkdtemp(root))
		return -1;
	snprintf(file, sizeof(file), "%s/before", root);
	return 0;
}

static int tear_down(void **state)
{
	char cmd[100];

	fclose(null);
	snprintf(cmd, sizeof(cmd), "rm -rf '%s'", root);
	return system(cmd);
}

AROUND_EACH(set_up, tear_down);

TEST(changed_kept_put_back)
{
	put(BOOT, "one\n");
	put(KSM, "1");
	put(THP, "always madvise [never]\n");
	put(CPU(0), "powersave");
	put(CPU(1), "performance");
	assert_int_equal(settings_take(root, file, null), 3);
	assert_string_equal(now(KSM), "0");
	assert_memory_equal(now(THP), "madvise", 7);
	assert_memory_equal(now(CPU(0)), "performance", 9);
	/* killed, and started again: what was before that is still known */
	put(KSM, "1");
	put(THP, "always [madvise] never\n");
	assert_int_equal(settings_take(root, file, null), 1);
	assert_int_equal(settings_back(root, file, null), 0);
	assert_string_equal(now(KSM), "1");
	assert_memory_equal(now(THP), "never", 5);
	assert_memory_equal(now(CPU(0)), "powersave", 9);
	assert_memory_equal(now(CPU(1)), "performance", 9);
	assert_false(sys_exists(file));
}

/* Another boot has its own settings; what is good is not touched. */
TEST(another_boot_is_not_put_back)
{
	put(BOOT, "one\n");
	put(KSM, "1");
	put(THP, "[always] madvise never\n");
	assert_int_equal(settings_take(root, file, null), 1);
	put(BOOT, "two\n");
	put(KSM, "2");
	assert_int_equal(settings_back(root, file, null), 0);
	assert_string_equal(now(KSM), "2");
	assert_string_equal(now(THP), "[always] madvise never");
	assert_false(sys_exists(file));
}

/* A file that names something else is not obeyed. */
TEST(no_other_path_is_written)
{
	static const char evil[] = "{\"boot_id\":\"one\",\"values\":"
		"{\"/etc/passwd\":\"x\",\"/sys/kernel/mm/ksm/../../x\":\"1\"}}";

	put(BOOT, "one\n");
	put("/etc/passwd", "mine");
	assert_int_equal(file_write(file, evil, strlen(evil)), 0);
	assert_true(settings_back(root, file, null) < 0);
	assert_string_equal(now("/etc/passwd"), "mine");
	unlink(file);
}
