/* Integers: arithmetic, bits, saturation. */
#define I ((int)get_global_id(0))
__kernel void add(__global int *d, __global const int *a, __global const int *b) { d[I] = a[I] + b[I]; }
__kernel void sub_k(__global int *d, __global const int *a, int k) { d[I] = a[I] - k; }
__kernel void mul(__global int *d, __global const int *a, __global const int *b) { d[I] = a[I] * b[I]; }
__kernel void mad_(__global uint *d, __global const uint *a, __global const uint *b) { d[I] = a[I] * b[I] + d[I]; }
__kernel void divide(__global int *d, __global const int *a, __global const int *b) { d[I] = a[I] / ((b[I] & 0xffff) + 1); }
__kernel void modulo(__global uint *d, __global const uint *a, __global const uint *b) { d[I] = a[I] % ((b[I] >> 7) + 1); }
__kernel void divide_neg(__global int *d, __global const int *a) { d[I] = a[I] / -7 + a[I] % 13; }
__kernel void and_or(__global int *d, __global const int *a, __global const int *b) { d[I] = (a[I] & b[I]) | (~a[I] & d[I]); }
__kernel void xor_not(__global int *d, __global const int *a) { d[I] = ~(a[I] ^ d[I]); }
__kernel void shifts(__global int *d, __global const int *a, __global const int *b) { d[I] = (a[I] << (b[I] & 31)) ^ (a[I] >> (b[I] >> 8 & 31)); }
__kernel void shift_right(__global uint *d, __global const uint *a, __global const uint *b) { d[I] = a[I] >> (b[I] & 31); }
__kernel void rotate_(__global uint *d, __global const uint *a, __global const uint *b) { d[I] = (a[I] << (b[I] & 31)) | (a[I] >> (-b[I] & 31)); }
__kernel void min_max(__global int *d, __global const int *a, __global const int *b) { d[I] = max(a[I], b[I]) - min(a[I], d[I]); }
__kernel void umin_umax(__global uint *d, __global const uint *a, __global const uint *b) { d[I] = max(a[I], b[I]) - min(a[I], b[I]); }
__kernel void abs_(__global uint *d, __global const int *a) { d[I] = abs(a[I]); }
__kernel void clamp_(__global int *d, __global const int *a) { d[I] = clamp(a[I], -1000000, 77777); }
__kernel void mulhi(__global int *d, __global const int *a, __global const int *b) { d[I] = mul_hi(a[I], b[I]); }
__kernel void umulhi(__global uint *d, __global const uint *a, __global const uint *b) { d[I] = mul_hi(a[I], b[I]); }
__kernel void bits(__global uint *d, __global const uint *a) { d[I] = popcount(a[I]) * 100 + clz(a[I] >> (I & 31)); }
__kernel void addsat(__global int *d, __global const int *a, __global const int *b) { d[I] = add_sat(a[I], b[I]); }
__kernel void subsat(__global uint *d, __global const uint *a, __global const uint *b) { d[I] = sub_sat(a[I], b[I]); }
__kernel void average(__global uint *d, __global const uint *a, __global const uint *b) { d[I] = hadd(a[I], b[I]) ^ rhadd(a[I], d[I]); }
__kernel void pick(__global int *d, __global const int *a, __global const int *b) { d[I] = a[I] > b[I] ? a[I] : d[I]; }
__kernel void compare(__global int *d, __global const int *a, __global const int *b) { d[I] = (a[I] < b[I]) + 2 * (a[I] == d[I]) + 4 * (a[I] >= b[I]) + 8 * ((uint)a[I] < (uint)b[I]); }
__kernel void poly(__global int *d, __global const int *a) { int x = a[I]; d[I] = ((x * 3 + 5) * x - 7) * x + 11; }
__kernel void hash(__global uint *d, __global const uint *a) { uint h = a[I]; for (int i = 0; i < 8; i++) { h ^= h >> 15; h *= 0x2c1b3c6du; h ^= h >> 12; h += h << 5; } d[I] = h; }
__kernel void lcg(__global uint *d, uint n) { uint x = I; for (uint i = 0; i < n; i++) x = x * 1664525u + 1013904223u; d[I] = x; }
