// SPDX-License-Identifier: GPL-2.0-or-later
/* settings.c - set for a measurement and put back; contract in settings.h. */
#include <errno.h>
#include <fnmatch.h>
#include <glob.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files.h"
#include "lib/sys.h"
#include "metal/settings.h"

#define BOOT_ID "/proc/sys/kernel/random/boot_id"
#define CPUS "/sys/devices/system/cpu/"

static const struct {
	const char *path;	/* a pattern */
	const char *only;	/* changed only from this; NULL: from anything */
	const char *want, *why;
} rows[] = {
	{ "/sys/kernel/mm/ksm/run", "1", "0", "pages of guests would be merged" },
	{ "/sys/kernel/mm/transparent_hugepage/enabled", "never", "madvise",
	  "no guest would have huge pages" },
	{ "/sys/module/kvm/parameters/ignore_msrs", "N", "Y",
	  "guests read MSRs that KVM does not know" },
	{ CPUS "cpu*/cpufreq/scaling_governor", NULL, "performance",
	  "times would vary" },
	{ "/proc/sys/kernel/numa_balancing", "1", "0",
	  "pages would move while they are pinned" },
};

/* The value of a file: its first word, or the one in brackets. */
static int value_of(const char *path, char *out, size_t len)
{
	char text[256], *p = text, *end;
	ssize_t n = sys_read(path, text, sizeof(text));

	if (n <= 0)
		return n ? n : -ENODATA;
	end = strchr(text, '[');
	if (end)
		p = end + 1;
	p[strcspn(p, "] \n")] = 0;
	snprintf(out, len, "%.*s", (int)len - 1, p);
	return 0;
}

static void boot_id(const char *root, char *out, size_t len)
{
	char path[600];

	snprintf(path, sizeof(path), "%s" BOOT_ID, root);
	if (value_of(path, out, len))
		snprintf(out, len, "unknown");
}

/* What an earlier, killed run of this boot has kept: it was so before. */
static json_t *kept(const char *root, const char *file)
{
	char id[64];
	json_t *j = sys_exists(file) ? json_read(file) : NULL;
	const char *was = json_string_value(json_object_get(j, "boot_id"));

	boot_id(root, id, sizeof(id));
	if (j && was && !strcmp(was, id) &&
	    json_is_object(json_object_get(j, "values")))
		return j;
	json_decref(j);
	return json_pack("{ss s{}}", "boot_id", id, "values");
}

/* path without root: as it is kept, and shown. */
static int take_one(const char *root, const char *path, size_t row, json_t *j,
		    const char *file, FILE *out)
{
	json_t *values = json_object_get(j, "values");
	const char *name = path + strlen(root);
	char is[64];
	int err;

	if (value_of(path, is, sizeof(is)) || !strcmp(is, rows[row].want) ||
	    (rows[row].only && strcmp(is, rows[row].only)))
		return 0;
	if (!json_object_get(values, name)) {
		json_object_set_new(values, name, json_string(is));
		err = json_write(file, j);
		if (err)
			return err;
	}
	err = sys_write(path, rows[row].want);
	if (err < 0) {
		fprintf(out, "setting: %s stays %s: %s\n", name, is, strerror(-err));
		return 0;
	}
	fprintf(out, "setting: %s: %s instead of %s (%s)\n", name, rows[row].want,
		is, rows[row].why);
	return 1;
}

int settings_take(const char *root, const char *file, FILE *out)
{
	json_t *j = kept(root, file);
	int n = j ? 0 : -ENOMEM;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]) && n >= 0; i++) {
		char pattern[600];
		glob_t g = { 0 };

		snprintf(pattern, sizeof(pattern), "%s%s", root, rows[i].path);
		glob(pattern, 0, NULL, &g);
		for (size_t k = 0; k < g.gl_pathc && n >= 0; k++) {
			int ret = take_one(root, g.gl_pathv[k], i, j, file, out);

			n = ret < 0 ? ret : n + ret;
		}
		globfree(&g);
	}
	json_decref(j);
	if (n < 0)
		settings_back(root, file, out);
	return n;
}

/* The file lies where others may write: no other path is written to. */
static bool is_ours(const char *name)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (!fnmatch(rows[i].path, name, FNM_PATHNAME))
			return true;
	return false;
}

int settings_back(const char *root, const char *file, FILE *out)
{
	json_t *j, *v;
	const char *name;
	int err = 0;

	if (!sys_exists(file))
		return 0;
	j = kept(root, file);
	json_object_foreach(json_object_get(j, "values"), name, v) {
		const char *was = json_string_value(v);
		char path[700];
		int ret;

		snprintf(path, sizeof(path), "%s%s", root, name);
		ret = was && is_ours(name) ? sys_write(path, was) : -EINVAL;
		if (ret < 0) {
			err = ret;
			fprintf(out, "setting: %s could not be restored to "
				"%s: %s\n",
				name, was ?: "?", strerror(-ret));
		} else {
			fprintf(out, "setting: %s: %s again\n", name, was);
		}
	}
	json_decref(j);
	if (!err)
		unlink(file);
	return err;
}
