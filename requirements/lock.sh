#!/bin/sh
# Makes both locks again from pyproject.toml: `pip install uv && sh requirements/lock.sh`.
#
# torchvision, torchaudio and torchcodec must not be installed beside a CPU torch (their published
# builds break `import transformers`), so they are overridden away. torch itself is left out: the
# set-up's first step installs it with what it needs. The CUDA lock keeps the libraries of NVIDIA,
# because vLLM needs more of them than torch does.
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
  case $build in
    cpu) left_out='^(torch==|nvidia-|cuda-|triton==)' ;;
    cuda) left_out='^torch==' ;;
  esac
  uv pip compile ../pyproject.toml --quiet --extra "$build" --extra dev --no-annotate --no-header \
    --override "$overrides" --python-version 3.11 --python-platform x86_64-manylinux_2_28 \
    | grep -vE "$left_out" > "$build.txt"
done
