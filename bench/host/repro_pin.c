// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A guest gets pages pinned while its VMM unmaps them. VFIO tells GVT-g to
 * unpin, without its own lock; if a page is pinned again before VFIO has the
 * lock, it tells once more, and stops the kernel after ten times. Each new entry
 * of the GGTT is a pin here. Nothing depends on 2MiB entries, or on GVT-g.
 *
 * Both threads are on one CPU. The one that unmaps is SCHED_IDLE, as any program
 * may make its threads, so whoever wakes up goes before it. The one that pins
 * sleeps between two entries, so the other gets on with the unmap, and loses the
 * CPU at the first place where it may sleep after that: where it takes VFIO's lock
 * again.
 */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stddef.h>
#include <sys/mman.h>
#include <unistd.h>

#include "host/repro_int.h"
#include "host/rows.h"
#include "host/work.h"
#include "lib/sizes.h"

#define AREA		(1ull << 30)	/* unpinning in it takes longer than a pause */
#define ENTRIES		RANGE_PAGES	/* of the first range, which KVM knows */
#define PAUSE_US	1000u

struct pinner {
	struct probe *p;
	struct work w;
	unsigned int entries;
	bool begun, stop;
};

/* A new entry for a new page. */
static int pin_next(struct pinner *t)
{
	unsigned int n = t->entries++;

	return work_ggtt(t->p, &t->w, WORK_GGTT_PAGES + n,
			 range_gpa(0) + n * SZ_4K);
}

static void *pin_on(void *arg)
{
	struct pinner *t = arg;

	while (t->entries < ENTRIES &&
	       !__atomic_load_n(&t->stop, __ATOMIC_SEQ_CST)) {
		pin_next(t);
		__atomic_store_n(&t->begun, true, __ATOMIC_SEQ_CST);
		usleep(PAUSE_US);
	}
	return NULL;
}

/* Both on one CPU, this thread behind the other from then on. */
static int start(struct pinner *t, pthread_t *thread)
{
	const struct sched_param none = { 0 };
	cpu_set_t one;
	int ret;

	CPU_ZERO(&one);
	CPU_SET(0, &one);
	if (sched_setaffinity(0, sizeof(one), &one))
		return -errno;
	ret = pthread_create(thread, NULL, pin_on, t);
	if (ret)
		return -ret;
	while (!__atomic_load_n(&t->begun, __ATOMIC_SEQ_CST))
		usleep(PAUSE_US);
	return sched_setscheduler(0, SCHED_IDLE, &none) ? -errno : 0;
}

/* One mapping, which GVT-g walks page by page. */
static int map_area(struct probe *p)
{
	void *at = mmap(NULL, AREA, PROT_READ | PROT_WRITE, MAP_PRIVATE |
			MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return at == MAP_FAILED ? -errno :
				  vfio_map(&p->vfio, RANGE_GPA, at, AREA);
}

static int repro_repin(struct probe *p)
{
	struct pinner t = { .p = p };
	pthread_t thread;
	int ret = repro_open(p);

	if (!ret)
		ret = map_area(p);
	if (!ret)
		ret = work_open(p, &t.w);
	if (!ret)
		ret = start(&t, &thread);
	if (ret)
		return cell_fail(&p->res->cell, ret, "set-up");
	cell_phase(&p->res->cell, "unmap");
	ret = vfio_unmap(&p->vfio, RANGE_GPA, AREA);
	__atomic_store_n(&t.stop, true, __ATOMIC_SEQ_CST);
	pthread_join(thread, NULL);
	probe_found(p, "entries", t.entries);
	repro_shown(p, 0);
	return repro_end(p, ret);
}

static const struct scenario rows[] = {
	{
		.name = "repro-repin", .ranges = 1, .crash = true,
		.desc = "pages are pinned while they are unmapped",
		.why = "vfio_dma_do_unmap: BUG_ON(++retries > 10), for what is pinned after dma_unmap() and before iommu->lock",
		PLAN(.backing = BACKING_THP, .maps = MAP_NONE,
		     .special = repro_repin),
	},
};
const struct rowset repro_pin_rows = ROWSET(rows);
