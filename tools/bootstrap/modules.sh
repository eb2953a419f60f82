# shellcheck shell=sh
# Where each module of the graph lies in packages mode. A module outside the graph must not be
# named (Bazel refuses it), and one inside must be, or Bazel asks a registry.

# Modules in Debian's packages: name and folder below usr/share/bazel.
PACKAGED_MODULES="
bazel_features tools/features
bazel_lib tools/bazel_lib
bazel_skylib tools/skylib
platforms tools/platforms
rules_cc rules/cc
rules_java rules/java
rules_license rules/license
rules_proto rules/proto
rules_python rules/python
rules_rust rules/rust
rules_shell rules/shell
"

# Prints the rc's lines: a stand-in in tools/bootstrap/modules/ comes before Debian's copy.
module_overrides() {
  for folder in "$parts"/modules/*/; do
    [ ! -f "$folder/MODULE.bazel" ] || override "$(basename "$folder")" "%workspace%/tools/bootstrap/modules/$(basename "$folder")"
  done
  echo "$PACKAGED_MODULES" | while read -r module folder; do
    if [ -z "$module" ] || [ -f "$parts/modules/$module/MODULE.bazel" ]; then
      continue
    elif [ -d "$state/modules/$module" ]; then
      override "$module" "%workspace%/.tk/modules/$module"
    else
      override "$module" "$prefix/usr/share/bazel/$folder"
    fi
  done
}

override() { echo "common \"--override_module=$1=$2\""; }

# Debian's rules_rust with our files in its crate_universe/ and the settings of newer versions added
# to its own, as a tree of links: an edited file is seen at once, and only a new or removed one (or
# an edited setting) needs this again. Links to the checkout are relative, so that it can be moved.
link_rules_rust() {
  ours=$parts/modules/rules_rust_crate_universe
  settings=$parts/modules/rules_rust_settings
  theirs=$prefix/usr/share/bazel/rules/rust
  farm=$state/modules/rules_rust
  if [ ! -d "$ours" ] && [ ! -d "$settings" ]; then
    rm -rf "$farm"
    return 0
  fi
  new_farm=$farm.new.$$
  make_folder "$new_farm/crate_universe"
  make_folder "$new_farm/rust/settings"
  for opened in . crate_universe rust rust/settings; do
    link_entries "$theirs/$opened" "$new_farm/$opened"
  done
  [ ! -d "$ours" ] || (cd "$ours" && find . -type f) | while IFS= read -r file; do
    place_ours "${file#./}"
  done
  [ ! -d "$settings" ] || add_settings
  if diff -r --no-dereference -q "$new_farm" "$farm" >/dev/null 2>&1; then
    rm -rf "$new_farm"
  else
    rm -rf "$farm"
    reason=$(mv "$new_farm" "$farm" 2>&1) || cannot_write "$farm" "$reason"
  fi
}

# Debian's settings, followed by ours.
add_settings() {
  rm "$new_farm/rust/settings/BUILD.bazel"
  cat "$theirs/rust/settings/BUILD.bazel" "$settings"/*.BUILD.tpl >"$new_farm/rust/settings/BUILD.bazel"
}

# link_entries FROM TO: a link in TO for each entry of FROM that TO does not have as a folder.
link_entries() {
  for entry in "$1"/* "$1"/.[!.]*; do
    entry_name=$(basename "$entry")
    [ ! -e "$entry" ] || [ -d "$2/$entry_name" ] || ln -s "$entry" "$2/$entry_name"
  done
}

# place_ours FILE: puts a link to our file in place of Debian's, opening linked folders on the way.
place_ours() {
  at=$new_farm/crate_universe
  up=../../../..
  rest=$1
  while [ "$rest" != "${rest#*/}" ]; do
    name=${rest%%/*}
    rest=${rest#*/}
    up=$up/..
    if [ -L "$at/$name" ]; then
      linked=$(readlink "$at/$name")
      rm "$at/$name"
      mkdir "$at/$name"
      link_entries "$linked" "$at/$name"
    else
      mkdir -p "$at/$name"
    fi
    at=$at/$name
  done
  ln -sfn "$up/tools/bootstrap/modules/rules_rust_crate_universe/$1" "$at/$rest"
}
