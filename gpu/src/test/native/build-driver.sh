#!/usr/bin/env bash
# Builds the fake libcuda.so.1 that runs kernels on the CPU into the folder $1, unless it is there and newer than its sources.
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
out=$1
library=$out/libcuda.so.1
sources=("$here"/fake_cuda.cc "$here"/kernels_on_cpu.cc "$here"/simt.cpp)
newer=$(find "$here" "$here/../../main/cuda" -newer "$library" 2>/dev/null || echo missing)
[[ -z $newer ]] && exit 0
command -v g++ >/dev/null || { echo "g++ must be installed to build the fake driver" >&2; exit 3; }
mkdir -p "$out"
building=$(mktemp "$out/libcuda.XXXXXX")
g++ -std=c++17 -O2 -g -fno-strict-aliasing -fPIC -shared -fvisibility=hidden -Wall -Wextra -Wno-unused-parameter -Werror \
  -DMILLRACE_SIMT_SHIM -Dswapcontext=switchContext -I "$here" "${sources[@]}" -Wl,-soname,libcuda.so.1 -o "$building"
# Whoever builds at the same time has the same library.
mv "$building" "$library"
