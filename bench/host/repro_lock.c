// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Two tasks of a VMM unmap at a time. vfio_notify_dma_unmap() holds
 * device_list_lock when it drops iommu->lock, which the driver needs to
 * unpin; the other task has it and waits for device_list_lock. Nothing here
 * depends on 2MiB entries, or on GVT-g.
 */
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host/rows.h"
#include "host/repro_int.h"
#include "lib/sys.h"
#include "lib/sizes.h"

#define TASKS		2u
#define LIMIT_NS	(2 * NSEC_PER_SEC)	/* far more than a page takes */

/* A tree that maps range i by 4KiB entries, so that each page is a pin. */
static int pin_range(struct probe *p, unsigned int i)
{
	uint64_t root = ppgtt_page(&p->tables), table = ppgtt_page(&p->tables);
	uint64_t *pde = root && table ? ppgtt_pde(&p->tables, root, 0) : NULL;
	unsigned int k;

	if (!pde)
		return -ENOSPC;
	*pde = ppgtt_4k(table);
	for (k = 0; k < RANGE_PAGES; k++)
		ppgtt_table(&p->tables, table)[k] =
			ppgtt_4k(range_gpa(i) + k * SZ_4K);
	return probe_notify(p, root, VGT_G2V_PPGTT_L4_PAGE_TABLE_CREATE);
}

/* Task t unmaps its half of each range, and counts them. */
static int unmap_half(struct probe *p, unsigned int t, unsigned int *steps)
{
	uint64_t half = RANGE_SIZE / TASKS;
	unsigned int i;
	int ret = 0;

	for (i = 0; i < p->backing.n && !ret; i++) {
		ret = vfio_unmap(&p->vfio, range_gpa(i) + t * half, half);
		__atomic_add_fetch(steps, 1, __ATOMIC_SEQ_CST);
	}
	return ret;
}

/*
 * How many tasks end. A limit for all of their work would be one for the speed
 * of this kernel, and so would be one for a range: with the first one GVT-g may
 * give up all of the vGPU's tables, so that all pages are unpinned. So it is for
 * one page: who waits for ever unpins none.
 */
static unsigned int wait_tasks(struct probe *p, const pid_t *task,
			       unsigned int *steps)
{
	int64_t left = repro_mappings(p), now;
	unsigned int ended = 0, failed = 0, seen = 0, done;
	uint64_t end = clock_ns() + LIMIT_NS;
	bool gone[TASKS] = { false };
	int status;

	while (ended < TASKS && clock_ns() < end) {
		for (unsigned int i = 0; i < TASKS; i++) {
			if (gone[i] || waitpid(task[i], &status, WNOHANG) <= 0)
				continue;
			gone[i] = true;
			ended++;
			failed += status != 0;
		}
		done = ended + __atomic_load_n(steps, __ATOMIC_SEQ_CST);
		now = repro_mappings(p);
		if (done != seen || now != left)
			end = clock_ns() + LIMIT_NS;
		seen = done;
		left = now;
		usleep(1000);
	}
	return ended - failed;
}

static int repro_lock(struct probe *p)
{
	unsigned int i, done, *steps;
	pid_t task[TASKS];
	int ret = repro_open(p);

	steps = mmap(NULL, SZ_4K, PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (steps == MAP_FAILED)
		return cell_fail(&p->res->cell, -errno, "mmap");
	for (i = 0; i < p->backing.n && !ret; i++)
		ret = pin_range(p, i);
	if (ret)
		return cell_fail(&p->res->cell, ret, "set-up");
	probe_found(p, "mappings", repro_mappings(p));
	cell_phase(&p->res->cell, "two unmaps");
	for (i = 0; i < TASKS; i++) {
		task[i] = fork();
		if (!task[i])
			_exit(unmap_half(p, i, steps) != 0);
		if (task[i] < 0)
			return cell_fail(&p->res->cell, -errno, "fork");
	}
	done = wait_tasks(p, task, steps);
	munmap(steps, SZ_4K);
	probe_found(p, "tasks", TASKS);
	probe_found(p, "tasks_done", done);
	probe_found(p, "mappings_left", repro_mappings(p));
	repro_shown(p, TASKS - done);
	if (done == TASKS)
		return repro_end(p, 0);
	/* They have the container open, and no signal ends them. */
	for (i = 0; i < TASKS; i++)
		kill(task[i], SIGKILL);
	return 0;
}

static const struct scenario rows[] = {
	{
		.name = "repro-lock", .ranges = 64, .crash = true,
		.desc = "two tasks unmap at the same time",
		.why = "vfio_notify_dma_unmap holds device_list_lock and wants iommu->lock, the other task the other way round",
		PLAN(.backing = BACKING_THP, .maps = MAP_SPLIT,
		     .special = repro_lock),
	},
};
const struct rowset repro_lock_rows = ROWSET(rows);
