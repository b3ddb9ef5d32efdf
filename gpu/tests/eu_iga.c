// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The decoder against iga64 -p=9: each instruction is written as iga64 writes
 * it and the texts are compared, spaces aside. Takes the kernels that ocloc
 * has compiled (zebin, an ELF with a section .text.NAME for each), and then
 * RANDOM legal words of its own. eu_iga MINIMUM FILE...: fails if an
 * instruction differs, or fewer than MINIMUM have been compared.
 */
#include <elf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "eu_text.h"

#define RANDOM		20000u

struct tally {
	const char *what;
	unsigned int compared, differ, refused;
};

/* Native instructions of the kernels, which the random ones are made of. */
static uint64_t seeds[RANDOM][2];
static unsigned int seed_count;

/* Without comments, annotations and spaces. */
static void squeeze(char *s)
{
	char *to = s, *end = strstr(s, "//");

	if (end)
		*end = 0;
	end = strchr(s, '{');
	if (end)
		*end = 0;
	for (; *s; s++)
		if (*s != ' ' && *s != '\n')
			*to++ = *s;
	*to = 0;
}

/*
 * Refused here and not by iga64: channels beyond 32, regions and files that do
 * not exist where it does not look at them, ret with a distance.
 */
static bool here_only(const struct eu_inst *in, const uint64_t w[2],
		      const char *theirs)
{
	return in->chan + in->exec > 32 || in->opcode == EU_OP_RET ||
		in->row->pipe == EU_PIPE_BRANCH || in->opcode == EU_OP_MATH ||
		eu_bits(w, 36, 35) > EU_GRF || !strcmp(theirs, "illegal");
}

/* Registers that compilers name by their elements. */
static bool strange(const struct eu_operand *o)
{
	static const uint16_t named = 1 << EU_ARF_NULL | 1 << EU_ARF_A |
		1 << EU_ARF_ACC | 1 << EU_ARF_F | 1 << EU_ARF_SR |
		1 << EU_ARF_CR | 1 << EU_ARF_N | 1 << EU_ARF_TM;

	return o->file == EU_ARF && !o->indirect && !(named >> (o->reg >> 4) & 1);
}

/*
 * Without a meaning, or not written by iga64: madm's mme registers 9 to 15 or
 * beside a replicated source, align16's predicates, a Vx1 region that is not
 * indirect, branches whose source is no distance and no register, calls by a
 * distance that is not :d, wait on an immediate.
 */
static bool undefined(const struct eu_inst *in, const uint64_t w[2])
{
	bool bad = in->dst.mme > EU_NO_MME;

	for (unsigned int n = 0; n < 3; n++)
		bad |= in->src[n].mme > EU_NO_MME || w[1] >> 21 * n & 1;
	if (in->opcode == EU_OP_MADM && bad)
		return true;
	if (in->row->format == EU_F_ALU && (strange(&in->dst) ||
	    strange(&in->src[0]) || strange(&in->src[1])))
		return true;
	if (has_mme(in) && (in->src[0].indirect || in->src[1].indirect))
		return true;
	for (unsigned int n = 0; n < in->nsrc; n++)
		if (in->row->format == EU_F_ALU && !in->align16 &&
		    in->src[n].file != EU_IMM && !in->src[n].indirect &&
		    eu_bits(w, 88 + 32 * n, 85 + 32 * n) == 15)
			return true;
	if (in->row->format == EU_F_JUMP && in->opcode != EU_OP_JMPI &&
	    (in->src[0].file == EU_ARF || eu_bits(w, 46, 43) != 1))
		return true;
	if ((in->opcode == EU_OP_CALL || in->opcode == EU_OP_CALLA) &&
	    in->src[0].file == EU_IMM && eu_bits(w, 94, 91) != 1)
		return true;
	if (in->row->format == EU_F_SEND && in->dst.indirect)
		return true;
	if (in->row->format == EU_F_SENDS && in->dst.file == EU_ARF &&
	    in->dst.reg)
		return true;
	if (in->opcode == EU_OP_WAIT && in->src[0].file == EU_IMM)
		return true;
	return in->align16 && in->pred > 1;
}

static void compare_line(struct tally *n, char *line, const uint8_t *code,
			 size_t size, const uint8_t *refused)
{
	uint64_t w[2] = { 0 };
	struct eu_inst in;
	struct text ours;
	unsigned int pc;
	char *theirs = strstr(line, "*/");

	if (sscanf(line, "/* [%x]", &pc) != 1 || !theirs || pc >= size ||
	    refused[pc / 8])
		return;
	memcpy(w, code + pc, size - pc < 16 ? size - pc : 16);
	squeeze(theirs += 2);
	if (eu_decode(&in, w)) {
		if (here_only(&in, w, theirs)) {
			n->refused++;
			return;
		}
		snprintf(ours.s, LINE, "(not decoded)");
	} else if (in.bytes == 16 && undefined(&in, w)) {
		n->refused++;
		return;
	} else {
		write_ours(&ours, &in, pc);
	}
	n->compared++;
	if (in.bytes == 16 && seed_count < RANDOM)
		memcpy(seeds[seed_count++], w, sizeof(w));
	if (!strcmp(ours.s, theirs))
		return;
	if (n->differ++ < 20)
		printf("%04x: %016llx %016llx\n  iga64 %s\n  here  %s\n", pc,
		       (unsigned long long)w[0], (unsigned long long)w[1],
		       theirs, ours.s);
}

/* iga64 says of words that it does not take at which offset they are. */
static void compare_text(struct tally *n, FILE *f, const uint8_t *code,
			 size_t size, uint8_t *refused)
{
	char line[LINE];
	unsigned int at;

	while (fgets(line, sizeof(line), f))
		if (strstr(line, ": error") &&
		    sscanf(line, "byte offset 0x%x", &at) == 1 && at < size && !refused[at / 8]) {
			refused[at / 8] = 1;
			n->refused++;
		}
	rewind(f);
	while (fgets(line, sizeof(line), f))
		compare_line(n, line, code, size, refused);
}

static int compare_code(struct tally *n, const uint8_t *code, size_t size)
{
	char name[] = "/tmp/eu-iga-XXXXXX", text[32], cmd[160];
	uint8_t *refused = calloc(1, size / 8 + 1);
	int fd = mkstemp(name), rc = -1;
	FILE *f = NULL;

	if (fd >= 0 && refused && write(fd, code, size) == (ssize_t)size) {
		snprintf(text, sizeof(text), "%s.asm", name);
		snprintf(cmd, sizeof(cmd), "iga64 -d -p=9 --output-on-fail "
			 "-Xprint-pc -Xprint-hex-floats %s >%s 2>&1", name, text);
		rc = system(cmd) < 0;
		f = fopen(text, "r");
	}
	if (f) {
		compare_text(n, f, code, size, refused);
		fclose(f);
		unlink(text);
	}
	if (fd >= 0)
		close(fd);
	unlink(name);
	free(refused);
	return f ? rc : -1;
}

static int compare_zebin(struct tally *n, const char *name)
{
	static uint8_t file[8 << 20];
	FILE *f = fopen(name, "rb");
	size_t len = f ? fread(file, 1, sizeof(file), f) : 0;
	const Elf64_Ehdr *e = (const void *)file;
	Elf64_Shdr s;

	if (f)
		fclose(f);
	if (len < sizeof(*e) || memcmp(e->e_ident, ELFMAG, SELFMAG) ||
	    e->e_shoff + e->e_shnum * sizeof(s) > len) {
		fprintf(stderr, "%s: no zebin\n", name);
		return -1;
	}
	for (unsigned int i = 0; i < e->e_shnum; i++) {
		memcpy(&s, file + e->e_shoff + i * sizeof(s), sizeof(s));
		if (s.sh_type == SHT_PROGBITS && s.sh_flags & SHF_EXECINSTR &&
		    s.sh_offset + s.sh_size <= len &&
		    compare_code(n, file + s.sh_offset, s.sh_size))
			return -1;
	}
	return 0;
}

/* One to four bits of a compiler's instruction changed, none of them CmptCtrl. */
static int compare_random(struct tally *n)
{
	static uint64_t code[RANDOM][2];
	uint64_t x = 88172645463325252ull;

	for (unsigned int i = 0; i < RANDOM; i++) {
		memcpy(code[i], seeds[i % seed_count], sizeof(code[i]));
		for (unsigned int k = 0; k < 1 + i % 4; k++) {
			x ^= x << 13;
			x ^= x >> 7;
			x ^= x << 17;
			code[i][x >> 6 & 1] ^= 1ull << (x & 63);
		}
		code[i][0] &= ~(uint64_t)EU_COMPACT;
	}
	return compare_code(n, (const uint8_t *)code, sizeof(code));
}

static void print_tally(const struct tally *n)
{
	printf("%s: %u instructions compared, %u differ, %u refused\n",
	       n->what, n->compared, n->differ, n->refused);
}

int main(int argc, char **argv)
{
	struct tally kernels = { .what = "kernels" }, words = { .what = "random" };
	unsigned int least = argc > 1 ? atoi(argv[1]) : 0;

	if (argc < 3 || system("command -v iga64 >/dev/null")) {
		fprintf(stderr, argc < 3 ? "eu_iga MINIMUM FILE...\n" :
			"iga64 is missing: apt-get install libigc-tools\n");
		return 1;
	}
	for (int i = 2; i < argc; i++)
		if (compare_zebin(&kernels, argv[i]))
			return 1;
	print_tally(&kernels);
	if (!seed_count || compare_random(&words))
		return 1;
	print_tally(&words);
	if (kernels.compared < least)
		fprintf(stderr, "fewer than %u instructions\n", least);
	return kernels.differ || kernels.refused || words.differ ||
		kernels.compared < least || words.compared < RANDOM / 4;
}
