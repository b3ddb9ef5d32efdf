// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A GL program that draws offscreen, without a window system: frames of
 * 1920x1080 and 3840x2160 with depth, textures and vertex buffers of
 * several sizes, each used, and rows of a frame read back into a buffer. What
 * is drawn is not looked at.
 *
 * Prints a line a frame size. Exit 1: a call failed.
 */
#include <string.h>

#include "gl.h"

#define KIB 1024ul
#define MIB (1024 * KIB)
#define FRAMES 2
/*
 * The GPU model executes uploads, mip maps and reads back, pixel by pixel, and
 * the census is of what is bound. So textures up to WHOLE are filled and have
 * their mip maps made; of others, and of frames, so many rows are moved.
 */
#define WHOLE 512
#define ROWS 64

static const struct { int w, h; } frame_sizes[] = {
	{ 1920, 1080 }, { 3840, 2160 },
};
static const int texture_sizes[] = { 64, 256, 512, 1024, 2048, 4096 };
static const size_t vertex_sizes[] = {
	64 * KIB, MIB, 2 * MIB, 4 * MIB, 16 * MIB,
};
#define N(a) (sizeof(a) / sizeof((a)[0]))

static const char vertex_text[] =
	"#version 300 es\n"
	"layout(location = 0) in vec4 at;\n"
	"out vec2 uv;\n"
	"void main() { gl_Position = vec4(at.xy, 0.0, 1.0); uv = at.zw; }\n";
static const char fragment_text[] =
	"#version 300 es\n"
	"precision mediump float;\n"
	"in vec2 uv; out vec4 colour; uniform sampler2D picture;\n"
	"void main() { colour = texture(picture, uv); }\n";

static GLuint textures[N(texture_sizes)], vertices[N(vertex_sizes)];

static void open_device(void)
{
	open_surfaceless();
	printf("gl_draw: %s\n", (const char *)glGetString(GL_RENDERER));
	if (strstr((const char *)glGetString(GL_RENDERER), "llvmpipe"))
		fail("that is not the GPU", 0);
}

static GLuint shader(GLenum type, const char *text)
{
	GLuint s = glCreateShader(type);
	GLint ok;

	glShaderSource(s, 1, &text, NULL);
	glCompileShader(s);
	glGetShaderiv(s, GL_COMPILE_STATUS, &ok);
	if (!ok)
		fail("glCompileShader", type);
	return s;
}

static void use_program(void)
{
	GLuint p = glCreateProgram();
	GLint ok;

	glAttachShader(p, shader(GL_VERTEX_SHADER, vertex_text));
	glAttachShader(p, shader(GL_FRAGMENT_SHADER, fragment_text));
	glLinkProgram(p);
	glGetProgramiv(p, GL_LINK_STATUS, &ok);
	if (!ok)
		fail("glLinkProgram", 0);
	glUseProgram(p);
}

/* A pattern for textures and triangles all over the frame. */
static void *pattern(size_t bytes)
{
	float *f = malloc(bytes);
	size_t i;

	if (!f)
		fail("malloc", 0);
	for (i = 0; i < bytes / sizeof(*f); i++)
		f[i] = (float)(i * 2654435761u % 2000) / 1000 - 1;
	return f;
}

/* All levels are there in either case. */
static void texture(int size, const void *data)
{
	int levels = 1;

	if (size <= WHOLE) {
		glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, size, size, 0, GL_RGBA,
			     GL_UNSIGNED_BYTE, data);
		glGenerateMipmap(GL_TEXTURE_2D);
		return;
	}
	while (size >> levels)
		levels++;
	glTexStorage2D(GL_TEXTURE_2D, levels, GL_RGBA8, size, size);
	glTexSubImage2D(GL_TEXTURE_2D, 0, 0, 0, size, ROWS, GL_RGBA,
			GL_UNSIGNED_BYTE, data);
}

static void upload(void)
{
	void *data = pattern(16 * MIB);
	size_t i;

	glGenTextures(N(textures), textures);
	for (i = 0; i < N(textures); i++) {
		glBindTexture(GL_TEXTURE_2D, textures[i]);
		texture(texture_sizes[i], data);
	}
	glGenBuffers(N(vertices), vertices);
	for (i = 0; i < N(vertices); i++) {
		glBindBuffer(GL_ARRAY_BUFFER, vertices[i]);
		glBufferData(GL_ARRAY_BUFFER, vertex_sizes[i], data,
			     GL_STATIC_DRAW);
	}
	free(data);
	check("upload");
}

static void make_frame(int w, int h)
{
	GLuint fbo, colour, depth;

	glGenTextures(1, &colour);
	glBindTexture(GL_TEXTURE_2D, colour);
	glTexStorage2D(GL_TEXTURE_2D, 1, GL_RGBA8, w, h);
	glGenRenderbuffers(1, &depth);
	glBindRenderbuffer(GL_RENDERBUFFER, depth);
	glRenderbufferStorage(GL_RENDERBUFFER, GL_DEPTH24_STENCIL8, w, h);
	glGenFramebuffers(1, &fbo);
	glBindFramebuffer(GL_FRAMEBUFFER, fbo);
	glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0,
			       GL_TEXTURE_2D, colour, 0);
	glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_DEPTH_STENCIL_ATTACHMENT,
				  GL_RENDERBUFFER, depth);
	if (glCheckFramebufferStatus(GL_FRAMEBUFFER) != GL_FRAMEBUFFER_COMPLETE)
		fail("framebuffer", glCheckFramebufferStatus(GL_FRAMEBUFFER));
	glViewport(0, 0, w, h);
}

static void draw_frame(void)
{
	size_t t, v;

	glClearColor(0.2f, 0.4f, 0.6f, 1);
	glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT);
	glEnableVertexAttribArray(0);
	for (t = 0; t < N(textures); t++) {
		glBindTexture(GL_TEXTURE_2D, textures[t]);
		for (v = 0; v < N(vertices); v++) {
			glBindBuffer(GL_ARRAY_BUFFER, vertices[v]);
			glVertexAttribPointer(0, 4, GL_FLOAT, GL_FALSE, 0, 0);
			glDrawArrays(GL_TRIANGLES, 0, vertex_sizes[v] / 16);
		}
	}
}

static void read_back(int w, int h)
{
	GLuint pbo;

	glGenBuffers(1, &pbo);
	glBindBuffer(GL_PIXEL_PACK_BUFFER, pbo);
	glBufferData(GL_PIXEL_PACK_BUFFER, (size_t)4 * w * h, NULL,
		     GL_STREAM_READ);
	glReadPixels(0, 0, w, ROWS, GL_RGBA, GL_UNSIGNED_BYTE, NULL);
	glFinish();
	glBindBuffer(GL_PIXEL_PACK_BUFFER, 0);
}

int main(void)
{
	size_t s;
	int i;

	setvbuf(stdout, NULL, _IOLBF, 0);
	open_device();
	use_program();
	upload();
	for (s = 0; s < N(frame_sizes); s++) {
		make_frame(frame_sizes[s].w, frame_sizes[s].h);
		for (i = 0; i < FRAMES; i++) {
			draw_frame();
			glFlush();
		}
		read_back(frame_sizes[s].w, frame_sizes[s].h);
		check("drawing");
		printf("gl_draw: %d frames of %dx%d\n", FRAMES,
		       frame_sizes[s].w, frame_sizes[s].h);
	}
	return 0;
}
