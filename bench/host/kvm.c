// SPDX-License-Identifier: GPL-2.0-or-later
/* A micro-VM; contract in kvm.h. */
#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "host/kvm.h"

/* Where the vCPU's own things lie, below 32 KiB. */
#define PDPT_GPA	0x2000
#define CODE_GPA	0x3000
#define VMCB_GPA	0x4000
#define HSAVE_GPA	0x5000
#define L2_CODE_GPA	0x6000

#define CR0_PE		(1u << 0)
#define CR0_PG		(1u << 31)
#define CR4_PAE		(1u << 5)
#define CR4_OSFXSR	(1u << 9)
#define EFER_LME	(1u << 8)
#define EFER_LMA	(1u << 10)
#define EFER_SVME	(1u << 12)
#define MSR_VM_HSAVE_PA	0xc0010117

int kvm_open(struct kvm *k)
{
	memset(k, 0, sizeof(*k));
	k->vm = k->vcpu = k->vfio = -1;
	k->dev = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	if (k->dev < 0)
		return -errno;
	k->vm = ioctl(k->dev, KVM_CREATE_VM, 0);
	return k->vm < 0 ? -errno : 0;
}

void kvm_close(struct kvm *k)
{
	int *fds[] = { &k->vcpu, &k->vfio, &k->vm, &k->dev };
	size_t i;

	if (k->run)
		munmap(k->run, k->run_size);
	k->run = NULL;
	for (i = 0; i < sizeof(fds) / sizeof(fds[0]); i++) {
		if (*fds[i] >= 0)
			close(*fds[i]);
		*fds[i] = -1;
	}
}

int kvm_slot(struct kvm *k, uint64_t gpa, void *hva, uint64_t size,
	     uint32_t flags)
{
	struct kvm_userspace_memory_region slot = {
		.slot = k->slots,
		.flags = flags,
		.guest_phys_addr = gpa,
		.memory_size = size,
		.userspace_addr = (uintptr_t)hva,
	};

	if (ioctl(k->vm, KVM_SET_USER_MEMORY_REGION, &slot))
		return -errno;
	k->slots++;
	return 0;
}

int kvm_add_file(struct kvm *k, int fd)
{
	struct kvm_create_device dev = { .type = KVM_DEV_TYPE_VFIO };
	struct kvm_device_attr attr = {
		.group = KVM_DEV_VFIO_GROUP,
		.attr = KVM_DEV_VFIO_GROUP_ADD,
		.addr = (uintptr_t)&fd,
	};

	if (ioctl(k->vm, KVM_CREATE_DEVICE, &dev))
		return -errno;
	k->vfio = dev.fd;
	return ioctl(k->vfio, KVM_SET_DEVICE_ATTR, &attr) ? -errno : 0;
}

int kvm_drop_file(struct kvm *k, int fd)
{
	struct kvm_device_attr attr = {
		.group = KVM_DEV_VFIO_GROUP,
		.attr = KVM_DEV_VFIO_GROUP_DEL,
		.addr = (uintptr_t)&fd,
	};

	return ioctl(k->vfio, KVM_SET_DEVICE_ATTR, &attr) ? -errno : 0;
}

static struct kvm_segment flat_segment(uint16_t selector, uint8_t type)
{
	struct kvm_segment s = {
		.limit = 0xffffffff, .selector = selector, .type = type,
		.present = 1, .s = 1, .g = 1,
	};

	if (type & 8)
		s.l = 1;
	else
		s.db = 1;
	return s;
}

static int enter_long_mode(struct kvm *k)
{
	struct kvm_sregs s;

	if (ioctl(k->vcpu, KVM_GET_SREGS, &s))
		return -errno;
	s.cs = flat_segment(8, 11);
	s.ds = s.es = s.fs = s.gs = s.ss = flat_segment(16, 3);
	s.cr3 = KVM_PML4_GPA;
	s.cr4 |= CR4_PAE | CR4_OSFXSR;
	s.cr0 |= CR0_PE | CR0_PG;
	s.efer |= EFER_LME | EFER_LMA;
	return ioctl(k->vcpu, KVM_SET_SREGS, &s) ? -errno : 0;
}

/* The host's own features, so that 1GiB pages and SVM are there. */
static int set_cpuid(struct kvm *k)
{
	enum { ENTRIES = 128 };
	struct kvm_cpuid2 *id;
	int ret = 0;

	id = calloc(1, sizeof(*id) + ENTRIES * sizeof(id->entries[0]));
	if (!id)
		return -ENOMEM;
	id->nent = ENTRIES;
	if (ioctl(k->dev, KVM_GET_SUPPORTED_CPUID, id) ||
	    ioctl(k->vcpu, KVM_SET_CPUID2, id))
		ret = -errno;
	free(id);
	return ret;
}

int kvm_vcpu(struct kvm *k, uint8_t *low)
{
	uint64_t *pml4 = (uint64_t *)(low + KVM_PML4_GPA);
	uint64_t *pdpt = (uint64_t *)(low + PDPT_GPA);
	int size, i, ret;

	k->low = low;
	pml4[0] = PDPT_GPA | 3;
	for (i = 0; i < 512; i++)	/* 1GiB pages, present and writable */
		pdpt[i] = (uint64_t)i << 30 | 0x83;
	k->vcpu = ioctl(k->vm, KVM_CREATE_VCPU, 0);
	size = ioctl(k->dev, KVM_GET_VCPU_MMAP_SIZE, 0);
	if (k->vcpu < 0 || size < 0)
		return -errno;
	k->run = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED,
		      k->vcpu, 0);
	if (k->run == MAP_FAILED) {
		k->run = NULL;
		return -errno;
	}
	k->run_size = size;
	ret = set_cpuid(k);
	return ret ? ret : enter_long_mode(k);
}

/* Run code with these registers until it halts. */
static int run_regs(struct kvm *k, const void *code, size_t len,
		    struct kvm_regs *regs)
{
	regs->rip = CODE_GPA;
	regs->rsp = CODE_GPA + 0x1000;
	regs->rflags = 2;
	memcpy(k->low + CODE_GPA, code, len);
	if (ioctl(k->vcpu, KVM_SET_REGS, regs))
		return -errno;
	while (ioctl(k->vcpu, KVM_RUN, 0))
		if (errno != EINTR || k->stop_on_signal)
			return -errno;
	return k->run->exit_reason == KVM_EXIT_HLT ? 0 : -EPROTO;
}

static int run_code(struct kvm *k, const void *code, size_t len,
		    uint64_t rax, uint64_t rdi)
{
	struct kvm_regs regs = { .rax = rax, .rdi = rdi };

	return run_regs(k, code, len, &regs);
}

unsigned int kvm_exit_reason(const struct kvm *k)
{
	return k->run->exit_reason;
}

static void on_alarm(int signal)
{
}

void kvm_limit(struct kvm *k, unsigned int seconds)
{
	struct sigaction act = { .sa_handler = on_alarm };

	sigaction(SIGALRM, &act, NULL);
	k->stop_on_signal = seconds != 0;
	alarm(seconds);
}

int kvm_touch(struct kvm *k, uint64_t gpa, uint64_t step, uint64_t n,
	      uint64_t value)
{
	/* 1: mov %rax,(%rdi); add %rdx,%rdi; dec %rcx; jnz 1b; hlt */
	static const uint8_t code[] = { 0x48, 0x89, 0x07, 0x48, 0x01, 0xd7,
					0x48, 0xff, 0xc9, 0x75, 0xf5, 0xf4 };
	struct kvm_regs regs = { .rax = value, .rdi = gpa, .rdx = step,
				 .rcx = n };

	return n ? run_regs(k, code, sizeof(code), &regs) : 0;
}

int kvm_store64(struct kvm *k, uint64_t gpa, uint64_t value)
{
	/* mov %rax,(%rdi); hlt */
	static const uint8_t code[] = { 0x48, 0x89, 0x07, 0xf4 };

	return run_code(k, code, sizeof(code), value, gpa);
}

int kvm_store32(struct kvm *k, uint64_t gpa, uint32_t value)
{
	/* mov %eax,(%rdi); hlt */
	static const uint8_t code[] = { 0x89, 0x07, 0xf4 };

	return run_code(k, code, sizeof(code), value, gpa);
}

int kvm_store(struct kvm *k, uint64_t gpa, uint64_t value, unsigned int bytes)
{
	/* mov %al or %ax,(%rdi); hlt */
	static const uint8_t one[] = { 0x88, 0x07, 0xf4 };
	static const uint8_t two[] = { 0x66, 0x89, 0x07, 0xf4 };
	/* movq %rax,%xmm0; punpcklqdq %xmm0,%xmm0; movaps %xmm0,(%rdi); hlt */
	static const uint8_t sixteen[] = {
		0x66, 0x48, 0x0f, 0x6e, 0xc0, 0x66, 0x0f, 0x6c, 0xc0,
		0x0f, 0x29, 0x07, 0xf4
	};

	switch (bytes) {
	case 1:
		return run_code(k, one, sizeof(one), value, gpa);
	case 2:
		return run_code(k, two, sizeof(two), value, gpa);
	case 4:
		return kvm_store32(k, gpa, value);
	case 8:
		return kvm_store64(k, gpa, value);
	case 16:
		return run_code(k, sixteen, sizeof(sixteen), value, gpa);
	default:
		return -EINVAL;
	}
}

/*
 * Fields of the VMCB that are not zero (AMD64 Architecture Programmer's
 * Manual vol. 2, appendix B): a real-mode guest with its code at
 * L2_CODE_GPA.
 */
static void fill_vmcb(uint8_t *v, uint64_t ncr3)
{
	static const struct {
		uint16_t at;
		uint8_t size;
		uint64_t value;
	} fields[] = {
		{ 0x00c, 4, 1u << 24 },		/* intercept HLT */
		{ 0x010, 4, 1u << 0 },		/* intercept VMRUN */
		{ 0x058, 4, 1 },		/* ASID */
		{ 0x05c, 1, 1 },		/* flush this ASID */
		{ 0x090, 8, 1 },		/* nested paging */
		{ 0x412, 2, 0x9b }, { 0x414, 4, 0xffff },	/* CS */
		{ 0x402, 2, 0x93 }, { 0x404, 4, 0xffff },	/* ES */
		{ 0x422, 2, 0x93 }, { 0x424, 4, 0xffff },	/* SS */
		{ 0x432, 2, 0x93 }, { 0x434, 4, 0xffff },	/* DS */
		{ 0x4d0, 8, EFER_SVME },
		{ 0x558, 8, 0x10 },		/* CR0: ET */
		{ 0x560, 8, 0x400 },		/* DR7 */
		{ 0x568, 8, 0xffff0ff0 },	/* DR6 */
		{ 0x570, 8, 2 },		/* RFLAGS */
		{ 0x578, 8, L2_CODE_GPA },	/* RIP, CS base is 0 */
		{ 0x668, 8, 0x0007040600070406 },	/* PAT */
	};
	size_t i;

	memset(v, 0, 4096);
	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		memcpy(v + fields[i].at, &fields[i].value, fields[i].size);
	memcpy(v + 0x0b0, &ncr3, sizeof(ncr3));
}

static int enable_svm(struct kvm *k)
{
	union {		/* a header and, right behind it, one entry */
		struct kvm_msrs hdr;
		uint8_t room[sizeof(struct kvm_msrs) +
			     sizeof(struct kvm_msr_entry)];
	} msr = { .hdr = { .nmsrs = 1 } };
	struct kvm_sregs s;

	msr.hdr.entries[0] = (struct kvm_msr_entry){
		.index = MSR_VM_HSAVE_PA, .data = HSAVE_GPA };
	if (ioctl(k->vcpu, KVM_GET_SREGS, &s))
		return -errno;
	s.efer |= EFER_SVME;
	if (ioctl(k->vcpu, KVM_SET_SREGS, &s) ||
	    ioctl(k->vcpu, KVM_SET_MSRS, &msr) != 1)
		return -EOPNOTSUPP;
	return 0;
}

int kvm_nested(struct kvm *k, uint64_t table_gpa, void *table)
{
	/* vmrun; hlt */
	static const uint8_t code[] = { 0x0f, 0x01, 0xd8, 0xf4 };
	uint64_t *t = table;
	int ret = enable_svm(k);

	if (ret)
		return ret;
	/* PML4, PDPT, PD: the first 2MiB one to one (present, rw, user). */
	memset(t, 0, 3 * 4096);
	t[0] = (table_gpa + 0x1000) | 7;
	t[512] = (table_gpa + 0x2000) | 7;
	t[1024] = 0 | 0x87;
	fill_vmcb(k->low + VMCB_GPA, table_gpa);
	k->low[L2_CODE_GPA] = 0xf4;	/* hlt */
	ret = run_code(k, code, sizeof(code), VMCB_GPA, 0);
	if (ret)
		return ret;
	/* EXITCODE: it ended by its HLT, so its tables were walked. */
	return *(uint64_t *)(k->low + VMCB_GPA + 0x70) == 0x78 ? 0 : -EPROTO;
}
