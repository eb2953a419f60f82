# shellcheck shell=sh
# What this machine must have. Each check names what is missing and how to get it.

# need_command NAME PACKAGE FOR: dies unless the command is on PATH.
need_command() {
  command -v "$1" >/dev/null 2>&1 || die "$EXIT_UNAVAILABLE" "$1 is missing: $3" \
    "Install it: $(install_line "$2")" \
    "or put bazelisk on PATH, with access to the Bazel Central Registry (TK_MODULES=central)."
}

# What every system has, and setting up uses.
USUAL_COMMANDS="awk basename cat chmod cksum cmp cp cut date df dirname du env find grep head id ln mkdir mktemp mv od
  readlink rm sed sleep stat tail touch tr uname wc"

# Dies where some of them are not on PATH. Uses none of them.
need_usual_commands() {
  missing=
  for usual in $USUAL_COMMANDS; do
    command -v "$usual" >/dev/null 2>&1 || missing="$missing $usual"
  done
  [ -z "$missing" ] || die "$EXIT_UNAVAILABLE" "not found on PATH:$missing" \
    "PATH is '${PATH-}'. Add the folders with this system's commands, usually /usr/bin and /bin," \
    "or install what is missing; on Debian: apt-get install coreutils findutils grep sed mawk diffutils"
}

install_line() {
  if command -v apt-get >/dev/null 2>&1; then
    echo "apt-get install $1 (as root)"
  else
    echo "package '$1' of your system"
  fi
}

# Packages mode unpacks Debian's binaries: it needs a Linux that they run on, and apt to fetch them.
check_host_for_packages() {
  system=$(uname -s)
  machine=$(uname -m)
  case $system-$machine in
    Linux-x86_64 | Linux-aarch64) ;;
    *) die "$EXIT_UNAVAILABLE" "packages mode has no Bazel for $system on $machine (only for Linux on x86_64 and aarch64)" \
      "Put bazelisk on PATH, with access to the Bazel Central Registry (TK_MODULES=central)," \
      "or set TK_BAZEL to a Bazel $OLDEST_BAZEL or newer." ;;
  esac
  need_command apt-get apt "packages mode gets Bazel from Debian's packages"
  need_command apt-cache apt "packages mode gets Bazel from Debian's packages"
  need_command apt-config apt "packages mode gets Bazel from Debian's packages"
  need_command dpkg-deb dpkg "packages mode unpacks Debian's packages"
  need_command tar tar "packages mode unpacks Debian's packages"
  need_command flock util-linux "first runs that start at the same time wait for each other with it"
  need_command bash bash "Bazel runs its tests and scripts with it"
  need_command xargs findutils "packages mode unpacks Debian's packages"
  need_command nproc coreutils "packages mode unpacks Debian's packages"
  need_command realpath coreutils "packages mode unpacks Debian's packages"
}

# Sets C_COMPILER, empty where there is none. Bazel itself looks for gcc only.
find_c_compiler() {
  C_COMPILER=
  for candidate in ${CC:+"$CC"} gcc clang cc; do
    if command -v "$candidate" >/dev/null 2>&1; then
      C_COMPILER=$candidate
      return 0
    fi
  done
}

# Rust programs are linked by the machine's C compiler.
check_c_compiler() {
  find_c_compiler
  [ -n "$C_COMPILER" ] || die "$EXIT_UNAVAILABLE" "no C compiler: Rust needs one for linking" \
    "Install one: $(install_line 'gcc libc6-dev')" \
    "or set CC to the path of one."
  program=$(mktemp 2>&1) || die "$EXIT_CANNOT_WRITE" "cannot write a temporary file: $program" \
    "Set TMPDIR to a folder that you can write, or unset it."
  errors=$(echo 'int main(void) { return 0; }' | "$C_COMPILER" -x c -o "$program" - 2>&1) || {
    rm -f "$program"
    die "$EXIT_UNAVAILABLE" "the C compiler $C_COMPILER cannot link a program: $errors" \
      "Install what it needs: $(install_line 'gcc libc6-dev')"
  }
  rm -f "$program"
}

# The stand-ins for the npm rules download from the registry that npm is configured with.
check_npm_registry() {
  ! command -v npm >/dev/null 2>&1 || return 0
  [ -z "${npm_config_registry-}${NPM_CONFIG_REGISTRY-}" ] || return 0
  grep -qs '^[[:space:]]*registry[[:space:]]*=[[:space:]]*[^[:space:]]' "$TK_ROOT/.npmrc" "${NPM_CONFIG_USERCONFIG:-${npm_config_userconfig:-$HOME/.npmrc}}" \
    "${NPM_CONFIG_GLOBALCONFIG:-${npm_config_globalconfig:-/etc/npmrc}}" && return 0
  die "$EXIT_UNAVAILABLE" "no npm registry is configured: npm is not installed, and no .npmrc sets one" \
    "Install npm: $(install_line npm)" \
    "or configure the registry: a line registry=URL in ~/.npmrc, or the variable npm_config_registry."
}
