# shellcheck shell=sh
# What people read: plain lines on stderr, with or without a terminal.

# Exit codes: 64 to 79 are tk's own, Bazel's are below.
EXIT_USAGE=64
EXIT_BAD_WORKSPACE=65
EXIT_UNAVAILABLE=69
EXIT_INTERNAL=70
EXIT_CANNOT_WRITE=73
EXIT_NO_PERMISSION=77

# harmless TEXT: prints text from elsewhere without what a terminal would obey (control characters, C1 and changes of
# direction in UTF-8), and without the users and queries of addresses. Plain text needs no other program: the message
# may be that there is none. Then of other text only its plain beginning is shown.
harmless() {
  case $1 in
    *[!' '-~]* | *://* | *[?\&]*=*) printf '%s\n' "$1" | filtered ;;
    *) printf '%s\n' "$1" ;;
  esac
}

filtered() {
  if ! command -v tr >/dev/null || ! command -v sed >/dev/null; then
    read -r line
    line=${line%%[!' '-~]*}
    printf '%s\n' "${line%%://*}"
    return
  fi
  c1=$(printf '\302[\200-\237]') directions=$(printf '\342\200[\252-\256]')
  isolates=$(printf '\342\201[\246-\251]')
  tr -d '\000-\010\013-\037\177' | LC_ALL=C sed -e "s/$c1//g" -e "s/$directions//g" -e "s/$isolates//g" \
    -e 's#\(://\)[^/@[:space:]]*@#\1[redacted]@#g' -e 's#\([?&][^=&[:space:]]*=\)[^&[:space:]]*#\1[redacted]#g'
}

say() { harmless "tk: $*" >&2; }

# die CODE WHAT [NEXT_STEP...]: one line for the failure, one for each way out.
die() {
  code=$1
  say "error: $2"
  shift 2
  for next_step; do say "  $next_step"; done
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
