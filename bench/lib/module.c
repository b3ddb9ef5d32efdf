// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Loading modules without modules.dep: each .ko names what it depends on
 * in its own .modinfo section.
 */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sys.h"

#define MODULE_DIR "/modules"

const char *modinfo_find(const char *info, size_t len, const char *tag)
{
	size_t tlen = strlen(tag);
	const char *p = info, *end = info + len;

	while (p < end) {
		size_t n = strnlen(p, end - p);

		if (p + n == end)
			return NULL;
		if (n > tlen && !memcmp(p, tag, tlen) && p[tlen] == '=')
			return p + tlen + 1;
		p += n + 1;
	}
	return NULL;
}

/* The .modinfo section of a mapped 64-bit ELF object. */
static const char *modinfo_of(const char *map, size_t size, size_t *len)
{
	const Elf64_Ehdr *eh = (const void *)map;
	const Elf64_Shdr *sh, *names;
	unsigned int i;

	if (size < sizeof(*eh) || memcmp(eh->e_ident, ELFMAG, SELFMAG) ||
	    eh->e_shoff > size || eh->e_shstrndx >= eh->e_shnum ||
	    (size - eh->e_shoff) / sizeof(*sh) < eh->e_shnum)
		return NULL;
	sh = (const void *)(map + eh->e_shoff);
	names = sh + eh->e_shstrndx;
	for (i = 0; i < eh->e_shnum; i++) {
		uint64_t name = names->sh_offset + sh[i].sh_name;

		if (name > size - sizeof(".modinfo") ||
		    strcmp(map + name, ".modinfo"))
			continue;
		if (sh[i].sh_offset > size ||
		    sh[i].sh_size > size - sh[i].sh_offset)
			return NULL;
		*len = sh[i].sh_size;
		return map + sh[i].sh_offset;
	}
	return NULL;
}

int modinfo_each(const char *path, const char *tag,
		 int (*fn)(const char *value, void *arg), void *arg)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), ret = 0;
	const char *info, *value;
	size_t len = 0;
	struct stat st;
	char *map;

	if (fd < 0)
		return -errno;
	map = fstat(fd, &st) ? MAP_FAILED :
	      mmap(NULL, st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	if (map == MAP_FAILED)
		return -EIO;
	info = modinfo_of(map, st.st_size, &len);
	for (const char *p = info; p && !ret; ) {
		value = modinfo_find(p, info + len - p, tag);
		if (!value)
			break;
		ret = fn(value, arg);
		p = value + strlen(value) + 1;
	}
	munmap(map, st.st_size);
	return info ? ret : -ENOEXEC;
}

static void dashes(char *name, char from, char to)
{
	for (; *name; name++)
		if (*name == from)
			*name = to;
}

/* Module names use '_', file names either; built-in ones are in sysfs. */
static int mod_open(const char *name)
{
	char file[64], path[128];
	int fd;

	if (snprintf(file, sizeof(file), "%s", name) >= (int)sizeof(file))
		return -ENAMETOOLONG;
	dashes(file, '-', '_');
	snprintf(path, sizeof(path), MODULE_DIR "/%s.ko", file);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0)
		return fd;
	dashes(file, '_', '-');
	snprintf(path, sizeof(path), MODULE_DIR "/%s.ko", file);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	return fd >= 0 ? fd : -errno;
}

static bool mod_present(const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), "/sys/module/%s", name);
	dashes(path + strlen("/sys/module/"), '-', '_');
	return sys_exists(path);
}

static int load_depends(int fd)
{
	char list[512], *name, *save;
	const char *info, *deps;
	size_t len = 0;
	struct stat st;
	char *map;
	int ret = 0;

	if (fstat(fd, &st))
		return -errno;
	map = mmap(NULL, st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (map == MAP_FAILED)
		return -errno;
	info = modinfo_of(map, st.st_size, &len);
	deps = info ? modinfo_find(info, len, "depends") : NULL;
	if (!deps || snprintf(list, sizeof(list), "%s", deps) >=
	    (int)sizeof(list))
		ret = -ENOEXEC;
	munmap(map, st.st_size);
	if (ret)
		return ret;
	for (name = strtok_r(list, ",", &save); name && !ret;
	     name = strtok_r(NULL, ",", &save))
		ret = mod_load(name, "");
	return ret;
}

int mod_load(const char *name, const char *params)
{
	int fd, ret;

	if (mod_present(name))
		return 0;
	fd = mod_open(name);
	if (fd < 0)
		return fd;
	ret = load_depends(fd);
	if (!ret && syscall(SYS_finit_module, fd, params, 0) &&
	    errno != EEXIST)
		ret = -errno;
	close(fd);
	return ret;
}
