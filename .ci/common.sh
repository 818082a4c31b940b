# What the scripts beside this file share. Sourced, never run.
# shellcheck shell=bash

# Progress goes to stderr: stdout is for the KEY=VALUE lines that callers export.
say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }
die() {
    say "$*"
    exit 1
}

# Where everything lives that is worth keeping between runs: outside the checkout, so that
# neither `git clean` nor `cargo clean` takes it.
cache_dir() {
    local home=${HOME:-}
    [ -n "$home" ] || home=$(getent passwd "$(id -u)" | cut -d: -f6)
    local dir=${DOCKERKIT_CI_CACHE:-${XDG_CACHE_HOME:-${home:-/var/tmp}/.cache}/dockerkit-ci}
    mkdir -p "$dir" || die "cannot create $dir; set DOCKERKIT_CI_CACHE to a directory that can be written"
    (cd "$dir" && pwd -P)
}

need_root() {
    [ "$(id -u)" = 0 ] || die "the Docker Engine needs root here; run this script as root"
}

apt_updated=
apt_update() {
    [ -z "$apt_updated" ] || return 0
    DEBIAN_FRONTEND=noninteractive apt-get update >&2 || die "apt-get update failed; see above"
    apt_updated=yes
}

# apt_need PACKAGE…: installs those that are missing.
apt_need() {
    local package missing=()
    for package; do
        [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    [ "$(id -u)" = 0 ] || die "missing Debian packages; as root: apt-get install ${missing[*]}"
    say "installing ${missing[*]}"
    apt_update
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}" >&2 ||
        die "apt-get install ${missing[*]} failed; see above"
}

# A python3 that has pip and can make virtual environments.
need_python() {
    python3 -c 'import ensurepip, pip, venv' 2>/dev/null || apt_need python3 python3-pip python3-venv
    python3 -c 'import ensurepip, pip, venv' || die "python3 lacks pip or venv; see above"
}

# The mirror of Debian's main archive that this machine's own apt sources name.
debian_mirror() {
    # shellcheck disable=SC2016  # a template of apt's, not of the shell's
    local ask=(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Label: Debian' 'Component: main')
    local mirror
    mirror=$("${ask[@]}" | head -n 1)
    if [ -z "$mirror" ]; then
        apt_update
        mirror=$("${ask[@]}" | head -n 1)
    fi
    [ -n "$mirror" ] || die "no Debian archive in this machine's apt sources; add one to /etc/apt/sources.list.d"
    printf '%s\n' "$mirror"
}

# debian_tree DIR PACKAGE,…: a minimal Debian with the packages in DIR, which must not exist.
# It is built beside DIR and renamed when whole, in a mount namespace that takes its mounts with it.
debian_tree() {
    local dir=$1 packages=$2 mirror part debs
    apt_need debootstrap
    mirror=$(debian_mirror)
    part=$dir.part
    debs=$(cache_dir)/debs
    rm -rf --one-file-system "$part"
    mkdir -p "$debs"
    unshare --mount --propagation private --pid --fork --kill-child debootstrap --variant=minbase --cache-dir="$debs" --include="$packages" \
        "$DEBIAN_RELEASE" "$part" "$mirror" /usr/share/debootstrap/scripts/sid >"$dir.log" 2>&1 ||
        die "debootstrap failed; its log is $dir.log: $(tail -n 3 "$dir.log" | tr '\n' ' ')"
    rm -rf "$part"/var/cache/apt/archives/*.deb "$part"/var/lib/apt/lists/* "$part"/usr/share/{doc,man,locale}/*
    mv -T "$part" "$dir"
}

# The Debian release that carries a current Docker Engine and Python. Its own script may be unknown to an
# older debootstrap, which is why `sid`'s, of the same shape, is named above.
# shellcheck disable=SC2034
DEBIAN_RELEASE=forky
