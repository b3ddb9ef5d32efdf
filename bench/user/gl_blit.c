// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Clears, clears within a scissor, copies and scales, by nearest and linear
 * filters, in each of a table's formats and layouts, by GL, and what is read
 * back: pictures. Layouts: the one that the driver chooses ("own"), and buffers
 * that are linear, in X and in Y tiles ("linear", "x", "y").
 *
 * gl_blit draw FILE [LAYOUT]: the pictures of a layout into FILE.
 * gl_blit compare FILE REFERENCE [LAYOUT]: channel by channel; exit 1 if one
 * differs by more than a unit in the last place (pictures.h), or a picture of the
 * layout is missing.
 * gl_blit work REFERENCE: draws in all layouts and compares; on stdout, a line
 * each, "begin LAYOUT" and "end LAYOUT", after which a byte is awaited on stdin
 * (none there: it goes on by itself), "did LAYOUT bytes 0 ns N bad N", in bytes of
 * pictures that differ, and "pictures LAYOUT compared N differ N". Not for
 * llvmpipe. Exit 1: a call failed, and why.
 * GL_BLIT_NODE: the render node, if not /dev/dri/renderD128.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <fcntl.h>

#include "gl.h"
#include <GLES2/gl2ext.h>

/*
 * Both sides round the weights of a filter, and a part has but eight bits of
 * them.
 */
#define PICTURE_UNIT	0x1p-18
#include "pictures.h"

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

static const struct {
	const char *name;
	GLenum internal, format, type;
	struct texel t;
	char fourcc[5];			/* none: no buffers */
} formats[] = {
	{ "rgba8", GL_RGBA8, GL_RGBA, GL_UNSIGNED_BYTE, { 4, 'u', { 8, 8, 8, 8 } }, "AB24" },
	{ "srgb8", GL_SRGB8_ALPHA8, GL_RGBA, GL_UNSIGNED_BYTE, { 4, 'u', { 8, 8, 8, 8 } }, "" },
	{ "rgb10a2", GL_RGB10_A2, GL_RGBA, GL_UNSIGNED_INT_2_10_10_10_REV, { 4, 'u', { 10, 10, 10, 2 } }, "" },
	{ "rgb565", GL_RGB565, GL_RGB, GL_UNSIGNED_SHORT_5_6_5, { 2, 'u', { 5, 6, 5 } }, "RG16" },
	{ "r8", GL_R8, GL_RED, GL_UNSIGNED_BYTE, { 1, 'u', { 8 } }, "R8  " },
	{ "rg8", GL_RG8, GL_RG, GL_UNSIGNED_BYTE, { 2, 'u', { 8, 8 } }, "GR88" },
	{ "rgba16f", GL_RGBA16F, GL_RGBA, GL_HALF_FLOAT, { 8, 'h', { 16, 16, 16, 16 } }, "AB4H" },
	{ "r32f", GL_R32F, GL_RED, GL_FLOAT, { 4, 'f', { 32 } }, "" },
	{ "rgba32f", GL_RGBA32F, GL_RGBA, GL_FLOAT, { 16, 'f', { 32, 32, 32, 32 } }, "" },
	{ "r32ui", GL_R32UI, GL_RED_INTEGER, GL_UNSIGNED_INT, { 4, 'U', { 32 } }, "" },
	{ "rgba8ui", GL_RGBA8UI, GL_RGBA_INTEGER, GL_UNSIGNED_BYTE, { 4, 'U', { 8, 8, 8, 8 } }, "" },
	{ "rgba16i", GL_RGBA16I, GL_RGBA_INTEGER, GL_SHORT, { 8, 'S', { 16, 16, 16, 16 } }, "" },
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

static void open_device(void)
{
	const char *node = getenv("GL_BLIT_NODE");

	if (!layout) {
		display = open_surfaceless();
	} else {
		gbm = gbm_create_device(open(node ? node : NODE, O_RDWR));
		display = eglGetPlatformDisplay(EGL_PLATFORM_GBM_KHR, gbm, NULL);
		open_context(display);
	}
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
	picture_write(out, formats[i].name, step, &formats[i].t, W * H, pixels);
}

static int is_integer(unsigned int i)
{
	return formats[i].t.kind == 'U' || formats[i].t.kind == 'S';
}

static void clear(unsigned int i, float red)
{
	const GLfloat f[] = { red, 0.5f, 0.75f, 1 };
	const GLuint u[] = { (GLuint)(red * 200), 200, 77, 3 };
	const GLint s[] = { (GLint)(red * 100) - 50, 300, -7, 9 };

	if (!is_integer(i))
		glClearBufferfv(GL_COLOR, 0, f);
	else if (formats[i].t.kind == 'U')
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
	if (is_integer(i))
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

/* Of a layout: a step more where there is a filter. */
static unsigned int expected(void)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < FORMATS; i++)
		if (!layout || *formats[i].fourcc)
			n += is_integer(i) ? 4 : 5;
	return n;
}

/* In a guest: by the GPU. */
static void draw_there(const char *file)
{
	draw_into(file);
	if (strstr((const char *)glGetString(GL_RENDERER), "llvmpipe"))
		fail("that is not the GPU", 0);
}

static int find_layout(const char *name)
{
	for (layout = 0; layout < LAYOUTS; layout++)
		if (!strcmp(name, layouts[layout].name))
			return 1;
	return 0;
}

int main(int argc, char **argv)
{
	if ((argc == 4 || argc == 5) && !strcmp(argv[1], "compare") &&
	    find_layout(argc == 5 ? argv[4] : "own"))
		return pictures_judge(argv[2], argv[3], expected());
	if (argc == 3 && !strcmp(argv[1], "work")) {
		for (layout = 0; layout < LAYOUTS; layout++)
			pictures_work(layouts[layout].name, draw_there, argv[2],
				      expected());
		return 0;
	}
	if ((argc != 3 && argc != 4) || strcmp(argv[1], "draw") ||
	    !find_layout(argc == 4 ? argv[3] : "own")) {
		fprintf(stderr, "usage: gl_blit draw FILE [own|linear|x|y] | compare FILE REFERENCE [LAYOUT] | work REFERENCE\n");
		return 2;
	}
	draw_into(argv[2]);
	printf("%s\n", (const char *)glGetString(GL_RENDERER));
	return 0;
}
