/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pictures, one after the other in a file: a line "NAME STEP TEXELS BYTES KIND
 * BITS BITS BITS BITS", then the texels; the comparison of two such files,
 * channel by channel; and what a load in a guest says of it.
 */
#ifndef USER_PICTURES_H
#define USER_PICTURES_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define PICTURE_TEXELS	(1u << 18)	/* of the largest */
#ifndef PICTURE_UNIT			/* a program may be stricter */
#define PICTURE_UNIT	0x1p-16		/* of a float of 32 bits, of its value */
#endif

struct texel {
	unsigned int bytes;
	/*
	 * 'u' unsigned, 's' signed, normalised both; 'h' and 'p' floats of 16
	 * bits, and of 11 and 10; 'f' of 32; integers: 'U' and 'S'
	 */
	char kind;
	uint8_t bits[4];	/* of a channel, from bit 0 on */
};

struct picture {
	char name[32], step[16];
	unsigned int texels;
	struct texel t;
	uint8_t *pixels;	/* PICTURE_TEXELS of 16 bytes */
};

static inline void picture_write(FILE *to, const char *name, const char *step,
				 const struct texel *t, unsigned int texels,
				 const void *pixels)
{
	fprintf(to, "%s %s %u %u %c %u %u %u %u\n", name, step, texels,
		t->bytes, t->kind, t->bits[0], t->bits[1], t->bits[2],
		t->bits[3]);
	fwrite(pixels, t->bytes, texels, to);
}

/* 1; 0: no more; -1: broken. */
static inline int picture_next(FILE *f, struct picture *p)
{
	unsigned int b[4];
	int n = fscanf(f, "%31s %15s %u %u %c %u %u %u %u", p->name, p->step,
		       &p->texels, &p->t.bytes, &p->t.kind, &b[0], &b[1],
		       &b[2], &b[3]);

	if (n == EOF)
		return 0;
	if (n != 9 || fgetc(f) != '\n' || !p->texels ||
	    p->texels > PICTURE_TEXELS || p->t.bytes > 16)
		return -1;
	for (unsigned int i = 0; i < 4; i++)
		if (b[i] > 32)
			return -1;
	if (!b[0] || b[0] + b[1] + b[2] + b[3] > 8 * p->t.bytes)
		return -1;
	for (unsigned int i = 0; i < 4; i++)
		p->t.bits[i] = (uint8_t)b[i];
	return fread(p->pixels, p->t.bytes, p->texels, f) == p->texels ? 1 : -1;
}

/*
 * In units of the last place; of floats of 32 bits in PICTURE_UNIT: both
 * sides round coordinates and the weights of a filter (llvmpipe is up to
 * 2^-16.4 from the exact value, the core 2^-18), and a part has but eight bits
 * of weights.
 */
static inline double picture_distance(const struct texel *t, unsigned int bits, uint32_t a,
		       uint32_t b)
{
	float x, y;

	if (a == b)
		return 0;
	if (t->kind == 's' || t->kind == 'S')
		return fabs((double)((int32_t)(a << (32 - bits)) >> (32 - bits)) -
			    (double)((int32_t)(b << (32 - bits)) >> (32 - bits)));
	if (t->kind != 'f')
		return fabs((double)a - (double)b);
	memcpy(&x, &a, 4);
	memcpy(&y, &b, 4);
	return fabs((double)x - y) / (fmax(fabs(x), 0.125) * PICTURE_UNIT);
}

static inline double picture_worst(const struct picture *a, const struct picture *b)
{
	const struct texel *t = &a->t;
	double most = 0;

	for (unsigned int p = 0; p < a->texels; p++) {
		uint64_t x[3] = { 0 }, y[3] = { 0 };
		unsigned int at = 0;

		memcpy(x, a->pixels + (size_t)p * t->bytes, t->bytes);
		memcpy(y, b->pixels + (size_t)p * t->bytes, t->bytes);
		for (unsigned int c = 0; c < 4 && t->bits[c]; at += t->bits[c++]) {
			uint64_t mask = (1ull << t->bits[c]) - 1;
			double d = picture_distance(t, t->bits[c],
				(uint32_t)(x[at / 64] >> at % 64 & mask),
				(uint32_t)(y[at / 64] >> at % 64 & mask));

			/* no number is worst, and stays */
			if (!isnan(most) && !(d <= most))
				most = d;
		}
	}
	return most;
}

static inline bool picture_same(const struct picture *a, const struct picture *b)
{
	return !strcmp(a->name, b->name) && !strcmp(a->step, b->step) &&
	       a->texels == b->texels && !memcmp(&a->t, &b->t, sizeof(a->t));
}

/* The reference is whole (pictures_count()). */
static inline bool picture_differs(const struct picture *a, FILE *reference)
{
	static uint8_t pixels[PICTURE_TEXELS * 16];
	struct picture b = { .pixels = pixels };
	double d;

	/* behind the last one that was found, mostly; else from the begin */
	for (unsigned int pass = 0; pass < 2; pass++, rewind(reference))
		while (picture_next(reference, &b) > 0) {
			if (!picture_same(a, &b))
				continue;
			d = picture_worst(a, &b);
			if (!(d <= 1))
				printf("wrong %s %s: differs by %g\n", a->name,
				       a->step, d);
			return !(d <= 1);
		}
	printf("wrong %s %s: not in the reference\n", a->name, a->step);
	return true;
}

/* How many a file has. Exits, and says why, if that is none, or it is broken. */
static inline unsigned int pictures_count(FILE *f, const char *name)
{
	static uint8_t pixels[PICTURE_TEXELS * 16];
	struct picture p = { .pixels = pixels };
	unsigned int n = 0;
	int got;

	while ((got = picture_next(f, &p)) > 0)
		n++;
	if (got < 0 || ferror(f) || !n) {
		printf("%s: %s\n", name, n ? "broken behind a picture" :
		       "no pictures");
		exit(1);
	}
	rewind(f);
	return n;
}

struct pictures_verdict {
	unsigned int compared, differ;	/* one that is missing is both */
	uint64_t bytes;			/* of those that differ; of one missing, 1 */
};

/*
 * The pictures of a file, of which there have to be so many (0: as many as in
 * the reference), against the reference's of the same name; says which differ
 * by more than a unit in the last place, or are not there. Exits if a file
 * cannot be read.
 */
static inline struct pictures_verdict pictures_compare(const char *file,
						       const char *reference,
						       unsigned int expected)
{
	static uint8_t pixels[PICTURE_TEXELS * 16];
	FILE *f = fopen(file, "rb"), *r = fopen(reference, "rb");
	struct picture a = { .pixels = pixels };
	struct pictures_verdict v = { 0 };
	unsigned int all;

	if (!f || !r) {
		perror(f ? reference : file);
		exit(1);
	}
	all = pictures_count(r, reference);
	pictures_count(f, file);
	for (; picture_next(f, &a) > 0; v.compared++) {
		if (!picture_differs(&a, r))
			continue;
		v.differ++;
		v.bytes += (uint64_t)a.texels * a.t.bytes;
	}
	expected = expected ? expected : all;
	for (; v.compared < expected; v.compared++, v.differ++, v.bytes++)
		printf("wrong: picture %u of %u is missing\n", v.compared + 1,
		       expected);
	fclose(f);
	fclose(r);
	return v;
}

/* What stands at begin and end is counted apart: an answer is awaited. */
static inline void pictures_tell(const char *what, const char *phase)
{
	char byte;

	printf("%s %s\n", what, phase);
	fflush(stdout);
	if (read(STDIN_FILENO, &byte, 1) < 0) {
		perror("stdin");
		exit(1);
	}
}

static inline uint64_t pictures_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ull + t.tv_nsec;
}

/*
 * draw() leaves a file of so many pictures (0: all of the reference's), which
 * is held against the reference.
 */
static inline void pictures_work(const char *phase, void (*draw)(const char *file),
				 const char *reference, unsigned int expected)
{
	const char *file = "/tmp/pictures";
	struct pictures_verdict v;
	uint64_t ns;

	pictures_tell("begin", phase);
	ns = pictures_now();
	draw(file);
	ns = pictures_now() - ns;
	pictures_tell("end", phase);
	v = pictures_compare(file, reference, expected);
	printf("did %s bytes 0 ns %llu bad %llu\n", phase,
	       (unsigned long long)ns, (unsigned long long)v.bytes);
	printf("pictures %s compared %u differ %u\n", phase, v.compared,
	       v.differ);
}

/* The verb "compare": the exit status. */
static inline int pictures_judge(const char *file, const char *reference,
				 unsigned int expected)
{
	struct pictures_verdict v = pictures_compare(file, reference, expected);

	printf("%s: %u pictures, %u differ by more than a unit\n", file,
	       v.compared, v.differ);
	return v.differ != 0;
}

#endif
