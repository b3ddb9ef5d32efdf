// SPDX-License-Identifier: GPL-2.0-or-later
/* age.c - see age.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "guest/age.h"
#include "guest/load.h"
#include "lib/rng.h"

#define PAGE		4096ull
#define PIECE_MOST	256u		/* pages */
#define ROUNDS		3u
#define FILES		24u		/* a round */
#define FILE_MOST	(2u << 20)	/* bytes */
#define LEFT_KIB	(100 * 1024ull)	/* for the kernel and files */

struct piece {
	uint32_t at, pages;
	uint8_t here;		/* taken */
};

struct arena {
	uint8_t *mem;
	struct piece *v;
	unsigned int *order, n;
	struct rng r;
};

/* Pieces of random size, from the first page to the last. */
static int cut(struct arena *a, size_t pages)
{
	size_t at = 0;

	a->v = calloc(pages + 1, sizeof(*a->v));
	a->order = calloc(pages + 1, sizeof(*a->order));
	if (!a->v || !a->order)
		return -ENOMEM;
	while (at < pages) {
		size_t n = 1ull << rng_below(&a->r, 9);

		n = n > PIECE_MOST ? PIECE_MOST : n;
		n = n > pages - at ? pages - at : n;
		a->v[a->n++] = (struct piece){ .at = (uint32_t)at,
					       .pages = (uint32_t)n };
		at += n;
	}
	return 0;
}

static int turn(struct arena *a, struct piece *p, bool take)
{
	int how = take ? MADV_POPULATE_WRITE : MADV_DONTNEED;

	if (p->here == take)
		return 0;
	p->here = take;
	return madvise(a->mem + p->at * PAGE, p->pages * PAGE, how) ? -errno : 0;
}

/* Of 100 pieces so many are there after it. */
static int pass(struct arena *a, unsigned int there)
{
	int ret = 0;

	rng_order(&a->r, a->order, a->n);
	for (unsigned int i = 0; i < a->n && !ret; i++)
		ret = turn(a, &a->v[a->order[i]], rng_below(&a->r, 100) < there);
	return ret;
}

static int put_file(struct arena *a, const char *path)
{
	size_t len = 1 + rng_below(&a->r, FILE_MOST), done = 0;
	int fd = open(path, O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0600);
	static const char zeroes[65536];

	if (fd < 0)
		return -errno;
	while (done < len) {
		ssize_t n = write(fd, zeroes, sizeof(zeroes));

		if (n <= 0) {
			close(fd);
			return n ? -errno : -EIO;
		}
		done += n;
	}
	return close(fd) ? -errno : 0;
}

static int cache(struct arena *a, unsigned int round)
{
	char path[32];
	int ret = 0;

	for (unsigned int i = 0; i < FILES && !ret; i++) {
		snprintf(path, sizeof(path), "/aged-%u-%u", round, i);
		ret = put_file(a, path);
		if (round && !ret && rng_below(&a->r, 2)) {
			snprintf(path, sizeof(path), "/aged-%u-%u", round - 1, i);
			unlink(path);
		}
	}
	return ret;
}

int age_memory(uint64_t seed, unsigned int pct, char *why, size_t len)
{
	uint64_t kib = meminfo_kib("MemFree:");
	size_t pages = kib > LEFT_KIB ? (kib - LEFT_KIB) / 4 * pct / 100 : 0;
	struct arena a = { 0 };
	int ret;

	if (!pages) {
		snprintf(why, len, "ageing: %llu KiB are free, too few",
			 (unsigned long long)kib);
		return -ENOMEM;
	}
	rng_seed(&a.r, seed ^ 0x616765);	/* its own stream: "age" */
	a.mem = mmap(NULL, pages * PAGE, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	ret = a.mem == MAP_FAILED ? -errno : cut(&a, pages);
	if (!ret && madvise(a.mem, pages * PAGE, MADV_NOHUGEPAGE))
		ret = -errno;
	for (unsigned int i = 0; i < ROUNDS && !ret; i++)
		ret = pass(&a, 85) ?: cache(&a, i) ?: pass(&a, 40);
	ret = ret ?: pass(&a, 25);
	free(a.order);
	free(a.v);
	if (ret)
		snprintf(why, len, "ageing %zu pages: %s", pages, strerror(-ret));
	return ret;
}
