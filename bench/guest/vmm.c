// SPDX-License-Identifier: GPL-2.0-or-later
/* QEMU as a child of L1; contract in vmm.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "guest/vmm.h"
#include "lib/sys.h"

#define EXIT_EXEC 127

/*
 * The same for every guest. The vGPU comes first and at 02.0, where i915
 * expects the GPU; without a ROM, or SeaBIOS looks for a VGA BIOS in it.
 */
static const char * const common[] = {
	GUEST_QEMU, "-nodefaults", "-no-user-config",
	"-display", "none", "-vga", "none", "-accel", "kvm", "-cpu", "host",
	"-smp", "1", "-kernel", GUEST_KERNEL, "-initrd", GUEST_INITRD,
};

/*
 * Warnings only on the console: each character is two exits of the guest.
 * The guest's display is not used; without it no flip is waited for.
 */
#define APPEND \
	"console=ttyS0 loglevel=5 panic=-1 gtt2m.role=guest gtt2m.marks=1 " \
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

void vmm_path(const struct vmm *v, const char *file, char *out, size_t len)
{
	snprintf(out, len, GUEST_RUN "%u/%s", v->id, file);
}

/* Console, records (both ways), and where a balloon is asked for. */
static int port_args(const struct vmm *v, struct vmm_args *a)
{
	char path[64];
	int ret = 0;

	vmm_path(v, "console", path, sizeof(path));
	ret |= arg(a, "-serial") | arg(a, "file:%s", path);
	vmm_path(v, "records", path, sizeof(path));
	ret |= arg(a, "-serial") | arg(a, "pipe:%s", path);
	if (v->s->ram->trick != TRICK_BALLOON)
		return ret;
	vmm_path(v, "qmp", path, sizeof(path));
	return ret | arg(a, "-qmp") |
	       arg(a, "unix:%s,server=on,wait=off", path) |
	       arg(a, "-device") | arg(a, "virtio-balloon-pci,addr=03.0");
}

/*
 * QEMU turns a balloon off beside a VFIO device, unless the device is an
 * mdev and the user says that its driver pins only what it uses: GVT-g does.
 */
static int vgpu_args(const struct vmm *v, struct vmm_args *a)
{
	if (!v->vgpu)
		return 0;
	return arg(a, "-device") |
	       arg(a, "vfio-pci,sysfsdev=%s,addr=02.0,rombar=0%s", v->vgpu,
		   v->s->ram->trick == TRICK_BALLOON ?
		   ",x-balloon-allowed=on" : "");
}

int vmm_args(const struct vmm *v, struct vmm_args *a)
{
	const struct guest_scenario *s = v->s;
	int ret = 0;
	size_t i;

	memset(a, 0, sizeof(*a));
	for (i = 0; i < sizeof(common) / sizeof(common[0]); i++)
		ret |= arg(a, "%s", common[i]);
	if (!s->resets)
		ret |= arg(a, "-no-reboot");
	ret |= arg(a, "-M") | arg(a, "pc,memory-backend=ram");
	ret |= arg(a, "-m") | arg(a, "%uM", s->mem_mib);
	ret |= arg(a, "-object") |
	       arg(a, "%s,id=ram,size=%uM%s", s->ram->object, s->mem_mib,
		   s->ram->options);
	ret |= vgpu_args(v, a) | port_args(v, a);
	ret |= arg(a, "-append") |
	       arg(a, APPEND " gtt2m.seed=%llu%s%s%s%s",
		   (unsigned long long)v->seed,
		   cmdline_u64("gtt2m.dmesg", 0) ? " gtt2m.dmesg=1" : "",
		   s->census ? " gtt2m.census=1" : "", s->append ? " " : "", s->append ?: "");
	return ret ? -E2BIG : 0;
}

int vmm_add_user(void)
{
	int from = open(GUEST_USER, O_RDONLY | O_CLOEXEC);
	int to = open(GUEST_INITRD, O_WRONLY | O_CLOEXEC);
	ssize_t n = 1;
	int ret = 0;

	if (from < 0 || to < 0 || lseek(to, 0, SEEK_END) < 0)
		ret = -errno;
	while (!ret && n > 0) {
		n = sendfile(to, from, NULL, 1u << 30);
		if (n < 0)
			ret = -errno;
	}
	if (from >= 0)
		close(from);
	if (to >= 0)
		close(to);
	return ret ? ret : unlink(GUEST_USER) ? -errno : 0;
}

static void child(const struct vmm *v, char *const argv[])
{
	char log[64];
	int in = open("/dev/null", O_RDONLY), out;

	vmm_path(v, "qemu.log", log, sizeof(log));
	out = open(log, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	dup2(in, 0);
	dup2(out, 1);
	dup2(out, 2);
	execv(argv[0], argv);
	_exit(EXIT_EXEC);
}

/* A fresh folder with the two FIFOs of the record port, open at our end. */
static int make_folder(struct vmm *v)
{
	static const char * const stale[] = {
		"console", "qemu.log", "qmp", "records.in", "records.out",
	};
	char path[64];
	size_t i;
	int ret;

	vmm_path(v, "", path, sizeof(path));
	ret = sys_mkdirs(path);
	if (ret)
		return ret;
	for (i = 0; i < sizeof(stale) / sizeof(stale[0]); i++) {
		vmm_path(v, stale[i], path, sizeof(path));
		unlink(path);
	}
	vmm_path(v, "records.out", path, sizeof(path));
	if (mkfifo(path, 0600))
		return -errno;
	v->from = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	vmm_path(v, "records.in", path, sizeof(path));
	if (v->from < 0 || mkfifo(path, 0600))
		return -errno;
	v->to = open(path, O_RDWR | O_CLOEXEC);
	return v->to < 0 ? -errno : 0;
}

int vmm_start(struct vmm *v)
{
	struct vmm_args a;
	int ret = vmm_args(v, &a);

	v->from = v->to = v->end_fd = -1;
	if (!ret)
		ret = make_folder(v);
	if (!ret) {
		v->start_ns = clock_ns();
		v->pid = fork();
		if (v->pid == 0)
			child(v, a.argv);
		if (v->pid > 0)
			v->end_fd = syscall(SYS_pidfd_open, v->pid, 0);
		if (v->pid < 0 || v->end_fd < 0)
			ret = -errno;
	}
	v->alive = !ret;
	if (ret)
		snprintf(v->why, sizeof(v->why), "starting QEMU: %s",
			 strerror(-ret));
	return ret;
}
