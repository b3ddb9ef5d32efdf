// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Kernels of tests/cl/, compiled by ocloc, on the core: results against the
 * same text compiled as C.
 *
 *	cl_check FOLDER [KERNEL]	FOLDER has FILE.bin of each FILE.cl
 *
 * Each kernel runs with three work-group sizes, one that leaves channels
 * empty. Last comes which instructions that took. Exit 1 if one differs, 2 if there are no binaries.
 */
#include <math.h>
#include <stddef.h>
#include <stdint.h>

#include "cl_bed.h"
#include "cl_hand.h"
#include "cl_ref.h"

#define N		1024u		/* elements of a buffer */
#define MOST_ARGS	8u

static const struct type {
	char letter;
	uint8_t size;
	bool real;
} types[] = {
	{ 'c', 1, false }, { 'C', 1, false }, { 'h', 2, false },
	{ 'H', 2, false }, { 'i', 4, false }, { 'u', 4, false },
	{ 'l', 8, false }, { 'L', 8, false }, { 'f', 4, true },
	{ 'd', 8, true },
};

static const struct type *type_of(char letter)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (types[i].letter == letter)
			return &types[i];
	return NULL;
}

static const int nine = 9;

struct check {
	const struct cl_row *row;
	const struct zebin *z;
	const struct ze_kernel *k;
	unsigned int local, global;
	bool indirect;
	uint8_t *want[MOST_ARGS], *got[MOST_ARGS];
};

/* Integers of all sizes of magnitude; floats from -512 to 512, fractions. */
static void fill(uint8_t *p, const struct type *t, uint64_t *seed)
{
	for (unsigned int i = 0; i < N; i++) {
		uint64_t r = t_rand(seed);
		double d = (double)(int64_t)(r % 1048576 - 524288) / 1024.0;
		float f = (float)d;

		r >>= t_rand(seed) % 3 * 8;
		if (!t->real)
			memcpy(p + i * t->size, &r, t->size);
		else if (t->size == 4)
			memcpy(p + i * 4, &f, 4);
		else
			memcpy(p + i * 8, &d, 8);
	}
}

static void reference(const struct check *c)
{
	void *a[MOST_ARGS];

	for (unsigned int i = 0; c->row->args[i]; i++)
		a[i] = c->row->args[i] == '=' ? (void *)&nine : c->want[i];
	for (unsigned int n = 0; n < c->global; n++) {
		cl_id = (struct cl_id){
			.global = n, .local = n % c->local,
			.group = n / c->local, .local_size = c->local,
			.global_size = c->global,
		};
		c->row->ref(a);
	}
}

static bool run(struct bed *b, const struct check *c)
{
	struct cl_arg arg[MOST_ARGS];
	struct cl_run r = { .z = c->z, .k = c->k, .arg = arg, .indirect = c->indirect,
			    .global = { c->global, 1, 1 },
			    .local = { c->local, 1, 1 } };

	for (; c->row->args[r.args]; r.args++) {
		const struct type *t = type_of(c->row->args[r.args]);

		arg[r.args] = t ? (struct cl_arg){
			.kind = CL_BUFFER, .data = c->got[r.args],
			.bytes = N * t->size,
		} : (struct cl_arg){
			.kind = CL_VALUE, .data = (void *)&nine, .bytes = 4,
		};
	}
	return cl_go(b, &r);
}

/* How many representable numbers are between two floats; NaNs are equal. */
static double apart(const uint8_t *x, const uint8_t *y, unsigned int size)
{
	int64_t i = 0, k = 0;
	double d, e;
	float f, g;

	if (size == 4) {
		memcpy(&f, x, 4);
		memcpy(&g, y, 4);
		d = f;
		e = g;
	} else {
		memcpy(&d, x, 8);
		memcpy(&e, y, 8);
	}
	if (isnan(d) || isnan(e))
		return isnan(d) && isnan(e) ? 0 : INFINITY;
	if (d == e)
		return 0;
	memcpy(&i, x, size);
	memcpy(&k, y, size);
	if (size == 4) {
		i = (int32_t)i;
		k = (int32_t)k;
		i = i < 0 ? INT32_MIN - i : i;
		k = k < 0 ? INT32_MIN - k : k;
	} else {
		i = i < 0 ? INT64_MIN - i : i;
		k = k < 0 ? INT64_MIN - k : k;
	}
	return i > k ? (double)i - (double)k : (double)k - (double)i;
}

/* Elements that are wrong; the first is printed. */
static unsigned int differ(const struct check *c, unsigned int arg)
{
	const struct type *t = type_of(c->row->args[arg]);
	unsigned int bad = 0;

	for (unsigned int i = 0; t && i < N; i++) {
		const uint8_t *w = c->want[arg] + i * t->size,
			      *g = c->got[arg] + i * t->size;
		uint64_t x = 0, y = 0;

		if (t->real ? apart(w, g, t->size) <= ceil(c->row->ulp) :
			      !memcmp(w, g, t->size))
			continue;
		memcpy(&x, w, t->size);
		memcpy(&y, g, t->size);
		if (!bad++)
			printf("  %s, %u items a group: argument %u, element %u: %llx, is %llx\n",
			       c->row->name, c->local, arg, i,
			       (unsigned long long)x, (unsigned long long)y);
	}
	return bad;
}

/* One kernel, one size: is it right? */
static bool check(struct check *c)
{
	struct bed *b = calloc(1, sizeof(*b));
	unsigned int bad = 0;
	uint64_t seed = 1;
	bool done;

	cl_init(b);
	for (unsigned int i = 0; c->row->args[i]; i++) {
		const struct type *t = type_of(c->row->args[i]);

		c->want[i] = calloc(N, 8);
		c->got[i] = calloc(N, 8);
		if (t)
			fill(c->want[i], t, &seed);
		memcpy(c->got[i], c->want[i], N * 8);
	}
	done = run(b, c);
	if (!done)
		printf("  %s, %u items a group: does not end: %s\n",
		       c->row->name, c->local, b->log);
	reference(c);
	for (unsigned int i = 0; c->row->args[i]; i++) {
		bad += done ? differ(c, i) : 0;
		free(c->want[i]);
		free(c->got[i]);
	}
	cover_ran(b->g);
	bed_free(b);
	free(b);
	return done && !bad;
}

static const struct ze_kernel *find(const struct zebin *z, const char *name)
{
	for (unsigned int i = 0; i < z->kernels; i++)
		if (!strcmp(z->kernel[i].name, name))
			return &z->kernel[i];
	return NULL;
}

/* Work groups of 64 items; of 20; of 256, with dimensions from registers. */
static bool check_row(const struct cl_row *row, const struct zebin *z)
{
	struct check c = { .row = row, .z = z, .k = find(z, row->name) };
	bool ok = true;

	if (!c.k) {
		printf("  %s: not in its binary\n", row->name);
		return false;
	}
	cover_emitted(c.k->text, c.k->bytes);
	for (unsigned int i = 0; i < 3; i++) {
		c.local = i == 0 ? 64 : i == 1 ? 20 : 256;
		c.global = 256 - 256 % c.local;
		c.indirect = i == 2;
		ok &= check(&c);
	}
	return ok;
}

/* The binary of a file, loaded if it is another than before. */
static bool load(struct zebin *z, const char *folder, const char *file)
{
	static char before[64];
	char path[4096];

	if (!strcmp(before, file))
		return true;
	ze_free(z);
	snprintf(before, sizeof(before), "%s", file);
	snprintf(path, sizeof(path), "%s/%s.bin", folder, file);
	return ze_load(z, path);
}

static bool check_hand(const struct hand_row *row, const struct zebin *z)
{
	const struct ze_kernel *k = find(z, row->name);

	if (!k)
		printf("  %s: not in its binary\n", row->name);
	else
		cover_emitted(k->text, k->bytes);
	return k && hand_check(row, z, k);
}

int main(int argc, char **argv)
{
	static struct zebin z;
	unsigned int bad = 0, n = 0;

	if (argc < 2 || argc > 3) {
		fprintf(stderr, "usage: cl_check FOLDER [KERNEL]\n");
		return 2;
	}
	for (size_t i = 0; i < sizeof(cl_rows) / sizeof(*cl_rows); i++) {
		const struct cl_row *row = &cl_rows[i];

		if (argc == 3 && strcmp(argv[2], row->name))
			continue;
		if (!load(&z, argv[1], row->file))
			return 2;
		bad += !check_row(row, &z);
		n++;
	}
	for (size_t i = 0; i < sizeof(hand_rows) / sizeof(*hand_rows); i++) {
		const struct hand_row *row = &hand_rows[i];

		if (argc == 3 && strcmp(argv[2], row->name))
			continue;
		if (!load(&z, argv[1], row->file))
			return 2;
		bad += !check_hand(row, &z);
		n++;
	}
	ze_free(&z);
	cover_print();
	printf("%u kernels, %u wrong\n", n, bad);
	return bad || !n;
}
