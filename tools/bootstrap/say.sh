# shellcheck shell=sh
# What people read: plain lines on stderr, with or without a terminal.

# Exit codes: 64 to 79 are tk's own, Bazel's are below.
EXIT_USAGE=64
EXIT_BAD_WORKSPACE=65
EXIT_UNAVAILABLE=69
EXIT_INTERNAL=70
EXIT_CANNOT_WRITE=73
EXIT_NO_PERMISSION=77

say() { printf 'tk: %s\n' "$*" >&2; }

# die CODE WHAT [NEXT_STEP...]: one line for the failure, one for each way out.
die() {
  code=$1
  printf 'tk: error: %s\n' "$2" >&2
  shift 2
  [ $# -eq 0 ] || printf 'tk:   %s\n' "$@" >&2
  exit "$code"
}

# Hundredths of a second since some fixed moment (whole seconds where there is no /proc).
hundredths() {
  if read -r uptime _ 2>/dev/null </proc/uptime; then
    echo "${uptime%.*}${uptime#*.}"
  else
    echo "$(date +%s)00"
  fi
}

# seconds_since START: "12.3 s" for a START taken with `hundredths`.
seconds_since() {
  tenths=$((($(hundredths) - $1) / 10))
  echo "$((tenths / 10)).$((tenths % 10)) s"
}

# size_of PATH...: what the paths take on the disk together, as "107 MB".
size_of() { echo "$((($(du -sck "$@" 2>/dev/null | sed -n 's/[[:space:]]*total$//p') + 1023) / 1024)) MB"; }
