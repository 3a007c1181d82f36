// Replays batches that NativeBatchesTest.java wrote, with the ids that the CPU's engine made of them: main SEED FILE...
// A file has little-endian words of 32 bits, and bytes padded to a multiple of 4:
//   tables (size, bytes); size of the arena; arrays (number, then offset and size of each);
//   input (number of arrays, then number and bytes of each); steps (number, then of each: 0, offset, size to be filled with
//   0, or 1, size and bytes of the kernel's name, blocks, threads, bytes of shared memory);
//   expected output (offset, size, bytes).

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "launch.h"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#endif

#define KERNELS(X)                                                                                                     \
    X(split_gpt2) X(split_cl100k) X(split_o200k) X(split_none) X(count) X(scan_words) X(compact) X(lookup) X(merge8)  \
    X(merge16) X(merge32) X(merge128) X(merge_long) X(sum) X(scan_tokens) X(scatter) X(segments)

#define DECLARE(name) extern "C" void millrace_##name(unsigned char* arena, const unsigned char* tables);
KERNELS(DECLARE)

namespace {
#define ENTRY(name) {"millrace_" #name, millrace_##name},
const std::map<std::string, simt::Kernel> kernels = {KERNELS(ENTRY)};

class Reader {
public:
    explicit Reader(const char* path) {
        std::FILE* file = std::fopen(path, "rb");
        if (file == nullptr) {
            std::perror(path);
            std::exit(2);
        }
        char buffer[65536];
        for (size_t n; (n = std::fread(buffer, 1, sizeof buffer, file)) > 0;) {
            data.insert(data.end(), buffer, buffer + n);
        }
        std::fclose(file);
    }

    uint32_t word() {
        uint32_t value;
        std::memcpy(&value, bytes(4), 4);
        return value;
    }

    const unsigned char* bytes(size_t size) {
        size_t from = at;
        at += (size + 3) & ~size_t{3};
        if (at > data.size()) {
            std::fprintf(stderr, "a file of batches ends too early\n");
            std::exit(2);
        }
        return data.data() + from;
    }

private:
    std::vector<unsigned char> data;
    size_t at = 0;
};

// Memory with a multiple of 256 as address, of exactly the size.
unsigned char* allocate(size_t size) {
    void* memory = nullptr;
    if (posix_memalign(&memory, 256, size) != 0) {
        std::exit(2);
    }
    std::memset(memory, 0xA5, size);
    return static_cast<unsigned char*>(memory);
}

bool replay(const char* path, uint32_t seed) {
    Reader in(path);
    uint32_t tablesSize = in.word();
    unsigned char* tables = allocate(tablesSize);
    std::memcpy(tables, in.bytes(tablesSize), tablesSize);
    uint32_t arenaSize = in.word();
    unsigned char* arena = allocate(arenaSize);
    uint32_t count = in.word();
    std::vector<std::pair<uint32_t, uint32_t>> arrays;
#if defined(__SANITIZE_ADDRESS__)
    __asan_poison_memory_region(arena, arenaSize);
#endif
    for (uint32_t i = 0; i < count; i++) {
        uint32_t offset = in.word();
        arrays.emplace_back(offset, in.word());
#if defined(__SANITIZE_ADDRESS__)
        __asan_unpoison_memory_region(arena + offset, arrays.back().second);
#endif
    }
    for (uint32_t n = in.word(); n > 0; n--) {
        std::pair<uint32_t, uint32_t> array = arrays.at(in.word());
        std::memcpy(arena + array.first, in.bytes(array.second), array.second);
    }
    for (uint32_t n = in.word(); n > 0; n--) {
        if (in.word() == 0) {
            uint32_t offset = in.word();
            std::memset(arena + offset, 0, in.word());
        } else {
            uint32_t length = in.word();
            std::string name(reinterpret_cast<const char*>(in.bytes(length)), length);
            uint32_t blocks = in.word();
            uint32_t threads = in.word();
            simt::launch(kernels.at(name), blocks, threads, in.word(), arena, tables, seed + n);
        }
    }
    bool same = true;
    for (uint32_t n = in.word(); n > 0; n--) {
        uint32_t offset = in.word();
        uint32_t size = in.word();
        same &= std::memcmp(arena + offset, in.bytes(size), size) == 0;
    }
#if defined(__SANITIZE_ADDRESS__)
    __asan_unpoison_memory_region(arena, arenaSize);
#endif
    std::free(arena);
    std::free(tables);
    std::printf("%s: %s\n", path, same ? "same ids" : "OTHER IDS");
    return same;
}
}  // namespace

int main(int argc, char** argv) {
    bool same = true;
    for (int i = 2; i < argc; i++) {
        same &= replay(argv[i], static_cast<uint32_t>(std::strtoul(argv[1], nullptr, 10)));
    }
    return same && argc > 2 ? 0 : 1;
}
