/* Where data is: strides, gathers, private arrays, pointers, vectors. */
#pragma OPENCL FP_CONTRACT OFF
#define I ((int)get_global_id(0))
__kernel void copy(__global uint *d, __global const uint *a) { d[I] = a[I]; }
__kernel void reverse(__global uint *d, __global const uint *a) { d[I] = a[1023 - I]; }
__kernel void gather(__global uint *d, __global const uint *a, __global const uint *b) { d[I] = a[b[I] & 1023]; }
__kernel void scatter(__global uint *d, __global const uint *a) { d[(I * 37) & 255] = a[I]; }
__kernel void stride(__global uint *d, __global const uint *a) { d[I * 3] = a[I * 4 + 1]; }
__kernel void byte_stride(__global uchar *d, __global const uchar *a) { d[I * 3 + 1] = a[I * 4 + 3]; }
__kernel void stencil(__global float *d, __global const float *a) { d[I] = a[I] * 0.5f + a[(I + 1) & 1023] * 0.25f + a[(I + 1023) & 1023] * 0.25f; }
__kernel void private_array(__global int *d, __global const int *a, int n) { int t[16]; for (int i = 0; i < 16; i++) t[i] = a[(I + i) & 1023]; for (int i = 0; i < n; i++) t[(i * 7) & 15] += t[(i + I) & 15]; int s = 0; for (int i = 0; i < 16; i++) s = s * 3 + t[i]; d[I] = s; }
__kernel void large_array(__global int *d, __global const int *a) { int t[64]; for (int i = 0; i < 64; i++) t[i] = a[i] ^ I; for (int i = 0; i < 64; i++) t[a[i] & 63] += t[(a[I] + i) & 63]; int s = 0; for (int i = 0; i < 64; i++) s ^= t[i] * (i + 1); d[I] = s; }
__kernel void chase(__global uint *d, __global const uint *a, int n) { uint x = I; for (int i = 0; i < n; i++) x = a[x & 1023]; d[I] = x; }
__kernel void matrix(__global float *d, __global const float *a, __global const float *b) { int x = I & 15, y = I >> 4; float s = 0.0f; for (int k = 0; k < 16; k++) s = fma(a[y * 16 + k], b[k * 16 + x], s); d[I] = s; }
__kernel void ids(__global uint *d) { d[I] = get_global_id(0) + 1000 * get_local_id(0) + 1000000 * get_group_id(0) + get_local_size(0) + get_global_size(0) + get_num_groups(0); }
__kernel void long_gather(__global ulong *d, __global const ulong *a, __global const uint *b) { d[I] = a[b[I] & 1023] + 1; }
__kernel void guarded(__global int *d, __global const int *a, int n) { if (I < n) d[I] = a[I] * 2; }
