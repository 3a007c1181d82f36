// Runs the kernels for fake_cuda.cc: the same source as the device's, compiled for this machine's CPU.

#include <ucontext.h>

#include <cstddef>
#include <map>
#include <string>

#include "../../main/cuda/kernels.cu"
#include "launch.h"

// What swapcontext does, less the system call for the mask of signals, which costs more than the kernels: build-driver.sh puts it
// in its place, in <ucontext.h> as well. rdi is the context to leave, rsi that to enter; registers that a call preserves, stack and place to go on
// are kept where <ucontext.h> has them. JCuda's natives are for x86-64 alone, so this may be too.
static_assert(offsetof(ucontext_t, uc_mcontext.gregs[REG_R12]) == 72 && offsetof(ucontext_t, uc_mcontext.gregs[REG_RIP]) == 168);

asm(R"(
    .text
    .globl switchContext
    .hidden switchContext
    .type switchContext, @function
switchContext:
    movq (%rsp), %rcx
    leaq 8(%rsp), %rdx
    movq %rcx, 168(%rdi)
    movq %rdx, 160(%rdi)
    movq %rbx, 128(%rdi)
    movq %rbp, 120(%rdi)
    movq %r12, 72(%rdi)
    movq %r13, 80(%rdi)
    movq %r14, 88(%rdi)
    movq %r15, 96(%rdi)
    movq 160(%rsi), %rsp
    movq 128(%rsi), %rbx
    movq 120(%rsi), %rbp
    movq 72(%rsi), %r12
    movq 80(%rsi), %r13
    movq 88(%rsi), %r14
    movq 96(%rsi), %r15
    xorl %eax, %eax
    jmpq *168(%rsi)
    .size switchContext, . - switchContext
)");

#define KERNELS(X)                                                                                                     \
    X(split_gpt2) X(split_cl100k) X(split_o200k) X(split_none) X(count) X(scan_words) X(compact) X(lookup) X(merge8)  \
    X(merge16) X(merge32) X(merge128) X(merge_long) X(sum) X(scan_tokens) X(scatter) X(segments)

#define ENTRY(name) {"millrace_" #name, millrace_##name},

// Returns whether there is such a kernel.
extern "C" bool runKernel(
    const char* name, unsigned blocks, unsigned threads, unsigned sharedBytes, void* arena, const void* tables) {
    static const std::map<std::string, simt::Kernel> kernels = {KERNELS(ENTRY)};
    auto kernel = kernels.find(name);
    if (kernel == kernels.end()) {
        return false;
    }
    simt::launch(
        kernel->second, blocks, threads, sharedBytes, static_cast<unsigned char*>(arena),
        static_cast<const unsigned char*>(tables), 1);
    return true;
}
