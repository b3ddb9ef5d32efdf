/* Other types: bytes, words, 64 bits, conversions. */
#pragma OPENCL FP_CONTRACT OFF
#define I ((int)get_global_id(0))
__kernel void add_bytes(__global uchar *d, __global const uchar *a, __global const uchar *b) { d[I] = a[I] + b[I] * 3; }
__kernel void sbytes(__global char *d, __global const char *a) { d[I] = (char)(a[I] >> 1) - d[I]; }
__kernel void words(__global short *d, __global const short *a, __global const short *b) { d[I] = a[I] * b[I] + d[I]; }
__kernel void uwords(__global ushort *d, __global const ushort *a, __global const ushort *b) { d[I] = (ushort)(a[I] + b[I]) >> 3; }
__kernel void widen(__global int *d, __global const char *a, __global const ushort *b) { d[I] = a[I] * b[I]; }
__kernel void narrow(__global char *d, __global const int *a) { d[I] = (char)a[I]; }
__kernel void saturate(__global short *d, __global const int *a) { d[I] = convert_short_sat(a[I] >> (I & 15)); }
__kernel void usaturate(__global uchar *d, __global const int *a) { d[I] = convert_uchar_sat(a[I] >> (I & 31)); }
__kernel void longs(__global long *d, __global const long *a, __global const long *b) { d[I] = a[I] + b[I] - d[I]; }
__kernel void long_mul(__global long *d, __global const long *a, __global const long *b) { d[I] = a[I] * b[I]; }
__kernel void long_shift(__global ulong *d, __global const ulong *a, __global const int *b) { d[I] = (a[I] << (b[I] & 63)) ^ (a[I] >> (b[I] >> 6 & 63)); }
__kernel void long_compare(__global int *d, __global const long *a, __global const long *b) { d[I] = (a[I] < b[I]) + 2 * ((ulong)a[I] > (ulong)b[I]) + 4 * (a[I] == b[I]); }
__kernel void long_wide(__global long *d, __global const int *a, __global const int *b) { d[I] = (long)a[I] * b[I]; }
__kernel void ulong_wide(__global ulong *d, __global const uint *a, __global const uint *b) { d[I] = (ulong)a[I] * b[I] + a[I]; }
__kernel void long_divide(__global ulong *d, __global const ulong *a, __global const uint *b) { d[I] = a[I] / ((b[I] >> 3) + 1); }
__kernel void int_float(__global float *d, __global const int *a) { d[I] = (float)a[I]; }
__kernel void uint_float(__global float *d, __global const uint *a) { d[I] = (float)a[I]; }
__kernel void float_int(__global int *d, __global const float *a) { d[I] = (int)(a[I] * 1000.0f); }
__kernel void byte_float(__global float *d, __global const uchar *a, __global const short *b) { d[I] = a[I] * 0.25f + b[I]; }
__kernel void reinterpret(__global uint *d, __global const float *a) { d[I] = as_uint(a[I]) ^ 0x80000000u; }
