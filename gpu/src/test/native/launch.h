// The driver's side of simt.cpp.
#pragma once

#include <cstdint>

namespace simt {
using Kernel = void (*)(unsigned char* arena, const unsigned char* tables);

void launch(
    Kernel function, uint32_t blocks, uint32_t threads, uint32_t sharedBytes, unsigned char* arena,
    const unsigned char* tables, uint32_t seed);
}  // namespace simt
