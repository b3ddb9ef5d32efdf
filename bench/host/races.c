// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a VMM's threads do at the same time: trees come and go while memory is
 * unmapped, while a vCPU stores to their tables, while the device is closed,
 * while another vGPU does the same. On one CPU they take turns where the
 * kernel sleeps or is preempted; on machines smp2 and smp4 between any two
 * instructions, which the seed decides.
 *
 * Nothing may hang, and after close nothing may be left.
 */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <time.h>
#include <unistd.h>

#include "host/probe.h"
#include "host/repro_int.h"
#include "host/rows.h"
#include "host/work.h"
#include "lib/sizes.h"
#include "lib/sys.h"

#define CREATE	VGT_G2V_PPGTT_L4_PAGE_TABLE_CREATE
#define DESTROY	VGT_G2V_PPGTT_L4_PAGE_TABLE_DESTROY
#define TREES	8u
#define SMALL	64u		/* 4KiB entries of a tree */
#define ROUNDS	30u		/* of each side, at least */
#define LIMIT_S	20		/* of a step, virtual; most take milliseconds */

struct tree {
	uint64_t root, table, *pde;	/* pde: of the 2MiB entry */
	bool live;		/* GVT-g was told of it */
};

/*
 * They begin together. Whose step ended last, and how often it was not that of the
 * step before.
 */
struct order {
	pthread_barrier_t start;
	const struct side *last;
	unsigned int turns;
};

/* One of the two at work; each has its own random numbers. */
struct side {
	int (*step)(struct side *s);
	struct probe *p;
	struct tree *trees;
	struct work *w;
	struct order *order;
	const struct side *other;
	unsigned int cpu;	/* modulo what there are */
	uint64_t since;		/* when its step began, ns */
	struct rng rng;
	unsigned int done, refused, resets;
};

/* 64 entries of 4KiB and one of 2MiB, of range i. */
static int make_tree(struct probe *p, struct tree *t, unsigned int i)
{
	uint64_t *pde;
	unsigned int k;

	t->root = ppgtt_page(&p->tables);
	t->table = ppgtt_page(&p->tables);
	pde = t->root && t->table ? ppgtt_pde(&p->tables, t->root, 0) : NULL;
	t->pde = pde ? ppgtt_pde(&p->tables, t->root, RANGE_SIZE) : NULL;
	if (!t->pde)
		return -ENOSPC;
	*pde = ppgtt_4k(t->table);
	for (k = 0; k < SMALL; k++)
		ppgtt_table(&p->tables, t->table)[k] =
			ppgtt_4k(range_gpa(i) + k * SZ_4K);
	*t->pde = ppgtt_2m(range_gpa(i));
	return 0;
}

static int make_trees(struct probe *p, struct tree *t)
{
	unsigned int i;
	int ret = 0;

	for (i = 0; i < TREES && !ret; i++)
		ret = make_tree(p, &t[i], i % p->backing.n);
	return ret;
}

static struct tree *any_tree(struct side *s)
{
	return &s->trees[rng_below(&s->rng, TREES)];
}

static int step_tree(struct side *s)
{
	struct tree *t = any_tree(s);

	t->live = !t->live;
	return probe_notify(s->p, t->root, t->live ? CREATE : DESTROY);
}

/* A mapping for each range, so that one can go alone. */
static int map_apart(struct probe *p)
{
	int ret = vfio_unmap(&p->vfio, RANGE_GPA, p->backing.n * RANGE_SIZE);

	for (unsigned int i = 0; i < p->backing.n && !ret; i++)
		ret = vfio_map(&p->vfio, range_gpa(i), p->backing.va[i],
			       RANGE_SIZE);
	return ret;
}

/* A range is away for as long as these two calls take. */
static int step_unmap(struct side *s)
{
	unsigned int i = rng_below(&s->rng, s->p->backing.n);
	int ret = vfio_unmap(&s->p->vfio, range_gpa(i), RANGE_SIZE);

	return ret ? ret : vfio_map(&s->p->vfio, range_gpa(i),
				    s->p->backing.va[i], RANGE_SIZE);
}

/* A 4KiB entry, or the 2MiB entry, which goes or comes back. */
static int step_store(struct side *s)
{
	struct tree *t = any_tree(s);
	struct probe *p = s->p;
	unsigned int i = rng_below(&s->rng, p->backing.n);
	uint64_t gpa = t->table + rng_below(&s->rng, SMALL) * 8;
	uint64_t entry = ppgtt_4k(range_gpa(i) +
				  rng_below(&s->rng, RANGE_PAGES) * SZ_4K);

	if (!rng_below(&s->rng, 4)) {
		gpa = ppgtt_pde_gpa(&p->tables, t->pde);
		entry = rng_below(&s->rng, 2) ? ppgtt_2m(range_gpa(i)) : 0;
	}
	return kvm_store64(&p->kvm, gpa, entry);
}

/*
 * The GPU's next context has this tree: a kernel thread shadows it. After
 * what does not end, the guest resets its GPU and goes on.
 */
static int step_work(struct side *s)
{
	if (!work_idle(s->p, s->w, any_tree(s)->root))
		return 0;
	s->resets++;
	return work_restart(s->p, s->w);
}

static int step_reopen(struct side *s)
{
	int ret = vfio_reopen(&s->p->vfio, s->p->vgpu.uuid);

	return ret ? ret : step_tree(s);
}

static bool ended(const struct side *s)
{
	return __atomic_load_n(&s->done, __ATOMIC_SEQ_CST) >= ROUNDS;
}

/* Its step has not ended for so long that it will not. */
static bool stands(const struct side *s)
{
	return clock_ns() - __atomic_load_n(&s->since, __ATOMIC_SEQ_CST) >=
	       LIMIT_S * NSEC_PER_SEC;
}

static bool goes_on(const struct side *s)
{
	return (!ended(s) || !ended(s->other)) && !stands(s) &&
	       !stands(s->other);
}

/* As kvm_limit() says, SIGALRM ends a store that does not return. */
static int timed_step(struct side *s)
{
	__atomic_store_n(&s->since, clock_ns(), __ATOMIC_SEQ_CST);
	if (s->step == step_store)
		alarm(LIMIT_S);
	return s->step(s);
}

/*
 * Until both have done their rounds, since a step of one may take as long as a
 * hundred of the other; or until one stands still. How long the rounds take is
 * the kernel's speed: a debug kernel's take twenty times as long. Left where
 * they are, both may stay on one CPU.
 */
static void *go(void *arg)
{
	struct side *s = arg;
	cpu_set_t own;

	CPU_ZERO(&own);
	CPU_SET(s->cpu % sysconf(_SC_NPROCESSORS_ONLN), &own);
	sched_setaffinity(0, sizeof(own), &own);
	pthread_barrier_wait(&s->order->start);
	while (goes_on(s)) {
		s->refused += timed_step(s) != 0;
		__atomic_add_fetch(&s->done, 1, __ATOMIC_SEQ_CST);
		if (__atomic_exchange_n(&s->order->last, s, __ATOMIC_SEQ_CST) != s)
			__atomic_add_fetch(&s->order->turns, 1, __ATOMIC_SEQ_CST);
	}
	return NULL;
}

/*
 * Both sides at once, b in this thread, which is the vCPU's: SIGALRM ends a
 * store and must not go to the other. 0, or -ETIME: a has not ended.
 */
static int both(struct side *a, struct side *b)
{
	struct timespec limit;
	sigset_t alarm, old;
	cpu_set_t cpus;
	pthread_t thread;
	int ret;

	a->other = b;
	b->other = a;
	a->cpu = 1;
	a->since = b->since = clock_ns();
	pthread_barrier_init(&a->order->start, NULL, 2);
	rng_seed(&a->rng, a->p->seed * 2);
	rng_seed(&b->rng, b->p->seed * 2 + 1);
	sigemptyset(&alarm);
	sigaddset(&alarm, SIGALRM);
	pthread_sigmask(SIG_BLOCK, &alarm, &old);
	ret = pthread_create(&thread, NULL, go, a);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (ret)
		return -ret;
	sched_getaffinity(0, sizeof(cpus), &cpus);
	if (b->step == step_store)
		kvm_limit(&b->p->kvm, LIMIT_S);
	go(b);
	sched_setaffinity(0, sizeof(cpus), &cpus);
	if (b->step == step_store)
		kvm_limit(&b->p->kvm, 0);
	clock_gettime(CLOCK_REALTIME, &limit);
	limit.tv_sec += LIMIT_S;
	return pthread_timedjoin_np(thread, NULL, &limit) ? -ETIME : 0;
}

/* failed: 2MiB entries that were refused while it was open. */
struct left {
	int64_t pins, tables, failed;
};

/* The end of a vGPU, its trees first; what is left of it is added. */
static void end_of(struct probe *p, const struct tree *t, struct left *left)
{
	struct pass pass = { 0 };
	int64_t pins;

	for (unsigned int i = 0; i < TREES; i++)
		if (t[i].live)
			probe_notify(p, t[i].root, DESTROY);
	probe_close(p, &pass);
	pins = vgpu_counter(&pass.closed, "pins_outstanding");
	left->pins += pins < 0 ? -pins : pins;
	left->tables += vgpu_counter(&pass.closed, "spt_live");
	left->failed += vgpu_counter(&pass.closed, "failed");
}

static void record(struct probe *p, const struct side *a,
		   const struct side *b, const struct left *left)
{
	bool stuck = !ended(a) || !ended(b);

	probe_found(p, "rounds", a->done + b->done);
	probe_found(p, "turns", a->order->turns);
	probe_found(p, "refused", a->refused + b->refused);
	probe_found(p, "gpu_resets", a->resets + b->resets);
	if (p->res->have_counters && !stuck) {
		probe_found(p, "pins_left", left->pins);
		probe_found(p, "tables_left", left->tables);
		probe_found(p, "entries_failed", left->failed);
	}
	repro_shown(p, stuck ? 1 : left->pins + left->tables);
}

static bool has_counters(const struct probe *p)
{
	struct vgpu_counters c;

	return !vgpu_counters(&p->vgpu, &c);
}

static int race(struct probe *p, int (*a_step)(struct side *s),
		int (*b_step)(struct side *s))
{
	struct tree trees[TREES] = { 0 };
	struct work w;
	struct order o = { 0 };
	struct side a = { .p = p, .step = a_step, .trees = trees, .w = &w,
			  .order = &o };
	struct side b = { .p = p, .step = b_step, .trees = trees, .w = &w,
			  .order = &o };
	struct left left = { 0 };
	int ret = probe_open(p);

	p->res->have_counters = !ret && has_counters(p);
	if (!ret)
		ret = work_open(p, &w);
	if (!ret)
		ret = map_apart(p);
	if (!ret)
		ret = make_trees(p, trees);
	for (unsigned int i = 0; i < TREES && !ret; i++)
		ret = work_map(p, &w, trees[i].root);
	if (ret)
		return cell_fail(&p->res->cell, ret, "set-up");
	cell_phase(&p->res->cell, "two threads");
	if (!both(&a, &b))
		end_of(p, trees, &left);
	record(p, &a, &b, &left);
	return 0;
}

static int race_unmap(struct probe *p)
{
	return race(p, step_tree, step_unmap);
}

static int race_store(struct probe *p)
{
	return race(p, step_tree, step_store);
}

static int race_work(struct probe *p)
{
	return race(p, step_work, step_store);
}

static int race_close(struct probe *p)
{
	return race(p, step_unmap, step_reopen);
}

/* Two vGPUs of one process, with a VM each and the same memory. */
static int race_two(struct probe *p)
{
	struct probe q = *p;
	struct tree mine[TREES] = { 0 }, other[TREES] = { 0 };
	struct order o = { 0 };
	struct side a = { .p = p, .step = step_tree, .trees = mine, .order = &o };
	struct side b = { .p = &q, .step = step_tree, .trees = other, .order = &o };
	struct left left = { 0 };
	int ret = probe_open(p);

	q.seed = ~p->seed;
	p->res->have_counters = !ret && has_counters(p);
	if (!ret)
		ret = make_trees(p, mine);
	if (!ret)
		ret = probe_open(&q);
	q.tables.used = p->tables.used;
	if (!ret)
		ret = make_trees(&q, other);
	if (ret)
		return cell_fail(&p->res->cell, ret, "set-up");
	cell_phase(&p->res->cell, "two vGPUs");
	if (!both(&a, &b)) {
		end_of(p, mine, &left);
		end_of(&q, other, &left);
	}
	record(p, &a, &b, &left);
	return 0;
}

static const struct scenario rows[] = {
	{
		.name = "race-unmap", .ranges = TREES, .on_request = true,
		.crash = true,
		.desc = "trees are created and destroyed while memory is unmapped",
		.why = "what a populate has pinned an unmap at that moment must find",
		PLAN(.backing = BACKING_THP, .special = race_unmap),
	}, {
		.name = "race-store", .ranges = TREES, .on_request = true,
		.crash = true,
		.desc = "a vCPU stores to tables that are created and destroyed",
		.why = "tracking starts and ends while a store is on its way",
		PLAN(.backing = BACKING_THP, .update = UPDATE_STORE,
		     .special = race_store),
	}, {
		.name = "race-work", .ranges = TREES, .on_request = true,
		.crash = true,
		.desc = "a vCPU stores while the workload thread shadows",
		.why = "the thread reads tables that change under it",
		PLAN(.backing = BACKING_THP, .update = UPDATE_STORE,
		     .special = race_work),
	}, {
		.name = "race-close", .ranges = TREES, .on_request = true,
		.crash = true,
		.desc = "the device is closed while memory is unmapped",
		.why = "an unmap's notifier runs while the device goes",
		PLAN(.backing = BACKING_THP, .special = race_close),
	}, {
		.name = "race-two", .ranges = TREES, .on_request = true,
		.crash = true,
		.desc = "two vGPUs create and destroy trees at the same time",
		.why = "what vGPUs share is locked",
		PLAN(.backing = BACKING_THP, .special = race_two),
	},
};
const struct rowset race_rows = ROWSET(rows);
