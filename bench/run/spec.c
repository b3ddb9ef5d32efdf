// SPDX-License-Identifier: GPL-2.0-or-later
/* spec.c - from a plan's cell to all that its boot needs; see spec.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "files.h"
#include "lib/cell.h"
#include "plan/catalog.h"
#include "records/env.h"
#include "snapshot.h"
#include "spec.h"

#define ROLE "gtt2m.role=host"
#define POINT "gtt2m.point"
/* Goes up when what is in a snapshot's folder changes. */
#define SNAPSHOT_FORMAT 4

/* The images of a boot, the host's own first. */
struct images {
	char path[SPEC_IMAGES][SPEC_PATH];
	size_t n;
};

/* snprintf() that does not cut: 0 or -ENAMETOOLONG. */
static int put(char *out, size_t len, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

static int put(char *out, size_t len, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(out, len, fmt, ap);
	va_end(ap);
	return n < 0 || (size_t)n >= len ? -ENAMETOOLONG : 0;
}

static int join_images(const char *path, char part[][SPEC_PATH], size_t n,
		       char *why, size_t len)
{
	char tmp[2 * SPEC_PATH + 8];
	int fd, err = 0;

	snprintf(tmp, sizeof(tmp), "%s.new", path);
	fd = open(tmp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (fd < 0) {
		err = -errno;
		snprintf(why, len, "%s: %s", tmp, strerror(-err));
		return err;
	}
	for (size_t i = 0; !err && i < n; i++) {
		err = file_concat(fd, part[i]);
		if (err)
			snprintf(why, len, "%s to %s: %s", part[i], tmp,
				 strerror(-err));
	}
	close(fd);
	if (!err && rename(tmp, path)) {
		err = -errno;
		snprintf(why, len, "%s: %s", path, strerror(-err));
	}
	if (err)
		unlink(tmp);
	return err;
}

static int add_image(struct images *m, const char *build, const char *kind,
		     const char *name)
{
	return put(m->path[m->n++], SPEC_PATH, "%s/images/%s%s.cpio", build,
		   kind, name);
}

static int list_images(struct images *m, const char *build,
		       const char *variant, bool guest, const char *extra)
{
	char dir[512];
	int err;

	m->n = 0;
	env_kernel_dir(build, variant, dir, sizeof(dir));
	err = add_image(m, build, "", "l1");
	if (!err)
		err = add_image(m, build, "modules-", strrchr(dir, '/') + 1);
	if (!err && guest)
		err = add_image(m, build, "", "guest");
	if (!err && extra)
		err = add_image(m, build, "", extra);
	return err;
}

int spec_images(const char *build, const char *variant, bool guest,
		const char *extra, const char *path, char *why, size_t len)
{
	struct images m;
	int err = list_images(&m, build, variant, guest, extra);

	if (err) {
		snprintf(why, len, "%.300s/images: %s", build, strerror(-err));
		return err;
	}
	return join_images(path, m.path, m.n, why, len);
}

int spec_initrd(const struct cell_spec *s, char *why, size_t len)
{
	struct images m = { .n = s->nimages };

	if (!s->nimages || access(s->initrd, R_OK) == 0)
		return 0;
	memcpy(m.path, s->image, sizeof(m.path));
	return join_images(s->initrd, m.path, m.n, why, len);
}

void spec_release(const struct cell_spec *s)
{
	if (s->own_initrd)
		unlink(s->initrd);
}

/* More than the host's own: NULL, or the name of an image. */
static const char *extra_of(const struct plan_scenario *row)
{
	return row->perf ? "perf" : *row->image ? row->image : NULL;
}

/*
 * l1 + modules of the variant, once a run and variant. What the cell needs
 * beyond that it gets at the point. A machine that has none starts from all of
 * it; with an image of user space, which is hundreds of MiB, that is there only
 * while the cell runs.
 */
static int settle_images(struct cell_spec *s, const struct spec_run *r,
			 const struct plan_scenario *row)
{
	bool point = s->machine->save;
	struct images m;
	int err;

	if (s->machine->metal)
		return 0;
	s->own_initrd = *row->image && !point;
	err = list_images(&m, r->build, s->variant, s->guest, extra_of(row));
	for (size_t i = SPEC_OWN; !err && point && i < m.n; i++)
		err = put(s->at_point[i - SPEC_OWN], SPEC_PATH, "%s", m.path[i]);
	if (!err && s->own_initrd)
		err = put(s->initrd, sizeof(s->initrd), "%s/initrd.cpio",
			  s->dir);
	else if (!err)
		err = put(s->initrd, sizeof(s->initrd), "%s%s/%s%s.cpio",
			  r->tmp ?: r->dir, r->tmp ? "" : "/tmp", s->variant,
			  point ? "" : s->guest ? "+guest" : row->perf ? "+perf" : "");
	memcpy(s->image, m.path, sizeof(s->image));
	s->nimages = point ? SPEC_OWN : m.n;
	return err;
}

/* One more word behind those in out; 0 or -ENAMETOOLONG. */
static int add_word(char *out, size_t len, const char *word, size_t n)
{
	size_t used = strlen(out);

	return put(out + used, len - used, "%s%.*s", used ? " " : "", (int)n, word);
}

/* What is for init, of a machine with points, and what is for the kernel. */
static int add_to(struct cell_spec *s, bool words, const char *word, size_t n)
{
	return words ? add_word(s->words, sizeof(s->words), word, n) :
		       add_word(s->append, sizeof(s->append), word, n);
}

/* Guests that boot alike are one until they are ready, and told which. */
static int add_guest(struct cell_spec *s)
{
	size_t used = strlen(s->words);

	return put(s->words + used, sizeof(s->words) - used, "\n%s",
		   cell_guest(s->bare));
}

/*
 * The kernel's command line, and the words that init reads at the points: what
 * is gtt2m's in the row, cell and seed. A machine whose boot the seed reaches
 * has all of it in its command line.
 */
static int settle_words(struct cell_spec *s, const char *append)
{
	struct catalog_row row;
	bool two = s->machine->save && catalog_find(s->bare, &row) && row.guest;
	char own[256];
	int err = put(s->append, sizeof(s->append), "%s", s->machine->append);
	bool point = s->machine->save;
	size_t n;

	if (!err)
		err = add_word(s->append, sizeof(s->append), ROLE, strlen(ROLE));
	if (!err && point)
		err = add_word(s->append, sizeof(s->append), POINT, strlen(POINT));
	if (!err)
		err = put(own, sizeof(own), "gtt2m.cell=%s gtt2m.seed=%llu",
			  two ? row.boots_as : s->bare,
			  (unsigned long long)s->seed);
	if (!err)
		err = add_to(s, point, own, strlen(own));
	for (; !err && *append; append += n + (append[n] == ' ')) {
		bool ours = point && !strncmp(append, "gtt2m.", 6);

		n = strcspn(append, " ");
		if (n)
			err = add_to(s, ours, append, n);
	}
	return !err && two ? add_guest(s) : err;
}

static int settle_start(struct cell_spec *s, const struct spec_run *r,
			const char *append)
{
	const struct machine *m = s->machine;
	char dir[512];
	int err = 0;

	env_kernel_dir(r->build, s->variant, dir, sizeof(dir));
	if (m->program)
		err = put(s->program, sizeof(s->program), "%s/%s", r->build,
			  m->program);
	if (!err)
		err = put(s->kernel, sizeof(s->kernel), "%s/bzImage", dir);
	if (!err && r->gpu_params)
		err = put(s->gpu, sizeof(s->gpu), ",params=%s", r->gpu_params);
	return err ? err : settle_words(s, append);
}

static int settle_log(struct cell_spec *s, const struct spec_run *r)
{
	int err = put(s->log, sizeof(s->log), "logs/%04u-%s-%s-s%llu", s->index,
		      s->variant, s->scenario, (unsigned long long)s->seed);

	for (char *p = s->log; *p; p++)
		if (*p == ':')
			*p = '-';
	return err ? err : put(s->dir, sizeof(s->dir), "%s/%s", r->dir, s->log);
}

/* Counting takes time there: nobody compares its times. */
static bool is_census(const struct cell_spec *s)
{
	struct catalog_row row;

	return catalog_find(s->bare, &row) && row.census;
}

/*
 * Times of guests are shown as intervals: what their GPU does is recorded. A
 * comma would end the file's name for QEMU.
 */
static void settle_trace(struct cell_spec *s)
{
	s->traced = s->guest && s->machine->exact && !is_census(s) &&
		    !strchr(s->dir, ',');
}

/*
 * All that the machine is at the first point depends on; by content, as the
 * environment has it.
 */
static json_t *before_gvt(const struct cell_spec *s, const struct spec_run *r)
{
	static const char *const of_all[] = {
		"qemu_sha256", "firmware_sha256", "gpu_params_sha256",
		"l1_image_sha256",
	};
	const struct machine *m = s->machine;
	json_t *j = json_pack("{si ss ss*}", "format", SNAPSHOT_FORMAT,
			      "append", s->append, "program", m->program);
	json_t *argv = json_array();
	json_t *k = json_object_get(json_object_get(r->fixed, "kernels"), s->variant);

	for (size_t i = 0; i < sizeof(of_all) / sizeof(of_all[0]); i++)
		json_object_set(j, of_all[i], json_object_get(r->fixed, of_all[i]));
	json_object_set(j, "kernel", json_object_get(k, "image_sha256"));
	json_object_set(j, "modules", json_object_get(k, "modules_sha256"));
	for (size_t i = 0; m->argv[i]; i++)
		json_array_append_new(argv, json_string(m->argv[i]));
	json_object_set_new(j, "argv", argv);
	return j;
}

/* ... and at the second, beyond that: what L1 was told and given at the first. */
static json_t *before_guests(const struct cell_spec *s, const struct spec_run *r,
			     const struct plan_scenario *row)
{
	json_t *user = json_object_get(r->fixed, "user_images");

	return json_pack("{ss ss% sO* sO*}", "first", s->point[POINT_GVT].snapshot,
			 "words", s->words, strcspn(s->words, "\n"),
			 "guest", json_object_get(r->fixed, "guest_image_sha256"),
			 "image", *row->image ? json_object_get(user, row->image) :
						NULL);
}

static int settle_point(struct spec_point *p, const struct spec_run *r,
			json_t *what)
{
	char name[SNAPSHOT_NAME];

	if (!what)
		return -ENOMEM;
	snapshot_name(what, name);
	json_decref(what);
	return put(p->snapshot, sizeof(p->snapshot), "%s/%s", r->snapshots, name);
}

/* A comma would end the name of a file for QEMU. */
static int settle_snapshots(struct cell_spec *s, const struct spec_run *r,
			    const struct plan_scenario *row)
{
	int err;

	if (!r->snapshots || !s->machine->save || strchr(r->snapshots, ','))
		return 0;
	err = settle_point(&s->point[POINT_GVT], r, before_gvt(s, r));
	if (!err && strchr(s->words, '\n'))
		err = settle_point(&s->point[POINT_GUESTS], r,
				   before_guests(s, r, row));
	return err;
}

int spec_make(struct cell_spec *s, const struct spec_run *r,
	      const struct plan_cell *c, char *why, size_t len)
{
	const struct plan_scenario *row = &r->plan->scenarios[c->scenario];
	const struct machine *m = plan_cell_machine(r->plan, c, r->machine);
	int err = m ? 0 : -ENOENT;

	*s = (struct cell_spec){
		.run = r->run, .env = r->env,
		.variant = r->plan->variants[c->variant], .scenario = row->name,
		.index = c->index, .block = c->block, .seed = c->seed,
		.machine = m, .guest = row->guest, .crash = row->crash,
	};
	if (err) {
		snprintf(why, len, "%s: no such machine here", row->name);
		return err;
	}
	s->limit_s = plan_cell_cap_s(r->plan, r->machine, c);
	s->linger_s = m->linger_s;
	s->spins = plan_may_spin(row->name);
	plan_bare_name(row->name, s->bare, sizeof(s->bare));
	plan_cell_name(r->plan, c, s->name, sizeof(s->name));
	err = settle_start(s, r, row->append);
	if (!err)
		err = settle_log(s, r);
	settle_trace(s);
	if (!err)
		err = settle_images(s, r, row);
	if (!err)
		err = settle_snapshots(s, r, row);
	if (err)
		snprintf(why, len, "%s: %s", s->name, strerror(-err));
	return err;
}
