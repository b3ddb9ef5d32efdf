// SPDX-License-Identifier: GPL-2.0-or-later
/* point.c - see point.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#include "gpu/host/cell_port.h"
#include "host/point.h"
#include "newc.h"

static void *map(uint64_t addr, size_t len, int prot)
{
	int fd = open("/dev/mem", (prot & PROT_WRITE ? O_RDWR : O_RDONLY) |
				  O_SYNC | O_CLOEXEC);
	void *p;

	if (fd < 0)
		return MAP_FAILED;
	p = mmap(NULL, len, prot, MAP_SHARED, fd, addr);
	close(fd);
	return p;
}

static volatile uint8_t *open_port(void)
{
	return map(GEN9_CELL_ADDR, GEN9_CELL_SIZE, PROT_READ | PROT_WRITE);
}

int point_pass(char *words, size_t len)
{
	volatile uint8_t *port = open_port();
	size_t n = 0;

	if (port == MAP_FAILED)
		return -errno;
	*port = 1;
	while (n < len && (words[n] = *port))
		n++;
	munmap((void *)port, GEN9_CELL_SIZE);
	if (n < len)
		return 0;
	words[len - 1] = '\0';
	return -E2BIG;
}

int point_files(void)
{
	volatile uint8_t *port = open_port();
	size_t len = 0;
	void *files;
	int err;

	if (port == MAP_FAILED)
		return -errno;
	for (unsigned int i = 0; i < sizeof(len); i++)
		len |= (size_t)port[GEN9_CELL_LENGTH + i] << 8 * i;
	munmap((void *)port, GEN9_CELL_SIZE);
	if (!len)
		return 0;
	files = map(GEN9_CELL_FILES, len, PROT_READ);
	err = files == MAP_FAILED ? -errno : newc_unpack(files, len, "/");
	if (files != MAP_FAILED)
		munmap(files, len);
	return err;
}
