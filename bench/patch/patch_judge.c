// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * patch_judge.c - what of a kernel's tree a variant may change.
 *
 * Whoever builds a kernel runs parts of it: make reads its Makefiles, Kconfig
 * its menus, and programs of scripts/, tools/ and some other places are
 * compiled for the machine that builds and run there. A stranger's patch may
 * have what is compiled for the kernel, and names of objects for make.
 * scripts/kernels.sh asks once more, by what the compiler has noted.
 */
#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "patch.h"

#define LENGTH(a) (sizeof(a) / sizeof((a)[0]))

static bool begins(const char *s, const char *prefix)
{
	return !strncmp(s, prefix, strlen(prefix));
}

static bool ends(const char *s, const char *suffix)
{
	size_t n = strlen(s), k = strlen(suffix);

	return n >= k && !strcmp(s + n - k, suffix);
}

/* ---- names ------------------------------------------------------------------ */

/* Not built by a kernel build, or not with the configurations here. */
static const char *const text_places[] = {
	"Documentation/", "LICENSES/", "tools/testing/", "MAINTAINERS", "CREDITS",
	"COPYING", "README",
};

/* What is run where the kernel is built, below here. */
static const char *const host_places[] = {
	"scripts/", "tools/", "usr/", "certs/", "rust/", "samples/",
};

/* ... and the sources of its "hostprogs" elsewhere in Linux 6.1 and 6.12. */
static const char *const host_programs[] = {
	"conmakehash.c", "elf2ecoff.c", "extract-cert.c", "gen-devlist.c",
	"gen-hyprel.c", "gen_crc32table.c", "gen_crc64table.c", "genmap.c",
	"genvdso.c", "genvdso.h", "makemapdata.c", "mkregtable.c", "mktables.c",
	"mkutf8data.c", "pnmtologo.c", "relacheck.c", "speakup/utils.h",
	"vdso2c.c", "vdso2c.h", "vdsomunge.c", "xe_gen_wa_oob.c",
};

static bool is_text_place(const char *name)
{
	for (size_t i = 0; i < LENGTH(text_places); i++)
		if (begins(name, text_places[i]))
			return true;
	return false;
}

static bool is_host_program(const char *name)
{
	size_t n = strlen(name);

	if (is_text_place(name))
		return false;
	for (size_t i = 0; i < LENGTH(host_places); i++)
		if (begins(name, host_places[i]))
			return true;
	if (begins(name, "arch/") && (strstr(name, "/boot/") ||
				      strstr(name, "/tools/")))
		return true;
	for (size_t i = 0; i < LENGTH(host_programs); i++)
		if (ends(name, host_programs[i]) &&
		    name[n - strlen(host_programs[i]) - 1] == '/')
			return true;
	return false;
}

static bool is_build_file(const char *name)
{
	const char *base = strrchr(name, '/');

	base = base ? base + 1 : name;
	if (begins(base, "Kconfig"))
		return true;
	/* those of the selftests are for who runs make there */
	return !begins(name, "tools/testing/") &&
	       (begins(base, "Makefile") || begins(base, "Kbuild") ||
		ends(base, ".mk"));
}

/* A part that begins with a dot is git's, or what make has noted. */
static bool is_hidden(const char *name)
{
	const char *dot = *name == '.' ? name : strstr(name, "/.");

	return dot && strcmp(dot, "/.gitignore");
}

static enum patch_kind refused(char why[PATCH_WHY], const char *name,
			       const char *what)
{
	snprintf(why, PATCH_WHY, "%.120s: %s", name, what);
	return PATCH_REFUSED;
}

enum patch_kind patch_kind(const char *name, char why[PATCH_WHY])
{
	static const char *const code[] = { ".c", ".h", ".S" };
	static const char *const text[] = { ".rst", ".txt", "/TODO", "/README",
					    "/.gitignore" };

	if (is_hidden(name))
		return refused(why, name, "a hidden file is git's or make's own; "
			       "no patch may bring one");
	if (strstr(name, "include/generated/") || begins(name, "include/config/"))
		return refused(why, name, "made by the kernel's build");
	if (is_host_program(name))
		return refused(why, name, "a kernel build runs this on the machine "
			       "that builds");
	if (is_build_file(name))
		return PATCH_BUILD;
	if (is_text_place(name))
		return PATCH_TEXT;
	for (size_t i = 0; i < LENGTH(code); i++)
		if (ends(name, code[i]))
			return PATCH_CODE;
	for (size_t i = 0; i < LENGTH(text); i++)
		if (ends(name, text[i]))
			return PATCH_TEXT;
	return refused(why, name, "neither C, assembler, Makefile, Kconfig nor "
		       "documentation");
}

/* ---- what make and Kconfig read ---------------------------------------------- */

/* A reference to something harmless at p: its length, else 0. */
static size_t reference(const char *p, const char *end)
{
	static const char *const good[] = { "$(src)", "$(obj)", "$(srctree)",
					    "$(objtree)", "$(m)" };
	size_t n = end - p;

	for (size_t i = 0; i < LENGTH(good); i++)
		if (n >= strlen(good[i]) && !memcmp(p, good[i], strlen(good[i])))
			return strlen(good[i]);
	if (n < 10 || memcmp(p, "$(CONFIG_", 9))
		return 0;
	for (size_t i = 9; i < n; i++) {
		if (p[i] == ')')
			return i + 1;
		if (!isalnum((unsigned char)p[i]) && p[i] != '_')
			return 0;
	}
	return 0;
}

/* Does s consist of these characters and of such references? */
static bool only(const char *s, const char *end, const char *more)
{
	while (s < end) {
		size_t n = *s == '$' ? reference(s, end) : 0;

		if (!n && !isalnum((unsigned char)*s) && !strchr(more, *s))
			return false;
		s += n ? n : 1;
	}
	return true;
}

static const char *word_end(const char *p, const char *end)
{
	while (p < end && *p != ' ' && *p != '\t')
		p++;
	return p;
}

static bool word_begins(const char *p, const char *end, const char *with)
{
	size_t n = strlen(with);

	return (size_t)(end - p) >= n && !memcmp(p, with, n);
}

/* "gtt.o", "gvt/": what an object list may hold; no folder above. */
static bool is_object(const char *p, const char *end)
{
	if (memchr(p, '$', end - p) || *p == '/' || !only(p, end, "_./-"))
		return false;
	if (end[-1] == '/')
		return !memmem(p, end - p, "..", 2);
	return end - p > 2 && !memcmp(end - 2, ".o", 2);
}

/* Flags that name no program, plugin or file to write. */
static bool is_flag(const char *p, const char *end)
{
	if (word_begins(p, end, "-I"))
		return only(p + 2, end, "_./-");
	if (word_begins(p, end, "-D") || word_begins(p, end, "-W") ||
	    word_begins(p, end, "-O"))
		return only(p + 2, end, "_=-");
	return word_begins(p, end, "-fno-") && only(p, end, "-");
}

static bool all_words(const char *p, const char *end,
		      bool (*good)(const char *, const char *))
{
	for (; p < end; p++) {
		const char *to = word_end(p, end);

		if (to > p && !(to - p == 1 && *p == '\\' && to == end) &&
		    !good(p, to))
			return false;
		p = to;
	}
	return true;
}

/* What an assignment may set: lists of objects, flags of the compiler. */
static bool is_object_list(const char *p, const char *end)
{
	static const char *const never[] = { "hostprogs", "userprogs", "always",
					     "extra", "targets", "clean", "no-",
					     "host", "user", "dtb", "subdir" };
	const char *dash = NULL;

	for (size_t i = 0; i < LENGTH(never); i++)
		if (word_begins(p, end, never[i]))
			return false;
	for (const char *s = p; s < end && *s != '('; s++)
		dash = *s == '-' ? s : dash;
	return dash && dash > p && only(p, end, "_.-") &&
	       (end - dash == 2 ? dash[1] == 'y' || dash[1] == 'm' :
		end - dash == 5 ? !memcmp(dash, "-objs", 5) :
		end - dash > 9 && !memcmp(dash, "-$(CONFIG_", 10));
}

static bool is_flag_list(const char *p, const char *end)
{
	static const char *const good[] = { "ccflags-", "subdir-ccflags-",
					    "asflags-", "CFLAGS_" };

	for (size_t i = 0; i < LENGTH(good); i++)
		if (word_begins(p, end, good[i]))
			return only(p, end, "_.-");
	return false;
}

static bool is_switch(const char *p, const char *end)
{
	static const char *const good[] = { "KASAN_SANITIZE", "KCSAN_SANITIZE",
					    "UBSAN_SANITIZE", "KCOV_INSTRUMENT",
					    "GCOV_PROFILE",
					    "OBJECT_FILES_NON_STANDARD" };

	for (size_t i = 0; i < LENGTH(good); i++)
		if (word_begins(p, end, good[i]))
			return only(p, end, "_.-");
	return false;
}

static bool is_yes_or_no(const char *p, const char *end)
{
	return end - p == 1 && (*p == 'y' || *p == 'n');
}

static bool assignment(const char *p, const char *end)
{
	const char *to = p, *value;

	while (to < end && !strchr(" \t:=+?!", *to))
		to++;
	value = to;
	while (value < end && (*value == ' ' || *value == '\t'))
		value++;
	value += value < end && strchr(":+", *value);
	if (to == p || value == end || *value != '=')
		return false;
	if (is_flag_list(p, to))
		return all_words(value + 1, end, is_flag);
	if (is_switch(p, to))
		return all_words(value + 1, end, is_yes_or_no);
	return is_object_list(p, to) && all_words(value + 1, end, is_object);
}

static bool condition(const char *p, const char *end)
{
	const char *to = word_end(p, end);
	size_t n = to - p;

	if ((n == 4 && !memcmp(p, "else", 4)) || (n == 5 && !memcmp(p, "endif", 5)))
		return only(to, end, " ");
	return ((n == 4 && !memcmp(p, "ifeq", 4)) || (n == 5 && !memcmp(p, "ifneq", 5)) ||
		(n == 5 && !memcmp(p, "ifdef", 5)) || (n == 6 && !memcmp(p, "ifndef", 6))) &&
	       only(to, end, " \t_(),-");
}

/* May a patch add this line to a Makefile? more: it continues the one before. */
static bool make_line(const char *p, size_t len, bool more)
{
	const char *end = p + len;
	bool tab = len && *p == '\t';

	while (p < end && (*p == ' ' || *p == '\t'))
		p++;
	if (more)
		return all_words(p, end, is_object) || all_words(p, end, is_flag);
	if (p == end)
		return true;
	if (tab)	/* of a recipe */
		return false;
	if (*p == '#')
		return end[-1] != '\\';
	return condition(p, end) || assignment(p, end);
}

/* May a patch add this line to a menu? A menu may read another one. */
static bool menu_line(const char *p, size_t len)
{
	const char *end = p + len, *to, *base;

	if (memchr(p, '$', len))
		return false;
	while (p < end && (*p == ' ' || *p == '\t'))
		p++;
	to = word_end(p, end);
	if (to - p < 6 || memcmp(to - 6, "source", 6))
		return true;
	base = memrchr(to, '/', end - to);
	return base && word_begins(base + 1, end, "Kconfig");
}

static int judge_build(const struct patch_file *f, char why[PATCH_WHY])
{
	const char *base = strrchr(f->new, '/');
	bool menu = !strncmp(base ? base + 1 : f->new, "Kconfig", 7), more = false;
	struct patch_walk w;
	struct patch_line l;

	for (patch_walk(&w, f); patch_next(&w, &l); ) {
		if (l.mark == '@' || l.mark == '\\')
			more = false;
		if (l.mark == '+' && !(menu ? menu_line(l.s, l.len) :
					make_line(l.s, l.len, more))) {
			snprintf(why, PATCH_WHY, "line %u: %.100s: make or Kconfig could "
				 "run this: only lists of objects, -I, -D, -W and -O "
				 "flags, conditions and menus are taken",
				 l.number, f->new);
			return -EPERM;
		}
		if (l.mark != '-')
			more = l.len && l.s[l.len - 1] == '\\';
	}
	return 0;
}

/* ---- a patch ----------------------------------------------------------------- */

int patch_judge(const struct patch *p, char why[PATCH_WHY])
{
	for (size_t i = 0; i < p->n; i++) {
		const struct patch_file *f = &p->v[i];
		enum patch_kind old = PATCH_TEXT, new = PATCH_TEXT;

		if (f->old)
			old = patch_kind(f->old, why);
		if (f->new)
			new = patch_kind(f->new, why);
		if (!old || !new)
			return -EPERM;
		if (f->old && f->new && old != new) {
			snprintf(why, PATCH_WHY, "%.100s would become %.100s, which a "
				 "build reads otherwise", f->old, f->new);
			return -EPERM;
		}
		if (new == PATCH_BUILD && judge_build(f, why))
			return -EPERM;
	}
	return 0;
}
