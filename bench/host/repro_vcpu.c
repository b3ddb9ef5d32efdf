// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a guest can do to its own vCPU: it names the top page table of the
 * CPU as a table of the GPU. GVT-g has KVM track writes to that page. The
 * CPU's next walk counts as a write to it (with nested paging every access
 * to a guest's page table does). Nothing here depends on 2MiB entries.
 *
 * 6.1: kvm_mmu_page_fault() takes the fault for one of a shadow page of
 * KVM's: it "unprotects" the frame and resumes the guest. The page stays
 * tracked, for GVT-g, and the vCPU faults for ever. A signal ends it.
 *
 * 6.12 resumes only if it has unprotected something ("Fix multiple #PF RO
 * infinite loop bugs", 20240831001538.336683-1-seanjc@google.com), else it
 * emulates the instruction, and takes the fault's address for that of its
 * operand if the offset in the page is the same (x86_emulate_instruction()
 * sets gpa_val, emulator_read_write_onepage() uses it). The store, which
 * has another address, then lands in the page table.
 */
#include <errno.h>
#include <stdio.h>

#include "host/rows.h"
#include "host/repro_int.h"

#define STORE_S	1u		/* far more than a store takes */
#define VALUE	0x5a5a5a00u	/* stored; as a page-table entry it is none */

/*
 * One store by the vCPU to the start of the first range, and how it ends:
 * "NAME_stuck", "NAME_exit" (KVM_EXIT_*: 5 HLT, 8 SHUTDOWN), and whether it
 * landed there or at the start of the CPU's page table.
 */
static int store(struct probe *p, const char *name, bool *landed)
{
	const volatile uint64_t *table =
		(uint64_t *)(p->kvm.low + KVM_PML4_GPA);
	volatile uint64_t *target = (uint64_t *)p->backing.va[0];
	char key[32];
	int ret;

	*target = 0;
	kvm_limit(&p->kvm, STORE_S);
	ret = kvm_store64(&p->kvm, range_gpa(0), VALUE);
	kvm_limit(&p->kvm, 0);
	snprintf(key, sizeof(key), "%s_landed", name);
	*landed = *target == VALUE;
	probe_found(p, key, *landed);
	snprintf(key, sizeof(key), "%s_in_table", name);
	probe_found(p, key, *table == VALUE);
	snprintf(key, sizeof(key), "%s_stuck", name);
	probe_found(p, key, ret == -EINTR);
	if (ret == -EINTR)
		return 0;
	snprintf(key, sizeof(key), "%s_exit", name);
	probe_found(p, key, kvm_exit_reason(&p->kvm));
	return ret == -EPROTO ? 0 : ret;
}

static int repro_own_table(struct probe *p)
{
	bool landed, tracked = false;
	uint64_t top, *pde;
	int ret = repro_open(p);

	top = ret ? 0 : ppgtt_page(&p->tables);
	pde = top ? ppgtt_pde(&p->tables, top, 0) : NULL;
	if (!pde)
		return cell_fail(&p->res->cell, ret ? ret : -ENOSPC, "set-up");
	/* The CPU's entry 0, its next table, is a 4KiB entry to the GPU. */
	*pde = ppgtt_4k(KVM_PML4_GPA);
	cell_phase(&p->res->cell, "own table");
	ret = store(p, "before", &landed);
	if (!ret)
		ret = probe_notify(p, top, VGT_G2V_PPGTT_L4_PAGE_TABLE_CREATE);
	if (!ret)
		ret = store(p, "tracked", &tracked);
	if (!ret)
		ret = probe_notify(p, top, VGT_G2V_PPGTT_L4_PAGE_TABLE_DESTROY);
	if (!ret)
		ret = store(p, "after", &landed);
	repro_shown(p, !ret && !tracked);
	return repro_end(p, ret);
}

static const struct scenario rows[] = {
	{
		.name = "repro-own-table", .ranges = 1,
		.desc = "a page table of the vCPU as one of the GPU",
		.why = "kvm_mmu_page_fault resumes the guest, but the page stays tracked: it faults for ever (mended in 6.12)",
		PLAN(.backing = BACKING_THP, .update = UPDATE_STORE,
		     .special = repro_own_table),
	},
};
const struct rowset repro_vcpu_rows = ROWSET(rows);
