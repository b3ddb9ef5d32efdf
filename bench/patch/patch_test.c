// SPDX-License-Identifier: GPL-2.0-or-later
/* patch_test.c - diffs as people and enemies send them, and their order. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "patch.h"
#include "series.h"
#include "test.h"

#define F "drivers/gpu/drm/i915/gvt/gtt.c"
#define HUNK "@@ -1,3 +1,3 @@ f()\n a\n-b\n+c\n d\n"
#define LENGTH(a) (sizeof(a) / sizeof((a)[0]))

/* Read, judge, write anew; NULL when refused, with why. */
static char *anew(const char *text, char *why)
{
	char *out = NULL;
	struct patch p;
	size_t len;
	FILE *f;

	*why = '\0';
	if (!patch_parse(&p, text, strlen(text), why) && !patch_judge(&p, why)) {
		f = open_memstream(&out, &len);
		patch_write(f, &p);
		fclose(f);
	}
	patch_free(&p);
	return out;
}

static void taken(const char *text, const char *want)
{
	char why[PATCH_WHY], *got = anew(text, why);

	if (!got)
		fail_msg("refused: %s:\n%s", why, text);
	if (strcmp(got, want))
		fail_msg("%s\nbecame\n%s\nnot\n%s", text, got, want);
	free(got);
}

static void refused(const char *text, const char *want)
{
	char why[PATCH_WHY], *got = anew(text, why);

	if (got)
		fail_msg("taken:\n%s", got);
	if (!strstr(why, want))
		fail_msg("'%s' lacks '%s':\n%s", why, want, text);
}

#define PLAIN "diff --git a/" F " b/" F "\n--- a/" F "\n+++ b/" F "\n" HUNK

TEST(prefixes)
{
	static const char *const row[] = {
		PLAIN,
		"--- a/" F "\n+++ b/" F "\n" HUNK,
		"diff --git i/" F " w/" F "\nindex 1234..5678 100644\n--- i/" F
		"\n+++ w/" F "\n" HUNK,
		"diff --git c/" F " i/" F "\n--- c/" F "\n+++ i/" F "\n" HUNK,
		"diff --git " F " " F "\n--- " F "\n+++ " F "\n" HUNK,
		"--- linux-6.1.orig/" F "\t2023-01-01 00:00:00.000000000 +0000\n"
		"+++ linux-6.1/" F "\t2023-01-02 00:00:00.000000000 +0000\n" HUNK,
		"diff -ruNp ./linux.orig/" F " ./linux/" F "\n--- ./linux.orig/" F
		"\n+++ ./linux/" F "\n" HUNK,
		/* a folder of a name that the kernel has, too */
		"--- kernel.orig/" F "\n+++ kernel/" F "\n" HUNK,
		"Index: linux/" F "\n=====\n--- linux.orig/" F "\n+++ linux/" F "\n" HUNK,
		"--- " F ".orig\n+++ " F "\n" HUNK,
		/* words and a diffstat before, a signature behind */
		"--- a word\n" F " | 2 +-\n---\n" PLAIN "-- \n2.39.5\n\n____\nlist\n",
		/* a blank line that a mail program has stripped; CR LF */
		"--- a/" F "\r\n+++ b/" F "\r\n@@ -1,3 +1,3 @@ f()\r\n a\r\n-b\r\n+c\r\n d\r\n",
	};

	for (size_t i = 0; i < LENGTH(row); i++)
		taken(row[i], PLAIN);
	taken("--- a/tools/testing/x\n+++ b/tools/testing/x\n@@ -1 +1,2 @@\n\n+c\n",
	      "diff --git a/tools/testing/x b/tools/testing/x\n--- a/tools/testing/x\n"
	      "+++ b/tools/testing/x\n@@ -1 +1,2 @@\n \n+c\n");
	/* a name from the top with and without its first folder */
	taken("--- drivers/net/x.c\n+++ drivers/net/x.c\n" HUNK,
	      "diff --git a/drivers/net/x.c b/drivers/net/x.c\n--- a/drivers/net/x.c\n"
	      "+++ b/drivers/net/x.c\n" HUNK);
}

TEST(new_gone_renamed)
{
	static const struct { const char *in, *out; } row[] = {
		{ "--- /dev/null\n+++ b/mm/x.c\n@@ -0,0 +1 @@\n+a\n",
		  "diff --git a/mm/x.c b/mm/x.c\nnew file mode 100644\n--- /dev/null\n"
		  "+++ b/mm/x.c\n@@ -0,0 +1 @@\n+a\n" },
		/* diff -N without git's head */
		{ "--- l.orig/mm/x.c\t1970-01-01\n+++ l/mm/x.c\t2023\n@@ -0,0 +1 @@\n+a\n",
		  "diff --git a/mm/x.c b/mm/x.c\nnew file mode 100644\n--- /dev/null\n"
		  "+++ b/mm/x.c\n@@ -0,0 +1 @@\n+a\n" },
		{ "--- a/mm/x.c\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n",
		  "diff --git a/mm/x.c b/mm/x.c\ndeleted file mode 100644\n--- a/mm/x.c\n"
		  "+++ /dev/null\n@@ -1 +0,0 @@\n-a\n" },
		{ "diff --git a/mm/x.h b/mm/y.h\nsimilarity index 100%\n"
		  "rename from mm/x.h\nrename to mm/y.h\n",
		  "diff --git a/mm/x.h b/mm/y.h\nrename from mm/x.h\nrename to mm/y.h\n" },
		{ "diff --git a/mm/x.h b/mm/y.h\nsimilarity index 90%\ncopy from mm/x.h\n"
		  "copy to mm/y.h\n--- a/mm/x.h\n+++ b/mm/y.h\n" HUNK,
		  "diff --git a/mm/x.h b/mm/y.h\ncopy from mm/x.h\ncopy to mm/y.h\n"
		  "--- a/mm/x.h\n+++ b/mm/y.h\n" HUNK },
		{ "diff --git a/mm/x.h b/mm/x.h\nold mode 100644\nnew mode 100755\n",
		  "diff --git a/mm/x.h b/mm/x.h\nold mode 100644\nnew mode 100755\n" },
		{ "diff --git a/mm/e.h b/mm/e.h\nnew file mode 100644\nindex 0..e69de29\n",
		  "diff --git a/mm/e.h b/mm/e.h\nnew file mode 100644\n" },
		{ "--- a/mm/x.c\n+++ b/mm/x.c\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n",
		  "diff --git a/mm/x.c b/mm/x.c\n--- a/mm/x.c\n+++ b/mm/x.c\n@@ -1 +1 @@\n-a\n"
		  "\\ No newline at end of file\n+a\n" },
	};

	for (size_t i = 0; i < LENGTH(row); i++)
		taken(row[i].in, row[i].out);
}

/* Where a patch must not write, and what it must not make. */
TEST(astray)
{
	static const char *const names[] = {
		"/etc/passwd", "../x.c", "a/../../x.c", "b/mm/../../x.c", "b/.git/config",
		"b/.git/hooks/pre-commit", "b//mm/x.c", "b/./mm/x.c", "b/home/x.c",
		"b/mm/..", "mm/../../../tmp/x.c", "b/GIT/x", "x.c", "b/localversion-x",
	};
	static const char *const hidden[] = {
		"mm/.git/config", "mm/.x.o.cmd", "mm/.gitattributes", "mm/.GIT/config",
		"drivers/.git/.gitignore", "mm/.x/y.c", "Documentation/.git",
	};
	static const char *const modes[] = { "120000", "160000", "104755", "100777",
					     "040000", "1", "100644x" };
	char text[512];

	for (size_t i = 0; i < LENGTH(names); i++) {
		snprintf(text, sizeof(text), "--- /dev/null\n+++ %s\n@@ -0,0 +1 @@\n+a\n",
			 names[i]);
		refused(text, "is outside of the kernel's tree");
		snprintf(text, sizeof(text), "diff --git a/mm/x.c b/mm/x.c\n--- a/mm/x.c\n"
			 "+++ %s\n" HUNK, names[i]);
		refused(text, "is outside of the kernel's tree");
	}
	for (size_t i = 0; i < LENGTH(hidden); i++) {
		snprintf(text, sizeof(text), "--- /dev/null\n+++ b/%s\n@@ -0,0 +1 @@\n+a\n",
			 hidden[i]);
		refused(text, "a hidden file");
		snprintf(text, sizeof(text), "diff --git a/mm/x.c b/%s\nrename from mm/x.c\n"
			 "rename to %s\n", hidden[i], hidden[i]);
		refused(text, "a hidden file");
	}
	for (size_t i = 0; i < LENGTH(modes); i++) {
		snprintf(text, sizeof(text), "diff --git a/mm/x.c b/mm/x.c\nnew file mode %s\n"
			 "--- /dev/null\n+++ b/mm/x.c\n@@ -0,0 +1 @@\n+/etc\n", modes[i]);
		refused(text, "only plain files are taken");
		snprintf(text, sizeof(text), "diff --git a/mm/x.c b/mm/x.c\nold mode 100644\n"
			 "new mode %s\n", modes[i]);
		refused(text, "only plain files are taken");
	}
	refused("diff --git a/mm/x.c b/mm/x.c\nindex 12..34 120000\n--- a/mm/x.c\n"
		"+++ b/mm/x.c\n" HUNK, "only plain files are taken");
}

TEST(not_to_be_read)
{
	static const struct { const char *in, *why; } row[] = {
		{ "--- a/mm/x.c\n+++ b/mm/x.c\n1a\n!touch x\n.\n1,2d\n", "no unified hunk" },
		{ "--- a/mm/x.c\n+++ b/mm/x.c\n", "no unified hunk" },
		{ "*** a/mm/x.c\n--- b/mm/x.c\n***************\n", "a context diff" },
		{ "diff -c a/mm/x.c b/mm/x.c\n*** a/mm/x.c\n--- b/mm/x.c\n", "no unified diff" },
		{ "diff -r a/mm/x.c b/mm/x.c\n1c1\n< a\n---\n> b\n", "no unified diff" },
		{ PLAIN "diff -ed\n1d\n", "no unified diff" },
		{ "@@ -1 +1 @@\n-a\n+b\n", "a hunk without a file" },
		{ "diff --git a/mm/x.bin b/mm/x.bin\nindex 12..34\nGIT binary patch\nliteral 1\n",
		  "a binary file" },
		{ "Binary files a/mm/x.bin and b/mm/x.bin differ\n", "a binary file" },
		{ PLAIN "Only in linux/mm: y.c\n", "without its content" },
		{ "--- a/mm/x.c\n+++ b/mm/x.c\n@@ -1,3 +1,3 @@\n a\n-b\n+c\n", "is cut short" },
		{ "--- a/mm/x.c\n+++ b/mm/x.c\n@@ -1,3 +1,3 @@\n a\n-b\n+c\n" PLAIN, "is cut short" },
		{ "--- a/mm/x.c\n+++ b/mm/x.c\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n d\n", "more lines than" },
		{ "--- a/mm/x.c\n+++ b/mm/x.c\n@@ -1,2 +1,3 @@\n a\n-b\n+c\n", "is cut short" },
		{ "--- a/mm/x.c\n+++ b/mm/x.c\n@@ -1,9 +1,1 @@\n a\n-b\n+c\n", "other lines than" },
		{ "--- a/mm/x.c\n+++ b/mm/x.c\n@@ -1,3 +1,3 @@\n a\n-b wrapped\nhere\n+c\n d\n",
		  "was it wrapped" },
		{ "--- a/mm/x.c\n+++ b/mm/x.c\n@@ -1,3 +1,99999999999999 @@\n a\n", "cannot be read" },
		{ "--- a/mm/x.c\n+++ b/mm/x.c\n@@ -1,3 1,3 @@\n a\n", "cannot be read" },
		{ "--- a/mm/x.c\n+++ b/mm/x.c\n@@ -1,2 +1,2 @@\n a\n b\n", "changes nothing" },
		{ "--- a/mm/x.c\n+++ b/mm/y.c\n" HUNK, "is not" },
		{ "diff --git a/mm/x.c b/mm/x.c\n--- a/mm/y.c\n+++ b/mm/y.c\n" HUNK, "do not agree" },
		{ "diff --git a/mm/x.c b/mm/y.c\n--- a/mm/x.c\n+++ b/mm/y.c\n" HUNK, "do not agree" },
		{ "diff --git a/mm/x.c b/mm/x.c\n--- /dev/null\n+++ b/mm/x.c\n@@ -0,0 +1 @@\n+a\n",
		  "do not agree" },
		{ "diff --git a/mm/x.c b/mm/y.c\nrename from mm/x.c\n", "one name only" },
		{ "diff --git a/mm/x.c b/mm/y.c\nrename from mm/z.c\nrename to mm/y.c\n",
		  "do not agree" },
		{ "diff --git a/mm/x.c b/mm/x.c\nindex 12..34 100644\n", "nothing else is changed" },
		{ "diff --git \"a/mm/x\\n.c\" \"b/mm/x\\n.c\"\n", "quotes" },
		{ "diff --git a/mm/x y.c b/mm/x y.c\n", "blanks" },
		{ "--- a/mm/x y.c\n+++ b/mm/x y.c\n" HUNK, "a blank" },
		{ "--- a/mm/$(id).c\n+++ b/mm/$(id).c\n" HUNK, "odd characters" },
		{ "--- /dev/null\n+++ /dev/null\n@@ -1 +1 @@\n-a\n+b\n", "outside" },
		{ "--- a/mm/x.c\n+++ /dev/null\n" HUNK, "has lines" },
	};
	struct patch p;
	char why[PATCH_WHY];

	for (size_t i = 0; i < LENGTH(row); i++)
		refused(row[i].in, row[i].why);
	assert_int_equal(patch_parse(&p, "a\0b", 3, why), -EINVAL);
	patch_free(&p);
	/* words alone are no patch, and no error */
	assert_int_equal(patch_parse(&p, "--- a\nword\n", 11, why), 0);
	assert_int_equal(p.n, 0);
	patch_free(&p);
}

/* A kernel build would run these here. */
TEST(run_by_a_build)
{
	static const char *const host[] = {
		"scripts/mod/modpost.c", "tools/objtool/check.c", "usr/gen_init_cpio.c",
		"arch/x86/boot/tools/build.c", "arch/x86/tools/relocs.c",
		"lib/raid6/mktables.c", "arch/x86/entry/vdso/vdso2c.h", "certs/x.c",
		"lib/gen_crc32table.c", "scripts/Makefile.build.c",
	};
	static const struct { const char *name, *why; } other[] = {
		{ "kernel/gen_kheaders.sh", "neither C" }, { "lib/x.pl", "neither C" },
		{ "include/generated/autoconf.h", "made by" },
		{ "arch/x86/include/generated/x.h", "made by" },
		{ "arch/x86/entry/syscalls/syscall_64.tbl", "neither C" },
		{ "mm/x.o", "neither C" }, { "mm/x.mod", "neither C" },
	};
	char why[PATCH_WHY];

	for (size_t i = 0; i < LENGTH(host); i++) {
		assert_int_equal(patch_kind(host[i], why), PATCH_REFUSED);
		assert_non_null(strstr(why, "runs this on the machine"));
	}
	for (size_t i = 0; i < LENGTH(other); i++) {
		assert_int_equal(patch_kind(other[i].name, why), PATCH_REFUSED);
		assert_non_null(strstr(why, other[i].why));
	}
	assert_int_equal(patch_kind("arch/x86/include/asm/kvm_page_track.h", why), PATCH_CODE);
	assert_int_equal(patch_kind("arch/x86/kvm/vmx/vmenter.S", why), PATCH_CODE);
	assert_int_equal(patch_kind("Documentation/gpu/i915.rst", why), PATCH_TEXT);
	assert_int_equal(patch_kind("tools/testing/selftests/kvm/run.sh", why), PATCH_TEXT);
	assert_int_equal(patch_kind("tools/testing/selftests/kvm/Makefile", why), PATCH_TEXT);
	assert_int_equal(patch_kind("MAINTAINERS", why), PATCH_TEXT);
	assert_int_equal(patch_kind("drivers/gpu/drm/i915/.gitignore", why), PATCH_TEXT);
	assert_int_equal(patch_kind("drivers/gpu/drm/i915/Makefile", why), PATCH_BUILD);
	assert_int_equal(patch_kind("arch/x86/kvm/Kconfig", why), PATCH_BUILD);
	assert_int_equal(patch_kind("tools/testing/kunit/Kconfig.x", why), PATCH_BUILD);
	assert_int_equal(patch_kind("Documentation/Makefile", why), PATCH_BUILD);
}

static void add_line(const char *name, const char *line, bool good)
{
	char text[512];

	snprintf(text, sizeof(text), "diff --git a/mm/%s b/mm/%s\n--- a/mm/%s\n"
		 "+++ b/mm/%s\n@@ -1 +1,2 @@\n a\n+%s\n", name, name, name, name, line);
	if (good)
		taken(text, text);
	else
		refused(text, "make or Kconfig could run this");
}

TEST(lines_for_make)
{
	static const char *const good[] = {
		"", "# a word", "obj-y += x.o", "obj-$(CONFIG_DRM_I915) += gvt/",
		"kvmgt-$(CONFIG_DRM_I915_GVT) += \\", "i915-y := a.o b.o \\", "x-objs = a.o",
		"ccflags-y += -I$(srctree)/$(src)/gvt -DX=1 -Wno-unused -O2",
		"CFLAGS_gtt.o += -fno-inline", "KASAN_SANITIZE_x.o := n", "endif",
		"ifeq ($(CONFIG_X),y)", "ifdef CONFIG_X", "else",
	};
	static const char *const bad[] = {
		"x := $(shell touch PWNED)", "obj-y += $(shell id).o", "x != id",
		"\ttouch PWNED", "x: y", "all:", "include /tmp/x", "-include x", "SHELL = /tmp/x",
		"CC = /tmp/x", "hostprogs := x", "hostprogs-always-y += x", "always-y += x.o",
		"load x.so", "export X=1", "define x", "ccflags-y += -fplugin=x.so",
		"ccflags-y += -wrapper /tmp/x", "ccflags-y += -B/tmp", "ccflags-y += @file",
		"ccflags-y += -Wp,-x", "ccflags-y += -specs=x", "obj-y += x.o ; id", "obj-y += `id`.o",
		"obj-y += ../../tools/testing/x/", "obj-y += /tmp/x/", "obj-y += x", "x-y: x.o",
		"obj-y += $(x)", "ifeq ($(shell id),)", "obj-$(shell id) += x.o", "extra-y += x.o",
		"$(eval x)", "obj-y += $(CONFIG_X", "# a word \\", "targets += x.o", "override x-y = y.o",
		"quiet_cmd_x = id", "cmd_cc_o_c = id", "subdir-y += x/", "vpath %.c /tmp",
		"undefine CC", "ccflags-y += -I/x;id", "obj-y += $$(id).o", "CFLAGS_REMOVE=$(x)",
	};

	for (size_t i = 0; i < LENGTH(good); i++)
		add_line("Makefile", good[i], true);
	for (size_t i = 0; i < LENGTH(bad); i++) {
		add_line("Makefile", bad[i], false);
		add_line("x.mk", bad[i], false);
	}
	add_line("Kconfig", "\tdefault y if X", true);
	add_line("Kconfig", "source \"mm/Kconfig.debug\"", true);
	add_line("Kconfig", "\tdefault \"$(shell,touch PWNED)\"", false);
	add_line("Kconfig", "source \"Documentation/x.txt\"", false);
	add_line("Kconfig", "osource \"/tmp/x\"", false);
	/* a line goes on from the one before */
	taken("diff --git a/mm/Makefile b/mm/Makefile\n--- a/mm/Makefile\n+++ b/mm/Makefile\n"
	      "@@ -1,2 +1,3 @@\n x-y += \\\n+\ta.o \\\n \tb.o\n",
	      "diff --git a/mm/Makefile b/mm/Makefile\n--- a/mm/Makefile\n+++ b/mm/Makefile\n"
	      "@@ -1,2 +1,3 @@\n x-y += \\\n+\ta.o \\\n \tb.o\n");
	refused("--- a/mm/Makefile\n+++ b/mm/Makefile\n@@ -1,2 +1,3 @@\n x = \\\n+\tid \\\n \tb.o\n",
		"could run this");
	/* what is text today must not be a makefile tomorrow */
	refused("diff --git a/mm/x.txt b/mm/Makefile\nrename from mm/x.txt\nrename to mm/Makefile\n",
		"reads otherwise");
}

TEST(subjects)
{
	static const struct {
		const char *subject, *text;
		unsigned int number, total;
		bool reply;
	} row[] = {
		{ "[PATCH v2 04/27] drm: x", "drm: x", 4, 27, false },
		{ "[PATCH v2 10/12] x", "x", 10, 12, false },
		{ "[Intel-gfx] [PATCH 3/3] x", "x", 3, 3, false },
		{ "[PATCH 00/12] x", "x", 0, 12, false },
		{ "[PATCH] [2/3] x", "x", 2, 3, false },
		{ "[RFC,v3,07/10] x", "x", 7, 10, false },
		{ "[PATCH 3/7 RESEND] x", "x", 3, 7, false },
		{ "[PATCH 3 of 7] x", "x", 3, 7, false },
		{ "[PATCH 6.1 003/120] x", "x", 3, 120, false },
		{ "Re: [PATCH 1/3] x", "x", 1, 3, true },
		{ "[Intel-gfx] Re: [PATCH 1/3] x", "x", 1, 3, true },
		{ "AW: [PATCH] x", "x", 0, 0, true },
		{ "[PATCH] drm: [1/2] of it", "drm: [1/2] of it", 0, 0, false },
		{ "drm: 1/2 of x", "drm: 1/2 of x", 0, 0, false },
		{ "[PATCH 1/0] x", "x", 0, 0, false }, { "[PATCH 3/2] x", "x", 0, 0, false },
		{ "[PATCH 1/3", "[PATCH 1/3", 0, 0, false }, { "", "", 0, 0, false },
		{ "[99999999999999999999/99999999999999999999]", "", 0, 0, false },
	};
	struct series_subject s;

	for (size_t i = 0; i < LENGTH(row); i++) {
		series_subject(&s, row[i].subject);
		assert_string_equal(s.text, row[i].text);
		if (i + 1 < LENGTH(row)) {
			assert_int_equal(s.number, row[i].number);
			assert_int_equal(s.total, row[i].total);
		}
		assert_int_equal(s.reply, row[i].reply);
	}
}

/* "1/3 2/3 -" as mails; "-" has no diff, "!" before a subject neither. */
static int order(const char *mails, bool as_given, char *got, char *why)
{
	struct series_mail v[64] = { 0 };
	char copy[512], subject[64];
	size_t n = 0, kept;
	int err;

	snprintf(copy, sizeof(copy), "%s", mails);
	for (char *w = strtok(copy, " "); w; w = strtok(NULL, " "), n++) {
		v[n].has_diff = *w != '!';
		w += *w == '!';
		snprintf(subject, sizeof(subject), *w == 'x' ? "%s" : *w == 'R' ?
			 "Re: [PATCH %s] x" : "[PATCH %s] x", w + (*w == 'R'));
		series_subject(&v[n].subject, subject);
		v[n].index = n;
	}
	err = series_order(v, n, as_given, &kept, why);
	for (size_t i = 0; !err && i < kept; i++)
		got += sprintf(got, "%zu", v[i].index);
	return err;
}

TEST(orders)
{
	static const struct { const char *mails, *order, *why; } row[] = {
		{ "1/2 2/2", "01", "" }, { "3/3 1/3 2/3", "120", "" },
		{ "10/10 9/10 8/10 7/10 6/10 5/10 4/10 3/10 2/10 1/10", "9876543210", "" },
		{ "!0/2 2/2 1/2", "21", "" }, { "0/2 2/2 1/2", "21", "" },
		{ "2/2 R1/2 1/2 !x", "20", "" }, { "x x !x x", "013", "" },
		{ "4/27", "0", "" }, { "1/2 !2/2", NULL, "patch 2 of 2 has no diff" },
		{ "1/3 3/3", NULL, "patch 2 of 3 is missing" },
		{ "1/3 2/3", NULL, "patch 3 of 3 is missing" },
		{ "2/3 3/3", NULL, "patch 1 of 3 is missing" },
		{ "!0/2 2/2", NULL, "patch 1 of 2 is missing" },
		{ "1/2 2/2 2/2", NULL, "number 2 is in it twice" },
		{ "1/2 2/2 1/3", NULL, "one series" }, { "1/2 2/2 x", NULL, "which order" },
		{ "!x", NULL, "no patch in it" }, { "R1/1", NULL, "no patch in it" },
		{ "!1/1", NULL, "no diff that can be read" }, { "", NULL, "no patch in it" },
	};
	char got[128], why[PATCH_WHY];

	for (size_t i = 0; i < LENGTH(row); i++) {
		int err = order(row[i].mails, false, got, why);

		if (row[i].order) {
			assert_int_equal(err, 0);
			assert_string_equal(got, row[i].order);
		} else {
			assert_int_equal(err, -EINVAL);
			if (!strstr(why, row[i].why))
				fail_msg("%s: %s", row[i].mails, why);
		}
	}
	assert_int_equal(order("3/3 1/3", true, got, why), 0);
	assert_string_equal(got, "01");
}
