# Sourced by the entry points beside it, with `set -eu` in force. It goes to the root of the repository, finds a Python
# that is new enough ($PYTHON is tried first) and gives:
#
#   bootstrap runtime|dev     make or renew .venv; afterwards .venv/bin/press is there
#
# shellcheck shell=sh disable=SC2034

cd "$(dirname "$0")/.." || exit 3

python=
for candidate in ${PYTHON:+"$PYTHON"} python3 python3.11 python3.12 python3.13 python3.14; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    echo "This needs Python 3.11 or later, and none was found. On Debian 12: apt-get install python3" >&2
    exit 3
fi

bootstrap() {
    # -E -s: what the caller's environment or home folder says to Python is not ours to install with.
    "$python" -B -E -s scripts/bootstrap.py "$@"
}
