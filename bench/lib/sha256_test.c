// SPDX-License-Identifier: GPL-2.0-or-later
/* sha256_test.c - the examples of FIPS 180-2, appendix B, and the padding. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sha256.h"
#include "test.h"

TEST(published_examples)
{
	static const struct { const char *in, *out; } ex[] = {
		{ "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
		{ "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
		{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
		  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
	};
	char out[SHA256_HEX];

	for (size_t i = 0; i < sizeof(ex) / sizeof(ex[0]); i++) {
		sha256_of(ex[i].in, strlen(ex[i].in), out);
		assert_string_equal(out, ex[i].out);
	}
}

TEST(million_a_in_odd_pieces)
{
	char piece[997], out[SHA256_HEX];
	struct sha256 s;

	memset(piece, 'a', sizeof(piece));
	sha256_init(&s);
	for (size_t left = 1000000; left; ) {
		size_t n = left < sizeof(piece) ? left : sizeof(piece);

		sha256_add(&s, piece, n);
		left -= n;
	}
	sha256_hex(&s, out);
	assert_string_equal(out, "cdc76e5c9914fb9281a1c7e284d73e67"
				 "f1809a48a497200e046d39ccc7112cd0");
}

TEST(file_agrees_with_coreutils)
{
	char out[SHA256_HEX], line[256];
	FILE *p = popen("sha256sum /proc/self/exe /dev/null 2>/dev/null | tail -n 1", "r");

	assert_non_null(p);
	assert_non_null(fgets(line, sizeof(line), p));
	pclose(p);
	assert_int_equal(sha256_file("/dev/null", out), 0);
	assert_memory_equal(out, line, 64);
	assert_true(sha256_file("/no/such/file", out) < 0);
}
