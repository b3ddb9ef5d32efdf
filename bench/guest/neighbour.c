// SPDX-License-Identifier: GPL-2.0-or-later
/* Somebody else on the host; contract in neighbour.h. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "guest/neighbour.h"
#include "host/pagemap.h"

#define PAGE 4096u
#define WORDS (PAGE / 8)
/*
 * In pieces above 2 MiB: smaller ones leave a guest on 4K pages no 512 frames
 * in a row (64 KiB every 4 ms: 0 of 30 entries, seed 1), and nothing to see.
 */
#define AT_ONCE 1024u		/* pages */
#define PAUSE_NS 256000000	/* then */
#define BLOCK_PAGES 512u
#define BLOCKS_MAX (1u << 15)	/* 64 GiB of frames */

static struct {
	uint64_t *mem;
	volatile uint64_t *done;	/* pages written, all of each */
	uint64_t pages;
	pid_t pid;
} us;

static uint64_t word(uint64_t page, unsigned int i)
{
	return (page * WORDS + i + 1) * 0x9e3779b97f4a7c15ull;
}

void neighbour_fill(uint64_t *page, uint64_t n)
{
	for (unsigned int i = 0; i < WORDS; i++)
		page[i] = word(n, i);
}

unsigned int neighbour_wrong(const uint64_t *page, uint64_t n)
{
	unsigned int bad = 0;

	for (unsigned int i = 0; i < WORDS; i++) {
		uint64_t x = page[i] ^ word(n, i);

		for (; x; x >>= 8)
			bad += (x & 0xff) != 0;
	}
	return bad;
}

static void live(void)
{
	const struct timespec pause = { .tv_nsec = PAUSE_NS };

	while (*us.done < us.pages) {
		neighbour_fill(us.mem + *us.done * WORDS, *us.done);
		*us.done += 1;
		if (!(*us.done % AT_ONCE))
			nanosleep(&pause, NULL);
	}
	_exit(0);
}

static void *shared(size_t bytes)
{
	void *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	return p == MAP_FAILED ? NULL : p;
}

int neighbour_start(unsigned int mib)
{
	us.pages = (uint64_t)mib << 8;
	us.mem = shared(us.pages * PAGE);
	us.done = shared(PAGE);
	if (!us.mem || !us.done)
		return -ENOMEM;
	us.pid = fork();
	if (!us.pid)
		live();
	return us.pid < 0 ? -errno : 0;
}

/* 2MiB blocks of frames in which there is a page of the first pages. */
static uint64_t blocks(uint64_t pages)
{
	uint8_t *seen = calloc(1, BLOCKS_MAX);
	uint64_t pfn[BLOCK_PAGES], n = 0;

	for (uint64_t i = 0; seen && i < pages; i += BLOCK_PAGES) {
		uint64_t k, some = pages - i < BLOCK_PAGES ? pages - i :
							     BLOCK_PAGES;

		if (pagemap_frames(us.mem + i * WORDS, some, pfn))
			break;
		for (k = 0; k < some; k++) {
			uint64_t b = pfn[k] / BLOCK_PAGES;

			if (b && b < BLOCKS_MAX && !seen[b])
				n += seen[b] = 1;
		}
	}
	free(seen);
	return n;
}

json_t *neighbour_end(void)
{
	uint64_t pages = 0, bytes = 0, done;

	if (us.pid <= 0)
		return NULL;
	kill(us.pid, SIGKILL);
	waitpid(us.pid, NULL, 0);
	us.pid = 0;
	done = *us.done < us.pages ? *us.done : us.pages;
	for (uint64_t i = 0; i < done; i++) {
		unsigned int bad = neighbour_wrong(us.mem + i * WORDS, i);

		bytes += bad;
		pages += bad > 0;
	}
	return json_pack("{s:s, s:I, s:I, s:I, s:I}", "type", "neighbour",
			 "kib", (json_int_t)(done * PAGE / 1024),
			 "bad_pages", (json_int_t)pages,
			 "bad_bytes", (json_int_t)bytes,
			 "shares", (json_int_t)blocks(done));
}
