// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Mesa's iris on the core, without a kernel and a machine: LD_PRELOAD of this
 * gives a process a render node whose driver is here. What iris asks i915 is
 * answered as far as it asks (include/uapi/drm/i915_drm.h): objects are
 * memory of a bed, softpinned into one page table; an execbuffer runs to its
 * end before the ioctl returns, so that nothing is ever busy.
 *
 * On stderr at the end: what was drawn and what was not executed. With
 * IRIS_TAPE=FILE, what was submitted goes there (tape.h).
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <drm.h>
#include <i915_drm.h>
#include <xf86drm.h>

#define BED_RAM		(512u << 20)
#define BED_TABLES	(480u << 20)
#include "gpu/tests/bed.h"
#include "tape.h"

#define NODE		"/dev/zero"	/* what is opened for the node */
#define OBJECTS		0x10000u
#define FIRST		IRIS_FIRST
#define CONTEXTS	8u
#define VA_MASK		((1ull << 48) - 1)
#define CALLS		1000000u	/* of 10 us: longer is a hang */

static struct bed bed;
static struct {
	uint64_t at, size, va;
} object[OBJECTS];
static unsigned int objects = 1, contexts, syncs;
static uint64_t top = FIRST;

/* ---- the tape ------------------------------------------------------------- */

static FILE *tape;
static uint8_t *seen;			/* memory as it was recorded last */

/* Pages that are not as they were; on the tape as their addresses, or whole. */
static uint64_t changes(bool whole, uint64_t *n)
{
	uint64_t hash = 0;

	*n = 0;
	for (uint64_t at = FIRST; at < top; at += IRIS_PAGE) {
		const uint8_t *p = bed.m.ram + at;

		if (!memcmp(p, seen + at, IRIS_PAGE))
			continue;
		memcpy(seen + at, p, IRIS_PAGE);
		hash = iris_hash(hash, p, IRIS_PAGE);
		++*n;
		if (whole)
			iris_put(tape, IRIS_WRITE);
		iris_put(tape, at);
		if (whole)
			fwrite(p, IRIS_PAGE, 1, tape);
	}
	return hash;
}

static void record_exec(unsigned int ctx, uint64_t va)
{
	long back, end;
	uint64_t n, hash;

	iris_put(tape, IRIS_EXEC);
	iris_put(tape, ctx);
	iris_put(tape, va);
	back = ftell(tape);
	iris_put(tape, 0);
	hash = changes(false, &n);
	iris_put(tape, hash);
	end = ftell(tape);
	fseek(tape, back, SEEK_SET);
	iris_put(tape, n);
	fseek(tape, end, SEEK_SET);
}

static void record_end(void)
{
	if (!tape)
		return;
	iris_put(tape, IRIS_END);
	iris_put(tape, top);
	iris_put(tape, iris_hash(0, bed.m.ram + FIRST, top - FIRST));
	fclose(tape);
}

static void record_begin(void)
{
	const char *name = getenv("IRIS_TAPE");

	if (!name)
		return;
	tape = fopen(name, "wb");
	seen = calloc(1, BED_RAM);
	if (!tape || !seen)
		abort();
	iris_put(tape, IRIS_MAGIC);
}

/* ---- the node ------------------------------------------------------------- */

static void said(void *opaque, const char *words)
{
	fprintf(stderr, "%s\n", words);
}

static void summary(void)
{
	const struct gen9_counters *c = gen9_get_counters(bed.g);

	record_end();
	fprintf(stderr, "rcs0: %llu commands, %llu primitives drawn, %llu not executed\n",
		(unsigned long long)c->engine[0].commands,
		(unsigned long long)c->primitives,
		(unsigned long long)c->engine[0].not_executed);
	for (uint64_t i = 0; i < c->skips; i++)
		fprintf(stderr, "  %s: %llu\n", (const char *)c->skip[i].name,
			(unsigned long long)c->skip[i].n);
}

static void power_up(void)
{
	uint64_t *ggtt;

	if (bed.g)
		return;
	bed_init(&bed);
	gen9_free(bed.g);
	bed.m.bus.log = said;
	bed.g = gen9_new(&bed.m.bus, &bed.params, NULL);
	if (!bed.g)
		abort();
	ggtt = gen9_get_ggtt(bed.g);
	for (uint64_t i = 0; i < BED_RAM / 4096; i++)
		ggtt[i] = i << 12 | 1;
	for (unsigned int i = 0; i < CONTEXTS; i++)
		bed_context(&bed, i, RCS_BASE);
	bed_start(&bed, RCS_BASE);
	record_begin();
	atexit(summary);
}

static bool is_node(int fd)
{
	char link[32], to[32];
	ssize_t n;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, to, sizeof(to) - 1);
	return n == sizeof(NODE) - 1 && !memcmp(to, NODE, sizeof(NODE) - 1);
}

/* ---- libdrm: which device it is ------------------------------------------- */

int drmGetDevices2(uint32_t flags, drmDevicePtr *list, int most)
{
	static char *nodes[DRM_NODE_MAX] = {
		[DRM_NODE_PRIMARY] = NODE, [DRM_NODE_RENDER] = NODE,
	};
	static drmPciBusInfo bus = { .dev = 2 };
	static drmPciDeviceInfo info = { 0x8086, 0x5912, 0, 0, 4 };
	static drmDevice device = {
		.nodes = nodes, .bustype = DRM_BUS_PCI,
		.available_nodes = 1 << DRM_NODE_RENDER,
		.businfo.pci = &bus, .deviceinfo.pci = &info,
	};

	if (list && most > 0)
		list[0] = &device;
	return 1;
}

int drmGetDevice2(int fd, uint32_t flags, drmDevicePtr *device)
{
	drmGetDevices2(flags, device, 1);
	return 0;
}

void drmFreeDevice(drmDevicePtr *device)
{
	*device = NULL;
}

void drmFreeDevices(drmDevicePtr *list, int n)
{
}

char *drmGetRenderDeviceNameFromFd(int fd)
{
	return strdup(NODE);
}

/* ---- i915 ----------------------------------------------------------------- */

static int parameter(int which)
{
	switch (which) {
	case I915_PARAM_CHIPSET_ID:
		return 0x5912;
	case I915_PARAM_REVISION:
	case I915_PARAM_MMAP_GTT_VERSION:
		return 4;
	case I915_PARAM_CS_TIMESTAMP_FREQUENCY:
		return 12000000;
	case I915_PARAM_SLICE_MASK:
		return 1;
	case I915_PARAM_SUBSLICE_MASK:
		return 7;
	case I915_PARAM_EU_TOTAL:
		return 24;
	case I915_PARAM_SUBSLICE_TOTAL:
	case I915_PARAM_HAS_ALIASING_PPGTT:
		return 3;
	case I915_PARAM_HAS_EXEC_TIMELINE_FENCES:
	case I915_PARAM_HAS_USERPTR_PROBE:
		return 0;
	default:
		return 1;
	}
}

static int create(struct drm_i915_gem_create *c)
{
	uint64_t size = (c->size + 4095) & ~4095ull;

	if (objects == OBJECTS || size > BED_TABLES - top) {
		errno = ENOMEM;
		return -1;
	}
	object[objects].at = top;
	object[objects].size = c->size = size;
	top += size;
	c->handle = objects++;
	return 0;
}

static void pin(const struct drm_i915_gem_exec_object2 *o)
{
	uint64_t va = o->offset & VA_MASK;

	if (object[o->handle].va == va)
		return;
	object[o->handle].va = va;
	if (tape) {
		iris_put(tape, IRIS_MAP);
		iris_put(tape, va);
		iris_put(tape, object[o->handle].at);
		iris_put(tape, object[o->handle].size);
	}
	for (uint64_t n = 0; n < object[o->handle].size; n += 4096)
		t_map(&bed.m, va + n, object[o->handle].at + n, 12, T_RW);
}

static int execute(const struct drm_i915_gem_execbuffer2 *e)
{
	const struct drm_i915_gem_exec_object2 *o =
		(const void *)(uintptr_t)e->buffers_ptr;
	uint32_t batch = e->flags & I915_EXEC_BATCH_FIRST ? 0 :
			 e->buffer_count - 1;
	unsigned int ctx = i915_execbuffer2_get_context_id(*e) % CONTEXTS;
	unsigned int calls = 0;
	uint64_t va, n;

	for (uint32_t i = 0; i < e->buffer_count; i++)
		pin(&o[i]);
	va = (o[batch].offset & VA_MASK) + e->batch_start_offset;
	if (tape)
		changes(true, &n);
	BED_EMIT(&bed, ctx, RCS_BASE, MI_BATCH_BUFFER_START | MI_BATCH_PPGTT,
		 (uint32_t)va, (uint32_t)(va >> 32), MI_NOOP);
	bed_submit(&bed, RCS_BASE, bed_desc(ctx), 0);
	while (bed.deadline != UINT64_MAX && calls++ < CALLS)
		bed_run(&bed, 10000);
	if (tape)
		record_exec(ctx, va);
	if (calls <= CALLS)
		return 0;
	fprintf(stderr, "rcs0: a batch does not end\n");
	abort();
}

static int query(const struct drm_i915_query *q)
{
	struct drm_i915_query_item *item = (void *)(uintptr_t)q->items_ptr;

	/* of an older kernel, which knows none */
	for (uint32_t i = 0; i < q->num_items; i++)
		item[i].length = -EINVAL;
	return 0;
}

#define NR(name) (DRM_COMMAND_BASE + DRM_I915_##name)

static int i915(unsigned int nr, void *a)
{
	switch (nr) {
	case NR(GETPARAM):
		*((drm_i915_getparam_t *)a)->value =
			parameter(((drm_i915_getparam_t *)a)->param);
		return 0;
	case NR(QUERY):
		return query(a);
	case NR(GEM_GET_APERTURE):
		((struct drm_i915_gem_get_aperture *)a)->aper_size =
		((struct drm_i915_gem_get_aperture *)a)->aper_available_size =
			1ull << 32;
		return 0;
	case NR(GEM_CONTEXT_CREATE):
		((struct drm_i915_gem_context_create *)a)->ctx_id = ++contexts;
		return 0;
	case NR(GEM_CONTEXT_GETPARAM):
		((struct drm_i915_gem_context_param *)a)->value =
			((struct drm_i915_gem_context_param *)a)->param ==
			I915_CONTEXT_PARAM_GTT_SIZE ? 1ull << 48 : 0;
		return 0;
	case NR(GEM_CREATE):
		return create(a);
	case NR(GEM_MMAP_GTT):	/* GEM_MMAP_OFFSET's number, too */
		((struct drm_i915_gem_mmap_offset *)a)->offset =
			(uint64_t)((struct drm_i915_gem_mmap_offset *)a)->handle
			<< 32;
		return 0;
	case NR(GEM_MADVISE):
		((struct drm_i915_gem_madvise *)a)->retained = 1;
		return 0;
	case NR(GEM_BUSY):
		((struct drm_i915_gem_busy *)a)->busy = 0;
		return 0;
	case NR(GEM_EXECBUFFER2):
		return execute(a);
	case NR(GEM_CONTEXT_SETPARAM):
	case NR(GEM_CONTEXT_DESTROY):
	case NR(GET_RESET_STATS):
	case NR(GEM_SET_DOMAIN):
	case NR(GEM_WAIT):
	case NR(GEM_SET_TILING):
	case NR(GEM_GET_TILING):
	case NR(GEM_SET_CACHING):
		return 0;
	}
	errno = EINVAL;
	return -1;
}

/* Asked twice: for the lengths, then for the words. */
static int version(struct drm_version *v)
{
	if (v->name && v->name_len >= 4)
		memcpy(v->name, "i915", 4);
	if (v->date && v->date_len)
		*v->date = '0';
	if (v->desc && v->desc_len)
		*v->desc = '0';
	v->version_major = 1;
	v->version_minor = 6;
	v->name_len = 4;
	v->date_len = v->desc_len = 1;
	return 0;
}

static int drm(unsigned long request, void *a)
{
	power_up();
	switch (request) {
	case DRM_IOCTL_VERSION:
		return version(a);
	case DRM_IOCTL_GET_CAP:
		((struct drm_get_cap *)a)->value = 1;
		return 0;
	case DRM_IOCTL_GEM_CLOSE:
		object[((struct drm_gem_close *)a)->handle].va = 0;
		return 0;
	case DRM_IOCTL_SYNCOBJ_CREATE:
		((struct drm_syncobj_create *)a)->handle = ++syncs;
		return 0;
	case DRM_IOCTL_SYNCOBJ_DESTROY:
	case DRM_IOCTL_SYNCOBJ_WAIT:
	case DRM_IOCTL_SYNCOBJ_RESET:
	case DRM_IOCTL_SYNCOBJ_SIGNAL:
		return 0;
	}
	return i915(_IOC_NR(request), a);
}

/* ---- libc ----------------------------------------------------------------- */

int ioctl(int fd, unsigned long request, ...)
{
	va_list ap;
	void *a;

	va_start(ap, request);
	a = va_arg(ap, void *);
	va_end(ap);
	if (_IOC_TYPE(request) == DRM_IOCTL_BASE && is_node(fd))
		return drm(request, a);
	return (int)syscall(SYS_ioctl, fd, request, a);
}

void *mmap(void *at, size_t len, int prot, int flags, int fd, off_t off)
{
	uint64_t handle = (uint64_t)off >> 32;

	if (fd >= 0 && handle && handle < objects && is_node(fd))
		return bed.m.ram + object[handle].at;
	return (void *)syscall(SYS_mmap, at, len, prot, flags, fd, off);
}

void *mmap64(void *at, size_t len, int prot, int flags, int fd, off_t off)
{
	return mmap(at, len, prot, flags, fd, off);
}

int munmap(void *at, size_t len)
{
	uint8_t *p = at;

	if (bed.m.ram && p >= bed.m.ram && p < bed.m.ram + BED_RAM)
		return 0;
	return (int)syscall(SYS_munmap, at, len);
}
