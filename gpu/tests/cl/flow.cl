/* Control flow, also where channels part. */
#define I ((int)get_global_id(0))
__kernel void if_else(__global int *d, __global const int *a) { if (a[I] & 1) d[I] = a[I] * 3; else d[I] = a[I] >> 1; }
__kernel void nested(__global int *d, __global const int *a) { int x = a[I]; if (x & 1) { if (x & 2) { if (x & 4) d[I] = 1; else d[I] = x; } else d[I] = x * 5; } else if (x & 8) d[I] = ~x; }
__kernel void collatz(__global int *d, __global const int *a) { uint x = (a[I] & 0xffff) + 1; int n = 0; while (x != 1 && n < 200) { x = x & 1 ? x * 3 + 1 : x >> 1; n++; } d[I] = n; }
__kernel void break_(__global int *d, __global const int *a, int n) { int s = 0; for (int i = 0; i < n; i++) { if (a[(I + i) & 1023] % 17 == 0) break; s += a[(I + i) & 1023]; } d[I] = s; }
__kernel void continue_(__global int *d, __global const int *a, int n) { int s = 0; for (int i = 0; i < n; i++) { if (a[(I + i) & 1023] & 1) continue; s ^= a[(I + i) & 1023] + i; } d[I] = s; }
__kernel void early(__global int *d, __global const int *a) { if (a[I] < 0) return; d[I] = 42; for (int i = 0; i < (a[I] & 7); i++) { if (d[I] > 1000) return; d[I] *= 3; } d[I] += 1; }
__kernel void switch_(__global int *d, __global const int *a) { switch (a[I] & 7) { case 0: d[I] = 5; break; case 1: d[I] = a[I] + 1; case 2: d[I] *= 2; break; case 5: d[I] = -1; break; default: d[I] = a[I]; } }
__kernel void gcd(__global uint *d, __global const uint *a, __global const uint *b) { uint x = a[I] >> 8, y = (b[I] >> 8) + 1; while (y) { uint t = x % y; x = y; y = t; } d[I] = x; }
__kernel void do_while(__global int *d, __global const int *a) { int x = a[I] & 0xff, n = 0; do { x -= 7; n += x & 3; } while (x > 0); d[I] = n * 1000 + x; }
__kernel void loops(__global int *d, __global const int *a) { int s = 0; for (int i = 0; i < (a[I] & 7); i++) for (int j = i; j < (a[I] >> 4 & 7); j++) { s += i * j; if (s > 40) break; } d[I] = s; }
__kernel void uniform(__global int *d, __global const int *a, int k) { if (k > 3) d[I] = a[I] + k; else d[I] = a[I] - k; for (int i = 0; i < k; i++) d[I] += i; }
__kernel void binary_search(__global int *d, __global const uint *a) { uint x = a[I] >> 16, lo = 0, hi = 65536; int n = 0; while (hi - lo > 1) { uint m = (lo + hi) / 2; if (m * m > x * 1000) hi = m; else lo = m; n++; } d[I] = lo * 100 + n; }
