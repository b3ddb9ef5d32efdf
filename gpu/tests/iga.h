/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text to instructions by iga64 (Debian's libigc-tools), an assembler that is
 * not ours. Whoever needs it and has it not is told what to install: a test
 * that could not run has failed.
 */
#ifndef IGA_H
#define IGA_H

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct iga {
	char *text;
	size_t len;
	uint8_t *code;		/* native instructions, 16 bytes each */
	size_t bytes;
};

static inline void iga_line(struct iga *p, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
static inline void iga_line(struct iga *p, const char *format, ...)
{
	char line[256];
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsnprintf(line, sizeof(line), format, ap);
	va_end(ap);
	p->text = realloc(p->text, p->len + n + 2);
	if (!p->text || n >= (int)sizeof(line))
		abort();
	memcpy(p->text + p->len, line, n);
	p->text[p->len + n] = '\n';
	p->len += n + 1;
	p->text[p->len] = 0;
}

static inline void iga_read(struct iga *p, const char *name)
{
	FILE *f = fopen(name, "rb");

	if (!f)
		abort();
	p->code = malloc(1 << 24);
	if (!p->code)
		abort();
	p->bytes = fread(p->code, 1, 1 << 24, f);
	fclose(f);
}

/* Assemble the lines: 0, or -1 with the assembler's words on stderr. */
static inline int iga_assemble(struct iga *p)
{
	char dir[] = "/tmp/iga-XXXXXX", in[64], out[64], cmd[256];
	int rc = -1;
	FILE *f;

	if (system("command -v iga64 >/dev/null")) {
		fprintf(stderr, "iga64 is missing: apt-get install libigc-tools\n");
		return -1;
	}
	if (!mkdtemp(dir))
		return -1;
	snprintf(in, sizeof(in), "%s/a.asm", dir);
	snprintf(out, sizeof(out), "%s/a.bin", dir);
	f = fopen(in, "w");
	if (f) {
		fwrite(p->text, 1, p->len, f);
		fclose(f);
		snprintf(cmd, sizeof(cmd), "iga64 -Wnone -a -p=9 %s -o %s >&2",
			 in, out);
		rc = system(cmd) ? -1 : 0;
	}
	if (!rc)
		iga_read(p, out);
	unlink(in);
	unlink(out);
	rmdir(dir);
	return rc;
}

#endif
