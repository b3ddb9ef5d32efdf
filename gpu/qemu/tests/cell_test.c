// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The port at which a machine is told its cell (gpu/host/cell_port.h): at each
 * point its words, then zeros; two files, each on pages of its own, which are
 * read and never written; no file that is none.
 *   cell_test QEMU
 */
#include "gpu/qemu/tests/qtest.h"
#include "gpu/host/cell_port.h"

#define FIRST 5000u	/* bytes: more than a page */
#define SECOND 3u

static char folder[] = "/tmp/gtt2m-cell-XXXXXX";
static char first[64], second[64];

static unsigned int byte_of(unsigned int at)
{
	return at * 7 % 251 + 1;
}

static void make_file(const char *path, unsigned int n)
{
	FILE *f = fopen(path, "we");

	for (unsigned int i = 0; f && i < n; i++)
		fputc(byte_of(i), f);
	if (!f || fclose(f))
		fail("%s: %s", path, strerror(errno));
}

static unsigned int port(struct vm *v, unsigned int at)
{
	return qtest(v, "readb 0x%x", GEN9_CELL_ADDR + at);
}

/* Before the first point, at it, at the second, and behind that. */
static void check_words(struct vm *v)
{
	static const char *const at[] = {
		"", "gtt2m.cell=a,b gtt2m.seed=7", "guest", "", "",
	};

	for (size_t n = 0; n < sizeof(at) / sizeof(at[0]); n++) {
		for (size_t i = 0; i <= strlen(at[n]); i++)
			if (port(v, 0) != (unsigned char)at[n][i])
				fail("at point %zu word byte %zu is wrong", n, i);
		if (port(v, 0))
			fail("there are words behind the last of point %zu", n);
		qtest(v, "writeb 0x%x 1", GEN9_CELL_ADDR);
	}
}

static void check_length(struct vm *v, uint64_t is)
{
	uint64_t length = 0;

	for (unsigned int i = 0; i < 8; i++)
		length |= (uint64_t)port(v, GEN9_CELL_LENGTH + i) << 8 * i;
	if (length != is)
		fail("%" PRIu64 " bytes of files, not %" PRIu64, length, is);
}

static void check_byte(struct vm *v, uint64_t at, unsigned int is)
{
	unsigned int byte = qtest(v, "readb 0x%llx", GEN9_CELL_FILES + at);

	if (byte != is)
		fail("byte %" PRIu64 " of the files is %u, not %u", at, byte, is);
}

static void check_files(struct vm *v)
{
	const uint64_t behind = 2 * GEN9_CELL_SIZE;

	check_length(v, behind + GEN9_CELL_SIZE);
	for (unsigned int i = 0; i < FIRST; i++)
		check_byte(v, i, byte_of(i));
	check_byte(v, FIRST, 0);
	for (unsigned int i = 0; i < SECOND; i++)
		check_byte(v, behind + i, byte_of(i));
	qtest(v, "writeb 0x%llx 0xff", GEN9_CELL_FILES + 1);
	check_byte(v, 1, byte_of(1));
}

/* As the command line has it: a comma in a property is two. */
static char *device(const char *image, const char *more)
{
	static char text[256];

	snprintf(text, sizeof(text), "gtt2m-cell,text=gtt2m.cell=a,,b gtt2m.seed=7\nguest"
		 ",image=%s,more=%s", image, more);
	return text;
}

/* QEMU does not start, and says which file it was. */
static void check_refused(const char *qemu, const char *image)
{
	char cmd[512];

	snprintf(cmd, sizeof(cmd), "%s -M q35 -accel qtest -display none -nodefaults "
		 "-L /usr/share/seabios "
		 "-device '%s' 2>&1 </dev/null | grep -qF '%s: '", qemu,
		 device(image, ""), image);
	if (system(cmd))
		fail("%s is not refused by its name", image);
}

int main(int argc, char **argv)
{
	struct vm v = { 0 };

	if (argc < 2 || !mkdtemp(folder))
		fail("usage: cell_test QEMU");
	snprintf(first, sizeof(first), "%s/first", folder);
	snprintf(second, sizeof(second), "%s/second", folder);
	make_file(first, FIRST);
	make_file(second, SECOND);
	vm_start(&v, argv[1], device(first, second));
	check_words(&v);
	check_files(&v);
	vm_stop(&v);
	make_file(second, 0);
	vm_start(&v, argv[1], device("", second));
	check_length(&v, 0);
	vm_stop(&v);
	unlink(second);
	check_refused(argv[1], second);
	check_refused(argv[1], folder);
	unlink(first);
	rmdir(folder);
	printf("cell_test: words and files are what the command line has\n");
	return 0;
}
