#!/bin/sh
# Makes both locks again from pyproject.toml: `pip install uv && sh requirements/lock.sh`.
#
# torchvision, torchaudio and torchcodec must not be installed beside a CPU torch (their published
# builds break `import transformers`), so they are overridden away. torch itself and its CUDA
# libraries are left out: the set-up's first step installs torch with what it needs.
set -eu
cd "$(dirname "$0")"
overrides=$(mktemp)
trap 'rm -f "$overrides"' EXIT
cat > "$overrides" <<'LIST'
torch==2.13.0
torchvision; sys_platform == 'never'
torchaudio; sys_platform == 'never'
torchcodec; sys_platform == 'never'
LIST
for build in cpu cuda; do
  uv pip compile ../pyproject.toml --quiet --extra "$build" --extra dev --no-annotate --no-header \
    --override "$overrides" --python-version 3.11 --python-platform x86_64-manylinux_2_28 \
    | grep -vE '^(torch==|nvidia-|cuda-|triton==)' > "$build.txt"
done
