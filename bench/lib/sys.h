/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The operating system as init and the probe need it: small files, mounts,
 * the kernel command line, modules, children with a time limit, the end.
 *
 * Functions return 0 (or a count) or -errno and print nothing; only
 * sys_poweroff() does not return. Times are virtual ns on the emulated
 * machine, where CLOCK_MONOTONIC counts instructions.
 */
#ifndef GTT2M_SYS_H
#define GTT2M_SYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define NSEC_PER_SEC 1000000000ull

/* CLOCK_MONOTONIC in ns. */
uint64_t clock_ns(void);
/*
 * Is this a virtual machine, by what its processor says? CPUID.1:ECX[31] is 0
 * on a real one (Intel SDM vol. 2A, CPUID) and a hypervisor sets it (AMD APM
 * vol. 3, E.3.2); one that hides itself is not found.
 */
bool sys_virtual(void);

/* Read at most len - 1 bytes and end them with a NUL; bytes read. */
ssize_t sys_read(const char *path, char *buf, size_t len);
/* The number a file holds (any base); trailing text is ignored. */
int sys_read_u64(const char *path, uint64_t *v);
/* Write the whole text by one write(2). */
int sys_write(const char *path, const char *text);
int sys_writef(const char *path, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
bool sys_exists(const char *path);

/* mkdir -p. */
int sys_mkdirs(const char *path);
/* Make dir and mount fs on it; already mounted is success. */
int sys_mount(const char *fs, const char *dir, const char *opts);

/*
 * The value of key in a kernel command line: "1" for a bare key, the last
 * one when it is given twice. False: not there, or longer than len - 1.
 */
bool cmdline_find(const char *cmdline, const char *key, char *val,
		  size_t len);
/*
 * The same from the words that cmdline_hand() was given, else from
 * /proc/cmdline; dflt when it is in neither.
 */
const char *cmdline_get(const char *key, const char *dflt);
uint64_t cmdline_u64(const char *key, uint64_t dflt);
/* More words, which are read as they are then: the caller may change them. */
void cmdline_hand(const char *words);

/*
 * Load a module and, first, what its .modinfo says it depends on. Looks
 * for <name>.ko in /modules; a module that is built in or already loaded
 * is success, one that is neither there nor in is -ENOENT. Parameters go
 * to the named module only.
 */
int mod_load(const char *name, const char *params);
/* The value of tag ("depends") in a .modinfo section, or NULL. */
const char *modinfo_find(const char *info, size_t len, const char *tag);
/*
 * Call fn for each value of tag in a module file, until it returns what is
 * not 0, which is then the result; or 0, or -errno.
 */
int modinfo_each(const char *path, const char *tag,
		 int (*fn)(const char *value, void *arg), void *arg);

/* Exit status of what follows, if the program did not start. */
#define SYS_NOT_STARTED	127

/*
 * Run argv (argv[0] by $PATH) with stdin from /dev/null, stdout and stderr
 * into out (its end is cut at len - 1). Exit status 0..255, 256 + signal,
 * -ETIME when it was killed at limit_ns, or -errno.
 */
int sys_run(char *const argv[], uint64_t limit_ns, char *out, size_t len);
/*
 * The same with root as its root folder (chroot); NULL: with ours. until: it is
 * ended after_ns after its output has had text, which is -ETIME, too; NULL:
 * at its own end.
 */
struct sys_until {
	const char *text;
	uint64_t after_ns;
};
int sys_run_in(const char *root, char *const argv[], uint64_t limit_ns,
	       const struct sys_until *until, char *out, size_t len);

/*
 * The same, but it is heard while it runs: each line of stdout and stderr,
 * without its end, cut at 511 bytes, goes to told(), which may change it.
 * told() returns 0, 1: a byte is written to its stdin, or -errno: it is ended
 * and that is returned.
 */
int sys_talk_in(const char *root, char *const argv[], uint64_t limit_ns,
		int (*told)(char *line, void *arg), void *arg);

/*
 * Wait for pid until limit_ns have passed. Status as above; -ETIME leaves
 * it running.
 */
int sys_wait(pid_t pid, uint64_t limit_ns);

/* Power off; when the kernel is too ill for it, reset by sysrq. */
void sys_poweroff(bool healthy) __attribute__((noreturn));

#endif
