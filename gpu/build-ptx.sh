#!/usr/bin/env bash
# Compiles the kernels to PTX: ./build-ptx.sh OUTPUT. The release of nvcc is pinned, since another writes other PTX.
# The version in the first lines is lowered from the compiler's to 6.3, that of CUDA 10.0: drivers refuse newer PTX than they
# know, whatever it uses, and the kernels use nothing above that. Exit code 3: the pinned release is not here.
set -euo pipefail

release="release 13.0, V13.0.88"
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
if ! { command -v nvcc && nvcc --version | grep -qF "$release"; } >/dev/null 2>&1; then
  echo "nvcc must be $release to rebuild the PTX" >&2
  exit 3
fi
cd "$here/src/main/cuda"
nvcc -arch=compute_75 -ptx -o "$1" kernels.cu
sed -i 's/^\.version .*/.version 6.3/' "$1"
