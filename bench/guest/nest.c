// SPDX-License-Identifier: GPL-2.0-or-later
/* A VM of the guest's own; contract in nest.h. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "guest/nest.h"
#include "host/kvm.h"
#include "lib/cell.h"
#include "lib/sys.h"
#include "lib/sizes.h"

#define AT		0x8000ull	/* in each 2 MiB; above the vCPU's own */
#define NAP_MS		5
#define READY_MS	120000		/* virtual */
#define END_NS		(20 * NSEC_PER_SEC)

/* The processor's own; the other one refuses to load. */
static int load_kvm(void)
{
	int ret = 0;

	if (!sys_exists("/dev/kvm"))
		ret = mod_load("kvm_amd", "");
	if (ret && ret != -ENOENT)
		ret = mod_load("kvm_intel", "");
	return ret ? ret : sys_exists("/dev/kvm") ? 0 : -ENODEV;
}

static int make_vm(struct kvm *k, uint64_t size, uint8_t **mem)
{
	int ret;

	*mem = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE |
		    MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (*mem == MAP_FAILED || madvise(*mem, size, MADV_NOHUGEPAGE))
		return -errno;
	ret = kvm_open(k);
	if (!ret)
		ret = kvm_slot(k, 0, *mem, size, 0);
	return ret ? ret : kvm_vcpu(k, *mem);
}

/* The VM stores a value to each 2 MiB; where it landed is looked at here. */
static int touch(struct kvm *k, const uint8_t *mem, uint64_t size,
		 struct nest_seen *seen)
{
	uint64_t value = seen->runs + 1, at, got;
	uint32_t n = 0;
	int ret = kvm_touch(k, AT, SZ_2M, size / SZ_2M, value);

	for (at = AT; !ret && at < size; at += SZ_2M) {
		memcpy(&got, mem + at, sizeof(got));
		n += got == value;
	}
	seen->touched = n;
	seen->runs += !ret;
	return ret ? ret : n == size / SZ_2M ? 0 : -EIO;
}

static int child(uint64_t size, int stop, int ready, struct nest_seen *seen)
{
	struct pollfd p = { .fd = stop };
	uint8_t *mem;
	struct kvm k;
	int ret;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	ret = make_vm(&k, size, &mem);
	if (!ret)
		ret = touch(&k, mem, size, seen);
	if (!ret && write(ready, ".", 1) != 1)
		ret = -EPIPE;
	while (!ret && !poll(&p, 1, NAP_MS))
		ret = touch(&k, mem, size, seen);
	kvm_close(&k);
	return -ret;
}

static int wait_ready(struct nest *n, int ready)
{
	struct pollfd p = { .fd = ready, .events = POLLIN };
	char dot;
	int ret = poll(&p, 1, READY_MS);

	if (ret > 0 && read(ready, &dot, 1) == 1)
		return 0;
	if (!ret)
		kill(n->pid, SIGKILL);
	ret = nest_stop(n);
	return ret ? ret : -ETIME;
}

int nest_start(struct nest *n, unsigned int mib)
{
	int stop[2], ready[2], ret = load_kvm();

	if (ret)
		return ret;
	n->seen = cell_shared(sizeof(*n->seen));
	if (!n->seen || pipe(stop) || pipe(ready))
		return -ENOMEM;
	n->stop = stop[1];
	n->pid = fork();
	if (!n->pid) {
		close(stop[1]);
		close(ready[0]);
		_exit(child((uint64_t)mib << 20, stop[0], ready[1], n->seen));
	}
	close(stop[0]);
	close(ready[1]);
	ret = n->pid < 0 ? -errno : wait_ready(n, ready[0]);
	close(ready[0]);
	return ret;
}

int nest_stop(struct nest *n)
{
	int status;

	close(n->stop);
	status = sys_wait(n->pid, END_NS);
	if (status == -ETIME) {
		kill(n->pid, SIGKILL);
		sys_wait(n->pid, END_NS);
	}
	return status > 255 ? -EIO : status > 0 ? -status : status;
}
