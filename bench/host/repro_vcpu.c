// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a guest can do to its own vCPU: it names the top page table of the
 * CPU as a table of the GPU. GVT-g has KVM track writes to that page. The
 * CPU's next walk counts as a write to it (with nested paging every access
 * to a guest's page table does), and kvm_mmu_page_fault() takes such a
 * fault for one of a shadow page of KVM's: it "unprotects" the frame and
 * resumes the guest. The page stays tracked, for GVT-g, and the vCPU faults
 * for ever. A signal ends it. Nothing here depends on 2MiB entries.
 *
 * 6.12 resumes only if it has unprotected something ("Fix multiple #PF RO
 * infinite loop bugs", 20240831001538.336683-1-seanjc@google.com).
 */
#include <errno.h>
#include <stddef.h>

#include "host/probe.h"
#include "host/repro.h"

#define STORE_S	1u		/* far more than a store takes */

/* One store by the vCPU; *stuck: it had to be stopped. */
static int store(struct probe *p, bool *stuck)
{
	int ret;

	kvm_limit(&p->kvm, STORE_S);
	ret = kvm_store64(&p->kvm, range_gpa(0), 0);
	kvm_limit(&p->kvm, 0);
	*stuck = ret == -EINTR;
	return *stuck ? 0 : ret;
}

int repro_own_table(struct probe *p)
{
	uint64_t top, *pde;
	struct pass pass = { 0 };
	bool before = false, while_tracked = false, after = false;
	int ret = probe_open(p);

	top = ret ? 0 : ppgtt_page(&p->tables);
	pde = top ? ppgtt_pde(&p->tables, top, 0) : NULL;
	if (!pde)
		return cell_fail(&p->res->cell, ret ? ret : -ENOSPC, "set-up");
	/* The CPU's entry 0, its next table, is a 4KiB entry to the GPU. */
	*pde = ppgtt_4k(KVM_PML4_GPA);
	cell_phase(&p->res->cell, "own table");
	ret = store(p, &before);
	if (!ret)
		ret = probe_notify(p, top, VGT_G2V_PPGTT_L4_PAGE_TABLE_CREATE);
	if (!ret)
		ret = store(p, &while_tracked);
	if (!ret)
		ret = probe_notify(p, top, VGT_G2V_PPGTT_L4_PAGE_TABLE_DESTROY);
	if (!ret)
		ret = store(p, &after);
	if (ret)
		return cell_fail(&p->res->cell, ret, "%s", p->res->cell.phase);
	probe_found(p, "vcpu_stuck_before", before);
	probe_found(p, "vcpu_stuck", while_tracked);
	probe_found(p, "vcpu_stuck_after", after);
	probe_close(p, &pass);
	return 0;
}
