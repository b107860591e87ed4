#!/bin/sh
# Starts the packed benchmark on a machine that has an NVIDIA driver and perhaps nothing else: no Node, no Vulkan loader, no driver manifest.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
libraries=$( (ldconfig -p || /sbin/ldconfig -p) 2>/dev/null || true)
path_of() { printf '%s\n' "$libraries" | sed -n "s|.*[[:space:]]$1 .*=> ||p" | head -n 1; }

[ -n "$(path_of libvulkan.so.1)" ] || export LD_LIBRARY_PATH="${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}$here/lib"
if [ -z "${VK_DRIVER_FILES:-}${VK_ICD_FILENAMES:-}" ] &&
  ! ls /etc/vulkan/icd.d/*.json /usr/share/vulkan/icd.d/*.json /usr/local/share/vulkan/icd.d/*.json >/dev/null 2>&1; then
  # the GLX library is the driver too, but loads only where X11's libraries are
  driver=$(path_of libEGL_nvidia.so.0)
  if [ -n "$(path_of libX11.so.6)" ] || [ -z "$driver" ]; then driver=$(path_of libGLX_nvidia.so.0); fi
  if [ -n "$driver" ]; then
    printf '{"file_format_version":"1.0.1","ICD":{"library_path":"%s","api_version":"1.3.0"}}\n' "$driver" >"$here/nvidia_icd.json"
    export VK_DRIVER_FILES="$here/nvidia_icd.json" VK_ICD_FILENAMES="$here/nvidia_icd.json"
  fi
fi
exec "$here/bin/node" --max-old-space-size=65536 "$here/build/bench/gpu/main.js" "$@"
