// SPDX-License-Identifier: GPL-2.0-or-later
/* The comparison of pictures (bench/user/pictures.h): what has to be found. */
#include <sys/wait.h>

#include "test.h"
#include "test_dir.h"
#include "user/pictures.h"

#define TEXELS	4u

static const struct texel r32f = { 4, 'f', { 32 } }, r8 = { 1, 'u', { 8 } };
#define file		test_path("file")
#define reference	test_path("reference")

static void put(const char *to, unsigned int pictures, const float v[TEXELS])
{
	FILE *f = fopen(to, "wb");
	char name[16];

	for (unsigned int i = 0; i < pictures; i++) {
		snprintf(name, sizeof(name), "r32f.%u", i);
		picture_write(f, name, "copy", &r32f, TEXELS, v);
	}
	fclose(f);
}

static void cut(const char *path, long by)
{
	FILE *f = fopen(path, "r+b");

	fseek(f, 0, SEEK_END);
	assert_int_equal(ftruncate(fileno(f), ftell(f) - by), 0);
	fclose(f);
}

/* Does it end the program, with 1? */
static bool ends(void)
{
	pid_t pid = fork();
	int status;

	if (!pid) {
		pictures_compare(file, reference, 0);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) && WEXITSTATUS(status) == 1;
}

static unsigned int differ(const float v[TEXELS])
{
	put(file, 1, v);
	return pictures_compare(file, reference, 0).differ;
}

/* What is no number, or far off, is worst wherever it stands. */
TEST(floats)
{
	const float right[TEXELS] = { 0.25f, 0.5f, NAN, 1 };

	put(reference, 1, right);
	assert_int_equal(differ(right), 0);
	assert_int_equal(differ((float[]){ 0.25f, 0.5f + 0x1p-18f, NAN, 1 }), 0);
	assert_int_equal(differ((float[]){ 0.25f, 0.5f + 0x1p-15f, NAN, 1 }), 1);
	assert_int_equal(differ((float[]){ 0.25f, 0.5f, 0, 1 }), 1);
	assert_int_equal(differ((float[]){ -77, -77, NAN, 1 }), 1);
	assert_int_equal(differ((float[]){ NAN, 0.5f, NAN, 1 }), 1);
	assert_int_equal(differ((float[]){ 0.25f, INFINITY, NAN, 1 }), 1);
}

TEST(missing)
{
	const float v[TEXELS] = { 0 };
	struct pictures_verdict got;

	put(reference, 5, v);
	put(file, 3, v);
	got = pictures_compare(file, reference, 0);
	assert_int_equal(got.compared, 5);
	assert_int_equal(got.differ, 2);
	assert_true(got.bytes > 0);
	assert_int_equal(pictures_compare(file, reference, 3).differ, 0);
	/* what the reference does not have */
	put(reference, 2, v);
	assert_int_equal(pictures_compare(file, reference, 3).differ, 1);
}

TEST(broken)
{
	const float v[TEXELS] = { 0 };

	put(file, 2, v);
	put(reference, 2, v);
	assert_false(ends());
	cut(reference, 1);
	assert_true(ends());
	put(reference, 0, v);
	assert_true(ends());
	put(reference, 2, v);
	cut(file, 1);
	assert_true(ends());
	put(file, 0, v);
	assert_true(ends());
	unlink(file);
	assert_true(ends());
}

/* Heads that would compare nothing. */
TEST(heads)
{
	static const char *const heads[] = {
		"a b 0 1 u 8 0 0 0\n", "a b 1 1 u 0 0 0 0\n",
		"a b 1 1 u 64 0 0 0\n", "a b 1 1 u 4294967295 9 0 0\n",
		"a b 1 17 u 8 0 0 0\n", "a b 1 1 u 8 0 0\n",
	};
	const uint8_t one = 7;
	FILE *f;

	for (size_t i = 0; i < sizeof(heads) / sizeof(*heads); i++) {
		f = fopen(reference, "wb");
		picture_write(f, "a", "b", &r8, 1, &one);
		fputs(heads[i], f);
		fputs("0123456789abcdef0", f);
		fclose(f);
		f = fopen(file, "wb");
		picture_write(f, "a", "b", &r8, 1, &one);
		fclose(f);
		assert_true(ends());
	}
}
