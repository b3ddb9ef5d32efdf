// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Clears, clears within a scissor, copies and scales, by nearest and linear
 * filters, in each of a table's formats and layouts, by GL, and what is read
 * back: pictures. Layouts: the one that the driver chooses ("own"), and buffers
 * that are linear, in X and in Y tiles ("linear", "x", "y").
 *
 * gl_blit draw FILE [LAYOUT]: the pictures of a layout into FILE.
 * gl_blit compare FILE REFERENCE: channel by channel; exit 1 if one differs by
 * more than a unit in the last place (distance()), or nothing was compared.
 * gl_blit work REFERENCE: draws in all layouts and compares; on stdout, a line
 * each, "begin LAYOUT" and "end LAYOUT", after which a byte is awaited on stdin
 * (none there: it goes on by itself), "did LAYOUT bytes 0 ns N bad N", in bytes of
 * pixels that differ, and "pictures LAYOUT compared N differ N". Not for
 * llvmpipe. Exit 1: a call failed, and why.
 * GL_BLIT_NODE: the render node, if not /dev/dri/renderD128.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#include <EGL/egl.h>
#define EGL_EGLEXT_PROTOTYPES
#include <EGL/eglext.h>
#include <GLES3/gl3.h>
#include <GLES2/gl2ext.h>

/* libgbm, whose header is in a package of its own. */
struct gbm_device;
struct gbm_bo;
struct gbm_device *gbm_create_device(int fd);
struct gbm_bo *gbm_bo_create_with_modifiers(struct gbm_device *gbm,
	uint32_t width, uint32_t height, uint32_t format,
	const uint64_t *modifiers, unsigned int count);

#define W	64
#define H	48
#define FROM_W	20
#define FROM_H	12
#define NODE	"/dev/dri/renderD128"

enum kind { FLOATS, UNSIGNED, SIGNED };

static const struct {
	const char *name;
	GLenum internal, format, type;
	unsigned int bytes;
	enum kind kind;
	uint8_t bits[4];		/* of a channel, from bit 0 on */
	char fourcc[5];			/* none: no buffers */
} formats[] = {
	{ "rgba8", GL_RGBA8, GL_RGBA, GL_UNSIGNED_BYTE, 4, FLOATS, { 8, 8, 8, 8 }, "AB24" },
	{ "srgb8", GL_SRGB8_ALPHA8, GL_RGBA, GL_UNSIGNED_BYTE, 4, FLOATS, { 8, 8, 8, 8 }, "" },
	{ "rgb10a2", GL_RGB10_A2, GL_RGBA, GL_UNSIGNED_INT_2_10_10_10_REV, 4, FLOATS, { 10, 10, 10, 2 }, "" },
	{ "rgb565", GL_RGB565, GL_RGB, GL_UNSIGNED_SHORT_5_6_5, 2, FLOATS, { 5, 6, 5 }, "RG16" },
	{ "r8", GL_R8, GL_RED, GL_UNSIGNED_BYTE, 1, FLOATS, { 8 }, "R8  " },
	{ "rg8", GL_RG8, GL_RG, GL_UNSIGNED_BYTE, 2, FLOATS, { 8, 8 }, "GR88" },
	{ "rgba16f", GL_RGBA16F, GL_RGBA, GL_HALF_FLOAT, 8, FLOATS, { 16, 16, 16, 16 }, "AB4H" },
	{ "r32f", GL_R32F, GL_RED, GL_FLOAT, 4, FLOATS, { 32 }, "" },
	{ "rgba32f", GL_RGBA32F, GL_RGBA, GL_FLOAT, 16, FLOATS, { 32, 32, 32, 32 }, "" },
	{ "r32ui", GL_R32UI, GL_RED_INTEGER, GL_UNSIGNED_INT, 4, UNSIGNED, { 32 }, "" },
	{ "rgba8ui", GL_RGBA8UI, GL_RGBA_INTEGER, GL_UNSIGNED_BYTE, 4, UNSIGNED, { 8, 8, 8, 8 }, "" },
	{ "rgba16i", GL_RGBA16I, GL_RGBA_INTEGER, GL_SHORT, 8, SIGNED, { 16, 16, 16, 16 }, "" },
};
#define FORMATS (sizeof(formats) / sizeof(*formats))

static const struct {
	const char *name;
	uint64_t modifier;		/* drm_fourcc.h */
} layouts[] = {
	{ "own", 0 }, { "linear", 0 }, { "x", 1ull << 56 | 1 },
	{ "y", 1ull << 56 | 2 },
};
#define LAYOUTS (sizeof(layouts) / sizeof(*layouts))

static EGLDisplay display;
static struct gbm_device *gbm;
static unsigned int layout;		/* 0: no buffers */
static FILE *out;

static void fail(const char *what, unsigned int code)
{
	printf("gl_blit: %s: 0x%x\n", what, code);
	exit(1);
}

static void check(const char *what)
{
	GLenum err = glGetError();

	if (err)
		fail(what, err);
}

static void open_device(void)
{
	const EGLint want[] = { EGL_CONTEXT_MAJOR_VERSION, 3, EGL_NONE };
	const char *node = getenv("GL_BLIT_NODE");
	EGLContext ctx;

	if (!layout) {
		display = eglGetPlatformDisplay(EGL_PLATFORM_SURFACELESS_MESA,
						EGL_DEFAULT_DISPLAY, NULL);
	} else {
		gbm = gbm_create_device(open(node ? node : NODE, O_RDWR));
		display = eglGetPlatformDisplay(EGL_PLATFORM_GBM_KHR, gbm, NULL);
	}
	if (!eglInitialize(display, NULL, NULL) || !eglBindAPI(EGL_OPENGL_ES_API))
		fail("eglInitialize", eglGetError());
	ctx = eglCreateContext(display, EGL_NO_CONFIG_KHR, EGL_NO_CONTEXT, want);
	if (!eglMakeCurrent(display, EGL_NO_SURFACE, EGL_NO_SURFACE, ctx))
		fail("eglMakeCurrent", eglGetError());
	glPixelStorei(GL_UNPACK_ALIGNMENT, 1);
	glPixelStorei(GL_PACK_ALIGNMENT, 1);
}

static GLuint framebuffer(GLuint texture)
{
	GLuint f;

	glGenFramebuffers(1, &f);
	glBindFramebuffer(GL_FRAMEBUFFER, f);
	glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0,
			       GL_TEXTURE_2D, texture, 0);
	return glCheckFramebufferStatus(GL_FRAMEBUFFER) ==
	       GL_FRAMEBUFFER_COMPLETE ? f : 0;
}

static GLuint texture(unsigned int i, int w, int h, const void *pixels)
{
	GLuint t;

	glGenTextures(1, &t);
	glBindTexture(GL_TEXTURE_2D, t);
	glTexStorage2D(GL_TEXTURE_2D, 1, formats[i].internal, w, h);
	if (pixels)
		glTexSubImage2D(GL_TEXTURE_2D, 0, 0, 0, w, h, formats[i].format,
				formats[i].type, pixels);
	check(formats[i].name);
	return t;
}

/* A buffer of the tiling. */
static GLuint buffer(unsigned int i, int w, int h)
{
	PFNGLEGLIMAGETARGETTEXTURE2DOESPROC target =
		(PFNGLEGLIMAGETARGETTEXTURE2DOESPROC)
		eglGetProcAddress("glEGLImageTargetTexture2DOES");
	const char *f = formats[i].fourcc;
	struct gbm_bo *bo = gbm_bo_create_with_modifiers(gbm, w, h,
		(uint32_t)f[0] | f[1] << 8 | f[2] << 16 | f[3] << 24,
		&layouts[layout].modifier, 1);
	EGLImage image = bo ? eglCreateImage(display, EGL_NO_CONTEXT,
		EGL_NATIVE_PIXMAP_KHR, (EGLClientBuffer)bo, NULL) : NULL;
	GLuint t;

	if (!image)
		fail(formats[i].name, eglGetError());
	glGenTextures(1, &t);
	glBindTexture(GL_TEXTURE_2D, t);
	target(GL_TEXTURE_2D, image);
	check(formats[i].name);
	return t;
}

static void keep(unsigned int i, const char *step)
{
	static uint8_t pixels[W * H * 16];

	glReadPixels(0, 0, W, H, formats[i].format, formats[i].type, pixels);
	check(step);
	fprintf(out, "%s %s\n", formats[i].name, step);
	fwrite(pixels, formats[i].bytes, W * H, out);
}

static void clear(unsigned int i, float red)
{
	const GLfloat f[] = { red, 0.5f, 0.75f, 1 };
	const GLuint u[] = { (GLuint)(red * 200), 200, 77, 3 };
	const GLint s[] = { (GLint)(red * 100) - 50, 300, -7, 9 };

	if (formats[i].kind == FLOATS)
		glClearBufferfv(GL_COLOR, 0, f);
	else if (formats[i].kind == UNSIGNED)
		glClearBufferuiv(GL_COLOR, 0, u);
	else
		glClearBufferiv(GL_COLOR, 0, s);
	check("clear");
}

struct box {
	int x0, y0, x1, y1;
};

static void blit(GLuint from, struct box a, GLuint to, struct box b,
		 GLenum filter)
{
	glBindFramebuffer(GL_READ_FRAMEBUFFER, from);
	glBindFramebuffer(GL_DRAW_FRAMEBUFFER, to);
	glBlitFramebuffer(a.x0, a.y0, a.x1, a.y1, b.x0, b.y0, b.x1, b.y1,
			  GL_COLOR_BUFFER_BIT, filter);
	check("glBlitFramebuffer");
	glBindFramebuffer(GL_FRAMEBUFFER, to);
}

/* Bits at random; floats between 0 and 1. */
static const void *picture(unsigned int i)
{
	static uint32_t words[FROM_W * FROM_H * 4];
	uint32_t x = 7 + i;

	for (unsigned int k = 0; k < sizeof(words) / 4; k++) {
		float f = (float)(k * 37 % 256) / 255;

		x = x * 1103515245 + 12345;
		words[k] = x >> 16 | x << 16;
		if (formats[i].type == GL_FLOAT)
			memcpy(&words[k], &f, 4);
		if (formats[i].type == GL_HALF_FLOAT)
			words[k] = 0x30003000 + (k * 37 % 0xc00) * 0x10001;
	}
	return words;
}

static void draw(unsigned int i)
{
	const struct box all = { 0, 0, FROM_W, FROM_H };
	GLuint from = framebuffer(texture(i, FROM_W, FROM_H, picture(i))), to;

	if (layout) {
		GLuint plain = from;

		from = framebuffer(buffer(i, FROM_W, FROM_H));
		blit(plain, all, from, all, GL_NEAREST);
		to = framebuffer(buffer(i, W, H));
	} else {
		to = framebuffer(texture(i, W, H, NULL));
	}
	if (!from || !to)
		fail(formats[i].name, glGetError());
	clear(i, 0.25f);
	keep(i, "clear");
	glEnable(GL_SCISSOR_TEST);
	glScissor(5, 7, 30, 20);
	clear(i, 1);
	glDisable(GL_SCISSOR_TEST);
	keep(i, "scissor");
	blit(from, all, to, (struct box){ 3, 4, 23, 16 }, GL_NEAREST);
	keep(i, "copy");
	blit(from, (struct box){ 1, 1, 19, 11 }, to,
	     (struct box){ 60, 2, 4, 46 }, GL_NEAREST);
	keep(i, "nearest");
	if (formats[i].kind != FLOATS)
		return;
	blit(from, all, to, (struct box){ 0, 0, W, H }, GL_LINEAR);
	keep(i, "linear");
}

static void draw_all(void)
{
	open_device();
	for (unsigned int i = 0; i < FORMATS; i++)
		if (!layout || *formats[i].fourcc)
			draw(i);
	glFinish();
}

static void draw_into(const char *file)
{
	out = fopen(file, "wb");
	if (!out)
		fail(file, 0);
	draw_all();
	if (fclose(out))
		fail(file, 0);
}

/* ---- comparing ------------------------------------------------------------- */

struct step {
	char name[32];
	unsigned int format;
	uint8_t pixels[W * H * 16];
};

static int next(FILE *f, struct step *s)
{
	char format[16], step[16];

	if (fscanf(f, "%15s %15s", format, step) != 2 || fgetc(f) != '\n')
		return 0;
	snprintf(s->name, sizeof(s->name), "%s %s", format, step);
	for (s->format = 0; s->format < FORMATS; s->format++)
		if (!strcmp(format, formats[s->format].name))
			return fread(s->pixels, formats[s->format].bytes, W * H,
				     f) == W * H;
	return 0;
}

/*
 * In units of the last place; of floats of 32 bits in 2^-18 of the value: both
 * sides round the weights of a filter, and a part has but eight bits of them.
 */
static double distance(unsigned int i, uint32_t a, uint32_t b)
{
	float x, y;

	if (formats[i].type != GL_FLOAT)
		return fabs((double)a - (double)b);
	memcpy(&x, &a, 4);
	memcpy(&y, &b, 4);
	return fabs((double)x - y) / (fmax(fabs(x), 0.125) * 0x1p-18);
}

static double channel(const struct step *a, const struct step *b,
		      unsigned int p, unsigned int at, unsigned int bits)
{
	unsigned int i = a->format, size = formats[i].bytes;
	uint64_t x[2] = { 0 }, y[2] = { 0 }, mask = (1ull << bits) - 1;

	memcpy(x, a->pixels + p * size, size);
	memcpy(y, b->pixels + p * size, size);
	return distance(i, x[at / 64] >> at % 64 & mask,
			y[at / 64] >> at % 64 & mask);
}

/* The pixels that differ by more than a unit; *worst: by how much. */
static unsigned int differing(const struct step *a, const struct step *b,
			      double *worst)
{
	unsigned int n = 0;

	for (unsigned int p = 0; p < W * H; p++) {
		double most = 0;

		for (unsigned int c = 0, at = 0; c < 4; c++) {
			unsigned int bits = formats[a->format].bits[c];

			if (bits)
				most = fmax(most, channel(a, b, p, at, bits));
			at += bits;
		}
		n += most > 1;
		*worst = fmax(*worst, most);
	}
	return n;
}

struct verdict {
	unsigned int compared, differ;
	uint64_t bytes;			/* of pixels that differ */
};

static int find(const char *reference, const char *name, struct step *s)
{
	FILE *f = fopen(reference, "rb");
	int found = 0;

	while (f && !found && next(f, s))
		found = !strcmp(s->name, name);
	if (f)
		fclose(f);
	return found;
}

static struct verdict compare(const char *file, const char *reference)
{
	static struct step a, b;
	struct verdict v = { 0 };
	FILE *f = fopen(file, "rb");

	for (; f && next(f, &a); v.compared++) {
		unsigned int n;
		double by = 0;

		if (!find(reference, a.name, &b))
			fail(a.name, 0);
		n = differing(&a, &b, &by);
		if (!n)
			continue;
		printf("wrong %s %s: %u pixels, by up to %g\n",
		       layouts[layout].name, a.name, n, by);
		v.differ++;
		v.bytes += n * formats[a.format].bytes;
	}
	if (!f || !feof(f))
		fail(file, 0);
	fclose(f);
	return v;
}

/* ---- in a guest ------------------------------------------------------------ */

/* What stands at begin and end is counted apart: an answer is awaited. */
static void tell(const char *what)
{
	char byte;

	printf("%s %s\n", what, layouts[layout].name);
	fflush(stdout);
	if (read(STDIN_FILENO, &byte, 1) < 0)
		fail("stdin", 0);
}

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ull + t.tv_nsec;
}

static void work(const char *reference)
{
	char file[] = "/tmp/gl_blit";
	struct verdict v;
	uint64_t ns;

	tell("begin");
	ns = now();
	draw_into(file);
	ns = now() - ns;
	tell("end");
	if (strstr((const char *)glGetString(GL_RENDERER), "llvmpipe"))
		fail("that is not the GPU", 0);
	v = compare(file, reference);
	printf("did %s bytes 0 ns %llu bad %llu\n", layouts[layout].name,
	       (unsigned long long)ns, (unsigned long long)v.bytes);
	printf("pictures %s compared %u differ %u\n", layouts[layout].name,
	       v.compared, v.differ);
}

static int find_layout(const char *name)
{
	for (layout = 0; layout < LAYOUTS; layout++)
		if (!strcmp(name, layouts[layout].name))
			return 1;
	return 0;
}

static int judge(const char *file, const char *reference)
{
	struct verdict v;

	if (!find_layout(file))
		layout = 0;
	v = compare(file, reference);
	printf("%s: %u pictures, %u differ by more than a unit\n", file,
	       v.compared, v.differ);
	return !v.compared || v.differ;
}

int main(int argc, char **argv)
{
	if (argc == 4 && !strcmp(argv[1], "compare"))
		return judge(argv[2], argv[3]);
	if (argc == 3 && !strcmp(argv[1], "work")) {
		for (; layout < LAYOUTS; layout++)
			work(argv[2]);
		return 0;
	}
	if ((argc != 3 && argc != 4) || strcmp(argv[1], "draw") ||
	    !find_layout(argc == 4 ? argv[3] : "own")) {
		fprintf(stderr, "usage: gl_blit draw FILE [own|linear|x|y] | compare FILE REFERENCE | work REFERENCE\n");
		return 2;
	}
	draw_into(argv[2]);
	printf("%s\n", (const char *)glGetString(GL_RENDERER));
	return 0;
}
