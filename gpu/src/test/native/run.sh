#!/usr/bin/env bash
# Runs the kernels on the CPU under sanitizers, on the batches that NativeBatchesTest wrote to target/native (mvn verify does).
# Needs g++ with libasan, libubsan and libtsan.
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
module=$here/../../..
out=$module/target/native
[[ -s $out/large-cl100k.bin ]] || { echo "the batches must be in $out; mvn verify writes them" >&2; exit 1; }
command -v g++ >/dev/null || { echo "g++ must be installed to run the kernels under sanitizers" >&2; exit 1; }

# build NAME KERNELS FLAGS...
build() {
  local name=$1 kernels=$2
  shift 2
  g++ -std=c++17 -O1 -g -fno-strict-aliasing -Wall -Wextra -Wno-unused-parameter -Werror "$@" -DMILLRACE_SIMT_SHIM \
    -I "$here" -x c++ "$kernels" "$here/simt.cpp" "$here/main.cpp" -o "$out/$name"
}

# refuses PATTERN COMMAND...: the command must fail and say the pattern.
refuses() {
  local pattern=$1 said
  shift
  if said=$("$@" 2>&1) || ! grep -q "$pattern" <<<"$said"; then
    echo "a bug that was put in must be reported as $pattern, but: ${said:0:2000}" >&2
    exit 1
  fi
  echo "a bug that was put in is seen: $pattern"
}

kernels=$module/src/main/cuda/kernels.cu
# Leaks of the fibers' stacks at the end are none of the kernels'.
export ASAN_OPTIONS=detect_leaks=0 TSAN_OPTIONS=halt_on_error=1
asan=(-fsanitize=address,undefined -fno-sanitize-recover=all)
tsan=(-fsanitize=thread)
# The memory of ThreadSanitizer must be where it expects it; newer kernels of Linux put it elsewhere.
fixed=()
if setarch "$(uname -m)" -R true 2>/dev/null; then
  fixed=(setarch "$(uname -m)" -R)
fi

echo "== kernels under AddressSanitizer and UndefinedBehaviorSanitizer"
build asan "$kernels" "${asan[@]}"
"$out/asan" 1 "$out"/large-*.bin
sed 's/if (s > segments)/if (s > segments + 1)/' "$kernels" >"$out/off-by-one.cu"
build off-by-one "$out/off-by-one.cu" "${asan[@]}"
refuses use-after-poison "$out/off-by-one" 1 "$out/small-cl100k.bin"

echo "== kernels under ThreadSanitizer"
build tsan "$kernels" "${tsan[@]}"
for seed in 1 2; do
  ${fixed[@]+"${fixed[@]}"} "$out/tsan" "$seed" "$out"/small-*.bin
done
sed '/^__device__.*mergeBlocks/,/^}/s/__syncthreads();//' "$kernels" >"$out/no-barrier.cu"
build no-barrier "$out/no-barrier.cu" "${tsan[@]}"
refuses "data race" ${fixed[@]+"${fixed[@]}"} "$out/no-barrier" 1 "$out/small-cl100k.bin"
