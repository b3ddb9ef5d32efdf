// SPDX-License-Identifier: GPL-2.0-or-later
/* probe.c - the vGPU opened and closed, its trees made and shadowed. */
#include <errno.h>
#include <string.h>

#include "host/host.h"
#include "host/layout.h"
#include "host/probe.h"
#include "host/scenario.h"
#include "lib/sys.h"

int probe_open(struct probe *p)
{
	struct cell *c = &p->res->cell;
	int ret;

	p->tables = (struct ppgtt_mem) {
		.hva = p->low + TABLE_GPA, .gpa = TABLE_GPA,
		.size = LOW_SIZE - TABLE_GPA,
	};
	ret = vgpu_create(&p->vgpu, p->seed);
	if (ret)
		return cell_fail(c, ret, "creating the vGPU");
	ret = kvm_open(&p->kvm);
	if (!ret)
		ret = layout_slots(p);
	if (ret)
		return cell_fail(c, ret, "KVM and its memslots");
	ret = vfio_open(&p->vfio, p->vgpu.sysfs, p->plan->iommufd);
	if (!ret)
		ret = kvm_add_file(&p->kvm, vfio_file(&p->vfio));
	if (!ret)
		ret = vfio_device(&p->vfio, p->vgpu.uuid);
	if (ret)
		return cell_fail(c, ret, "opening the vGPU through VFIO");
	ret = layout_maps(p);
	if (!ret)
		ret = vfio_reset(&p->vfio);
	if (ret)
		return cell_fail(c, ret, "DMA mappings and reset");
	if (p->plan->update != UPDATE_CREATE ||
	    p->plan->track >= TRACK_NESTED)
		ret = kvm_vcpu(&p->kvm, p->low);
	return ret ? cell_fail(c, ret, "the vCPU") : 0;
}

void probe_close(struct probe *p, struct pass *pass)
{
	uint64_t t = clock_ns();
	int ret;

	if (p->vfio.iommufd)	/* else it keeps the device open */
		kvm_drop_file(&p->kvm, p->vfio.device);
	vfio_close(&p->vfio);
	pass->close_ns = clock_ns() - t;
	kvm_close(&p->kvm);
	vgpu_counters(&p->vgpu, &pass->closed);
	ret = vgpu_remove(&p->vgpu);
	if (ret)
		cell_fail(&p->res->cell, ret, "removing the vGPU");
}

void probe_found(struct probe *p, const char *name, int64_t value)
{
	struct probe_result *res = p->res;

	if (res->nfound == sizeof(res->found) / sizeof(res->found[0])) {
		cell_fail(&res->cell, -ENOSPC, "too many findings");
		return;
	}
	strncpy(res->found[res->nfound].name, name,
		sizeof(res->found[0].name) - 1);
	res->found[res->nfound++].value = value;
}

/* An entry that fails spoils its tree only: each range its own outcome. */
int probe_trees(struct probe *p)
{
	bool one = p->plan->update == UPDATE_STORE;
	uint64_t *pde;
	unsigned int i;

	for (i = 0; i < p->backing.n; i++) {
		p->roots[i] = one && i ? p->roots[0] : ppgtt_page(&p->tables);
		pde = p->roots[i] ? ppgtt_pde(&p->tables, p->roots[i],
					      i * RANGE_SIZE) : NULL;
		if (!pde)
			return -ENOSPC;
		if (!one)
			*pde = ppgtt_2m(range_gpa(i));
	}
	return 0;
}

int probe_notify(struct probe *p, uint64_t root, uint32_t what)
{
	int ret = vfio_ppgtt_root(&p->vfio, root);

	return ret ? ret : vfio_ppgtt_notify(&p->vfio, what);
}

int probe_create(struct probe *p, uint64_t root, uint64_t *ns)
{
	int ret = vfio_ppgtt_root(&p->vfio, root);
	uint64_t t = clock_ns();

	if (!ret)
		ret = vfio_ppgtt_notify(&p->vfio,
					VGT_G2V_PPGTT_L4_PAGE_TABLE_CREATE);
	*ns = clock_ns() - t;
	return ret;
}

int probe_populate(struct probe *p, unsigned int i, uint64_t *ns)
{
	uint64_t *pde, t;
	int ret;

	if (p->plan->update == UPDATE_CREATE)
		return probe_create(p, p->roots[i], ns);
	pde = ppgtt_pde(&p->tables, p->roots[i], i * RANGE_SIZE);
	t = clock_ns();
	ret = kvm_store64(&p->kvm, ppgtt_pde_gpa(&p->tables, pde),
			  ppgtt_2m(range_gpa(i)));
	*ns = clock_ns() - t;
	return ret;
}
