# shellcheck shell=sh
# Writes .tk/bazelrc, which .bazelrc tries to import: it says where the modules come from.

# shellcheck source=tools/bootstrap/modules.sh
. "$parts/modules.sh"

write_central_rc() { central_rc | replace_file "$state/bazelrc" if-changed; }

write_packages_rc() {
  link_rules_rust
  packages_rc | replace_file "$state/bazelrc" if-changed
}

central_rc() {
  echo "# Written by ./tk: modules come from the registries that Bazel is configured with."
  machine_rc
}

packages_rc() {
  echo "# Written by ./tk: modules come from Debian's packages and from stand-ins (./tk doctor)."
  echo "common --noenable_workspace --lockfile_mode=off"
  module_overrides
  machine_rc
}

# What both modes need on this machine.
machine_rc() {
  find_c_compiler
  case $C_COMPILER in
    '' | gcc) ;;
    *) echo "common \"--repo_env=CC=$C_COMPILER\"" ;;
  esac
  [ -z "$output_user_root" ] || echo "startup \"--output_user_root=$output_user_root\""
  [ -z "$TK_SANDBOX_BASE" ] || echo "build --sandbox_base=$TK_SANDBOX_BASE"
}
