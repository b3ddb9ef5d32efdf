// SPDX-License-Identifier: GPL-2.0-or-later
/* Options and words of a verb: what is taken, and how the rest is refused. */
#include <argp.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "opts.h"
#include "test.h"

struct taken {
	const char *text, *kind, *word[2];
	bool flag;
	unsigned int number, n;
	uint64_t large;
};

/* What comes of a line of words, with up to two that are no option. */
static struct taken take(const char *line)
{
	static char copy[256];
	struct taken t = { 0 };
	const struct opt more[] = {
		{ .name = "large", .arg = "N", .number64 = &t.large,
		  .max = UINT64_MAX },
		{ 0 }
	};
	const struct opt rows[] = {
		{ .name = "text", .letter = 't', .arg = "T", .text = &t.text },
		{ .name = "kind", .arg = "K", .text = &t.kind, .only = "a, bc or d" },
		{ .name = "flag", .flag = &t.flag },
		{ .name = "number", .arg = "N", .number = &t.number,
		  .min = 2, .max = 9 },
		{ 0 }
	};
	const struct opts o = {
		.words = "ONE [TWO]", .row = rows, .more = more,
		.least = 1, .most = 2, .word = t.word, .n = &t.n,
	};
	char *argv[16] = { "verb" }, *save;
	int argc = 1;

	snprintf(copy, sizeof(copy), "%s", line);
	for (char *w = strtok_r(copy, " ", &save); w; w = strtok_r(NULL, " ", &save))
		argv[argc++] = w;
	opts_parse(argc, argv, &o);
	return t;
}

TEST(each_sets_its_own)
{
	struct taken t = take("--text x/ --kind bc --flag --number 9 "
			      "--large 18446744073709551615 one// two");

	assert_string_equal(t.text, "x/");
	assert_string_equal(t.kind, "bc");
	assert_true(t.flag);
	assert_int_equal(t.number, 9);
	assert_true(t.large == UINT64_MAX);
	assert_int_equal(t.n, 2);
	assert_string_equal(t.word[0], "one");
	assert_string_equal(t.word[1], "two");
	t = take("-t y /");
	assert_string_equal(t.text, "y");
	assert_string_equal(t.word[0], "/");
	assert_true(!t.flag && !t.kind && !t.number && t.n == 1);
}

/* What is said of a line that is refused; its status is 7. */
static void refused(const char *line, const char *says)
{
	char said[512] = "";
	int p[2], status;
	pid_t pid;

	assert_int_equal(pipe(p), 0);
	pid = fork();
	if (!pid) {
		dup2(p[1], 2);
		argp_err_exit_status = 7;
		take(line);
		_exit(0);
	}
	close(p[1]);
	assert_true(read(p[0], said, sizeof(said) - 1) >= 0);
	close(p[0]);
	waitpid(pid, &status, 0);
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 7 || !strstr(said, says))
		fail_msg("%s: status %x, '%s'", line, status, said);
}

TEST(the_rest_is_refused)
{
	refused("", "not enough arguments: ONE [TWO]");
	refused("a b c", "'c' is one argument too many: ONE [TWO]");
	refused("a --kind b", "--kind takes a, bc or d, not b");
	refused("a --kind or", "--kind takes");
	refused("a --number 1", "'1' is no number from 2 to 9");
	refused("a --number 4x", "'4x' is no number from 2 to 9");
	refused("a --large -1", "'-1' is no number");
	refused("a --none", "--none");
}
