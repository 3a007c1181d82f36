// Runs kernels on a CPU so that sanitizers can watch: the threads of a block are fibers that take turns in a seeded order, the
// blocks of a grid follow each other in another. Barriers and shuffles check that those they name come to the same line.
//
// AddressSanitizer is told of every change of stack. ThreadSanitizer takes fibers for threads; only barriers and the ends of
// blocks order what they do, a change of fiber does not, so that what it reports does not depend on the order of turns. Blocks
// share the static arrays, so races between blocks are not its business but that of the PTX interpreter in the Java tests.

#include "simt.h"

#include <ucontext.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <numeric>
#include <random>
#include <vector>

#include "launch.h"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/common_interface_defs.h>
#endif
#if defined(__SANITIZE_THREAD__)
extern "C" {
void* __tsan_get_current_fiber();
void* __tsan_create_fiber(unsigned flags);
void __tsan_switch_to_fiber(void* fiber, unsigned flags);
void __tsan_acquire(void* address);
void __tsan_release(void* address);
}
#define UNWATCHED __attribute__((no_sanitize("thread"), noinline))
#else
#define UNWATCHED
#endif

namespace {
constexpr size_t STACK = 256 << 10;
constexpr unsigned NO_SYNC = 1;

enum State { READY, AT_BARRIER, AT_SHUFFLE, DONE };

struct Fiber {
    ucontext_t context;
    char* stack = nullptr;
    void* fake = nullptr;
    void* tsan = nullptr;
    State state = DONE;
    int line = 0;
    uint32_t members = 0;
    uint32_t source = 0;
    uint32_t brought = 0;
    uint32_t got = 0;
};

std::vector<Fiber> fibers(1024);
Fiber scheduler;
const void* schedulerStack = nullptr;
size_t schedulerStackSize = 0;
uint32_t current = 0;
uint32_t block = 0;
uint32_t grid = 0;
uint32_t blockThreads = 0;
simt::Kernel kernel = nullptr;
unsigned char* firstArgument = nullptr;
const unsigned char* secondArgument = nullptr;
void* shared = nullptr;
char barrierToken;
char kernelToken;

[[noreturn]] void fail(const char* what, const Fiber& fiber, uint32_t thread) {
    std::fprintf(stderr, "simt: %s: line %d, block %u, thread %u\n", what, fiber.line, block, thread);
    std::abort();
}

UNWATCHED void change(Fiber& from, Fiber& to, bool last, const void* stack, size_t size) {
#if defined(__SANITIZE_ADDRESS__)
    __sanitizer_start_switch_fiber(last ? nullptr : &from.fake, stack, size);
#endif
#if defined(__SANITIZE_THREAD__)
    __tsan_switch_to_fiber(to.tsan, NO_SYNC);
#endif
    (void)last;
    (void)stack;
    (void)size;
    swapcontext(&from.context, &to.context);
#if defined(__SANITIZE_ADDRESS__)
    __sanitizer_finish_switch_fiber(from.fake, &schedulerStack, &schedulerStackSize);
#endif
}

UNWATCHED void toScheduler(bool last) {
    change(fibers[current], scheduler, last, schedulerStack, schedulerStackSize);
}

void acquire(void* token) {
#if defined(__SANITIZE_THREAD__)
    __tsan_acquire(token);
#endif
    (void)token;
}

void release(void* token) {
#if defined(__SANITIZE_THREAD__)
    __tsan_release(token);
#endif
    (void)token;
}

// A fiber runs one thread after the other: of this block, of the next one.
UNWATCHED void body() {
#if defined(__SANITIZE_ADDRESS__)
    __sanitizer_finish_switch_fiber(nullptr, &schedulerStack, &schedulerStackSize);
#endif
    while (true) {
        acquire(&kernelToken);
        kernel(firstArgument, secondArgument);
        release(&kernelToken);
        fibers[current].state = DONE;
        toScheduler(false);
    }
}

UNWATCHED void resume(uint32_t thread) {
    Fiber& fiber = fibers[thread];
    if (fiber.stack == nullptr) {
        fiber.stack = static_cast<char*>(std::malloc(STACK));
        getcontext(&fiber.context);
        fiber.context.uc_stack.ss_sp = fiber.stack;
        fiber.context.uc_stack.ss_size = STACK;
        fiber.context.uc_link = nullptr;
        makecontext(&fiber.context, body, 0);
#if defined(__SANITIZE_THREAD__)
        fiber.tsan = __tsan_create_fiber(0);
#endif
    }
    current = thread;
    Fiber& from = scheduler;
#if defined(__SANITIZE_ADDRESS__)
    __sanitizer_start_switch_fiber(&from.fake, fiber.stack, STACK);
#endif
#if defined(__SANITIZE_THREAD__)
    __tsan_switch_to_fiber(fiber.tsan, NO_SYNC);
#endif
    swapcontext(&from.context, &fiber.context);
#if defined(__SANITIZE_ADDRESS__)
    __sanitizer_finish_switch_fiber(from.fake, nullptr, nullptr);
#endif
}

// Lets a shuffle happen once all members are there.
UNWATCHED bool settleShuffle(uint32_t thread) {
    Fiber& fiber = fibers[thread];
    uint32_t first = thread & ~31u;
    for (uint32_t lane = 0; lane < 32; lane++) {
        if (!(fiber.members >> lane & 1)) {
            continue;
        }
        const Fiber& other = fibers[first + lane];
        if (first + lane >= blockThreads || other.state == DONE) {
            fail("a shuffle names a lane that has exited", fiber, thread);
        }
        if (other.state != AT_SHUFFLE) {
            return false;
        }
        if (other.line != fiber.line || other.members != fiber.members) {
            fail("lanes at different shuffles", fiber, thread);
        }
    }
    for (uint32_t lane = 0; lane < 32; lane++) {
        if (fiber.members >> lane & 1) {
            Fiber& one = fibers[first + lane];
            if (!(fiber.members >> one.source & 1)) {
                fail("a shuffle reads a lane that takes no part", fiber, thread);
            }
            one.got = fibers[first + one.source].brought;
            one.state = READY;
        }
    }
    return true;
}

UNWATCHED void settleBarrier() {
    for (uint32_t t = 0; t < blockThreads; t++) {
        if (fibers[t].state != AT_BARRIER || fibers[t].line != fibers[0].line) {
            fail(fibers[t].state == AT_SHUFFLE ? "a shuffle waits for lanes that never come"
                                               : "threads at different barriers",
                 fibers[t],
                 t);
        }
    }
    for (uint32_t t = 0; t < blockThreads; t++) {
        fibers[t].state = READY;
    }
}

UNWATCHED void runBlock(std::mt19937& random) {
    std::vector<uint32_t> order(blockThreads);
    std::iota(order.begin(), order.end(), 0);
    std::shuffle(order.begin(), order.end(), random);
    for (uint32_t t = 0; t < blockThreads; t++) {
        fibers[t].state = READY;
    }
    while (true) {
        bool ran = false;
        bool done = true;
        for (uint32_t t : order) {
            if (fibers[t].state == READY) {
                resume(t);
                ran = true;
            }
            if (fibers[t].state == AT_SHUFFLE) {
                ran |= settleShuffle(t);
            }
            done &= fibers[t].state == DONE;
        }
        if (done) {
            return;
        }
        if (!ran) {
            settleBarrier();
        }
    }
}
}  // namespace

namespace simt {
UNWATCHED void* dynamicShared() { return shared; }

UNWATCHED Index threadIndex() { return {current}; }

UNWATCHED Index blockIndex() { return {block}; }

UNWATCHED Index gridSize() { return {grid}; }

UNWATCHED void barrier(int line) {
    Fiber& fiber = fibers[current];
    fiber.state = AT_BARRIER;
    fiber.line = line;
    release(&barrierToken);
    toScheduler(false);
    acquire(&barrierToken);
}

UNWATCHED uint32_t exchange(int line, uint32_t members, uint32_t value, uint32_t source) {
    Fiber& fiber = fibers[current];
    fiber.state = AT_SHUFFLE;
    fiber.line = line;
    fiber.members = members;
    fiber.source = source;
    fiber.brought = value;
    if (!(members >> (current & 31) & 1)) {
        fail("a lane is not in its own member mask", fiber, current);
    }
    toScheduler(false);
    return fiber.got;
}

UNWATCHED void launch(
    Kernel function, uint32_t blocks, uint32_t threads, uint32_t sharedBytes, unsigned char* a, const unsigned char* b,
    uint32_t seed) {
#if defined(__SANITIZE_THREAD__)
    if (scheduler.tsan == nullptr) {
        scheduler.tsan = __tsan_get_current_fiber();
    }
#endif
    kernel = function;
    firstArgument = a;
    secondArgument = b;
    grid = blocks;
    blockThreads = threads;
    std::mt19937 random(seed);
    std::vector<uint32_t> order(blocks);
    std::iota(order.begin(), order.end(), 0);
    std::shuffle(order.begin(), order.end(), random);
    for (uint32_t next : order) {
        block = next;
        shared = sharedBytes == 0 ? nullptr : std::malloc(sharedBytes);
        if (shared != nullptr) {
            std::memset(shared, 0xA5, sharedBytes);
        }
        release(&kernelToken);
        runBlock(random);
        acquire(&kernelToken);
        std::free(shared);
    }
}
}  // namespace simt
