#!/usr/bin/env bash
# Installs what Swiftlet needs beside Swift, OpenBLAS and LAPACKE, where it is missing.
# Can be run again: what is there is left alone.
set -euo pipefail

if ! command -v swift >/dev/null; then
    echo "Swift 6.2 or newer is needed and was not found; see https://www.swift.org/install" >&2
    exit 1
fi

case "$(uname -s)" in
Darwin)
    if ! command -v brew >/dev/null; then
        echo "Homebrew is needed to install OpenBLAS; see https://brew.sh" >&2
        exit 1
    fi
    if ! brew list openblas >/dev/null 2>&1; then
        echo "Installing OpenBLAS with Homebrew ..."
        brew install openblas
    fi
    ;;
Linux)
    packages=()
    for package in libopenblas-dev liblapacke-dev pkg-config; do
        if ! dpkg-query --show --showformat='${Status}' "$package" 2>/dev/null | grep -q "ok installed"; then
            packages+=("$package")
        fi
    done
    # pkgconf serves as pkg-config.
    if command -v pkg-config >/dev/null; then
        packages=("${packages[@]/pkg-config/}")
    fi
    packages=(${packages[@]+${packages[@]}})
    if [ "${#packages[@]}" -gt 0 ]; then
        as_root=()
        if [ "$(id -u)" -ne 0 ]; then as_root=(sudo); fi
        echo "Installing ${packages[*]} with apt ..."
        ${as_root[@]+"${as_root[@]}"} apt-get update -q
        ${as_root[@]+"${as_root[@]}"} env DEBIAN_FRONTEND=noninteractive \
            apt-get install -q -y --no-install-recommends "${packages[@]}"
    fi
    ;;
*)
    echo "Install OpenBLAS, LAPACKE and pkg-config by hand: this script knows apt and Homebrew." >&2
    exit 1
    ;;
esac
