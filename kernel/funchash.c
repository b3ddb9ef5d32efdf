// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which functions and data objects differ between two builds of a module?
 *
 *   funchash BASE.ko OTHER.ko
 *	one line a difference: "changed|added|removed F|O name"
 *   funchash FILE
 *	one line a symbol: "F|O hash size name"
 *
 * A symbol's hash is over its bytes, with the fields that relocations fill
 * blanked, and over what the relocations lead to: the name of a symbol, the
 * text of a string, the name of a section where nothing is named (jump
 * tables, mostly). So code that merely moved is the same code. Numbers that
 * the compiler appends to names (".isra.0", "__func__.7") are cut off;
 * symbols of the same name are compared as a set.
 *
 * Exit status: 0 no difference, 1 differences, 2 not an ELF file or no memory.
 */
#include <err.h>
#include <ctype.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct section {
	GElf_Shdr hdr;
	const char *name;
	const uint8_t *bytes;	/* NULL for .bss */
	GElf_Rela *rela;	/* sorted by offset */
	size_t nr_rela;
};

struct symbol {
	GElf_Sym sym;
	char *name;		/* without the compiler's numbers */
	uint64_t hash;
};

struct object {
	const char *path;
	Elf *elf;
	struct section *sec;
	size_t nr_sec;
	struct symbol *symtab;	/* as in the file */
	size_t nr_symtab;
	struct symbol **defined;	/* functions and objects with bytes */
	size_t nr_defined;
};

/* Width in bytes of the field that a relocation fills. */
static const struct {
	unsigned int type;
	unsigned int width;
	bool pc_relative;
} reloc_types[] = {
	{ R_X86_64_64, 8, false },
	{ R_X86_64_PC32, 4, true },
	{ R_X86_64_PLT32, 4, true },
	{ R_X86_64_32, 4, false },
	{ R_X86_64_32S, 4, false },
	{ R_X86_64_PC64, 8, true },
};

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

static void *xcalloc(size_t n, size_t size)
{
	void *p = calloc(n ? n : 1, size);

	if (!p)
		err(2, "out of memory");
	return p;
}

static uint64_t mix(uint64_t hash, const void *data, size_t len)
{
	const uint8_t *p = data;

	/* FNV-1a, 64 bits */
	while (len--)
		hash = (hash ^ *p++) * UINT64_C(0x100000001b3);
	return hash;
}

static uint64_t mix_str(uint64_t hash, const char *s)
{
	return mix(hash, s, strlen(s) + 1);
}

static uint64_t mix_u64(uint64_t hash, uint64_t v)
{
	return mix(hash, &v, sizeof(v));
}

/* "foo.isra.0" to "foo.isra", "__key.12" to "__key". */
static char *plain_name(const char *name)
{
	char *s = strdup(name ? name : "");
	size_t n;

	if (!s)
		err(2, "out of memory");
	for (;;) {
		n = strlen(s);
		while (n && isdigit((unsigned char)s[n - 1]))
			n--;
		if (n < 2 || s[n - 1] != '.' || !s[n])
			return s;
		s[n - 1] = '\0';
	}
}

static bool is_defined(const struct object *o, const GElf_Sym *sym)
{
	int type = GELF_ST_TYPE(sym->st_info);

	return (type == STT_FUNC || type == STT_OBJECT) && sym->st_size &&
	       sym->st_shndx != SHN_UNDEF && sym->st_shndx < o->nr_sec &&
	       (o->sec[sym->st_shndx].hdr.sh_flags & SHF_ALLOC);
}

static int by_place(const void *a, const void *b)
{
	const struct symbol *x = *(struct symbol *const *)a;
	const struct symbol *y = *(struct symbol *const *)b;

	if (x->sym.st_shndx != y->sym.st_shndx)
		return x->sym.st_shndx < y->sym.st_shndx ? -1 : 1;
	if (x->sym.st_value != y->sym.st_value)
		return x->sym.st_value < y->sym.st_value ? -1 : 1;
	return strcmp(x->name, y->name);
}

static char kind(const struct symbol *s)
{
	return GELF_ST_TYPE(s->sym.st_info) == STT_FUNC ? 'F' : 'O';
}

static int by_name(const void *a, const void *b)
{
	const struct symbol *x = *(struct symbol *const *)a;
	const struct symbol *y = *(struct symbol *const *)b;
	int d = strcmp(x->name, y->name);

	if (d)
		return d;
	if (kind(x) != kind(y))
		return kind(x) - kind(y);
	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return 0;
}

static int by_offset(const void *a, const void *b)
{
	const GElf_Rela *x = a, *y = b;

	return x->r_offset < y->r_offset ? -1 : x->r_offset > y->r_offset;
}

/* The named thing around an offset of a section, or NULL. */
static const struct symbol *enclosing(const struct object *o, size_t shndx,
				      uint64_t off)
{
	size_t lo = 0, hi = o->nr_defined;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		const GElf_Sym *s = &o->defined[mid]->sym;

		if (s->st_shndx < shndx ||
		    (s->st_shndx == shndx && s->st_value <= off))
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo) {
		const GElf_Sym *s = &o->defined[lo - 1]->sym;

		if (s->st_shndx == shndx && off < s->st_value + s->st_size)
			return o->defined[lo - 1];
	}
	return NULL;
}

/* What an offset into a section stands for. */
static uint64_t mix_place(uint64_t hash, const struct object *o, size_t shndx,
			  uint64_t off)
{
	const struct section *sec = &o->sec[shndx];
	const struct symbol *in;

	if ((sec->hdr.sh_flags & SHF_STRINGS) && sec->bytes &&
	    off < sec->hdr.sh_size &&
	    memchr(sec->bytes + off, 0, sec->hdr.sh_size - off))
		return mix_str(hash, (const char *)sec->bytes + off);

	in = enclosing(o, shndx, off);
	if (!in)
		return mix_str(hash, sec->name);
	return mix_u64(mix_str(hash, in->name), off - in->sym.st_value);
}

static uint64_t mix_rela(uint64_t hash, const struct object *o,
			 const GElf_Rela *r, bool pc_relative)
{
	size_t i = GELF_R_SYM(r->r_info);
	const struct symbol *to;

	if (i >= o->nr_symtab)
		errx(2, "%s: relocation to symbol %zu of %zu", o->path, i,
		     o->nr_symtab);
	to = &o->symtab[i];
	hash = mix_u64(hash, GELF_R_TYPE(r->r_info));

	if (GELF_ST_TYPE(to->sym.st_info) == STT_SECTION &&
	    to->sym.st_shndx < o->nr_sec)
		return mix_place(hash, o, to->sym.st_shndx, to->sym.st_value +
				 r->r_addend + (pc_relative ? 4 : 0));

	return mix_u64(mix_str(hash, to->name), r->r_addend);
}

/* The first relocation of a section at or after an offset. */
static size_t first_rela(const struct section *sec, uint64_t off)
{
	size_t lo = 0, hi = sec->nr_rela;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (sec->rela[mid].r_offset < off)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static size_t reloc_type(const struct object *o, const GElf_Rela *r)
{
	size_t t;

	for (t = 0; t < ARRAY_SIZE(reloc_types); t++)
		if (reloc_types[t].type == GELF_R_TYPE(r->r_info))
			return t;
	errx(2, "%s: relocation type %u is not known here", o->path,
	     (unsigned int)GELF_R_TYPE(r->r_info));
}

static uint64_t hash_symbol(const struct object *o, const GElf_Sym *sym)
{
	const struct section *sec = &o->sec[sym->st_shndx];
	uint64_t hash = UINT64_C(0xcbf29ce484222325);
	uint64_t at = sym->st_value, end = at + sym->st_size;
	size_t i, t;

	hash = mix_u64(hash, sym->st_size);
	if (!sec->bytes)
		return hash;
	if (end > sec->hdr.sh_size || end < at)
		errx(2, "%s: a symbol reaches over the end of %s", o->path,
		     sec->name);

	for (i = first_rela(sec, at);
	     i < sec->nr_rela && sec->rela[i].r_offset < end; i++) {
		const GElf_Rela *r = &sec->rela[i];

		t = reloc_type(o, r);
		if (r->r_offset > at)
			hash = mix(hash, sec->bytes + at, r->r_offset - at);
		hash = mix_rela(hash, o, r, reloc_types[t].pc_relative);
		at = r->r_offset + reloc_types[t].width;
	}
	if (end > at)
		hash = mix(hash, sec->bytes + at, end - at);
	return hash;
}

static void read_rela(struct object *o, Elf_Scn *scn, const GElf_Shdr *hdr)
{
	struct section *to;
	Elf_Data *data = elf_getdata(scn, NULL);
	size_t i;

	if (!data || !hdr->sh_entsize || hdr->sh_info >= o->nr_sec)
		return;
	to = &o->sec[hdr->sh_info];
	to->nr_rela = hdr->sh_size / hdr->sh_entsize;
	to->rela = xcalloc(to->nr_rela, sizeof(*to->rela));
	for (i = 0; i < to->nr_rela; i++)
		gelf_getrela(data, i, &to->rela[i]);
	qsort(to->rela, to->nr_rela, sizeof(*to->rela), by_offset);
}

static void read_symtab(struct object *o, Elf_Scn *scn, const GElf_Shdr *hdr)
{
	Elf_Data *data = elf_getdata(scn, NULL);
	size_t i;

	if (!data || !hdr->sh_entsize)
		errx(2, "%s: unreadable symbol table", o->path);
	o->nr_symtab = hdr->sh_size / hdr->sh_entsize;
	o->symtab = xcalloc(o->nr_symtab, sizeof(*o->symtab));
	o->defined = xcalloc(o->nr_symtab, sizeof(*o->defined));
	for (i = 0; i < o->nr_symtab; i++) {
		struct symbol *s = &o->symtab[i];

		gelf_getsym(data, i, &s->sym);
		s->name = plain_name(elf_strptr(o->elf, hdr->sh_link,
						s->sym.st_name));
		if (is_defined(o, &s->sym))
			o->defined[o->nr_defined++] = s;
	}
	qsort(o->defined, o->nr_defined, sizeof(*o->defined), by_place);
}

static void read_sections(struct object *o)
{
	size_t shstrndx, i;
	Elf_Scn *scn = NULL;

	if (elf_getshdrnum(o->elf, &o->nr_sec) ||
	    elf_getshdrstrndx(o->elf, &shstrndx))
		errx(2, "%s: %s", o->path, elf_errmsg(-1));
	o->sec = xcalloc(o->nr_sec, sizeof(*o->sec));

	while ((scn = elf_nextscn(o->elf, scn))) {
		struct section *s = &o->sec[elf_ndxscn(scn)];

		gelf_getshdr(scn, &s->hdr);
		s->name = elf_strptr(o->elf, shstrndx, s->hdr.sh_name);
		if (s->hdr.sh_type != SHT_NOBITS && s->hdr.sh_size)
			s->bytes = elf_rawdata(scn, NULL)->d_buf;
	}
	for (i = 1; i < o->nr_sec; i++) {
		scn = elf_getscn(o->elf, i);
		if (o->sec[i].hdr.sh_type == SHT_RELA)
			read_rela(o, scn, &o->sec[i].hdr);
		else if (o->sec[i].hdr.sh_type == SHT_SYMTAB)
			read_symtab(o, scn, &o->sec[i].hdr);
	}
}

static void load(struct object *o, const char *path)
{
	int fd = open(path, O_RDONLY);
	size_t i;

	if (fd < 0)
		err(2, "%s", path);
	memset(o, 0, sizeof(*o));
	o->path = path;
	o->elf = elf_begin(fd, ELF_C_READ, NULL);
	if (!o->elf || elf_kind(o->elf) != ELF_K_ELF)
		errx(2, "%s: not an ELF file", path);
	read_sections(o);
	close(fd);
	for (i = 0; i < o->nr_defined; i++)
		o->defined[i]->hash = hash_symbol(o, &o->defined[i]->sym);
	qsort(o->defined, o->nr_defined, sizeof(*o->defined), by_name);
}

/* Is there a symbol of this name and kind? */
static bool has_name(const struct object *o, const struct symbol *want)
{
	size_t lo = 0, hi = o->nr_defined;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		const struct symbol *s = o->defined[mid];
		int d = strcmp(s->name, want->name);

		if (!d)
			d = kind(s) - kind(want);
		if (!d)
			return true;
		if (d < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return false;
}

static bool report(const struct object *other, const struct symbol *s,
		   const char *if_absent, char *last, size_t size)
{
	const char *what = has_name(other, s) ? "changed" : if_absent;
	char line[512];

	snprintf(line, sizeof(line), "%s %c %s", what, kind(s), s->name);
	if (strcmp(line, last)) {
		puts(line);
		snprintf(last, size, "%s", line);
	}
	return true;
}

/* Merge two sorted lists; what is only in one of them differs. */
static bool compare(const struct object *a, const struct object *b)
{
	char last[512] = "";
	bool differ = false;
	size_t i = 0, j = 0;

	while (i < a->nr_defined || j < b->nr_defined) {
		int d;

		if (i == a->nr_defined)
			d = 1;
		else if (j == b->nr_defined)
			d = -1;
		else
			d = by_name(&a->defined[i], &b->defined[j]);
		if (!d) {
			i++;
			j++;
		} else if (d < 0) {
			differ |= report(b, a->defined[i++], "removed", last,
					 sizeof(last));
		} else {
			differ |= report(a, b->defined[j++], "added", last,
					 sizeof(last));
		}
	}
	return differ;
}

static void list(const struct object *o)
{
	size_t i;

	for (i = 0; i < o->nr_defined; i++)
		printf("%c %016llx %llu %s\n", kind(o->defined[i]),
		       (unsigned long long)o->defined[i]->hash,
		       (unsigned long long)o->defined[i]->sym.st_size,
		       o->defined[i]->name);
}

int main(int argc, char **argv)
{
	struct object a, b;

	if (argc != 2 && argc != 3) {
		fprintf(stderr, "usage: funchash BASE.ko [OTHER.ko]\n");
		return 2;
	}
	if (elf_version(EV_CURRENT) == EV_NONE)
		errx(2, "libelf: %s", elf_errmsg(-1));
	load(&a, argv[1]);
	if (argc == 2) {
		list(&a);
		return 0;
	}
	load(&b, argv[2]);
	return compare(&a, &b) ? 1 : 0;
}
