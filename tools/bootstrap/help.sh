# shellcheck shell=sh
# The help of the commands that the launcher answers itself: it is there before the Rust tk.

# no_arguments COMMAND [ARGUMENT...]: prints the command's help where that is asked for, and ends; any
# other argument is refused.
no_arguments() {
  command=$1
  shift
  case ${1-} in
    "") [ $# -eq 0 ] && return 0 ;;
    -h | --help)
      "help_of_$command"
      exit 0
      ;;
  esac
  # shellcheck source=tools/bootstrap/say.sh
  . "$parts/say.sh"
  die "$EXIT_USAGE" "unexpected argument '$1' for tk $command" "It takes no arguments: ./tk $command --help"
}

help_of_doctor() {
  cat <<'END'
Show the setup of this machine and its problems

Usage: tk doctor

Examples:
  ./tk doctor    Bazel, modules, caches, tools and the sandbox, and how to fix each problem

Sets nothing up. Needs neither network nor Bazel.

Exit codes:
  0   no problems
  64  the command line is invalid
  69  problems; the last lines show them and how to fix them
END
}

help_of_env() {
  cat <<'END'
Print shell commands that put this checkout's Bazel on PATH

Usage: tk env

Examples:
  eval "$(./tk env)"    from then on, `bazel` is this checkout's Bazel, with its modules and caches

Exit codes:
  0   success
  64  the command line is invalid
  65  the path of the checkout or the cache cannot be used
  69  Bazel is missing and could not be downloaded
  73  cannot write to the checkout or the cache
END
}
