// What kernels.cu needs of CUDA, for a CPU: each thread of a block is a fiber. See simt.cpp.
#pragma once

#include <cstdint>

#define __global__
#define __device__
#define __forceinline__ inline
#define __shared__ static
#define DYNAMIC_SHARED(type, name) type* name = static_cast<type*>(simt::dynamicShared())

namespace simt {
struct Index {
    uint32_t x;
};

// Shared memory of the present block, of exactly the size of its launch.
void* dynamicShared();

Index threadIndex();
Index blockIndex();
Index gridSize();

// Waits for all threads of the block, which must come to the same line.
void barrier(int line);

// Waits for the members, which must come to the same line, and returns what the source lane brought.
uint32_t exchange(int line, uint32_t members, uint32_t value, uint32_t source);
}  // namespace simt

#define threadIdx (simt::threadIndex())
#define blockIdx (simt::blockIndex())
#define gridDim (simt::gridSize())

struct uint4 {
    uint32_t x, y, z, w;
};

inline int __popc(uint32_t x) { return __builtin_popcount(x); }
inline int __clz(uint32_t x) { return x == 0 ? 32 : __builtin_clz(x); }
inline int __ffs(uint32_t x) { return __builtin_ffs(static_cast<int>(x)); }
inline uint32_t __funnelshift_r(uint32_t low, uint32_t high, uint32_t shift) {
    return static_cast<uint32_t>((static_cast<uint64_t>(high) << 32 | low) >> (shift & 31));
}

// Atomics order nothing else, as on the device.
inline uint32_t atomicAdd(uint32_t* p, uint32_t v) { return __atomic_fetch_add(p, v, __ATOMIC_RELAXED); }
inline uint32_t atomicOr(uint32_t* p, uint32_t v) { return __atomic_fetch_or(p, v, __ATOMIC_RELAXED); }
inline unsigned long long atomicCAS(unsigned long long* p, unsigned long long expected, unsigned long long v) {
    __atomic_compare_exchange_n(p, &expected, v, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED);
    return expected;
}
inline uint32_t atomicMin(uint32_t* p, uint32_t v) {
    uint32_t old = __atomic_load_n(p, __ATOMIC_RELAXED);
    while (v < old && !__atomic_compare_exchange_n(p, &old, v, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {
    }
    return old;
}
inline unsigned long long atomicMax(unsigned long long* p, unsigned long long v) {
    unsigned long long old = __atomic_load_n(p, __ATOMIC_RELAXED);
    while (v > old && !__atomic_compare_exchange_n(p, &old, v, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {
    }
    return old;
}

inline uint32_t simtLane() { return threadIdx.x & 31; }

#define __syncthreads() simt::barrier(__LINE__)
#define __shfl_up_sync(members, value, delta) \
    simt::exchange(__LINE__, members, value, simtLane() >= (delta) ? simtLane() - (delta) : simtLane())
#define SIMT_XOR3(members, value, mask) simt::exchange(__LINE__, members, value, simtLane() ^ (mask))
#define SIMT_XOR4(members, value, mask, width) simt::exchange(__LINE__, members, value, simtLane() ^ (mask))
#define SIMT_PICK(a, b, c, d, name, ...) name
#define __shfl_xor_sync(...) SIMT_PICK(__VA_ARGS__, SIMT_XOR4, SIMT_XOR3, )(__VA_ARGS__)
#define __shfl_sync(members, value, source, width) \
    simt::exchange(__LINE__, members, value, (simtLane() & ~((width)-1)) | ((source) & ((width)-1)))
