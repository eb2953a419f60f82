# shellcheck shell=sh
# What the launcher says in a workspace that is not its own. Sourced by tk.

for part in say env; do
  # shellcheck source=/dev/null
  . "$parts/$part.sh"
done

# refuse_workspace ROOT: ends with how to build the checkout, and how to build the other workspace with its tk.
refuse_workspace() {
  launcher=$(shell_quoted "$TK_ROOT/tk")
  program=$(shell_quoted "$state/bin/tk")
  [ -x "$state/bin/tk" ] || first="first build it: (cd $(shell_quoted "$TK_ROOT") && ./tk version); "
  die "$EXIT_USAGE" "this launcher builds $TK_ROOT, but the current folder is in another workspace: $1" \
    "To build that checkout: cd $(shell_quoted "$TK_ROOT")" \
    "To build this workspace with its tk: ${first-}eval \"\$($launcher env)\", then $program build" \
    "(docs/launcher.md, In another repository)"
}
