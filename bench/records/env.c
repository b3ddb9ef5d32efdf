// SPDX-License-Identifier: GPL-2.0-or-later
/* env.c - provenance: hashes of what runs, facts of where it runs. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "gpu/host/counters.h"
#include "env.h"
#include "files.h"
#include "gtt2m.h"
#include "suite.h"
#include "sys.h"

#define VERSION_LIMIT_NS 60000000000ull	/* of a program that says its version */

/* First line a command prints, "" when it fails. argv only, no input. */
static void first_line(const char *cmd, char *out, size_t len)
{
	FILE *p = popen(cmd, "re");

	out[0] = '\0';
	if (!p)
		return;
	if (!fgets(out, (int)len, p))
		out[0] = '\0';
	pclose(p);
	out[strcspn(out, "\n")] = '\0';
}

static void set_str(json_t *j, const char *key, const char *value)
{
	json_object_set_new(j, key, json_string(*value ? value : "unknown"));
}

/* 0, or -errno and a sentence: a file every cell needs. */
static int set_hash(json_t *j, const char *key, const char *path, char *why,
		    size_t len)
{
	char hex[SHA256_DIGEST_STRING_LENGTH];

	if (!SHA256File(path, hex)) {
		int err = -errno;

		snprintf(why, len, "%s: %s", path, strerror(-err));
		return err;
	}
	json_object_set_new(j, key, json_string(hex));
	return 0;
}

void env_kernel_dir(const char *build, const char *variant, char *out,
		    size_t len)
{
	char image[600];

	snprintf(out, len, "%s/kernels/%s", build, variant);
	snprintf(image, sizeof(image), "%s/bzImage", out);
	if (!strcmp(variant, AA_ARM) && access(image, R_OK))
		snprintf(out, len, "%s/kernels/%s", build, BASELINE);
}

/* `info`: lines "key value"; a key given again (patches) makes a list. */
static json_t *read_info(const char *dir)
{
	json_t *j = json_object(), *old;
	char *path = path_join(dir, "info"), *text = NULL, *save, *line;
	size_t len;

	if (path && !file_read(path, &text, &len)) {
		for (line = strtok_r(text, "\n", &save); line;
		     line = strtok_r(NULL, "\n", &save)) {
			char *value = strchr(line, ' ');

			if (value)
				*value++ = '\0';
			old = json_object_get(j, line);
			if (!old) {
				json_object_set_new(j, line,
						    json_string(value ?: ""));
			} else if (json_is_array(old)) {
				json_array_append_new(old, json_string(value ?: ""));
			} else {
				json_t *list = json_pack("[O s]", old, value ?: "");

				json_object_set_new(j, line, list);
			}
		}
	}
	free(text);
	free(path);
	return j;
}

static int add_kernel(json_t *kernels, const char *build, const char *variant,
		      char *why, size_t len)
{
	json_t *k = json_object();
	char dir[512], path[640];
	int err;

	env_kernel_dir(build, variant, dir, sizeof(dir));
	snprintf(path, sizeof(path), "%s/bzImage", dir);
	err = set_hash(k, "image_sha256", path, why, len);
	snprintf(path, sizeof(path), "%s/config", dir);
	if (!err && access(path, R_OK) == 0)
		err = set_hash(k, "config_sha256", path, why, len);
	/* The modules decide; they reach L1 through this archive. */
	snprintf(path, sizeof(path), "%s/images/modules-%s.cpio", build,
		 strrchr(dir, '/') + 1);
	if (!err)
		err = set_hash(k, "modules_sha256", path, why, len);
	json_object_set_new(k, "info", read_info(dir));
	json_object_set_new(kernels, variant, k);
	return err;
}

static json_t *suite_facts(void)
{
	char self[SHA256_DIGEST_STRING_LENGTH];
	json_t *j = json_object();

	set_str(j, "version", GTT2M_VERSION);
	set_str(j, "commit", suite_commit());
	json_object_set_new(j, "modified", json_boolean(suite_modified()));
	set_str(j, "program_sha256", SHA256File("/proc/self/exe", self) ?: "");
	return j;
}

static json_t *machine_facts(const struct machine *m)
{
	json_t *argv = json_array();

	for (size_t i = 0; m->argv[i]; i++)
		json_array_append_new(argv, json_string(m->argv[i]));
	return json_pack("{ss ss ss ss so}", "name", m->name, "level",
			 machine_level(m, sys_virtual()), "clock", m->clock,
			 "append", m->append, "argv", argv);
}

/* Of the machines that scenarios run on beside the plan's. */
static int add_others(json_t *fixed, const struct plan *p,
		      const struct machine *own, const char *build, char *why,
		      size_t len)
{
	json_t *all = json_object();
	char path[512];
	int err = 0;

	for (size_t i = 0; !err && i < p->nscenarios; i++) {
		const char *name = plan_machine(p, i);
		const struct machine *m = machine_find(name);
		json_t *facts;

		if (!m || !strcmp(name, p->machine))
			continue;
		facts = machine_facts(m);
		/* a QEMU of its own */
		if (m->program && (!own->program ||
				   strcmp(m->program, own->program))) {
			snprintf(path, sizeof(path), "%s/%s", build, m->program);
			err = set_hash(facts, "qemu_sha256", path, why, len);
		}
		json_object_set_new(all, name, facts);
	}
	if (json_object_size(all))
		json_object_set(fixed, "other_machines", all);
	json_decref(all);
	return err;
}

/* What QEMU starts from -L: the distribution's, so it can change by itself. */
static int add_firmware(json_t *fixed, char *why, size_t len)
{
	static const struct { const char *name, *path; } row[] = {
		{ "bios-256k.bin", "/usr/share/seabios/bios-256k.bin" },
		{ "kvmvapic.bin", "/usr/share/qemu/kvmvapic.bin" },
		{ "linuxboot_dma.bin", "/usr/share/qemu/linuxboot_dma.bin" },
		{ "pvh.bin", "/usr/share/qemu/pvh.bin" },
	};
	json_t *all = json_object();
	int err = 0;

	for (size_t i = 0; !err && i < sizeof(row) / sizeof(row[0]); i++)
		if (access(row[i].path, R_OK) == 0)
			err = set_hash(all, row[i].name, row[i].path, why, len);
	json_object_set_new(fixed, "firmware_sha256", all);
	return err;
}

static int add_program(json_t *fixed, const struct machine *m,
		       const struct env_where *w, char *why, size_t len)
{
	char path[512], version[160];
	char *argv[] = { path, "--version", NULL };
	int err;

	if (!m->program)
		return 0;
	snprintf(path, sizeof(path), "%s/%s", w->build, m->program);
	err = set_hash(fixed, "qemu_sha256", path, why, len);
	if (err)
		return err;
	if (sys_run(argv, VERSION_LIMIT_NS, version, sizeof(version)))
		version[0] = '\0';
	version[strcspn(version, "\n")] = '\0';
	set_str(fixed, "qemu_version", version);
	json_object_set_new(fixed, "gpu_counters_version",
			    json_integer(GEN9_CTR_VERSION));
	snprintf(path, sizeof(path), "%s/qemu", w->build);
	json_object_set_new(fixed, "qemu_info", read_info(path));
	return add_firmware(fixed, why, len);
}

/* {"user_images":{NAME:sha256}} */
static int add_user_image(json_t *fixed, const char *image, const char *build,
			  char *why, size_t len)
{
	json_t *o = json_object_get(fixed, "user_images");
	char path[512];

	if (!o) {
		o = json_object();
		json_object_set_new(fixed, "user_images", o);
	}
	if (json_object_get(o, image))
		return 0;
	snprintf(path, sizeof(path), "%s/images/%s.cpio", build, image);
	return set_hash(o, image, path, why, len);
}

static int add_images(json_t *fixed, const struct plan *p, const char *build,
		      char *why, size_t len)
{
	char path[512];
	bool guest = false, perf = false;
	int err;

	snprintf(path, sizeof(path), "%s/images/l1.cpio", build);
	err = set_hash(fixed, "l1_image_sha256", path, why, len);
	for (size_t i = 0; i < p->nscenarios; i++) {
		guest |= p->scenarios[i].guest;
		perf |= p->scenarios[i].perf;
	}
	snprintf(path, sizeof(path), "%s/images/guest.cpio", build);
	if (!err && guest)
		err = set_hash(fixed, "guest_image_sha256", path, why, len);
	snprintf(path, sizeof(path), "%s/images/perf.cpio", build);
	if (!err && perf)
		err = set_hash(fixed, "perf_image_sha256", path, why, len);
	for (size_t i = 0; !err && i < p->nscenarios; i++)
		if (*p->scenarios[i].image)
			err = add_user_image(fixed, p->scenarios[i].image,
					     build, why, len);
	return err;
}

static bool older(const struct stat *a, const struct stat *b)
{
	return a->st_mtim.tv_sec < b->st_mtim.tv_sec ||
	       (a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
		a->st_mtim.tv_nsec < b->st_mtim.tv_nsec);
}

/*
 * What scripts/purity.sh printed, line by line; nothing when it is older
 * than one of the kernels.
 */
static void add_purity(json_t *fixed, const struct plan *p, const char *build)
{
	char path[640], dir[512], *text, *save, *line;
	json_t *lines = json_array();
	struct stat table, kernel;
	size_t len;

	snprintf(path, sizeof(path), "%s/purity.txt", build);
	if (stat(path, &table) || file_read(path, &text, &len)) {
		json_decref(lines);
		return;
	}
	for (line = strtok_r(text, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save))
		json_array_append_new(lines, json_string(line));
	free(text);
	for (size_t i = 0; i < p->nvariants; i++) {
		env_kernel_dir(build, p->variants[i], dir, sizeof(dir));
		snprintf(path, sizeof(path), "%s/info", dir);
		if (!stat(path, &kernel) && older(&table, &kernel)) {
			json_decref(lines);
			return;
		}
	}
	json_object_set_new(fixed, "purity", lines);
}

static json_t *collect_fixed(const struct plan *p, const struct machine *m,
			     const struct env_where *w, char *why, size_t len)
{
	json_t *fixed = json_object(), *kernels = json_object();
	int err;

	json_object_set_new(fixed, "suite", suite_facts());
	json_object_set_new(fixed, "machine", machine_facts(m));
	err = add_others(fixed, p, m, w->build, why, len);
	json_object_set_new(fixed, "kernels", kernels);
	if (!err)
		err = add_program(fixed, m, w, why, len);
	if (!err && w->gpu_params)
		err = set_hash(fixed, "gpu_params_sha256", w->gpu_params, why, len);
	else
		set_str(fixed, "gpu_params_sha256", "defaults of the model");
	if (!err)
		err = add_images(fixed, p, w->build, why, len);
	for (size_t i = 0; !err && i < p->nvariants; i++)
		err = add_kernel(kernels, w->build, p->variants[i], why, len);
	if (err) {
		json_decref(fixed);
		return NULL;
	}
	add_purity(fixed, p, w->build);
	return fixed;
}

/* The host and how it was used: written down, never compared. */
static json_t *collect_observed(const struct env_where *w)
{
	char cpu[160], date[32], load[64];
	struct utsname u;
	time_t now = time(NULL);
	struct tm tm;

	uname(&u);
	gmtime_r(&now, &tm);
	strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%SZ", &tm);
	first_line("sed -n 's/^model name[^:]*: //p' /proc/cpuinfo", cpu, sizeof(cpu));
	first_line("cut -d' ' -f1-3 /proc/loadavg", load, sizeof(load));
	return json_pack("{ss ss ss ss sI sI ss ss* so* sb}", "date", date,
			 "kernel", u.release, "arch", u.machine, "cpu", cpu,
			 "cores", (json_int_t)sysconf(_SC_NPROCESSORS_ONLN),
			 "memory_mib", (json_int_t)(sysconf(_SC_PHYS_PAGES) /
				(1048576 / sysconf(_SC_PAGESIZE))),
			 "load", load, "engine", w->engine, "jobs",
			 w->jobs ? json_integer(w->jobs) : NULL,
			 "snapshots", w->snapshots);
}

void env_make_id(const json_t *fixed, char id[SHA256_DIGEST_STRING_LENGTH])
{
	json_sha256(fixed, id);
	id[ENV_ID - 1] = '\0';
}

json_t *env_collect(const struct plan *p, const struct machine *m,
		    const struct env_where *w, char *why, size_t whylen)
{
	json_t *fixed = collect_fixed(p, m, w, why, whylen);
	char id[SHA256_DIGEST_STRING_LENGTH];

	if (!fixed)
		return NULL;
	env_make_id(fixed, id);
	return json_pack("{si ss so so}", "schema", ENV_SCHEMA, "id", id,
			 "fixed", fixed, "observed", collect_observed(w));
}

int env_check(const json_t *env, char *why, size_t len)
{
	const json_t *schema = json_object_get(env, "schema");
	const json_t *fixed = json_object_get(env, "fixed");
	char id[SHA256_DIGEST_STRING_LENGTH];

	if (!json_is_integer(schema) || json_integer_value(schema) != ENV_SCHEMA) {
		snprintf(why, len, "environment of schema %lld, this program reads %d",
			 (long long)json_integer_value(schema), ENV_SCHEMA);
		return -EINVAL;
	}
	if (!json_is_object(fixed) || !json_is_string(json_object_get(env, "id"))) {
		snprintf(why, len, "environment without its fixed part or its id");
		return -EINVAL;
	}
	env_make_id(fixed, id);
	if (!strcmp(id, env_id(env)))
		return 0;
	snprintf(why, len, "its content is that of environment %s, its id is another: "
		 "it has been changed", id);
	return -EINVAL;
}

json_t *env_read(const char *path, char *why, size_t len)
{
	json_t *j = json_read_why(path, why, len);
	char what[200] = "";

	if (j && env_check(j, what, sizeof(what))) {
		snprintf(why, len, "%s: %s", path, what);
		json_decref(j);
		j = NULL;
	}
	return j;
}

const char *env_id(const json_t *env)
{
	const char *id = json_string_value(json_object_get(env, "id"));

	return id ? id : "";
}

static void show(const json_t *j, char *out, size_t len)
{
	char *text = j ? json_dumps(j, JSON_COMPACT | JSON_ENCODE_ANY |
				    JSON_SORT_KEYS | JSON_ENSURE_ASCII) : NULL;

	snprintf(out, len, "%s", text ? text : "nothing");
	free(text);
}

static int differ_at(const char *path, const json_t *a, const json_t *b,
		     char *what, size_t len);

static int differ_objects(const char *path, const json_t *a, const json_t *b,
			  char *what, size_t len)
{
	const char *key;
	char sub[256];
	json_t *v;

	json_object_foreach((json_t *)a, key, v) {
		snprintf(sub, sizeof(sub), "%s%s%s", path, *path ? "." : "", key);
		if (differ_at(sub, v, json_object_get(b, key), what, len))
			return 1;
	}
	json_object_foreach((json_t *)b, key, v) {
		snprintf(sub, sizeof(sub), "%s%s%s", path, *path ? "." : "", key);
		if (!json_object_get(a, key))
			return differ_at(sub, NULL, v, what, len);
	}
	return 0;
}

static int differ_at(const char *path, const json_t *a, const json_t *b,
		     char *what, size_t len)
{
	char sa[64], sb[64];

	if (a && b && json_equal(a, b))
		return 0;
	if (json_is_object(a) && json_is_object(b))
		return differ_objects(path, a, b, what, len);
	show(a, sa, sizeof(sa));
	show(b, sb, sizeof(sb));
	snprintf(what, len, "%s: %s / %s", path, sa, sb);
	return 1;
}

int env_differ(const json_t *a, const json_t *b, char *what, size_t len)
{
	return differ_at("", json_object_get(a, "fixed"),
			 json_object_get(b, "fixed"), what, len);
}
