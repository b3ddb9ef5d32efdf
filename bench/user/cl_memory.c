// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Memory as OpenCL programs ask for it: buffers, buffers of the program's
 * own memory, images and shared virtual memory, of sizes below, at and
 * above 2 MiB. The GPU is made to use each: a fill, then a copy to another
 * of the same kind. What it leaves there is not looked at.
 *
 * Prints a line a kind. Exit 1: a call of OpenCL failed.
 */
#define CL_TARGET_OPENCL_VERSION 200
#include <CL/cl.h>
#include <stdio.h>
#include <stdlib.h>

#define KIB 1024ul
#define MIB (1024 * KIB)

static const size_t sizes[] = {
	64 * KIB, MIB, 2 * MIB - 4 * KIB, 2 * MIB, 2 * MIB + 4 * KIB,
	4 * MIB, 16 * MIB, 48 * MIB,
};
#define NSIZES (sizeof(sizes) / sizeof(sizes[0]))

static const struct { size_t w, h; } images[] = {
	{ 512, 512 }, { 1920, 1080 }, { 2048, 2048 }, { 3840, 2160 },
};
#define NIMAGES (sizeof(images) / sizeof(images[0]))

static cl_context context;
static cl_device_svm_capabilities svm;
static cl_command_queue queue;

static void check(cl_int err, const char *what)
{
	if (!err)
		return;
	printf("cl_memory: %s: error %d\n", what, err);
	exit(1);
}

static void open_device(void)
{
	cl_platform_id platform;
	cl_device_id device;
	char name[128];
	cl_int err;

	check(clGetPlatformIDs(1, &platform, NULL), "clGetPlatformIDs");
	check(clGetDeviceIDs(platform, CL_DEVICE_TYPE_GPU, 1, &device, NULL),
	      "clGetDeviceIDs");
	check(clGetDeviceInfo(device, CL_DEVICE_NAME, sizeof(name), name,
			      NULL), "clGetDeviceInfo");
	check(clGetDeviceInfo(device, CL_DEVICE_SVM_CAPABILITIES, sizeof(svm),
			      &svm, NULL), "CL_DEVICE_SVM_CAPABILITIES");
	printf("cl_memory: %s\n", name);
	context = clCreateContext(NULL, 1, &device, NULL, NULL, &err);
	check(err, "clCreateContext");
	queue = clCreateCommandQueueWithProperties(context, device, NULL, &err);
	check(err, "clCreateCommandQueueWithProperties");
}

/* Two buffers of each size live at once, as in a program. */
static void buffers(const char *kind, cl_mem_flags flags)
{
	cl_mem mem[NSIZES][2];
	void *own[NSIZES][2] = { 0 };
	const cl_uint word = 0x2d2d2d2d;
	size_t i, k, done = 0;
	cl_int err;

	for (i = 0; i < NSIZES; i++) {
		for (k = 0; k < 2; k++) {
			if (flags & CL_MEM_USE_HOST_PTR)
				own[i][k] = aligned_alloc(4096, sizes[i]);
			mem[i][k] = clCreateBuffer(context, flags, sizes[i],
						   own[i][k], &err);
			check(err, kind);
		}
		check(clEnqueueFillBuffer(queue, mem[i][0], &word,
					  sizeof(word), 0, sizes[i], 0, NULL,
					  NULL), "clEnqueueFillBuffer");
		check(clEnqueueCopyBuffer(queue, mem[i][0], mem[i][1], 0, 0,
					  sizes[i], 0, NULL, NULL),
		      "clEnqueueCopyBuffer");
		done += 2 * sizes[i];
	}
	check(clFinish(queue), "clFinish");
	for (i = 0; i < NSIZES; i++) {
		for (k = 0; k < 2; k++) {
			clReleaseMemObject(mem[i][k]);
			free(own[i][k]);
		}
	}
	printf("cl_memory: %s: %zu KiB\n", kind, done / KIB);
}

static void shared(const char *kind, cl_device_svm_capabilities need,
		   cl_svm_mem_flags flags)
{
	const cl_uint word = 0x2d2d2d2d;
	void *p[NSIZES][2];
	size_t i, k, done = 0;

	if (!(svm & need)) {
		printf("cl_memory: %s: this device has none\n", kind);
		return;
	}
	for (i = 0; i < NSIZES; i++) {
		for (k = 0; k < 2; k++) {
			p[i][k] = clSVMAlloc(context, flags, sizes[i], 0);
			check(p[i][k] ? 0 : CL_MEM_OBJECT_ALLOCATION_FAILURE,
			      kind);
		}
		check(clEnqueueSVMMemFill(queue, p[i][0], &word, sizeof(word),
					  sizes[i], 0, NULL, NULL),
		      "clEnqueueSVMMemFill");
		check(clEnqueueSVMMemcpy(queue, CL_FALSE, p[i][1], p[i][0],
					 sizes[i], 0, NULL, NULL),
		      "clEnqueueSVMMemcpy");
		done += 2 * sizes[i];
	}
	check(clFinish(queue), "clFinish");
	for (i = 0; i < NSIZES; i++)
		for (k = 0; k < 2; k++)
			clSVMFree(context, p[i][k]);
	printf("cl_memory: %s: %zu KiB\n", kind, done / KIB);
}

static cl_mem new_image(size_t w, size_t h)
{
	const cl_image_format format = { CL_RGBA, CL_UNORM_INT8 };
	const cl_image_desc desc = {
		.image_type = CL_MEM_OBJECT_IMAGE2D,
		.image_width = w, .image_height = h,
	};
	cl_int err;
	cl_mem m = clCreateImage(context, CL_MEM_READ_WRITE, &format, &desc,
				 NULL, &err);

	check(err, "clCreateImage");
	return m;
}

static void pictures(void)
{
	const float colour[4] = { 1, 0, 0, 1 };
	cl_mem m[NIMAGES][2];
	size_t i, k, done = 0;

	for (i = 0; i < NIMAGES; i++) {
		const size_t zero[3] = { 0 };
		const size_t all[3] = { images[i].w, images[i].h, 1 };

		for (k = 0; k < 2; k++)
			m[i][k] = new_image(all[0], all[1]);
		check(clEnqueueFillImage(queue, m[i][0], colour, zero, all, 0,
					 NULL, NULL), "clEnqueueFillImage");
		check(clEnqueueCopyImage(queue, m[i][0], m[i][1], zero, zero,
					 all, 0, NULL, NULL),
		      "clEnqueueCopyImage");
		done += 2 * 4 * all[0] * all[1];
	}
	check(clFinish(queue), "clFinish");
	for (i = 0; i < NIMAGES; i++)
		for (k = 0; k < 2; k++)
			clReleaseMemObject(m[i][k]);
	printf("cl_memory: images: %zu KiB\n", done / KIB);
}

int main(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	open_device();
	buffers("buffers", CL_MEM_READ_WRITE);
	buffers("buffers the host may map",
		CL_MEM_READ_WRITE | CL_MEM_ALLOC_HOST_PTR);
	buffers("buffers of the program's memory",
		CL_MEM_READ_WRITE | CL_MEM_USE_HOST_PTR);
	pictures();
	shared("shared virtual memory, coarse",
	       CL_DEVICE_SVM_COARSE_GRAIN_BUFFER, CL_MEM_READ_WRITE);
	shared("shared virtual memory, fine",
	       CL_DEVICE_SVM_FINE_GRAIN_BUFFER,
	       CL_MEM_READ_WRITE | CL_MEM_SVM_FINE_GRAIN_BUFFER);
	clReleaseCommandQueue(queue);
	clReleaseContext(context);
	return 0;
}
