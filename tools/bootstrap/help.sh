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
  die "$EXIT_USAGE" "unexpected argument '$1' for tk $command" "It takes none: ./tk $command --help"
}

help_of_doctor() {
  cat <<'END'
Say what is in force on this machine, and what is wrong

Usage: tk doctor

Examples:
  ./tk doctor    Bazel, modules, caches, tools and the sandbox, with a way out for each problem

It sets nothing up, and needs neither network nor Bazel.

Exit codes:
  0   nothing is wrong
  64  the command line is wrong
  69  something is wrong; the last lines name it and the repair
END
}

help_of_env() {
  cat <<'END'
Print shell commands that put this checkout's Bazel on PATH

Usage: tk env

Examples:
  eval "$(./tk env)"    then `bazel build //...` is this checkout's Bazel, with its modules and caches

Exit codes:
  0   the commands are on standard output
  64  the command line is wrong
  65  the checkout is not as expected
  69  there is no Bazel, and none could be had
  73  the checkout or the cache cannot be written
END
}
