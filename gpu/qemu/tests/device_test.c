// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The device inside QEMU, without a CPU that runs (accelerator qtest):
 * its counters through BAR0 and through QMP are the same; random accesses
 * to config space, BARs, registers, GGTT and aperture neither end nor hang
 * QEMU; the same seed gives the same counters.
 *   device_test QEMU [SEED [STEPS]]
 */
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "gpu/host/counters.h"
#include "gpu/device/gen9.h"

#define BAR0		0xe0000000u
#define BAR2		0xd0000000u
#define REPLY_MS	600000	/* of a QEMU that hangs, not of one that waits its turn */
#define LINE		65536

struct vm {
	pid_t pid;
	int to, from, qmp;
	char line[LINE];
};

static void fail(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fprintf(stderr, "device_test: ");
	vfprintf(stderr, fmt, ap);
	fprintf(stderr, "\n");
	va_end(ap);
	exit(1);
}

static void read_line(struct vm *v, int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	size_t n = 0;

	do {
		if (poll(&p, 1, REPLY_MS) != 1)
			fail("no answer within %d s", REPLY_MS / 1000);
		if (n == LINE - 1 || read(fd, v->line + n, 1) != 1)
			fail("QEMU has ended");
	} while (v->line[n++] != '\n');
	v->line[n - 1] = '\0';
}

/* One qtest command; its value, if it has one. */
static uint64_t qtest(struct vm *v, const char *fmt, ...)
{
	char cmd[128];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(cmd, sizeof(cmd), fmt, ap);
	va_end(ap);
	cmd[n++] = '\n';
	if (write(v->to, cmd, n) != n)
		fail("QEMU has ended at: %.*s", n - 1, cmd);
	do
		read_line(v, v->from);
	while (!strncmp(v->line, "IRQ", 3));
	if (strncmp(v->line, "OK", 2))
		fail("%.*s: %s", n - 1, cmd, v->line);
	return v->line[2] ? strtoull(v->line + 3, NULL, 0) : 0;
}

static void qmp(struct vm *v, const char *cmd)
{
	if (write(v->qmp, cmd, strlen(cmd)) != (ssize_t)strlen(cmd))
		fail("QMP: write");
	do
		read_line(v, v->qmp);
	while (!strstr(v->line, "\"return\"") && !strstr(v->line, "\"error\""));
	if (strstr(v->line, "\"error\""))
		fail("QMP: %s", v->line);
}

static void start(struct vm *v, char *qemu)
{
	int in[2], out[2], sv[2];
	char chr[64];
	char *argv[] = {
		qemu, "-M", "q35", "-accel", "qtest", "-m", "64M",
		"-nodefaults", "-vga", "none", "-net", "none", "-display",
		"none", "-device", "igd-gen9,id=gpu,addr=02.0", "-qtest",
		"stdio", "-chardev", chr, "-mon", "chardev=m,mode=control",
		"-L", "/usr/share/qemu", "-L", "/usr/share/seabios", NULL
	};

	if (pipe(in) || pipe(out) || socketpair(AF_UNIX, SOCK_STREAM, 0, sv))
		fail("pipe");
	snprintf(chr, sizeof(chr), "socket,id=m,fd=%d", sv[1]);
	v->pid = fork();
	if (!v->pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		dup2(in[0], 0);
		dup2(out[1], 1);
		close(sv[0]);
		if (!freopen("/dev/null", "w", stderr))
			_exit(126);
		execv(qemu, argv);
		_exit(127);
	}
	close(in[0]);
	close(out[1]);
	close(sv[1]);
	v->to = in[1];
	v->from = out[0];
	v->qmp = sv[0];
	read_line(v, v->qmp);
	qmp(v, "{\"execute\":\"qmp_capabilities\"}\n");
}

static void stop(struct vm *v)
{
	int status;

	kill(v->pid, SIGKILL);
	waitpid(v->pid, &status, 0);
	close(v->to);
	close(v->from);
	close(v->qmp);
}

static void config_write(struct vm *v, unsigned int off, uint32_t val)
{
	qtest(v, "outl 0xcf8 0x%x", 0x80001000u | (off & 0xfc));
	qtest(v, "outl 0xcfc 0x%x", val);
}

static void place(struct vm *v)
{
	config_write(v, 0x04, 0);
	config_write(v, 0x10, BAR0);
	config_write(v, 0x14, 0);
	config_write(v, 0x18, BAR2);
	config_write(v, 0x1c, 0);
	config_write(v, 0x04, 6);
}

/* Words in which the two ways of reading differ, but for the clock. */
static uint64_t compare(struct vm *v)
{
	static uint64_t words[sizeof(struct gen9_counters) / 8];
	const unsigned int n = sizeof(words) / 8;
	uint64_t hash = 1469598103934665603ull, seen = 0;
	char *p;

	for (unsigned int i = 0; i < n; i++)
		words[i] = qtest(v, "readq 0x%x", BAR0 + GEN9_CTR_BASE + i * 8);
	if (words[0] != GEN9_CTR_MAGIC)
		fail("no counters at BAR0 + 0x%x", GEN9_CTR_BASE);
	/* each of those reads was counted: read the count again */
	words[8] = qtest(v, "readq 0x%x", BAR0 + GEN9_CTR_BASE + 64);
	qmp(v, "{\"execute\":\"qom-get\",\"arguments\":{\"path\":"
	    "\"/machine/peripheral/gpu\",\"property\":\"counters\"}}\n");
	for (p = v->line; (p = strstr(p, "0x")); ) {
		uint64_t off = strtoull(p, &p, 16);
		uint64_t val = *p == '=' ? strtoull(p + 1, &p, 10) : 0;

		if (off / 8 >= n)
			fail("QMP: offset 0x%" PRIx64, off);
		seen++;
		if (off / 8 != 7 && words[off / 8] != val)
			fail("counter at 0x%" PRIx64 ": %" PRIu64 " in BAR0, %"
			     PRIu64 " by QMP", off, words[off / 8], val);
	}
	if (seen < 8)
		fail("QMP gives %" PRIu64 " counters", seen);
	for (unsigned int i = 0; i < n; i++)
		hash = (hash ^ words[i]) * 1099511628211ull;
	return hash;
}

static uint64_t rnd(uint64_t *s)
{
	*s ^= *s << 13;
	*s ^= *s >> 7;
	*s ^= *s << 17;
	return *s;
}

/* Registers that matter more often than the rest of BAR0. */
static uint32_t some_offset(uint64_t *s)
{
	static const uint32_t from[] = { 0, 0x2000, 0x22000, 0x44000, 0x100000,
					 0x138000, 0x200000, 0x280000,
					 0x800000 };
	uint32_t base = from[rnd(s) % (sizeof(from) / sizeof(*from))];

	return (base + rnd(s) % (rnd(s) & 1 ? 0x1000 : 0x100000)) &
	       (GEN9_BAR0_SIZE - 1) & ~7u;
}

static void one_step(struct vm *v, uint64_t *s)
{
	static const char *const size[] = { "b", "w", "l", "q" };
	const char *z = size[rnd(s) % 4];
	uint64_t val = rnd(s);
	uint32_t mask = z[0] == 'b' ? 0xff : z[0] == 'w' ? 0xffff : ~0u;

	switch (rnd(s) % 8) {
	case 0:
		config_write(v, (unsigned int)val, (uint32_t)rnd(s));
		place(v);
		break;
	case 1:
		qtest(v, "outl 0xcf8 0x%x", 0x80001000u | (uint32_t)(val & 0xfc));
		qtest(v, "inl 0xcfc");
		break;
	case 2:
		qtest(v, "read%s 0x%x", z, BAR0 + some_offset(s));
		break;
	case 3:
		qtest(v, "read%s 0x%x", z, BAR2 + (uint32_t)(val & 0xffffff8));
		break;
	case 4:
		qtest(v, "write%s 0x%x 0x%x", z, BAR2 +
		      (uint32_t)(val & 0xffffff8), (uint32_t)rnd(s) & mask);
		break;
	case 5:
		qtest(v, "clock_step %u", (unsigned int)(val % 100000 + 1));
		break;
	default:
		qtest(v, "write%s 0x%x 0x%x", z, BAR0 + some_offset(s),
		      (uint32_t)val & mask);
	}
}

static uint64_t run(char *qemu, uint64_t seed, unsigned int steps)
{
	uint64_t s = seed * 0x9e3779b97f4a7c15ull + 1, hash;
	struct vm v;

	start(&v, qemu);
	place(&v);
	compare(&v);
	for (unsigned int i = 0; i < steps; i++)
		one_step(&v, &s);
	place(&v);
	hash = compare(&v);
	stop(&v);
	return hash;
}

int main(int argc, char **argv)
{
	uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 0) : 1, a, b;
	unsigned int steps = argc > 3 ? strtoul(argv[3], NULL, 0) : 20000;

	if (argc < 2)
		fail("which QEMU?");
	signal(SIGPIPE, SIG_IGN);
	a = run(argv[1], seed, steps);
	b = run(argv[1], seed, steps);
	printf("counters by BAR0 and by QMP agree; %u random accesses, seed %"
	       PRIu64 ": %016" PRIx64 ", again: %016" PRIx64 "\n", steps, seed,
	       a, b);
	return a != b;
}
