/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A VM with exactly the memslots asked for, and one vCPU in long mode that
 * runs a few instructions: the stores that write tracking sees.
 */
#ifndef GTT2M_KVM_H
#define GTT2M_KVM_H

#include <stdbool.h>
#include <stdint.h>

struct kvm_run;

struct kvm {
	int dev, vm, vcpu;	/* -1: closed */
	int vfio;		/* the VM's VFIO device */
	uint32_t slots;		/* next slot number */
	struct kvm_run *run;
	uint64_t run_size;
	uint8_t *low;		/* guest memory from gpa 0 */
	bool stop_on_signal;	/* a run ends with -EINTR by one */
};

int kvm_open(struct kvm *k);
void kvm_close(struct kvm *k);
/* flags: KVM_MEM_READONLY, KVM_MEM_LOG_DIRTY_PAGES. */
int kvm_slot(struct kvm *k, uint64_t gpa, void *hva, uint64_t size,
	     uint32_t flags);
/* A VFIO group, or a device of iommufd (the same calls since 6.6). */
int kvm_add_file(struct kvm *k, int fd);
int kvm_drop_file(struct kvm *k, int fd);

/* The top one of the vCPU's own page tables; the next lies behind it. */
#define KVM_PML4_GPA	0x1000u

/*
 * A vCPU in long mode, the first 512 GiB mapped one to one. Uses gpa
 * 0x1000 to 0x7fff of low, which is the memory at gpa 0.
 */
int kvm_vcpu(struct kvm *k, uint8_t *low);
/* One store of 8 or 4 bytes to gpa; returns when the vCPU has halted. */
int kvm_store64(struct kvm *k, uint64_t gpa, uint64_t value);
int kvm_store32(struct kvm *k, uint64_t gpa, uint32_t value);
/*
 * One of 1, 2, 4, 8 or 16 bytes (twice the 8, aligned, by one instruction of
 * SSE); -EINVAL for another number.
 */
int kvm_store(struct kvm *k, uint64_t gpa, uint64_t value, unsigned int bytes);
/*
 * From now on a run is stopped after so many seconds (of the machine) and
 * is -EINTR: a vCPU may fault for ever. 0: no more. Takes SIGALRM.
 */
void kvm_limit(struct kvm *k, unsigned int seconds);
/* KVM_EXIT_* of the last run; one that is not KVM_EXIT_HLT was -EPROTO. */
unsigned int kvm_exit_reason(const struct kvm *k);
/* n stores of 8 bytes, step apart, in one run. */
int kvm_touch(struct kvm *k, uint64_t gpa, uint64_t step, uint64_t n,
	      uint64_t value);
/*
 * Run a guest of the guest's own (AMD SVM, nested paging) that executes
 * one HLT. Its nested page tables are three pages at table_gpa, whose host
 * address is table; KVM tracks them from then on. -EOPNOTSUPP: no SVM.
 */
int kvm_nested(struct kvm *k, uint64_t table_gpa, void *table);

#endif
