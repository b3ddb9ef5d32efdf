/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * gl.h - GL without a window system. A call that fails ends the program with
 * exit status 1 and a line on stdout, "PROGRAM: WHAT: 0xERROR".
 */
#ifndef USER_GL_H
#define USER_GL_H

#define EGL_EGLEXT_PROTOTYPES
#include <EGL/egl.h>
#include <EGL/eglext.h>
#include <GLES3/gl3.h>
#include <stdio.h>
#include <stdlib.h>

/* glibc's: the program's name (errno.h has it under _GNU_SOURCE only) */
extern char *program_invocation_short_name;

static void fail(const char *what, unsigned int code)
{
	printf("%s: %s: 0x%x\n", program_invocation_short_name, what, code);
	exit(1);
}

static void check(const char *what)
{
	GLenum err = glGetError();

	if (err)
		fail(what, err);
}

/* A context of GLES 3 on the display, which is current then. */
static void open_context(EGLDisplay display)
{
	const EGLint want[] = { EGL_CONTEXT_MAJOR_VERSION, 3, EGL_NONE };
	EGLContext ctx;

	if (!eglInitialize(display, NULL, NULL) || !eglBindAPI(EGL_OPENGL_ES_API))
		fail("eglInitialize", eglGetError());
	ctx = eglCreateContext(display, EGL_NO_CONFIG_KHR, EGL_NO_CONTEXT, want);
	if (!ctx || !eglMakeCurrent(display, EGL_NO_SURFACE, EGL_NO_SURFACE, ctx))
		fail("eglMakeCurrent", eglGetError());
}

/* The same on a display that has no device of its own: Mesa's choice. */
static EGLDisplay open_surfaceless(void)
{
	EGLDisplay display = eglGetPlatformDisplay(EGL_PLATFORM_SURFACELESS_MESA,
						   EGL_DEFAULT_DISPLAY, NULL);

	open_context(display);
	return display;
}

#endif
