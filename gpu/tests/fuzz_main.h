/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a fuzzer is on its own: it replays the files given, or else the
 * corpus's that begin with its prefix, and then random inputs (CASES=).
 * FUZZ_MOST is the most bytes that are read of a file.
 */
#ifndef GEN9_TESTS_FUZZ_MAIN_H
#define GEN9_TESTS_FUZZ_MAIN_H

#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* 0, or 1 and said. */
static inline int fuzz_replay(const char *path)
{
	static uint8_t buf[FUZZ_MOST];
	FILE *f = fopen(path, "rb");
	size_t n;

	if (!f) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		return 1;
	}
	n = fread(buf, 1, sizeof(buf), f);
	fclose(f);
	LLVMFuzzerTestOneInput(buf, n);
	return 0;
}

/* How many there were; negative, and said: one cannot be read. */
static inline int fuzz_corpus(const char *dir, const char *prefix)
{
	char path[512];
	struct dirent *e;
	DIR *d = opendir(dir);
	int n = 0;

	if (!d) {
		fprintf(stderr, "%s: %s\n", dir, strerror(errno));
		return -1;
	}
	while ((e = readdir(d))) {
		if (strncmp(e->d_name, prefix, strlen(prefix)))
			continue;
		snprintf(path, sizeof(path), "%s/%s", dir, e->d_name);
		if (fuzz_replay(path))
			n = -1000000;
		n++;
	}
	closedir(d);
	return n;
}

/* One input; SAVE=file keeps it while it is run. */
static inline void fuzz_one(const void *data, size_t size)
{
	const char *path = getenv("SAVE");
	FILE *f = path ? fopen(path, "wb") : NULL;

	if (path && (!f || fwrite(data, 1, size, f) != size || fclose(f))) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		abort();
	}
	LLVMFuzzerTestOneInput(data, size);
}

/* The exit status: no saved input is a failure. */
static inline int fuzz_main(int argc, char **argv, const char *prefix,
			    void (*random_inputs)(long cases), long usual)
{
	const char *cases = getenv("CASES");
	int n, bad = 0;

	for (int i = 1; i < argc; i++)
		bad |= fuzz_replay(argv[i]);
	if (argc > 1)
		return bad;
	n = fuzz_corpus("gpu/tests/corpus", prefix);
	printf("%d saved inputs\n", n);
	random_inputs(cases ? atol(cases) : usual);
	return n > 0 ? 0 : 1;
}

#endif
