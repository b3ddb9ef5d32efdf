/* Floats: OpenCL's accuracy is in the row. */
#pragma OPENCL FP_CONTRACT OFF
#define I ((int)get_global_id(0))
__kernel void fl_add(__global float *d, __global const float *a, __global const float *b) { d[I] = a[I] + b[I]; }
__kernel void fl_mul(__global float *d, __global const float *a, __global const float *b) { d[I] = a[I] * b[I] - d[I]; }
__kernel void fl_fma(__global float *d, __global const float *a, __global const float *b) { d[I] = fma(a[I], b[I], d[I]); }
__kernel void fl_div(__global float *d, __global const float *a, __global const float *b) { d[I] = a[I] / b[I]; }
__kernel void fl_root(__global float *d, __global const float *a) { d[I] = sqrt(fabs(a[I])); }
__kernel void fl_inverse(__global float *d, __global const float *a) { d[I] = 1.0f / (a[I] + 17.0f); }
__kernel void fl_rsqrt(__global float *d, __global const float *a) { d[I] = rsqrt(fabs(a[I]) + 0.5f); }
__kernel void fl_minmax(__global float *d, __global const float *a, __global const float *b) { d[I] = fmin(a[I], b[I]) + fmax(a[I], d[I]); }
__kernel void fl_round(__global float *d, __global const float *a) { d[I] = floor(a[I]) + 3.0f * ceil(a[I]) + 7.0f * trunc(a[I]) + 11.0f * rint(a[I]); }
__kernel void fl_compare(__global int *d, __global const float *a, __global const float *b) { d[I] = (a[I] < b[I]) + 2 * (a[I] == b[I]) + 4 * (a[I] >= b[I]) + 8 * isnan(a[I] / (b[I] - b[I])); }
__kernel void fl_select(__global float *d, __global const float *a, __global const float *b) { d[I] = a[I] > 0.0f ? b[I] : -d[I]; }
__kernel void fl_exp(__global float *d, __global const float *a) { d[I] = exp(a[I] * 0.03125f); }
__kernel void fl_log(__global float *d, __global const float *a) { d[I] = log(fabs(a[I]) + 1.5f); }
__kernel void fl_sin(__global float *d, __global const float *a) { d[I] = sin(a[I] * 0.0625f); }
__kernel void fl_cos(__global float *d, __global const float *a) { d[I] = cos(a[I] * 0.0625f); }
__kernel void fl_sin_far(__global float *d, __global const float *a) { d[I] = sin(a[I] * 1048576.0f); }
__kernel void fl_cos_far(__global float *d, __global const float *a) { d[I] = cos(a[I] * 1048576.0f); }
__kernel void fl_pow(__global float *d, __global const float *a, __global const float *b) { d[I] = pow(fabs(a[I]) + 0.25f, b[I] * 0.01f); }
__kernel void fl_pow_sign(__global float *d, __global const float *a, __global const float *b) { d[I] = pow(a[I], rint(b[I] * 0.015625f)); }
__kernel void horner(__global float *d, __global const float *a) { float x = a[I] * 0.01f, s = 0.0f; for (int i = 1; i < 9; i++) s = fma(s, x, 1.0f / i); d[I] = s; }
__kernel void dbl_add(__global double *d, __global const double *a, __global const double *b) { d[I] = a[I] + b[I]; }
__kernel void dbl_fma(__global double *d, __global const double *a, __global const double *b) { d[I] = fma(a[I], b[I], d[I]); }
__kernel void dbl_convert(__global double *d, __global const float *a, __global const int *b) { d[I] = (double)a[I] + b[I]; }
