// The kernels of the GPU encoder. LaunchPlan.java has their order and grids, BatchLayout.java what is in the arena,
// DeviceTables.java what is in the tables. A subset of C, so that it also compiles for a CPU (src/test/native): no templates,
// no libraries, no inter-block waiting; blocks communicate through atomics on independent words and the end of a kernel.
//
// All kernels have two parameters: the address of the arena of a batch and that of the tables of a tokenizer.

#ifdef MILLRACE_SIMT_SHIM
#include "simt.h"
#else
#define DYNAMIC_SHARED(type, name) extern __shared__ type name[]
#endif

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;

#define THREADS 256
#define NONE 0xffffffffu
#define WHOLE 0x80000000u
#define LONG_KEY 0x8000000000000000ull
#define MOST_WORD 1024
#define MOST_SEGMENT 16384
#define ALL 0xffffffffu

// The descriptor at the beginning of an arena: words, of which those from SEGMENT_OFFSETS on are offsets of arrays.
#define D_BYTES 0
#define D_SEGMENTS 1
#define D_SLOT_MASK 2
#define D_SLOT_SHIFT 3
#define D_ARRAYS 4
#define A_SEGMENT_OFFSETS 1
#define A_TEXT 2
#define A_COUNTERS 3
#define A_SEGMENT_TOKENS 4
#define A_IDS 5
#define A_STARTS 6
#define A_TABLE 7
#define A_WORD_STARTS 8
#define A_WORD_REFS 9
#define A_PIECE_IDS 10
#define A_SLOT_WORDS 11
#define A_SLOT_COUNTS 12
#define A_BLOCK_SUMS 13
#define A_LIST8 14
#define A_LIST16 15
#define A_LIST32 16
#define A_LIST128 17
#define A_LIST_LONG 18

#define C_WORDS 0
#define C_TOKENS 1
#define C_OVERFLOWS 2
#define C_LISTS 3
#define C_PLACES 16
#define MOST_PLACES 48

// The head of the tables: words, most of them offsets.
#define T_CLASS_INDEX 0
#define T_CLASSES 1
#define T_CERTAIN 2
#define T_DIGITS 3
#define T_FLAGS 4
#define T_BYTE_IDS 5
#define T_BYTE_PAIRS 6
#define T_MERGES 7
#define T_MERGE_SHIFT 8
#define T_MERGE_MASK 9
#define T_MERGED 10
#define T_WHOLE 11
#define T_WHOLE_SHIFT 12
#define T_WHOLE_MASK 13
#define T_TOKEN_BYTES 14
#define T_BIGRAMS 15
#define FLAG_WHOLE_TAIL 1
#define FLAG_CONTRACTIONS 2

// Classes of characters, and sets of them.
#define C_NEWLINE 2
#define LETTERS 0x1870u
#define NUMBERS 0x0008u
#define SPACES 0x0406u
#define PUNCTUATION 0x0381u
#define PREFIXES 0x0783u
#define UPPERS 0x10d0u
#define LOWERS 0x08e0u
#define BOTH 0x00c0u
#define MARKS 0x0080u

__device__ static __forceinline__ u32 word(const u8* base, u32 index) { return ((const u32*)base)[index]; }

__device__ static __forceinline__ u8* array(u8* arena, u32 number) { return arena + word(arena, D_ARRAYS + number); }

__device__ static __forceinline__ const u8* table(const u8* tables, u32 number) { return tables + word(tables, number); }

// ---------------------------------------------------------------------------------------------------------------------
// Splitting. Between some pairs of classes a word ends whatever is around them (CertainBoundaries.java). A thread begins at
// the first such place in its 16 bytes and matches word after word, as the CPU's splitter does, until it comes to one beyond.
// ---------------------------------------------------------------------------------------------------------------------

struct Text {
    const u8* text;
    const u8* classes;
    const u16* index;
};

// The class of the character at i in the low four bits, its length above.
__device__ static __forceinline__ u32 at(const Text* t, u32 i) {
    u32 b = t->text[i];
    if (b < 0x80) {
        return 16 | t->classes[b];
    }
    u32 c;
    u32 length;
    if (b < 0xe0) {
        c = (b & 0x1f) << 6 | (t->text[i + 1] & 0x3f);
        length = 32;
    } else if (b < 0xf0) {
        c = (b & 0x0f) << 12 | (t->text[i + 1] & 0x3f) << 6 | (t->text[i + 2] & 0x3f);
        length = 48;
    } else {
        c = (b & 0x07) << 18 | (t->text[i + 1] & 0x3f) << 12 | (t->text[i + 2] & 0x3f) << 6 | (t->text[i + 3] & 0x3f);
        length = 64;
    }
    return length | t->classes[(u32)t->index[c >> 7] << 7 | (c & 127)];
}

__device__ static __forceinline__ u32 in(u32 set, u32 at) { return set >> (at & 15) & 1; }

// The class of the character that ends before i.
__device__ static __forceinline__ u32 before(const Text* t, u32 i) {
    i--;
    while ((t->text[i] & 0xc0) == 0x80) {
        i--;
    }
    return at(t, i);
}

__device__ static __forceinline__ u32 run(const Text* t, u32 set, u32 i, u32 to) {
    while (i < to) {
        u32 a = at(t, i);
        if (!in(set, a)) {
            break;
        }
        i += a >> 4;
    }
    return i;
}

__device__ static __forceinline__ u32 shortRun(const Text* t, u32 set, u32 i, u32 to, u32 most) {
    for (u32 n = 0; n < most && i < to; n++) {
        u32 a = at(t, i);
        if (!in(set, a)) {
            break;
        }
        i += a >> 4;
    }
    return i;
}

// '(?:[sdmt]|ll|ve|re) at i, where an apostrophe is; fold is 0x20 to ignore case, which makes the long s an s.
__device__ static __forceinline__ u32 contraction(const Text* t, u32 i, u32 to, u32 fold) {
    if (i + 1 >= to) {
        return i;
    }
    u32 a = t->text[i + 1];
    u32 b = i + 2 < to ? t->text[i + 2] : 0;
    if (fold && a == 0xc5 && b == 0xbf) {
        return i + 3;
    }
    a |= fold;
    b |= fold;
    if (a == 's' || a == 'd' || a == 'm' || a == 't') {
        return i + 2;
    }
    if ((a == 'l' && b == 'l') || ((a == 'v' || a == 'r') && b == 'e')) {
        return i + 3;
    }
    return i;
}

// \s*[\r\n]+|\s+(?!\S)|\s+ ; without lines, \s+(?!\S)|\s+ .
__device__ static __forceinline__ u32 spaces(const Text* t, u32 from, u32 to, u32 lines, u32 wholeTail) {
    u32 last = from;
    u32 afterLine = 0;
    u32 i = from;
    while (i < to) {
        u32 a = at(t, i);
        if (!in(SPACES, a)) {
            return afterLine ? afterLine : last > from ? last : i;
        }
        last = i;
        i += a >> 4;
        if (lines && (a & 15) == C_NEWLINE) {
            afterLine = i;
        }
    }
    return afterLine && !wholeTail ? afterLine : to;
}

__device__ static __forceinline__ u32 nextGpt2(const Text* t, u32 from, u32 to) {
    u32 first = t->text[from];
    if (first == '\'') {
        u32 end = contraction(t, from, to, 0);
        if (end > from) {
            return end;
        }
    }
    u32 start = first == ' ' && from + 1 < to ? from + 1 : from;
    u32 a = at(t, start);
    if (in(SPACES, a)) {
        return spaces(t, from, to, 0, 0);
    }
    u32 set = in(LETTERS, a) ? LETTERS : in(NUMBERS, a) ? NUMBERS : PUNCTUATION;
    return run(t, set, start + (a >> 4), to);
}

__device__ static __forceinline__ u32 nextCl100k(const Text* t, u32 from, u32 to, u32 digits, u32 flags) {
    if (t->text[from] == '\'') {
        u32 end = contraction(t, from, to, 0x20);
        if (end > from) {
            return end;
        }
    }
    u32 a = at(t, from);
    u32 second = from + (a >> 4);
    if (in(NUMBERS, a)) {
        return shortRun(t, NUMBERS, second, to, digits - 1);
    }
    if (in(LETTERS | PREFIXES, a)) {
        u32 end = run(t, LETTERS, second, to);
        if (end > second || in(LETTERS, a)) {
            return end;
        }
    }
    u32 start = t->text[from] == ' ' ? second : from;
    u32 end = run(t, PUNCTUATION, start, to);
    if (end > start) {
        while (end < to && (t->text[end] == '\n' || t->text[end] == '\r')) {
            end++;
        }
        return end;
    }
    return spaces(t, from, to, 1, flags & FLAG_WHOLE_TAIL);
}

// U*L+ at i, or i.
__device__ static __forceinline__ u32 lowerEnding(const Text* t, u32 i, u32 to) {
    u32 end = i;
    u32 afterBoth = i;
    while (end < to) {
        u32 a = at(t, end);
        if (!in(UPPERS, a)) {
            if (in(LOWERS, a)) {
                return run(t, LOWERS, end, to);
            }
            break;
        }
        end += a >> 4;
        if (in(BOTH, a)) {
            afterBoth = end;
        }
    }
    return afterBoth;
}

// P?U*L+|P?U+L* , or from.
__device__ static __forceinline__ u32 wordO200k(const Text* t, u32 from, u32 a, u32 to) {
    u32 prefixed = in(PREFIXES, a);
    if (!prefixed && !in(LETTERS, a)) {
        return from;
    }
    u32 start = prefixed ? from + (a >> 4) : from;
    u32 end = lowerEnding(t, start, to);
    if (end > start) {
        return end;
    }
    if (in(MARKS, a)) {
        return start;
    }
    end = run(t, UPPERS, start, to);
    return end > start ? end : from;
}

__device__ static __forceinline__ u32 nextO200k(const Text* t, u32 from, u32 to, u32 digits, u32 flags) {
    u32 a = at(t, from);
    u32 second = from + (a >> 4);
    u32 end = wordO200k(t, from, a, to);
    if (end > from) {
        return (flags & FLAG_CONTRACTIONS) && end < to && t->text[end] == '\'' ? contraction(t, end, to, 0x20) : end;
    }
    if (in(NUMBERS, a)) {
        return shortRun(t, NUMBERS, second, to, digits - 1);
    }
    u32 start = t->text[from] == ' ' ? second : from;
    end = run(t, PUNCTUATION, start, to);
    if (end > start) {
        while (end < to && (t->text[end] == '\n' || t->text[end] == '\r' || t->text[end] == '/')) {
            end++;
        }
        return end;
    }
    return spaces(t, from, to, 1, 0);
}

#define GPT2 0
#define CL100K 1
#define O200K 2

// The number of the segment that has byte i: the last one that starts at or before it.
__device__ static __forceinline__ u32 segmentOf(const u32* offsets, u32 segments, u32 i) {
    u32 low = 0;
    u32 high = segments;
    while (high - low > 1) {
        u32 middle = (low + high) >> 1;
        if (offsets[middle] <= i) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

__device__ static __forceinline__ void overflow(u8* arena, u32 place) {
    u32* counters = (u32*)array(arena, A_COUNTERS);
    u32 n = atomicAdd(&counters[C_OVERFLOWS], 1u);
    if (n < MOST_PLACES) {
        counters[C_PLACES + n] = place;
    }
}

__device__ static __forceinline__ void split(u8* arena, const u8* tables, u32 kind) {
    u32 bytes = word(arena, D_BYTES);
    u32 from = (blockIdx.x * THREADS + threadIdx.x) << 4;
    if (from >= bytes) {
        return;
    }
    struct Text t;
    t.text = array(arena, A_TEXT);
    t.classes = table(tables, T_CLASSES);
    t.index = (const u16*)table(tables, T_CLASS_INDEX);
    const u32* certain = (const u32*)table(tables, T_CERTAIN);
    const u32* offsets = (const u32*)array(arena, A_SEGMENT_OFFSETS);
    u32* starts = (u32*)array(arena, A_STARTS);
    u32 digits = word(tables, T_DIGITS);
    u32 flags = word(tables, T_FLAGS);
    u32 to = from + 16 < bytes ? from + 16 : bytes;
    u32 segment = segmentOf(offsets, word(arena, D_SEGMENTS), from);
    u32 segmentEnd = offsets[segment + 1];

    // The first certain place.
    u32 i = from;
    if (offsets[segment] != from) {
        while (i < to && (t.text[i] & 0xc0) == 0x80) {
            i++;
        }
        u32 previous = before(&t, i);
        while (true) {
            if (i >= to) {
                return;
            }
            if (i == segmentEnd) {
                do {
                    segment++;
                    segmentEnd = offsets[segment + 1];
                } while (segmentEnd == i);
                break;
            }
            u32 a = at(&t, i);
            if (in(certain[previous & 15], a)) {
                break;
            }
            previous = a;
            i += a >> 4;
        }
    }

    u32 current = i >> 5;
    u32 bits = 0;
    while (true) {
        if (i >> 5 != current) {
            if (bits) {
                atomicOr(&starts[current], bits);
            }
            current = i >> 5;
            bits = 0;
        }
        bits |= 1u << (i & 31);
        i = kind == GPT2   ? nextGpt2(&t, i, segmentEnd)
            : kind == CL100K ? nextCl100k(&t, i, segmentEnd, digits, flags)
                             : nextO200k(&t, i, segmentEnd, digits, flags);
        if (i >= segmentEnd) {
            // Another segment begins here, which is certain.
            if (i >= to || i >= bytes) {
                break;
            }
            do {
                segment++;
                segmentEnd = offsets[segment + 1];
            } while (segmentEnd == i);
        } else if (i >= to) {
            if (in(certain[before(&t, i) & 15], at(&t, i))) {
                break;
            }
            if (i - from > MOST_SEGMENT) {
                overflow(arena, segmentEnd - 1);
                break;
            }
        }
    }
    atomicOr(&starts[current], bits);
}

extern "C" __global__ void millrace_split_gpt2(u8* arena, const u8* tables) { split(arena, tables, GPT2); }

extern "C" __global__ void millrace_split_cl100k(u8* arena, const u8* tables) { split(arena, tables, CL100K); }

extern "C" __global__ void millrace_split_o200k(u8* arena, const u8* tables) { split(arena, tables, O200K); }

// Without a pre-tokenizer: between two bytes that are neighbours in no token, nothing ever merges.
extern "C" __global__ void millrace_split_none(u8* arena, const u8* tables) {
    u32 bytes = word(arena, D_BYTES);
    u32 from = (blockIdx.x * THREADS + threadIdx.x) << 4;
    if (from >= bytes) {
        return;
    }
    const u8* text = array(arena, A_TEXT);
    const u32* bigrams = (const u32*)table(tables, T_BIGRAMS);
    const u32* offsets = (const u32*)array(arena, A_SEGMENT_OFFSETS);
    u32* starts = (u32*)array(arena, A_STARTS);
    u32 to = from + 16 < bytes ? from + 16 : bytes;
    u32 segment = segmentOf(offsets, word(arena, D_SEGMENTS), from);
    u32 start = offsets[segment];
    u32 bits = 0;
    for (u32 i = from; i < to; i++) {
        while (i >= offsets[segment + 1]) {
            segment++;
            start = i;
        }
        u32 cut = i == start;
        if (!cut) {
            u32 pair = (u32)text[i - 1] << 8 | text[i];
            cut = ~bigrams[pair >> 5] >> (pair & 31) & 1;
        }
        bits |= cut << (i - from);
    }
    if (bits) {
        atomicOr(&starts[from >> 5], bits << (from & 31));
    }
}

// ---------------------------------------------------------------------------------------------------------------------
// From bits to the list of words: a block counts 32 KB of text, one block adds up, the blocks write.
// ---------------------------------------------------------------------------------------------------------------------

// The sum of the values of the lanes below, in a warp.
__device__ static __forceinline__ u32 lanesBelow(u32 value) {
    u32 sum = value;
    u32 lane = threadIdx.x & 31;
    for (u32 d = 1; d < 32; d <<= 1) {
        u32 other = __shfl_up_sync(ALL, sum, d);
        if (lane >= d) {
            sum += other;
        }
    }
    return sum - value;
}

// The sum of the values of the threads below, in a block of 256; *total is that of all.
__device__ static __forceinline__ u32 threadsBelow(u32 value, u32* shared, u32* total) {
    u32 below = lanesBelow(value);
    u32 warp = threadIdx.x >> 5;
    if ((threadIdx.x & 31) == 31) {
        shared[warp] = below + value;
    }
    __syncthreads();
    u32 all = 0;
    for (u32 w = 0; w < THREADS / 32; w++) {
        if (w == warp) {
            below += all;
        }
        all += shared[w];
    }
    *total = all;
    __syncthreads();
    return below;
}

struct Words4 {
    u32 word[4];
};

__device__ static __forceinline__ u32 loadStarts(u8* arena, u32* first, struct Words4* bits) {
    u32 bytes = word(arena, D_BYTES);
    *first = (blockIdx.x * THREADS + threadIdx.x) << 7;
    if (*first >= bytes) {
        bits->word[0] = bits->word[1] = bits->word[2] = bits->word[3] = 0;
        return 0;
    }
    const uint4* starts = (const uint4*)array(arena, A_STARTS);
    uint4 four = starts[*first >> 7];
    bits->word[0] = four.x;
    bits->word[1] = four.y;
    bits->word[2] = four.z;
    bits->word[3] = four.w;
    return __popc(four.x) + __popc(four.y) + __popc(four.z) + __popc(four.w);
}

extern "C" __global__ void millrace_count(u8* arena, const u8* tables) {
    __shared__ u32 shared[THREADS / 32];
    u32 first;
    struct Words4 bits;
    u32 n = loadStarts(arena, &first, &bits);
    u32 total;
    threadsBelow(n, shared, &total);
    if (threadIdx.x == 0) {
        ((u32*)array(arena, A_BLOCK_SUMS))[blockIdx.x] = total;
    }
}

// Turns the sums of blocks into where each block begins, and their sum into *all; one block.
__device__ static __forceinline__ void scan(u32* sums, u32 blocks, u32* all, u32* shared) {
    u32 base = 0;
    for (u32 from = 0; from < blocks; from += THREADS) {
        u32 i = from + threadIdx.x;
        u32 value = i < blocks ? sums[i] : 0;
        u32 total;
        u32 below = threadsBelow(value, shared, &total);
        if (i < blocks) {
            sums[i] = base + below;
        }
        base += total;
    }
    if (threadIdx.x == 0) {
        *all = base;
    }
}

extern "C" __global__ void millrace_scan_words(u8* arena, const u8* tables) {
    __shared__ u32 shared[THREADS / 32];
    u32* counters = (u32*)array(arena, A_COUNTERS);
    scan((u32*)array(arena, A_BLOCK_SUMS), (word(arena, D_BYTES) + (1u << 15) - 1) >> 15, &counters[C_WORDS], shared);
}

extern "C" __global__ void millrace_compact(u8* arena, const u8* tables) {
    __shared__ u32 shared[THREADS / 32];
    u32 first;
    struct Words4 bits;
    u32 n = loadStarts(arena, &first, &bits);
    u32 total;
    u32 at = threadsBelow(n, shared, &total) + ((const u32*)array(arena, A_BLOCK_SUMS))[blockIdx.x];
    u32* wordStarts = (u32*)array(arena, A_WORD_STARTS);
    for (u32 k = 0; k < 4; k++) {
        u32 left = bits.word[k];
        u32 base = first + (k << 5);
        while (left) {
            wordStarts[at++] = base + __ffs(left) - 1;
            left &= left - 1;
        }
    }
    if (blockIdx.x == 0 && threadIdx.x == 0) {
        wordStarts[((const u32*)array(arena, A_COUNTERS))[C_WORDS]] = word(arena, D_BYTES);
    }
}

// ---------------------------------------------------------------------------------------------------------------------
// Words that are one token are done at once; of the others each different one is put on a list.
// ---------------------------------------------------------------------------------------------------------------------

// Up to 8 bytes of text from i on.
__device__ static __forceinline__ u32 load4(const u8* text, u32 i) {
    const u32* aligned = (const u32*)(text + (i & ~3u));
    return __funnelshift_r(aligned[0], aligned[1], i << 3);
}

// A word of up to 7 bytes is its own key, with the length in the top byte.
__device__ static __forceinline__ u64 shortKey(const u8* text, u32 i, u32 length) {
    const u32* aligned = (const u32*)(text + (i & ~3u));
    u32 shift = i << 3;
    u32 middle = aligned[1];
    u32 low = __funnelshift_r(aligned[0], middle, shift);
    u32 high = __funnelshift_r(middle, aligned[2], shift);
    u64 bytes = (u64)high << 32 | low;
    return (bytes & ((1ull << (length << 3)) - 1)) | (u64)length << 56;
}

__device__ static __forceinline__ u32 shortHash(u64 key) {
    return (u32)((key * 0x9E3779B97F4A7C15ull) >> 32);
}

__device__ static __forceinline__ u32 lastBytes(u32 value, u32 count) {
    return count >= 4 ? value : value & ((1u << (count << 3)) - 1);
}

__device__ static __forceinline__ u32 longHash(const u8* text, u32 i, u32 length) {
    u32 h = length * 0x9E3779B1u;
    u32 left = length;
    while (true) {
        h = (h ^ lastBytes(load4(text, i), left)) * 0x85EBCA6Bu;
        h ^= h >> 15;
        if (left <= 4) {
            return h;
        }
        left -= 4;
        i += 4;
    }
}

__device__ static __forceinline__ u32 equal(const u8* a, u32 i, const u8* b, u32 k, u32 length) {
    u32 left = length;
    while (true) {
        if (lastBytes(load4(a, i) ^ load4(b, k), left)) {
            return 0;
        }
        if (left <= 4) {
            return 1;
        }
        left -= 4;
        i += 4;
        k += 4;
    }
}

struct Entry {
    u64 key;
    u32 id;
    u32 length;
};

// The id of the token that is the word, or NONE. key is that of a short word, or of a long one with 0 in the low half.
__device__ static __forceinline__ u32 findWhole(const u8* tables, const u8* text, u32 i, u32 length, u64 key, u32 hash) {
    const struct Entry* whole = (const struct Entry*)table(tables, T_WHOLE);
    u32 mask = word(tables, T_WHOLE_MASK);
    u32 slot = hash >> word(tables, T_WHOLE_SHIFT);
    while (true) {
        u64 found = whole[slot].key;
        if (found == 0) {
            return NONE;
        }
        if (length < 8) {
            if (found == key) {
                return whole[slot].id;
            }
        } else if ((u32)(found >> 32) == (u32)(key >> 32) && whole[slot].length == length
                   && equal(text, i, table(tables, T_TOKEN_BYTES), (u32)found, length)) {
            return whole[slot].id;
        }
        slot = (slot + 1) & mask;
    }
}

extern "C" __global__ void millrace_lookup(u8* arena, const u8* tables) {
    const u8* text = array(arena, A_TEXT);
    const u32* wordStarts = (const u32*)array(arena, A_WORD_STARTS);
    u32* refs = (u32*)array(arena, A_WORD_REFS);
    u64* slots = (u64*)array(arena, A_TABLE);
    u32* counters = (u32*)array(arena, A_COUNTERS);
    u32 mask = word(arena, D_SLOT_MASK);
    u32 shift = word(arena, D_SLOT_SHIFT);
    u32 words = counters[C_WORDS];
    for (u32 w = blockIdx.x * THREADS + threadIdx.x; w < words; w += gridDim.x * THREADS) {
        u32 i = wordStarts[w];
        u32 length = wordStarts[w + 1] - i;
        u64 key;
        u32 hash;
        if (length < 8) {
            key = shortKey(text, i, length);
            hash = shortHash(key);
        } else {
            hash = longHash(text, i, length);
            key = LONG_KEY | (u64)(hash & 0x7fffffffu) << 32;
        }
        u32 id = findWhole(tables, text, i, length, key, hash);
        if (id != NONE) {
            refs[w] = WHOLE | id;
            continue;
        }
        if (length >= 8) {
            key |= w;
        }
        u32 slot = hash >> shift;
        while (true) {
            u64 found = atomicCAS(&slots[slot], 0ull, key);
            if (found == 0) {
                ((u32*)array(arena, A_SLOT_WORDS))[slot] = w;
                u32 list = length <= 8 ? 0 : length <= 16 ? 1 : length <= 32 ? 2 : length <= 128 ? 3 : 4;
                if (length > MOST_WORD) {
                    ((u32*)array(arena, A_SLOT_COUNTS))[slot] = 0;
                    overflow(arena, i);
                } else {
                    u32 n = atomicAdd(&counters[C_LISTS + list], 1u);
                    ((u32*)array(arena, A_LIST8 + list))[n] = slot;
                }
                break;
            }
            if (length < 8) {
                if (found == key) {
                    break;
                }
            } else if ((u32)(found >> 32) == (u32)(key >> 32)) {
                u32 other = (u32)found;
                u32 k = wordStarts[other];
                if (wordStarts[other + 1] - k == length && equal(text, i, text, k, length)) {
                    if (length > MOST_WORD) {
                        overflow(arena, i);
                    }
                    break;
                }
            }
            slot = (slot + 1) & mask;
        }
        refs[w] = slot;
    }
}

// ---------------------------------------------------------------------------------------------------------------------
// Merging: the pair of lowest rank first, of equal ones the leftmost, one at a time; exact for every kind of merge table.
// ---------------------------------------------------------------------------------------------------------------------

// The rank of a pair of ids, or NONE. An entry is left id, right id and rank, 21 bits each; all ones if it is free.
__device__ static __forceinline__ u32 rankOf(const u64* merges, u32 shift, u32 mask, u32 left, u32 right) {
    u64 key = (u64)left << 21 | right;
    u32 slot = (u32)((key * 0x9E3779B97F4A7C15ull) >> shift);
    while (true) {
        u64 entry = merges[slot];
        if (entry >> 21 == key) {
            return (u32)entry & 0x1fffff;
        }
        if (entry == ~0ull) {
            return NONE;
        }
        slot = (slot + 1) & mask;
    }
}

// A group of WIDTH lanes takes a word of up to as many bytes: lane = byte. A bit of alive is a symbol, at its first byte.
__device__ static __forceinline__ void mergeGroups(u8* arena, const u8* tables, u32 list, u32 width) {
    const u8* text = array(arena, A_TEXT);
    const u32* wordStarts = (const u32*)array(arena, A_WORD_STARTS);
    const u32* slotWords = (const u32*)array(arena, A_SLOT_WORDS);
    const u32* slots = (const u32*)array(arena, A_LIST8 + list);
    const u32* byteIds = (const u32*)table(tables, T_BYTE_IDS);
    const u32* bytePairs = (const u32*)table(tables, T_BYTE_PAIRS);
    const u64* merges = (const u64*)table(tables, T_MERGES);
    const u32* merged = (const u32*)table(tables, T_MERGED);
    u32 shift = word(tables, T_MERGE_SHIFT);
    u32 mask = word(tables, T_MERGE_MASK);
    u32 count = ((const u32*)array(arena, A_COUNTERS))[C_LISTS + list];
    u32 lane = threadIdx.x & (width - 1);
    u32 members = width == 32 ? ALL : ((1u << width) - 1) << (threadIdx.x & 31 & ~(width - 1));
    u32 groups = gridDim.x * (THREADS / width);
    for (u32 k = (blockIdx.x * THREADS + threadIdx.x) / width; k < count; k += groups) {
        u32 slot = slots[k];
        u32 w = slotWords[slot];
        u32 from = wordStarts[w];
        u32 length = wordStarts[w + 1] - from;
        u32 alive = length == 32 ? ALL : (1u << length) - 1;
        u32 id = 0;
        u32 key = NONE;
        if (lane < length) {
            u32 b = text[from + lane];
            id = byteIds[b];
            if (lane + 1 < length) {
                u32 rank = bytePairs[b << 8 | text[from + lane + 1]];
                key = rank == NONE ? NONE : rank << 5 | lane;
            }
        }
        while (true) {
            u32 best = key;
            for (u32 d = width >> 1; d > 0; d >>= 1) {
                u32 other = __shfl_xor_sync(members, best, d, width);
                best = other < best ? other : best;
            }
            if (best == NONE) {
                break;
            }
            u32 at = best & 31;
            u32 fresh = merged[best >> 5];
            u32 right = alive & 0xfffffffeu << at;
            alive ^= right & -right;
            right &= right - 1;
            u32 next = __ffs(right) - 1;
            u32 left = alive & ((1u << at) - 1);
            u32 previous = 31 - __clz(left);
            u32 nextId = __shfl_sync(members, id, next & (width - 1), width);
            if (lane == at) {
                id = fresh;
            }
            u32 pairs = lane == at ? right : lane == previous ? left : 0;
            if (!(alive >> lane & 1)) {
                key = NONE;
            } else if (pairs) {
                u32 rank = rankOf(merges, shift, mask, id, lane == at ? nextId : fresh);
                key = rank == NONE ? NONE : rank << 5 | lane;
            } else if (lane == at) {
                key = NONE;
            }
        }
        if (alive >> lane & 1) {
            ((u32*)array(arena, A_PIECE_IDS))[from + __popc(alive & ((1u << lane) - 1))] = id;
        }
        if (lane == 0) {
            ((u32*)array(arena, A_SLOT_COUNTS))[slot] = __popc(alive);
        }
    }
}

extern "C" __global__ void millrace_merge8(u8* arena, const u8* tables) { mergeGroups(arena, tables, 0, 8); }

extern "C" __global__ void millrace_merge16(u8* arena, const u8* tables) { mergeGroups(arena, tables, 1, 16); }

extern "C" __global__ void millrace_merge32(u8* arena, const u8* tables) { mergeGroups(arena, tables, 2, 32); }

// A block takes a longer word: symbols are a doubly linked list in shared memory, 12 bytes each.
__device__ static __forceinline__ void mergeBlocks(
    u8* arena, const u8* tables, u32 list, u32 threads, u32 most, u32* symbols, u32* warpBest) {
    u32* ids = symbols;
    u32* keys = symbols + most;
    u16* next = (u16*)(symbols + 2 * most);
    u16* previous = next + most;
    const u8* text = array(arena, A_TEXT);
    const u32* wordStarts = (const u32*)array(arena, A_WORD_STARTS);
    const u32* slots = (const u32*)array(arena, A_LIST8 + list);
    const u32* byteIds = (const u32*)table(tables, T_BYTE_IDS);
    const u32* bytePairs = (const u32*)table(tables, T_BYTE_PAIRS);
    const u64* merges = (const u64*)table(tables, T_MERGES);
    const u32* merged = (const u32*)table(tables, T_MERGED);
    u32 shift = word(tables, T_MERGE_SHIFT);
    u32 mask = word(tables, T_MERGE_MASK);
    u32 count = ((const u32*)array(arena, A_COUNTERS))[C_LISTS + list];
    u32 thread = threadIdx.x;
    for (u32 k = blockIdx.x; k < count; k += gridDim.x) {
        u32 slot = slots[k];
        u32 w = ((const u32*)array(arena, A_SLOT_WORDS))[slot];
        u32 from = wordStarts[w];
        u32 length = wordStarts[w + 1] - from;
        for (u32 i = thread; i < length; i += threads) {
            u32 b = text[from + i];
            ids[i] = byteIds[b];
            u32 rank = i + 1 < length ? bytePairs[b << 8 | text[from + i + 1]] : NONE;
            keys[i] = rank == NONE ? NONE : rank << 10 | i;
            next[i] = (u16)(i + 1);
            previous[i] = (u16)(i - 1);
        }
        // A thread looks only at its own keys before the first barrier.
        while (true) {
            u32 best = NONE;
            for (u32 i = thread; i < length; i += threads) {
                best = keys[i] < best ? keys[i] : best;
            }
            for (u32 d = 16; d > 0; d >>= 1) {
                u32 other = __shfl_xor_sync(ALL, best, d);
                best = other < best ? other : best;
            }
            if ((thread & 31) == 0) {
                warpBest[thread >> 5] = best;
            }
            __syncthreads();
            for (u32 v = 0; v < threads >> 5; v++) {
                best = warpBest[v] < best ? warpBest[v] : best;
            }
            if (best == NONE) {
                break;
            }
            u32 at = best & 1023;
            if (thread == 0) {
                u32 fresh = merged[best >> 10];
                u32 gone = next[at];
                u32 after = next[gone];
                ids[at] = fresh;
                keys[gone] = NONE;
                next[at] = (u16)after;
                u32 rank = NONE;
                if (after < length) {
                    previous[after] = (u16)at;
                    rank = rankOf(merges, shift, mask, fresh, ids[after]);
                }
                keys[at] = rank == NONE ? NONE : rank << 10 | at;
                if (at > 0) {
                    u32 left = previous[at];
                    rank = rankOf(merges, shift, mask, ids[left], fresh);
                    keys[left] = rank == NONE ? NONE : rank << 10 | left;
                }
            }
            __syncthreads();
        }
        if (thread == 0) {
            u32* out = (u32*)array(arena, A_PIECE_IDS) + from;
            u32 n = 0;
            for (u32 i = 0; i < length; i = next[i]) {
                out[n++] = ids[i];
            }
            ((u32*)array(arena, A_SLOT_COUNTS))[slot] = n;
        }
        __syncthreads();
    }
}

extern "C" __global__ void millrace_merge128(u8* arena, const u8* tables) {
    DYNAMIC_SHARED(u32, symbols);
    __shared__ u32 warpBest[1];
    mergeBlocks(arena, tables, 3, 32, 128, symbols, warpBest);
}

extern "C" __global__ void millrace_merge_long(u8* arena, const u8* tables) {
    DYNAMIC_SHARED(u32, symbols);
    __shared__ u32 warpBest[4];
    mergeBlocks(arena, tables, 4, 128, MOST_WORD, symbols, warpBest);
}

// ---------------------------------------------------------------------------------------------------------------------
// From words to ids, in the order of the text: a block adds up 1,024 words, one block adds up blocks, the blocks write.
// ---------------------------------------------------------------------------------------------------------------------

__device__ static __forceinline__ u32 countOf(const u32* slotCounts, u32 ref) {
    return ref & WHOLE ? 1 : slotCounts[ref];
}

// The ids of the four words of a thread.
__device__ static __forceinline__ u32 countFour(u8* arena, u32 first, u32 words, u32* refs) {
    const u32* wordRefs = (const u32*)array(arena, A_WORD_REFS);
    const u32* slotCounts = (const u32*)array(arena, A_SLOT_COUNTS);
    u32 n = 0;
    for (u32 k = 0; k < 4; k++) {
        if (first + k < words) {
            refs[k] = wordRefs[first + k];
            n += countOf(slotCounts, refs[k]);
        }
    }
    return n;
}

extern "C" __global__ void millrace_sum(u8* arena, const u8* tables) {
    __shared__ u32 shared[THREADS / 32];
    u32 words = ((const u32*)array(arena, A_COUNTERS))[C_WORDS];
    if (blockIdx.x << 10 >= words) {
        return;
    }
    u32 refs[4];
    u32 n = countFour(arena, blockIdx.x << 10 | threadIdx.x << 2, words, refs);
    u32 total;
    threadsBelow(n, shared, &total);
    if (threadIdx.x == 0) {
        ((u32*)array(arena, A_BLOCK_SUMS))[blockIdx.x] = total;
    }
}

extern "C" __global__ void millrace_scan_tokens(u8* arena, const u8* tables) {
    __shared__ u32 shared[THREADS / 32];
    u32* counters = (u32*)array(arena, A_COUNTERS);
    scan((u32*)array(arena, A_BLOCK_SUMS), (counters[C_WORDS] + 1023) >> 10, &counters[C_TOKENS], shared);
}

// Also leaves in the place of each word's reference where its ids begin.
extern "C" __global__ void millrace_scatter(u8* arena, const u8* tables) {
    __shared__ u32 shared[THREADS / 32];
    u32 words = ((const u32*)array(arena, A_COUNTERS))[C_WORDS];
    if (blockIdx.x << 10 >= words) {
        return;
    }
    u32 first = blockIdx.x << 10 | threadIdx.x << 2;
    u32 refs[4];
    u32 n = countFour(arena, first, words, refs);
    u32 total;
    u32 at = threadsBelow(n, shared, &total) + ((const u32*)array(arena, A_BLOCK_SUMS))[blockIdx.x];
    u32* wordRefs = (u32*)array(arena, A_WORD_REFS);
    u32* ids = (u32*)array(arena, A_IDS);
    for (u32 k = 0; k < 4; k++) {
        if (first + k < words) {
            u32 ref = refs[k];
            wordRefs[first + k] = at;
            if (ref & WHOLE) {
                ids[at++] = ref & ~WHOLE;
            } else {
                u32 count = ((const u32*)array(arena, A_SLOT_COUNTS))[ref];
                u32 representative = ((const u32*)array(arena, A_SLOT_WORDS))[ref];
                const u32* piece =
                    (const u32*)array(arena, A_PIECE_IDS) + ((const u32*)array(arena, A_WORD_STARTS))[representative];
                for (u32 m = 0; m < count; m++) {
                    ids[at++] = piece[m];
                }
            }
        }
    }
}

// Where the ids of each segment begin: those of the word that begins where it does.
extern "C" __global__ void millrace_segments(u8* arena, const u8* tables) {
    u32 segments = word(arena, D_SEGMENTS);
    u32 bytes = word(arena, D_BYTES);
    const u32* counters = (const u32*)array(arena, A_COUNTERS);
    const u32* offsets = (const u32*)array(arena, A_SEGMENT_OFFSETS);
    const u32* wordStarts = (const u32*)array(arena, A_WORD_STARTS);
    const u32* wordRefs = (const u32*)array(arena, A_WORD_REFS);
    u32* segmentTokens = (u32*)array(arena, A_SEGMENT_TOKENS);
    u32 s = blockIdx.x * THREADS + threadIdx.x;
    if (s > segments) {
        return;
    }
    u32 start = offsets[s];
    if (start >= bytes) {
        segmentTokens[s] = counters[C_TOKENS];
        return;
    }
    u32 low = 0;
    u32 high = counters[C_WORDS];
    while (high - low > 1) {
        u32 middle = (low + high) >> 1;
        if (wordStarts[middle] <= start) {
            low = middle;
        } else {
            high = middle;
        }
    }
    segmentTokens[s] = wordRefs[low];
}

// ---------------------------------------------------------------------------------------------------------------------
// Dynamic merges: the pair of neighbours that is most frequent in a batch becomes one symbol, of equal ones that which
// occurs first. The rows lie end to end with a mark between them that joins with nothing. What the host says and is told is
// in the head of another arena; it decides about pairs whose text it must see, one pair at a time.
// ---------------------------------------------------------------------------------------------------------------------

#define P_LENGTH 0
#define P_SLOT_MASK 1
#define P_SLOT_SHIFT 2
#define P_LEFT 3
#define P_RIGHT 4
#define P_MERGED 5
#define P_COUNT 6
#define P_NEW_LENGTH 7
#define P_FORBIDDEN_MASK 8
#define P_BEST 10
#define P_FROM 16
#define P_TO 17
#define P_MASKS 18
#define P_KEYS 19
#define P_COUNTS 20
#define P_FIRSTS 21
#define P_FORBIDDEN 22
#define P_HEADS 23
#define P_SUMS 24

// Never 0, since the mark between rows is in no pair.
__device__ static __forceinline__ u64 pairKey(u32 left, u32 right) { return ((u64)left << 32 | right) + 1; }

__device__ static __forceinline__ u32 pairSlot(u64 key, u32 shift) {
    return (u32)((key * 0x9E3779B97F4A7C15ull) >> 32) >> shift;
}

// Counts each pair, and finds where it occurs first. The masks are those of the CPU's TokenTraits.
extern "C" __global__ void millrace_pairs_count(u8* arena) {
    u32 length = word(arena, P_LENGTH);
    const u32* symbols = (const u32*)(arena + word(arena, P_FROM));
    const u16* masks = (const u16*)(arena + word(arena, P_MASKS));
    u64* keys = (u64*)(arena + word(arena, P_KEYS));
    u32* counts = (u32*)(arena + word(arena, P_COUNTS));
    u32* firsts = (u32*)(arena + word(arena, P_FIRSTS));
    u32 mask = word(arena, P_SLOT_MASK);
    u32 shift = word(arena, P_SLOT_SHIFT);
    for (u32 i = blockIdx.x * THREADS + threadIdx.x; i + 1 < length; i += gridDim.x * THREADS) {
        u32 left = symbols[i];
        u32 right = symbols[i + 1];
        if (masks[left] & masks[right] >> 8 & 0xff) {
            continue;
        }
        u64 key = pairKey(left, right);
        u32 slot = pairSlot(key, shift);
        while (true) {
            u64 found = atomicCAS(&keys[slot], 0ull, key);
            if (found == 0 || found == key) {
                break;
            }
            slot = (slot + 1) & mask;
        }
        atomicAdd(&counts[slot], 1u);
        atomicMin(&firsts[slot], i);
    }
}

__device__ static __forceinline__ u32 isForbidden(const u64* forbidden, u32 mask, u64 key) {
    u32 slot = (u32)((key * 0x9E3779B97F4A7C15ull) >> 32) & mask;
    while (true) {
        u64 found = forbidden[slot];
        if (found == 0 || found == key) {
            return found == key;
        }
        slot = (slot + 1) & mask;
    }
}

// The highest count, of equal ones the earliest place: no two pairs have both in common.
extern "C" __global__ void millrace_pairs_best(u8* arena) {
    const u64* keys = (const u64*)(arena + word(arena, P_KEYS));
    const u32* counts = (const u32*)(arena + word(arena, P_COUNTS));
    const u32* firsts = (const u32*)(arena + word(arena, P_FIRSTS));
    const u64* forbidden = (const u64*)(arena + word(arena, P_FORBIDDEN));
    u32 forbiddenMask = word(arena, P_FORBIDDEN_MASK);
    u32 slots = word(arena, P_SLOT_MASK) + 1;
    u64 best = 0;
    for (u32 s = blockIdx.x * THREADS + threadIdx.x; s < slots; s += gridDim.x * THREADS) {
        u64 key = keys[s];
        if (key != 0) {
            u64 rank = (u64)counts[s] << 32 | (u32)~firsts[s];
            if (rank > best && !isForbidden(forbidden, forbiddenMask, key)) {
                best = rank;
            }
        }
    }
    for (u32 d = 16; d > 0; d >>= 1) {
        u32 high = __shfl_xor_sync(ALL, (u32)(best >> 32), d);
        u32 low = __shfl_xor_sync(ALL, (u32)best, d);
        u64 other = (u64)high << 32 | low;
        best = other > best ? other : best;
    }
    if ((threadIdx.x & 31) == 0 && best != 0) {
        atomicMax((u64*)(arena + 4 * P_BEST), best);
    }
}

// Tells the host; one thread.
extern "C" __global__ void millrace_pairs_take(u8* arena) {
    u32* head = (u32*)arena;
    const u32* symbols = (const u32*)(arena + head[P_FROM]);
    u32 count = head[P_BEST + 1];
    head[P_COUNT] = count;
    if (count != 0) {
        u32 first = ~head[P_BEST];
        head[P_LEFT] = symbols[first];
        head[P_RIGHT] = symbols[first + 1];
    }
}

// Marks where the pair becomes one symbol, from left to right: in a run such as aaa, every other place.
extern "C" __global__ void millrace_pairs_mark(u8* arena) {
    u32 length = word(arena, P_LENGTH);
    const u32* symbols = (const u32*)(arena + word(arena, P_FROM));
    u32* heads = (u32*)(arena + word(arena, P_HEADS));
    u32 left = word(arena, P_LEFT);
    u32 right = word(arena, P_RIGHT);
    for (u32 i = blockIdx.x * THREADS + threadIdx.x; i + 1 < length; i += gridDim.x * THREADS) {
        if (symbols[i] != left || symbols[i + 1] != right || (left == right && i > 0 && symbols[i - 1] == left)) {
            continue;
        }
        for (u32 k = i; k + 1 < length && symbols[k] == left && symbols[k + 1] == right; k += 2) {
            atomicOr(&heads[k >> 5], 1u << (k & 31));
        }
    }
}

// Which of the 32 symbols of a thread stay: all but those behind a head.
__device__ static __forceinline__ u32 kept(const u8* arena, u32 first) {
    u32 length = word(arena, P_LENGTH);
    if (first >= length) {
        return 0;
    }
    const u32* heads = (const u32*)(arena + word(arena, P_HEADS));
    u32 carry = first > 0 ? heads[(first >> 5) - 1] >> 31 : 0;
    u32 kept = ~(heads[first >> 5] << 1 | carry);
    return length - first >= 32 ? kept : kept & ((1u << (length - first)) - 1);
}

extern "C" __global__ void millrace_pairs_sum(u8* arena) {
    __shared__ u32 shared[THREADS / 32];
    u32 total;
    threadsBelow(__popc(kept(arena, (blockIdx.x * THREADS + threadIdx.x) << 5)), shared, &total);
    if (threadIdx.x == 0) {
        ((u32*)(arena + word(arena, P_SUMS)))[blockIdx.x] = total;
    }
}

extern "C" __global__ void millrace_pairs_scan(u8* arena) {
    __shared__ u32 shared[THREADS / 32];
    u32* head = (u32*)arena;
    scan((u32*)(arena + word(arena, P_SUMS)), (head[P_LENGTH] + 8191) >> 13, &head[P_NEW_LENGTH], shared);
}

extern "C" __global__ void millrace_pairs_compact(u8* arena) {
    __shared__ u32 shared[THREADS / 32];
    u32 first = (blockIdx.x * THREADS + threadIdx.x) << 5;
    u32 left = kept(arena, first);
    u32 total;
    u32 at = threadsBelow(__popc(left), shared, &total) + ((const u32*)(arena + word(arena, P_SUMS)))[blockIdx.x];
    const u32* symbols = (const u32*)(arena + word(arena, P_FROM));
    u32* merged = (u32*)(arena + word(arena, P_TO));
    u32 heads = left ? ((const u32*)(arena + word(arena, P_HEADS)))[first >> 5] : 0;
    while (left) {
        u32 bit = __ffs(left) - 1;
        merged[at++] = heads >> bit & 1 ? word(arena, P_MERGED) : symbols[first + bit];
        left &= left - 1;
    }
}
