#!/usr/bin/env bash
# Try the two commands of packaging/dev.py on a bare Debian, repeatably. Needs root and debootstrap.
#
#   packaging/bare_debian.sh [root] [user] [uv] [setup]     without names: all of them
#
#   root   as root, with pip: run twice, then test
#   user   as an ordinary user: gets one line to copy, root runs that very line, then run and test
#   uv     as root, with this machine's uv on PATH
#   setup  as root, without the program: .venv, its libraries and one widget off screen
#
# The base (BARE, default $TMPDIR/bare) holds python3, git and ca-certificates, is made once and never changed.
# Every trial gets a fresh copy ($BARE-trial-<name>), a clone of COMMIT (default HEAD) and this machine's apt and
# pip configuration, so that the same mirrors are reached. The mirror itself comes from the machine's apt sources.
set -euo pipefail

checkout=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
suite=${SUITE:-bookworm}
bare=${BARE:-${TMPDIR:-/tmp}/bare}
commit=${COMMIT:-HEAD}
home=/home/newcomer
place=$home/qa-desktop

# Mounts made below belong to this process alone and vanish with it.
if [ -z "${BARE_UNSHARED:-}" ]; then
    BARE_UNSHARED=1 exec unshare --mount --propagation private "${BASH_SOURCE[0]}" "$@"
fi

mirror() {
    apt-get indextargets --format '$(RELEASE) $(REPO_URI)' 'Created-By: Packages' |
        awk -v suite="$suite" '$1 == suite { print $2; exit }'
}

make_base() {
    [ -e "$bare/var/lib/dpkg/status" ] && [ ! -d "$bare/debootstrap" ] && return
    local from
    from=$(mirror)
    [ -n "$from" ] || { echo "no apt source for $suite on this machine" >&2; exit 1; }
    rm -rf "$bare"
    debootstrap --variant=minbase --include=python3,git,ca-certificates "$suite" "$bare" "$from"
}

# Folders on this machine that pip's configuration points to, such as a wheelhouse. An index in a folder named
# "simple" refers to files beside that folder, so its parent comes along.
pip_folders() {
    python3 -m pip config list 2>/dev/null | grep -oE "(file://)?/[^ '\"\\]+" | sed -E 's#^file://##; s#/simple/?$##' | sort -u |
        while read -r folder; do [ -d "$folder" ] && echo "$folder"; done || true
}

lend_configuration() { # root folder
    local file
    rm -rf "$1/etc/apt/sources.list" "$1/etc/apt/sources.list.d"
    for file in /etc/apt/sources.list /etc/apt/sources.list.d /etc/apt/auth.conf.d /etc/apt/trusted.gpg.d \
        /etc/apt/keyrings /etc/pip.conf /etc/resolv.conf /etc/hosts /etc/ssl/certs/ca-certificates.crt; do
        [ -e "$file" ] && cp -a --remove-destination -T "$(readlink -f "$file")" "$1$file"
    done
    # Only what says how to reach a mirror; options that change what gets installed stay behind.
    grep -rlsE '^[[:space:]]*(Acquire)' /etc/apt/apt.conf.d | xargs -r -I{} cp {} "$1/etc/apt/apt.conf.d/"
    for folder in /root "$home"; do
        mkdir -p "$1$folder/.config"
        for file in .config/pip .config/uv .pip; do
            [ -e "$HOME/$file" ] && cp -rT "$HOME/$file" "$1$folder/$file"
        done
    done
    pip_folders | while read -r folder; do
        mkdir -p "$1$folder"
        mount --bind -o ro "$folder" "$1$folder"
    done
}

make_trial() { # name, owner of the checkout; sets $trial
    trial=$bare-trial-$1
    rm -rf --one-file-system "$trial"  # never through a mount into this machine
    cp -a "$bare" "$trial"
    chroot "$trial" useradd --create-home --home-dir "$home" --shell /bin/bash newcomer
    lend_configuration "$trial"
    mount -t proc proc "$trial/proc"
    mount --rbind /dev "$trial/dev"
    git clone -q --no-hardlinks "$checkout" "$trial$place"
    git -C "$trial$place" -c advice.detachedHead=false checkout -q "$(git -C "$checkout" rev-parse "$commit")"
    chroot "$trial" chown -R newcomer:newcomer "$home"
    chroot "$trial" chown -R "$2:$2" "$place"
    echo "=== $1: $(chroot "$trial" dpkg -l | grep -c ^ii) Debian packages, $(chroot "$trial" python3 --version)"
}

# The variables that say how to reach a mirror, and nothing else of this machine's environment.
passed_on() {
    env | grep -E '^(PIP_|UV_|SSL_CERT_|REQUESTS_CA_BUNDLE=|(https?|no|HTTPS?|NO)_(proxy|PROXY)=)' || true
}

inside() { # user, command line
    local user=$1 variables
    shift
    mapfile -t variables < <(passed_on)
    local folder=$home
    [ "$user" = root ] && folder=/root
    echo "+ ($user) $*"
    local began=$SECONDS code=0
    chroot --userspec="$user:$user" "$trial" /usr/bin/env -i "${variables[@]}" CI="${CI:-}" HOME="$folder" \
        PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin \
        bash -c "cd $place; $*" </dev/null || code=$?
    echo "= exit code $code after $((SECONDS - began)) s"
    return "$code"
}

failures=()
expect() { # wanted code ("0" or "not 0"), user, command line
    local wanted=$1 code=0
    shift
    inside "$@" || code=$?
    if { [ "$wanted" = 0 ] && [ "$code" != 0 ]; } || { [ "$wanted" != 0 ] && [ "$code" = 0 ]; }; then
        failures+=("$trial ($1): ${*:2} gave $code, expected $wanted")
    fi
}

show_widget='
import sys
import pikepdf, pyhanko.version, pysqlite3
from PySide6 import QtWidgets
app = QtWidgets.QApplication([])
label = QtWidgets.QLabel("Maß ⌀ 12,5 mm")
label.show()
app.processEvents()
picture = label.grab()
print(sys.version.split()[0], "platform", app.platformName(), "widget", picture.width(), "x", picture.height(),
      "SQLite", pysqlite3.sqlite_version, "pikepdf", pikepdf.__version__, "pyHanko", pyhanko.version.__version__)
'

two_commands() { # user
    expect 0 "$1" "python3 packaging/dev.py run"
    expect 0 "$1" "find out -type f | sort; find out -name '*.pdf' | grep -q ."
    expect 0 "$1" "python3 packaging/dev.py run"
    expect 0 "$1" "python3 packaging/dev.py test"
    expect 0 "$1" "python3 packaging/dev.py doctor"
    expect 0 "$1" "test -x .venv/bin/qa-desktop"
    expect "not 0" "$1" "git status --short | grep ."
}

try_root() {
    make_trial root root
    two_commands root
}

try_user() {
    make_trial user newcomer
    expect "not 0" newcomer "python3 packaging/dev.py run | tee /tmp/said; exit \${PIPESTATUS[0]}"
    local line
    line=$(grep '^sudo ' "$trial/tmp/said") || { failures+=("user: no line to copy"); return; }
    expect 0 root "DEBIAN_FRONTEND=noninteractive; export DEBIAN_FRONTEND; ${line//sudo /}"
    two_commands newcomer
}

try_uv() {
    local uv
    uv=$(python3 -c 'import uv; print(uv.find_uv_bin())' 2>/dev/null || command -v uv) || { echo "no uv here"; return; }
    make_trial uv root
    install -m 755 "$uv" "$trial/usr/local/bin/uv"
    two_commands root
}

try_setup() {
    make_trial setup root
    printf '%s' "$show_widget" >"$trial/tmp/widget.py"
    # The tests are called with an option that only asks for pytest's version: set-up, and nothing of the program.
    expect 0 root "python3 packaging/dev.py test --only-tests --version"
    expect 0 root "time python3 packaging/dev.py test --only-tests --version"
    expect 0 root "QT_QPA_PLATFORM=offscreen .venv/bin/python /tmp/widget.py"
    expect 0 root "Xvfb :97 & sleep 2; DISPLAY=:97 QT_QPA_PLATFORM=xcb .venv/bin/python /tmp/widget.py; c=\$?; kill %1; exit \$c"
    expect 0 root "ls -l .venv/bin/qa-desktop"
}

make_base
[ $# -gt 0 ] || set -- setup root user uv
for name in "$@"; do
    case $name in
        root | user | uv | setup) "try_$name" ;;
        *) echo "unknown trial $name" >&2; exit 2 ;;
    esac
done
echo "=== ${#failures[@]} failures"
[ ${#failures[@]} = 0 ] || { printf '%s\n' "${failures[@]}"; exit 1; }
