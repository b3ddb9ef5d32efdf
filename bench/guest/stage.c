// SPDX-License-Identifier: GPL-2.0-or-later
/* L1's side of marks; contract in stage.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guest/balloon.h"
#include "guest/fill.h"
#include "guest/hog.h"
#include "guest/mark.h"
#include "guest/memory.h"
#include "guest/stage.h"
#include "host/point.h"
#include "lib/rec.h"
#include "lib/sys.h"

#define RELEASE_BLOCKS 8	/* half of what a pair of loads' objects take */
#define GUEST_BOOTS	2
#define BALLOON_NS (20 * NSEC_PER_SEC)

static int span_start(struct stage *st, char *why, size_t len)
{
	int ret = span_begin(&st->span);

	if (ret)
		snprintf(why, len, "an event on vfio_dma_rw: %s",
			 strerror(-ret));
	return ret;
}

void stage_init(struct stage *st, struct vmm *v, const struct vgpu *vgpu,
		unsigned int n)
{
	unsigned int i;

	*st = (struct stage){
		.s = v->s, .v = v, .n = n,
		.span = { .vgpu = vgpu, .n = n, .accesses = v->s->census },
	};
	for (i = 0; i < GUESTS_MAX; i++)
		st->balloon[i] = -1;
}

int stage_begin(struct stage *st, char *why, size_t len)
{
	return st->s->census ? span_start(st, why, len) : 0;
}

void stage_fini(struct stage *st)
{
	unsigned int i;

	for (i = 0; i < GUESTS_MAX; i++)
		if (st->balloon[i] >= 0)
			close(st->balloon[i]);
}

/* ---- memory --------------------------------------------------------------- */

static uint64_t bytes_less(const struct stage *st, unsigned int mib)
{
	return (uint64_t)(st->s->mem_mib - mib) << 20;
}

/* Tell every guest to keep all but mib; wait until they do, or not. */
static int balloon(struct stage *st, unsigned int mib, bool wait, char *why,
		   size_t len)
{
	char path[64];
	unsigned int i;
	int ret = 0;

	for (i = 0; i < st->n && !ret; i++) {
		vmm_path(&st->v[i], "qmp", path, sizeof(path));
		if (st->balloon[i] < 0)
			st->balloon[i] = balloon_open(path);
		ret = st->balloon[i] < 0 ? st->balloon[i] :
		      balloon_ask(st->balloon[i], bytes_less(st, mib));
		if (!ret && wait)
			ret = balloon_wait(st->balloon[i],
					   bytes_less(st, mib), BALLOON_NS);
	}
	if (ret)
		snprintf(why, len, "a balloon of %u MiB: %s", mib,
			 strerror(-ret));
	return ret;
}

/* Look at each guest's memory, record it, and refuse what it is not. */
static int look(struct stage *st, const char *at, bool check, char *why,
		size_t len)
{
	struct memory_seen m;
	unsigned int i;
	int ret = 0, err;

	for (i = 0; i < st->n; i++) {
		if (!st->v[i].alive)
			continue;
		err = memory_look(st->v[i].pid, st->s->mem_mib, &m);
		if (err) {
			snprintf(why, len, "the guest's RAM in smaps: %s",
				 strerror(-err));
			return err;
		}
		rec_emit(memory_record(st->s->ram, i + 1, at, &m));
		err = check ? memory_check(st->s->ram, &m, why, len) : 0;
		ret = ret ? ret : err;
	}
	return ret;
}

/*
 * load: the guest's free memory, in MiB. The balloon is to take all but a
 * little; it may not get the last of it, and need not: what holes there
 * are is seen when the guest is ready.
 */
static int filled(struct stage *st, const char *load, char *why, size_t len)
{
	unsigned int mib = strtoul(load, NULL, 10);
	int ret;

	mib = mib > FILL_LEFT_MIB ? mib - FILL_LEFT_MIB : 1;
	switch (st->s->ram->trick) {
	case TRICK_BALLOON:
		ret = look(st, MARK_FILLED, false, why, len) ?:
		      balloon(st, mib, true, why, len);
		if (!ret || ret == -ETIME)
			ret = look(st, "inflated", false, why, len) ?:
			      balloon(st, 0, true, why, len);
		return ret;
	case TRICK_KSM:
		return look(st, MARK_FILLED, false, why, len) ?:
		       memory_merge((uint64_t)FILL_MIB * 256 * st->n * 9 / 10,
				    why, len);
	default:
		return 0;
	}
}

/* What KVM has counted since the guests were started, in a record "kvm". */
static void tell_kvm(const struct stage *st, const char *at)
{
	static const struct kvmstat zero;
	struct kvmstat now;

	kvmstat_read(&now);
	rec_emit(json_pack("{s:s, s:s, s:i, s:o}", "type", "kvm", "at", at,
			   "boot", st->boots, "kvm",
			   kvmstat_record(&zero, &now)));
}

/* To all guests, when this mark is over. */
static void answer(struct stage *st, const char *reply)
{
	for (unsigned int i = 0; i < st->n; i++)
		st->v[i].reply = reply;
}

/* The guests are told which boot this is: '1', '2'. */
static int boot(struct stage *st, const char *load, char *why, size_t len)
{
	if (++st->boots > GUEST_BOOTS) {
		snprintf(why, len, "the guest boots for the %uth time",
			 st->boots);
		return -EPROTO;
	}
	answer(st, st->boots == 1 ? "1" : "2");
	tell_kvm(st, MARK_BOOT);
	return 0;
}

static int reset(struct stage *st, const char *load, char *why, size_t len)
{
	tell_kvm(st, MARK_RESET);
	return 0;
}

/* i915's own objects, from the guest's start to here. */
#define BOOT_SPAN "i915/boot"

/*
 * The guests' own point: rows whose guests boot alike have been one so far.
 * Where the host had none, it has known the row from the beginning.
 */
static int take_row(struct stage *st, char *why, size_t len)
{
	const struct guest_scenario *s;
	char name[128];
	int ret;

	if (!cmdline_u64("gtt2m.point", 0))
		return 0;
	ret = point_pass(name, sizeof(name));
	s = ret ? NULL : guest_scenario_find(name);
	if (ret)
		snprintf(why, len, "which guest: %s", strerror(-ret));
	else if (!s || guest_boots_as(s) != guest_boots_as(st->s))
		snprintf(why, len, "guest '%s' does not boot like %s", name,
			 st->s->name);
	else
		st->s = s;
	return ret ? ret : st->s == s ? 0 : -EINVAL;
}

static int ready(struct stage *st, const char *load, char *why, size_t len)
{
	int ret = look(st, MARK_READY, true, why, len);

	if (!ret && st->s->census)
		span_end(&st->span, BOOT_SPAN);
	if (!ret && st->s->ram->trick == TRICK_FRAGMENT) {
		ret = hog_release(RELEASE_BLOCKS * st->n);
		if (ret)
			snprintf(why, len, "giving back %u blocks: %s",
				 RELEASE_BLOCKS * st->n, strerror(-ret));
	}
	if (!ret)
		ret = take_row(st, why, len);
	if (ret)
		return ret;
	snprintf(st->loads, sizeof(st->loads), "%s\n", st->s->loads);
	answer(st, st->loads);
	return 0;
}

/*
 * By then the loads have touched what they touch, and KVM and GVT-g have
 * had the chance to change it: the kind must still be right.
 */
static int done(struct stage *st, const char *load, char *why, size_t len)
{
	return look(st, MARK_DONE, true, why, len);
}

/* ---- phases --------------------------------------------------------------- */

/* The balloon works while the GPU does, in the phases that repeat. */
static bool balloon_works(const struct stage *st, const char *load)
{
	const char *slash = strchr(load, '/');

	return st->s->ram->trick == TRICK_BALLOON && slash &&
	       !strcmp(slash, "/steady");
}

static int begin(struct stage *st, const char *load, char *why, size_t len)
{
	int ret = 0;

	if (balloon_works(st, load))
		ret = balloon(st, FILL_BUSY_MIB, false, why, len);
	return ret ? ret : span_start(st, why, len);
}

static int end(struct stage *st, const char *load, char *why, size_t len)
{
	span_end(&st->span, load);
	if (balloon_works(st, load))
		return balloon(st, 0, true, why, len);
	return 0;
}

static const struct {
	const char *at;
	int (*act)(struct stage *st, const char *load, char *why, size_t len);
} acts[] = {
	{ MARK_BOOT, boot }, { MARK_RESET, reset }, { MARK_FILLED, filled }, { MARK_READY, ready }, { MARK_BEGIN, begin },
	{ MARK_END, end }, { MARK_DONE, done },
};

/* The mark that the guests wait at; NULL: they are at different ones. */
static const struct vmm *waiting(const struct stage *st)
{
	const struct vmm *first = NULL;
	unsigned int i;

	for (i = 0; i < st->n; i++) {
		const struct vmm *v = &st->v[i];

		if (!v->marked)
			continue;
		if (first && (strcmp(first->at, v->at) ||
			      strcmp(first->load, v->load)))
			return NULL;
		first = v;
	}
	return first;
}

int stage_at_mark(void *arg, char *why, size_t len)
{
	struct stage *st = arg;
	const struct vmm *v = waiting(st);
	size_t i;

	for (i = 0; v && i < sizeof(acts) / sizeof(acts[0]); i++)
		if (!strcmp(acts[i].at, v->at))
			return acts[i].act(st, v->load, why, len);
	snprintf(why, len, v ? "the guest is at an unknown mark" :
		 "the guests are out of step");
	return -EPROTO;
}
