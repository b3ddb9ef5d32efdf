/* Images. References: cl_hand.h. */
__kernel void swizzle(__write_only image2d_t d, __read_only image2d_t a) { int2 p = (int2)(get_global_id(0), get_global_id(1)); write_imageui(d, p, read_imageui(a, p).wxyz + 1); }
__kernel void normal(__write_only image2d_t d, __read_only image2d_t a) { int2 p = (int2)(get_global_id(0), get_global_id(1)); write_imagef(d, p, (float4)(1.0f) - read_imagef(a, p)); }
__kernel void filter(__global float4 *d, __read_only image2d_t a, sampler_t s) { float2 p = (float2)(get_global_id(0), get_global_id(1)); d[get_global_id(1) * 32 + get_global_id(0)] = read_imagef(a, s, p * 0.75f); }
/* A sub-group's four lines of eight texels; x counts bytes. */
#pragma OPENCL EXTENSION cl_intel_subgroups : enable
__attribute__((intel_reqd_sub_group_size(8)))
__kernel void blocks(__write_only image2d_t d, __read_only image2d_t a) { int2 p = (int2)(get_group_id(0) * 32, get_group_id(1) * 4); uint4 x = intel_sub_group_block_read4(a, p); intel_sub_group_block_write4(d, p, x ^ 0x01020304); }
