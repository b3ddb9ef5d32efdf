/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Kernels of cl_work.c, compiled offline for the part that the vGPU shows.
 * Their values are small whole numbers, so that floats are exact, whatever
 * the compiler fuses.
 */

/* STREAM: McCalpin's four. */
kernel void copy(global const float4 *a, global float4 *c)
{
	size_t i = get_global_id(0);

	c[i] = a[i];
}

kernel void scale(global const float4 *c, global float4 *b, float q)
{
	size_t i = get_global_id(0);

	b[i] = q * c[i];
}

kernel void add(global const float4 *a, global const float4 *b,
		global float4 *c)
{
	size_t i = get_global_id(0);

	c[i] = a[i] + b[i];
}

kernel void triad(global const float4 *b, global const float4 *c,
		  global float4 *a, float q)
{
	size_t i = get_global_id(0);

	a[i] = b[i] + q * c[i];
}

/* c = a * b by tiles in local memory; n columns of c, depth k. */
#define TILE 16

kernel __attribute__((reqd_work_group_size(TILE, TILE, 1)))
void gemm(global const float *a, global const float *b, global float *c,
	  int n, int k)
{
	local float at[TILE][TILE], bt[TILE][TILE];
	int x = get_local_id(0), y = get_local_id(1);
	int col = get_global_id(0), row = get_global_id(1);
	float sum = 0;

	for (int t = 0; t < k; t += TILE) {
		at[y][x] = a[row * k + t + x];
		bt[y][x] = b[(t + y) * n + col];
		barrier(CLK_LOCAL_MEM_FENCE);
		for (int i = 0; i < TILE; i++)
			sum += at[y][i] * bt[i][x];
		barrier(CLK_LOCAL_MEM_FENCE);
	}
	c[row * n + col] = sum;
}

/* Five points; the border is copied. */
kernel void stencil(global const float *in, global float *out, int w, int h)
{
	int x = get_global_id(0), y = get_global_id(1), i = y * w + x;

	if (x == 0 || y == 0 || x == w - 1 || y == h - 1)
		out[i] = in[i];
	else
		out[i] = in[i - w] + in[i - 1] + in[i + 1] + in[i + w] -
			 4.0f * in[i];
}

kernel void gather(global const uint *from, global const uint *index,
		   global uint *to)
{
	size_t i = get_global_id(0);

	to[i] = from[index[i]];
}

/* Counted in local memory, then added to the bins that all groups share. */
#define BINS 256

kernel __attribute__((reqd_work_group_size(BINS, 1, 1)))
void hist(global const uint *in, global uint *bins, int each)
{
	local uint own[BINS];
	int l = get_local_id(0);
	size_t at = get_group_id(0) * (size_t)BINS * each + l;

	own[l] = 0;
	barrier(CLK_LOCAL_MEM_FENCE);
	for (int i = 0; i < each; i++) {
		uint v = in[at + (size_t)i * BINS];

		atomic_inc(&own[v & 255]);
		atomic_inc(&own[v >> 8 & 255]);
		atomic_inc(&own[v >> 16 & 255]);
		atomic_inc(&own[v >> 24]);
	}
	barrier(CLK_LOCAL_MEM_FENCE);
	atomic_add(&bins[l], own[l]);
}

/* One work-item; each step needs the value of the one before. */
kernel void chase(global const uint *next, global uint *out, uint start,
		  uint steps)
{
	uint at = start, sum = 0;

	for (uint i = 0; i < steps; i++) {
		at = next[at];
		sum += at;
	}
	out[0] = at;
	out[1] = sum;
}
