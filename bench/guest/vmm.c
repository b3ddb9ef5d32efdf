// SPDX-License-Identifier: GPL-2.0-or-later
/* QEMU as a child of L1; contract in vmm.h. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "guest/vmm.h"
#include "lib/sys.h"

#define THP_ENABLED "/sys/kernel/mm/transparent_hugepage/enabled"
#define POLL_NS 10000000ull
#define EXIT_EXEC 127

/*
 * The same for every guest. The vGPU comes first and at 02.0, where i915
 * expects the GPU; without a ROM, or SeaBIOS looks for a VGA BIOS in it.
 */
static const char * const common[] = {
	GUEST_QEMU, "-nodefaults", "-no-user-config", "-no-reboot",
	"-display", "none", "-vga", "none", "-accel", "kvm", "-cpu", "host",
	"-smp", "1", "-kernel", GUEST_KERNEL, "-initrd", GUEST_INITRD,
	"-serial", "file:" GUEST_CONSOLE, "-serial", "file:" GUEST_RECORDS,
};

/*
 * Warnings only on the console: each character is two exits of the guest.
 * The guest's display is not used; without it no flip is waited for.
 */
#define APPEND \
	"console=ttyS0 loglevel=5 panic=-1 gtt2m.role=guest " \
	"i915.disable_display=1 i915.enable_guc=0"

static int arg(struct vmm_args *a, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static int arg(struct vmm_args *a, const char *fmt, ...)
{
	char *at = a->text + a->used;
	size_t room = sizeof(a->text) - a->used;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(at, room, fmt, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= room || a->n + 1 >= VMM_ARGS)
		return -E2BIG;
	a->argv[a->n++] = at;
	a->argv[a->n] = NULL;
	a->used += n + 1;
	return 0;
}

int vmm_args(const struct vmm *v, struct vmm_args *a)
{
	const struct guest_scenario *s = v->s;
	int ret = 0;
	size_t i;

	memset(a, 0, sizeof(*a));
	for (i = 0; i < sizeof(common) / sizeof(common[0]); i++)
		ret |= arg(a, "%s", common[i]);
	ret |= arg(a, "-M") | arg(a, "pc,memory-backend=ram");
	ret |= arg(a, "-m") | arg(a, "%uM", s->mem_mib);
	ret |= arg(a, "-object") |
	       arg(a, "%s,id=ram,size=%uM%s", s->ram->object, s->mem_mib,
		   s->ram->options);
	if (v->vgpu)
		ret |= arg(a, "-device") |
		       arg(a, "vfio-pci,sysfsdev=%s,addr=02.0,rombar=0",
			   v->vgpu);
	ret |= arg(a, "-append") |
	       arg(a, APPEND " gtt2m.loads=%s gtt2m.seed=%llu%s%s", s->loads,
		   (unsigned long long)v->seed, *s->append ? " " : "",
		   s->append);
	return ret ? -E2BIG : 0;
}

int vmm_backing(const struct guest_scenario *s, char *why, size_t len)
{
	const struct ram_kind *ram = s->ram;
	uint64_t want, got = 0;
	int ret = sys_write(THP_ENABLED, ram->thp);

	if (ret) {
		snprintf(why, len, THP_ENABLED ": %s", strerror(-ret));
		return ret;
	}
	if (!ram->pool)
		return 0;
	want = (s->mem_mib + ram->page_mib - 1) / ram->page_mib;
	ret = sys_writef(ram->pool, "%llu", (unsigned long long)want);
	if (!ret)
		ret = sys_read_u64(ram->pool, &got);
	if (!ret && got < want)
		ret = -ENOMEM;
	if (ret)
		snprintf(why, len, "%s: %llu of %llu pages: %s", ram->pool,
			 (unsigned long long)got, (unsigned long long)want,
			 strerror(-ret));
	return ret;
}

static void child(char *const argv[])
{
	int in = open("/dev/null", O_RDONLY);
	int out = open(GUEST_LOG, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	dup2(in, 0);
	dup2(out, 1);
	dup2(out, 2);
	execv(argv[0], argv);
	_exit(EXIT_EXEC);
}

static bool has_record(void)
{
	struct stat st;

	return !stat(GUEST_RECORDS, &st) && st.st_size > 0;
}

/* Wait for the end, looking for the first record on the way. */
static int watch(struct vmm *v, pid_t pid)
{
	uint64_t start = clock_ns();
	int status = -ETIME;

	while (clock_ns() - start < v->limit_ns) {
		status = sys_wait(pid, v->first_ns ?
				  v->limit_ns - (clock_ns() - start) :
				  POLL_NS);
		if (!v->first_ns && has_record())
			v->first_ns = clock_ns() - start;
		if (status != -ETIME)
			break;
	}
	v->end_ns = clock_ns() - start;
	if (status == -ETIME) {
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
	}
	return status;
}

static int explain(struct vmm *v, int status)
{
	char log[512] = "", *p;

	if (!status)
		return 0;
	if (status == -ETIME) {
		snprintf(v->why, sizeof(v->why),
			 "the guest did not end within %llu virtual s",
			 (unsigned long long)(v->limit_ns / NSEC_PER_SEC));
		return -ETIME;
	}
	if (status > 256) {
		snprintf(v->why, sizeof(v->why),
			 "the guest's QEMU died of signal %d", status - 256);
		return -EIO;
	}
	sys_read(GUEST_LOG, log, sizeof(log));
	for (p = log; *p; p++)
		if (*p == '\n')
			*p = '|';
	snprintf(v->why, sizeof(v->why), "QEMU: status %d: %.200s", status,
		 log);
	return -EIO;
}

int vmm_run(struct vmm *v)
{
	struct vmm_args a;
	pid_t pid;
	int ret = vmm_args(v, &a);

	v->first_ns = 0;
	v->end_ns = 0;
	if (!ret)
		ret = sys_mkdirs(GUEST_RUN);
	if (ret) {
		snprintf(v->why, sizeof(v->why), "preparing QEMU: %s",
			 strerror(-ret));
		return ret;
	}
	unlink(GUEST_RECORDS);
	unlink(GUEST_CONSOLE);
	pid = fork();
	if (pid == 0)
		child(a.argv);
	if (pid < 0)
		return -errno;
	return explain(v, watch(v, pid));
}
