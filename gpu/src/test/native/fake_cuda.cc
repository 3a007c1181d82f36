// A libcuda.so.1 with one device, for tests of the host under the real JCuda. It has the calls that the host makes and no
// other. Streams are queues in which nothing runs until somebody waits for them: a copy to the host fills its target with
// 0xDD at once and writes to it only then, so that whoever reads too early reads garbage. Whatever breaks the driver's rules is an
// error, and is written to the log: launches beyond the limits of any device, copies outside of allocated memory, memory that is
// still allocated when the context goes.
//
// Kernels run if the library is linked with runKernel (kernels_on_cpu.cc); else launches do nothing.
//
// MILLRACE_FAKE_CUDA_LOG names the file to log every call to. MILLRACE_FAKE_CUDA is a list, separated by commas, of faults:
//   init:R       cuInit returns R             module:R      cuModuleLoadDataEx returns R
//   context      cuCtxSetCurrent has no effect
//   alloc:N:R    the N-th allocation on the device returns R, alloc:N+:R every one from the N-th on
//   launch:N:R   the N-th launch returns R and nothing else happens
//   sticky:N:R   the N-th launch breaks the context: from the next wait on, every call returns R
//   hang:N       no event is ever reached once N have been recorded
//   block:N      the N-th launch never returns
//   garble:N     in the N-th copy to the device letters change their case

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <unistd.h>

extern "C" __attribute__((weak)) bool runKernel(
    const char* name, unsigned blocks, unsigned threads, unsigned sharedBytes, void* arena, const void* tables);

namespace {

enum { OK = 0, INVALID_VALUE = 1, OUT_OF_MEMORY = 2, NOT_INITIALIZED = 3, NO_DEVICE = 101, INVALID_IMAGE = 200,
       INVALID_CONTEXT = 201, INVALID_HANDLE = 400, NOT_FOUND = 500, NOT_READY = 600 };

struct Stream {
    std::deque<std::function<void()>> queue;
};

struct Event {
    Stream* stream = nullptr;
    bool reached = true;
};

struct Function {
    std::string name;
};

std::recursive_mutex lock;
bool initialized;
int retained;
int sticky;
int pendingSticky;
char context;
char module;
thread_local bool current;
std::map<uint8_t*, size_t> memory;
std::map<uint8_t*, size_t> pinned;
std::set<Stream*> streams;
std::set<Event*> events;
std::set<Function*> functions;
long allocations, launches, records, copies;

std::string fault(const std::string& name) {
    const char* all = getenv("MILLRACE_FAKE_CUDA");
    std::string list = all ? std::string(",") + all + "," : "";
    size_t at = list.find("," + name + ":");
    if (at == std::string::npos) {
        return list.find("," + name + ",") == std::string::npos ? "" : "yes";
    }
    at += name.size() + 2;
    return list.substr(at, list.find(',', at) - at);
}

// The result that a fault "N:R" or "N+:R" gives for call number `count`, or 0.
int nth(const std::string& name, long count) {
    std::string value = fault(name);
    if (value.empty()) {
        return 0;
    }
    char* end;
    long n = strtol(value.c_str(), &end, 10);
    bool onwards = *end == '+';
    end += onwards;
    int result = *end == ':' ? atoi(end + 1) : -1;
    return count == n || (onwards && count > n) ? result : 0;
}

int logged(int result, const char* call, const char* format = "", long a = 0, long b = 0, long c = 0) {
    static FILE* file = getenv("MILLRACE_FAKE_CUDA_LOG") ? fopen(getenv("MILLRACE_FAKE_CUDA_LOG"), "a") : nullptr;
    if (file) {
        fprintf(file, "%s ", call);
        fprintf(file, format, a, b, c);
        fprintf(file, " = %d\n", result);
        fflush(file);
    }
    return result;
}

int broken(const char* what) { return logged(INVALID_VALUE, "BROKEN RULE:", what); }

int ready() {
    if (!initialized) {
        return NOT_INITIALIZED;
    }
    return current ? sticky : INVALID_CONTEXT;
}

bool inside(const std::map<uint8_t*, size_t>& areas, const void* from, size_t bytes) {
    auto area = areas.upper_bound((uint8_t*)from);
    if (area == areas.begin()) {
        return false;
    }
    --area;
    return (uint8_t*)from + bytes <= area->first + area->second;
}

void run(Stream* stream) {
    while (!stream->queue.empty()) {
        auto next = stream->queue.front();
        stream->queue.pop_front();
        next();
    }
    sticky = pendingSticky ? pendingSticky : sticky;
}

}  // namespace

#define CALL(name, ...) extern "C" __attribute__((visibility("default"))) int name(__VA_ARGS__)
#define GUARD(call) \
    std::lock_guard<std::recursive_mutex> guard(lock); \
    if (int error = ready()) { \
        return logged(error, call); \
    }

CALL(cuInit, unsigned) {
    std::lock_guard<std::recursive_mutex> guard(lock);
    std::string value = fault("init");
    initialized = value.empty();
    return logged(value.empty() ? OK : atoi(value.c_str()), "cuInit");
}

CALL(cuDriverGetVersion, int* version) {
    *version = 12060;
    return logged(OK, "cuDriverGetVersion");
}

CALL(cuDeviceGetCount, int* count) {
    *count = 1;
    return logged(initialized ? OK : NOT_INITIALIZED, "cuDeviceGetCount");
}

CALL(cuDeviceGet, int* handle, int ordinal) {
    *handle = ordinal;
    return initialized ? ordinal == 0 ? OK : NO_DEVICE : NOT_INITIALIZED;
}

CALL(cuDeviceGetName, char* name, int length, int) {
    snprintf(name, length, "Fake GPU");
    return logged(OK, "cuDeviceGetName");
}

CALL(cuDeviceGetAttribute, int* value, int attribute, int) {
    *value = attribute == 75 ? 7 : attribute == 76 ? 5 : 4;
    return logged(OK, "cuDeviceGetAttribute", "%ld", attribute);
}

CALL(cuDevicePrimaryCtxRetain, void** handle, int) {
    std::lock_guard<std::recursive_mutex> guard(lock);
    retained++;
    *handle = &context;
    return logged(initialized ? OK : NOT_INITIALIZED, "cuDevicePrimaryCtxRetain");
}

CALL(cuDevicePrimaryCtxRelease_v2, int) {
    std::lock_guard<std::recursive_mutex> guard(lock);
    if (--retained == 0 && !(memory.empty() && pinned.empty() && streams.empty() && events.empty())) {
        broken("something is still allocated in a context that is released");
    }
    return logged(OK, "cuDevicePrimaryCtxRelease");
}

CALL(cuCtxSetCurrent, void* handle) {
    std::lock_guard<std::recursive_mutex> guard(lock);
    if (handle != &context) {
        return broken("a context that was never retained");
    }
    current = fault("context").empty();
    return logged(OK, "cuCtxSetCurrent");
}

CALL(cuModuleLoadDataEx, void** handle, const void* image, unsigned, void*, void*) {
    GUARD("cuModuleLoadDataEx");
    std::string value = fault("module");
    if (!value.empty()) {
        return logged(atoi(value.c_str()), "cuModuleLoadDataEx");
    }
    *handle = &module;
    bool ptx = strstr((const char*)image, ".version 6.3") && strstr((const char*)image, ".target sm_75");
    return logged(ptx ? OK : INVALID_IMAGE, "cuModuleLoadDataEx", "%ld bytes", (long)strlen((const char*)image));
}

CALL(cuModuleUnload, void* handle) {
    GUARD("cuModuleUnload");
    return logged(handle == &module ? OK : INVALID_HANDLE, "cuModuleUnload");
}

CALL(cuModuleGetFunction, void** handle, void* of, const char* name) {
    GUARD("cuModuleGetFunction");
    if (of != &module || strncmp(name, "millrace_", 9) != 0) {
        return logged(NOT_FOUND, "cuModuleGetFunction");
    }
    Function* function = new Function{name};
    functions.insert(function);
    *handle = function;
    return logged(OK, name);
}

CALL(cuMemAlloc_v2, void** address, size_t bytes) {
    GUARD("cuMemAlloc");
    if (int result = nth("alloc", ++allocations)) {
        return logged(result, "cuMemAlloc", "%ld", bytes);
    }
    uint8_t* area = (uint8_t*)aligned_alloc(256, (bytes + 255) / 256 * 256);
    memset(area, 0xDD, bytes);
    memory[area] = bytes;
    *address = area;
    return logged(OK, "cuMemAlloc", "%ld", bytes);
}

CALL(cuMemFree_v2, void* address) {
    GUARD("cuMemFree");
    if (!memory.erase((uint8_t*)address)) {
        return broken("memory that is not allocated is freed");
    }
    free(address);
    return logged(OK, "cuMemFree");
}

CALL(cuMemAllocHost_v2, void** address, size_t bytes) {
    GUARD("cuMemAllocHost");
    uint8_t* area = (uint8_t*)aligned_alloc(4096, (bytes + 4095) / 4096 * 4096);
    memset(area, 0xDD, bytes);
    pinned[area] = bytes;
    *address = area;
    return logged(OK, "cuMemAllocHost", "%ld", bytes);
}

CALL(cuMemFreeHost, void* address) {
    GUARD("cuMemFreeHost");
    if (!pinned.erase((uint8_t*)address)) {
        return broken("host memory that is not allocated is freed");
    }
    free(address);
    return logged(OK, "cuMemFreeHost");
}

CALL(cuStreamCreate, Stream** handle, unsigned flags) {
    GUARD("cuStreamCreate");
    *handle = new Stream();
    streams.insert(*handle);
    return logged(flags == 1 ? OK : broken("a stream that waits for the default stream"), "cuStreamCreate");
}

CALL(cuStreamDestroy_v2, Stream* stream) {
    GUARD("cuStreamDestroy");
    if (!streams.erase(stream)) {
        return broken("a stream that does not exist is destroyed");
    }
    run(stream);
    delete stream;
    return logged(OK, "cuStreamDestroy");
}

CALL(cuStreamSynchronize, Stream* stream) {
    GUARD("cuStreamSynchronize");
    if (!streams.count(stream)) {
        return INVALID_HANDLE;
    }
    run(stream);
    return logged(sticky, "cuStreamSynchronize");
}

CALL(cuEventCreate, Event** handle, unsigned) {
    GUARD("cuEventCreate");
    *handle = new Event();
    events.insert(*handle);
    return logged(OK, "cuEventCreate");
}

CALL(cuEventDestroy_v2, Event* event) {
    GUARD("cuEventDestroy");
    if (!events.erase(event)) {
        return broken("an event that does not exist is destroyed");
    }
    delete event;
    return logged(OK, "cuEventDestroy");
}

CALL(cuEventRecord, Event* event, Stream* stream) {
    GUARD("cuEventRecord");
    if (!events.count(event) || !streams.count(stream)) {
        return INVALID_HANDLE;
    }
    records++;
    event->stream = stream;
    event->reached = false;
    stream->queue.push_back([event] { event->reached = true; });
    return logged(OK, "cuEventRecord");
}

// The first question after a record is too early; the next one runs the stream.
CALL(cuEventQuery, Event* event) {
    GUARD("cuEventQuery");
    if (!events.count(event)) {
        return INVALID_HANDLE;
    }
    std::string hang = fault("hang");
    if (!hang.empty() && records >= atol(hang.c_str())) {
        return NOT_READY;
    }
    if (!event->reached && event->stream) {
        run(event->stream);
        return sticky ? sticky : NOT_READY;
    }
    return logged(sticky, "cuEventQuery");
}

CALL(cuMemcpyHtoDAsync_v2, uint8_t* to, const uint8_t* from, size_t bytes, Stream* stream) {
    GUARD("cuMemcpyHtoDAsync");
    if (!inside(memory, to, bytes) || !inside(pinned, from, bytes) || !streams.count(stream)) {
        return broken("a copy to the device outside of allocated memory");
    }
    bool garbled = nth("garble", ++copies) != 0;
    stream->queue.push_back([=] {
        memcpy(to, from, bytes);
        for (size_t i = bytes / 2; garbled && i < bytes; i++) {
            to[i] ^= (to[i] | 0x20) >= 'a' && (to[i] | 0x20) <= 'z' ? 0x20 : 0;
        }
    });
    return logged(OK, "cuMemcpyHtoDAsync", "%ld", bytes);
}

CALL(cuMemcpyDtoHAsync_v2, uint8_t* to, const uint8_t* from, size_t bytes, Stream* stream) {
    GUARD("cuMemcpyDtoHAsync");
    if (!inside(pinned, to, bytes) || !inside(memory, from, bytes) || !streams.count(stream)) {
        return broken("a copy to the host outside of allocated memory");
    }
    memset(to, 0xDD, bytes);
    stream->queue.push_back([=] { memcpy(to, from, bytes); });
    return logged(OK, "cuMemcpyDtoHAsync", "%ld", bytes);
}

CALL(cuMemsetD8Async, uint8_t* to, unsigned char value, size_t bytes, Stream* stream) {
    GUARD("cuMemsetD8Async");
    if (!inside(memory, to, bytes) || !streams.count(stream)) {
        return broken("a fill outside of allocated memory");
    }
    stream->queue.push_back([=] { memset(to, value, bytes); });
    return logged(OK, "cuMemsetD8Async", "%ld", bytes);
}

CALL(cuLaunchKernel, Function* function, unsigned x, unsigned y, unsigned z, unsigned threadsX, unsigned threadsY,
     unsigned threadsZ, unsigned sharedBytes, Stream* stream, void** parameters, void** extra) {
    GUARD("cuLaunchKernel");
    if (!functions.count(function) || !streams.count(stream)) {
        return INVALID_HANDLE;
    }
    if (!fault("block").empty() && launches + 1 >= atol(fault("block").c_str())) {
        logged(OK, "cuLaunchKernel", "never returns");
        lock.unlock();
        while (true) {
            pause();
        }
    }
    if (int result = nth("launch", ++launches)) {
        return logged(result, "cuLaunchKernel");
    }
    bool fits = x >= 1 && x <= 0x7fffffff && y == 1 && z == 1 && threadsX >= 1 && threadsX <= 1024 && threadsX % 32 == 0 &&
                threadsY == 1 && threadsZ == 1 && sharedBytes <= 48 << 10 && parameters && !extra;
    if (!fits) {
        return broken("a launch that no device can do");
    }
    uint8_t* arena = *(uint8_t**)parameters[0];
    uint8_t* tables = *(uint8_t**)parameters[1];
    if (!inside(memory, arena, 1) || !inside(memory, tables, 1)) {
        return broken("a launch with parameters that are not addresses");
    }
    int breaks = nth("sticky", launches);
    stream->queue.push_back([=] {
        pendingSticky = breaks ? breaks : pendingSticky;
        if (runKernel && !pendingSticky && !runKernel(function->name.c_str(), x, threadsX, sharedBytes, arena, tables)) {
            broken("a kernel that does not exist");
        }
    });
    return logged(OK, function->name.c_str(), "%ld x %ld", x, threadsX);
}
