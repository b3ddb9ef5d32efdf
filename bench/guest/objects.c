// SPDX-License-Identifier: GPL-2.0-or-later
/* i915's trace events, read as text; contract in objects.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guest/objects.h"
#include "lib/sys.h"
#include "lib/tracefs.h"

#define BUFFER_KIB "16384"
#define MIB2 (2ull << 20)
#define KIB64 (64ull << 10)

/*
 * The object's kind is told by who calls: the address on top of the stack
 * when i915_gem_object_init() is entered.
 */
static const char * const probes[] = {
	"p:gtt2m/init i915:i915_gem_object_init obj=%di:x64 by=$stack0:symbol",
	"p:gtt2m/mmap i915:i915_gem_mmap_ioctl",
	"p:gtt2m/mmap_offset i915:i915_gem_mmap_offset_ioctl",
};

static const char * const events[] = {
	"gtt2m/init", "gtt2m/mmap", "gtt2m/mmap_offset", "i915/i915_vma_bind",
	"i915/i915_ppgtt_create", "i915/i915_gem_object_create",
};

#define N(a) (sizeof(a) / sizeof((a)[0]))

static const struct {
	const char *name, *caller;
} kinds[OBJECT_KINDS] = {
	[OBJECT_CREATE] = { "create", "shmem_object_init" },
	[OBJECT_USERPTR] = { "userptr", "i915_gem_userptr_ioctl" },
	[OBJECT_DMABUF] = { "dmabuf", "i915_gem_prime_import" },
	[OBJECT_INTERNAL] = { "internal", "__i915_gem_object_create_internal" },
	[OBJECT_STOLEN] = { "stolen", "__i915_gem_object_create_stolen" },
	[OBJECT_OTHER] = { "other", "" },
};

/* ---- the text ------------------------------------------------------------- */

static struct object_at *find_object(const struct objects *o, uint64_t obj)
{
	size_t i;

	for (i = o->nat; i > 0; i--)
		if (o->at[i - 1].obj == obj)
			return &o->at[i - 1];
	return NULL;
}

static int note_object(struct objects *o, uint64_t obj, enum object_kind kind)
{
	struct object_at *at;

	o->kind[kind].made++;
	at = find_object(o, obj);
	if (at) {	/* its memory, used again */
		*at = (struct object_at){ .obj = obj, .kind = kind };
		return 0;
	}
	at = realloc(o->at, (o->nat + 1) * sizeof(*at));
	if (!at)
		return -ENOMEM;
	o->at = at;
	at[o->nat++] = (struct object_at){ .obj = obj, .kind = kind };
	return 0;
}

static int note_vm(struct objects *o, uint64_t vm)
{
	uint64_t *v = realloc(o->vm, (o->nvm + 1) * sizeof(*v));

	if (!v)
		return -ENOMEM;
	o->vm = v;
	v[o->nvm++] = vm;
	return 0;
}

static int init_line(struct objects *o, const char *text)
{
	unsigned long long obj;
	enum object_kind k;
	char by[64];

	if (sscanf(text, " (%*[^)]) obj=%llx by=%63[^+ ]", &obj, by) != 2)
		return -EBADMSG;
	for (k = 0; k < OBJECT_OTHER; k++)
		if (!strcmp(by, kinds[k].caller))
			break;
	return note_object(o, obj, k);
}

static int bind_line(struct objects *o, const char *text)
{
	unsigned long long obj, offset, size, vm, first;
	struct object_sums *s;
	const struct object_at *known;
	const char *at = strstr(text, "vm=");
	size_t i;

	if (!at || sscanf(at, "vm=%llx", &vm) != 1 ||
	    sscanf(text, " obj=%llx, offset=%llx size=%llx", &obj, &offset,
		   &size) != 3)
		return -EBADMSG;
	for (i = o->nvm; i > 0 && o->vm[i - 1] != vm; i--)
		;
	if (!i) {
		o->ggtt_binds++;
		o->ggtt_bytes += size;
		return 0;
	}
	known = find_object(o, obj);	/* or from before the events were on */
	s = &o->kind[known ? known->kind : OBJECT_OTHER];
	if (known && known->size && known->size < size)
		size = known->size;
	s->binds++;
	s->bytes += size;
	if (size >= MIB2) {
		s->big_bytes += size;
		if (offset % MIB2 == 0)
			s->big_at_2m += size;
		else if (offset % KIB64 == 0)
			s->big_at_64k += size;
	}
	if (offset % MIB2 == 0)
		s->aligned_2m += size / MIB2;
	first = (offset + MIB2 - 1) / MIB2;
	if ((offset + size) / MIB2 > first)
		s->inside_2m += (offset + size) / MIB2 - first;
	return 0;
}

static int size_line(struct objects *o, const char *text)
{
	unsigned long long obj, size;
	struct object_at *at;

	if (sscanf(text, " obj=%llx, size=%llx", &obj, &size) != 2)
		return -EBADMSG;
	at = find_object(o, obj);
	if (at)
		at->size = size;
	return 0;
}

static int vm_line(struct objects *o, const char *text)
{
	const char *at = strstr(text, "vm=");
	unsigned long long vm;

	if (!at || sscanf(at, "vm=%llx", &vm) != 1)
		return -EBADMSG;
	return note_vm(o, vm);
}

static int mmap_line(struct objects *o, const char *text)
{
	o->mmaps++;
	return 0;
}

/* "# entries-in-buffer/entries-written: 12/14   #P:1" */
static int count_line(struct objects *o, const char *text)
{
	unsigned long long kept, written;

	if (sscanf(text, " %llu/%llu", &kept, &written) != 2)
		return -EBADMSG;
	o->lost += written - kept;
	return 0;
}

int objects_line(struct objects *o, const char *line)
{
	static const struct {
		const char *mark;
		int (*take)(struct objects *o, const char *text);
	} rows[] = {
		{ "entries-written:", count_line },
		{ " init:", init_line },
		{ " i915_vma_bind:", bind_line },
		{ " i915_ppgtt_create:", vm_line },
		{ " i915_gem_object_create:", size_line },
		{ " mmap:", mmap_line },
		{ " mmap_offset:", mmap_line },
	};
	const char *at;
	size_t i;

	for (i = 0; i < N(rows); i++) {
		at = strstr(line, rows[i].mark);
		if (at)
			return rows[i].take(o, at + strlen(rows[i].mark));
	}
	/* "CPU:0 [LOST n EVENTS]" is counted above */
	return strchr("#\n", *line) || strstr(line, " EVENTS]") ? 0 : -EBADMSG;
}

void objects_free(struct objects *o)
{
	free(o->at);
	free(o->vm);
	o->at = NULL;
	o->vm = NULL;
}

/* ---- the events ----------------------------------------------------------- */

static int enable(const char *on)
{
	char path[128];
	size_t i;
	int ret = 0;

	for (i = 0; i < N(events) && !ret; i++) {
		snprintf(path, sizeof(path), TRACEFS "/events/%s/enable",
			 events[i]);
		ret = sys_write(path, on);
	}
	return ret;
}

static int empty_buffer(void)
{
	int fd = open(TRACEFS "/trace", O_WRONLY | O_TRUNC | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	close(fd);
	return 0;
}

int objects_start(void)
{
	static bool added;
	size_t i;
	int ret = 0;

	for (i = 0; i < N(probes) && !added && !ret; i++)
		ret = tracefs_probe(probes[i]);
	added = !ret;
	if (!ret)
		ret = sys_write(TRACEFS "/buffer_size_kb", BUFFER_KIB);
	/* the same object has the same address in all events */
	if (!ret)
		ret = sys_write(TRACEFS "/options/hash-ptr", "0");
	if (!ret)
		ret = empty_buffer();
	return ret ? ret : enable("1");
}

int objects_stop(struct objects *o)
{
	char *line = NULL;
	size_t room = 0;
	FILE *f;
	int ret = enable("0");

	*o = (struct objects){ 0 };
	if (ret)
		return ret;
	f = fopen(TRACEFS "/trace", "re");
	if (!f)
		return -errno;
	while (!ret && getline(&line, &room, f) > 0)
		ret = objects_line(o, line);
	if (!ret && ferror(f))
		ret = -EIO;
	free(line);
	fclose(f);
	return ret;
}

json_t *objects_record(const struct objects *o, const char *load)
{
	json_t *made = json_object(), *bound = json_object();
	size_t i;

	for (i = 0; i < OBJECT_KINDS; i++) {
		const struct object_sums *s = &o->kind[i];

		if (s->made)
			json_object_set_new(made, kinds[i].name,
					    json_integer(s->made));
		if (s->binds)
			json_object_set_new(bound, kinds[i].name, json_pack(
				"{s:I, s:I, s:I, s:I, s:I, s:I, s:I}",
				"binds", (json_int_t)s->binds,
				"bytes", (json_int_t)s->bytes,
				"big_bytes", (json_int_t)s->big_bytes,
				"big_at_2m", (json_int_t)s->big_at_2m,
				"big_at_64k", (json_int_t)s->big_at_64k,
				"aligned_2m", (json_int_t)s->aligned_2m,
				"inside_2m", (json_int_t)s->inside_2m));
	}
	return json_pack("{s:s, s:s, s:o, s:o, s:{s:I, s:I}, s:I, s:I}",
			 "type", "objects", "load", load, "made", made,
			 "bound", bound, "ggtt",
			 "binds", (json_int_t)o->ggtt_binds,
			 "bytes", (json_int_t)o->ggtt_bytes,
			 "mmaps", (json_int_t)o->mmaps,
			 "lost", (json_int_t)o->lost);
}
