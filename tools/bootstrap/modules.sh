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

# Debian's rules_rust with our files in its cargo/, crate_universe/ and rust/, as a tree of links: an edited
# file is seen at once, and only a new or removed one (or an edited *.BUILD.tpl) needs this again.
# Links to the checkout are relative, so that it can be moved.
OPENED_PARTS="cargo crate_universe rust"

link_rules_rust() {
  theirs=$prefix/usr/share/bazel/rules/rust
  farm=$state/modules/rules_rust
  new_farm=$farm.new.$$
  for part in $OPENED_PARTS; do
    [ ! -d "$parts/modules/rules_rust_$part" ] || open_part
  done
  if [ ! -d "$new_farm" ]; then
    rm -rf "$farm"
    return 0
  fi
  link_entries "$theirs" "$new_farm"
  if diff -r --no-dereference -q "$new_farm" "$farm" >/dev/null 2>&1; then
    rm -rf "$new_farm"
  else
    rm -rf "$farm"
    reason=$(mv "$new_farm" "$farm" 2>&1) || cannot_write "$farm" "$reason"
  fi
}

# Makes a folder of its own for $part: with Debian's files, and ours over them.
open_part() {
  make_folder "$new_farm/$part"
  link_entries "$theirs/$part" "$new_farm/$part"
  (cd "$parts/modules/rules_rust_$part" && find . -type f) | while IFS= read -r file; do
    place_ours "${file#./}"
  done
}

# link_entries FROM TO: a link in TO for each entry of FROM that TO does not have as a folder.
link_entries() {
  for entry in "$1"/* "$1"/.[!.]*; do
    entry_name=$(basename "$entry")
    [ ! -e "$entry" ] || [ -d "$2/$entry_name" ] || ln -s "$entry" "$2/$entry_name"
  done
}

# place_ours FILE: puts a link to our file in place of Debian's, which stays beside it with debian_
# before its name, opening linked folders on the way. A *.BUILD.tpl is added to Debian's BUILD file.
place_ours() {
  at=$new_farm/$part
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
  case $rest in
    *.BUILD.tpl) add_to_build_file "$parts/modules/rules_rust_$part/$1" ;;
    *)
      [ ! -L "$at/$rest" ] || mv "$at/$rest" "$at/debian_$rest"
      ln -s "$up/tools/bootstrap/modules/rules_rust_$part/$1" "$at/$rest"
      ;;
  esac
}

add_to_build_file() {
  [ ! -L "$at/BUILD.bazel" ] || mv "$at/BUILD.bazel" "$at/debian_BUILD"
  cat "$at/debian_BUILD" "$1" >"$at/BUILD.bazel"
}
