// SPDX-License-Identifier: GPL-2.0-or-later
/* What reproducers count by, on any kernel; contract in repro_int.h. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "host/probe.h"
#include "host/repro_int.h"
#include "host/tracehist.h"
#include "host/work.h"
#include "lib/sys.h"

/* Tables that a guest has; those of a split 2MiB entry are not in alloc. */
static const struct tracehist alloc = { "gvt/spt_alloc", NULL, "hist:keys=id" };
static const struct tracehist release = { "gvt/spt_free", NULL, "hist:keys=id" };

int repro_open(struct probe *p)
{
	struct vgpu_counters c;
	int ret = probe_open(p);

	p->res->have_counters = !ret && !vgpu_counters(&p->vgpu, &c);
	if (ret || p->res->have_counters)
		return ret;
	ret = tracehist_on(&alloc);
	return ret ? ret : tracehist_on(&release);
}

int repro_work(struct probe *p, struct work *w, uint64_t *root)
{
	int ret = repro_open(p);

	if (!ret)
		ret = work_open(p, w);
	*root = ret ? 0 : ppgtt_page(&p->tables);
	if (!ret && (!*root || work_map(p, w, *root)))
		ret = -ENOSPC;
	return ret ? cell_fail(&p->res->cell, ret, "set-up") : 0;
}

int64_t repro_tables(struct probe *p)
{
	struct vgpu_counters c;

	if (!p->res->have_counters)
		return tracehist_count(&alloc) - tracehist_count(&release);
	return vgpu_counters(&p->vgpu, &c) ? -1 : vgpu_counter(&c, "spt_live");
}

int64_t repro_mappings(struct probe *p)
{
	char path[192];
	uint64_t n;

	snprintf(path, sizeof(path), "%s/kvmgt_nr_cache_entries",
		 p->vgpu.debugfs);
	return sys_read_u64(path, &n) ? -1 : (int64_t)n;
}

void repro_shown(struct probe *p, int64_t n)
{
	probe_found(p, "shown", n);
}

int repro_end(struct probe *p, int ret)
{
	struct pass pass = { 0 };

	if (!p->res->have_counters) {
		tracehist_off(&alloc);
		tracehist_off(&release);
	}
	if (ret)
		return cell_fail(&p->res->cell, ret, "%s", p->res->cell.phase);
	probe_close(p, &pass);
	return 0;
}
