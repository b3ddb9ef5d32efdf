// SPDX-License-Identifier: GPL-2.0-or-later
/* See tracefs.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sys.h"
#include "tracefs.h"

/* O_TRUNC would take all events out; stdio would seek, which is refused. */
int tracefs_probe(const char *text)
{
	int fd = open(TRACEFS "/kprobe_events", O_WRONLY | O_APPEND |
		      O_CLOEXEC), ret = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, text, strlen(text)) < 0)
		ret = -errno;
	close(fd);
	return ret;
}

void tracefs_complain(void)
{
	char text[1024];

	if (sys_read(TRACEFS "/error_log", text, sizeof(text)) > 0)
		fprintf(stderr, "%s", text);
}
