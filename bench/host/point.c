// SPDX-License-Identifier: GPL-2.0-or-later
/* point.c - see point.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#include "gpu/host/cell_port.h"
#include "host/point.h"

int point_pass(char *words, size_t len)
{
	int fd = open("/dev/mem", O_RDWR | O_SYNC | O_CLOEXEC);
	volatile uint8_t *port;
	size_t n = 0;

	if (fd < 0)
		return -errno;
	port = mmap(NULL, GEN9_CELL_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
		    GEN9_CELL_ADDR);
	close(fd);
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
