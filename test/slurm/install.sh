#!/usr/bin/env bash
# Slurm for the tests in this folder: Debian's packages, as root. Elsewhere the tests are skipped with the reason.
set -euo pipefail
commands=(slurmctld slurmd sbatch munged)
missing=()
for c in "${commands[@]}"; do command -v "$c" >/dev/null || missing+=("$c"); done
[ "${#missing[@]}" -eq 0 ] && exit 0
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
  echo "slurm: ${missing[*]} missing, and this is not root on Debian: the Slurm tests will be skipped" >&2
  exit 0
fi
export DEBIAN_FRONTEND=noninteractive
apt-get -o DPkg::Lock::Timeout=300 -qq update
apt-get -o DPkg::Lock::Timeout=300 -qq -y --no-install-recommends install slurmctld slurmd slurm-client munge >/dev/null
