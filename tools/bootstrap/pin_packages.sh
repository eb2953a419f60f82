#!/bin/sh
# pin_packages.sh [FILE]: writes pinned_packages.tsv: the packages that packages mode takes from the suite now, for each
# architecture, after apt has checked the suite's signature. For a new version in .bazelversion, and once in a while: what
# is pinned is gone from most mirrors when the suite has a newer one. Needs apt, and the network; changes nothing else.
set -eu
LC_ALL=C
export LC_ALL

parts=$(CDPATH='' cd -- "$(dirname "$0")" && pwd)
TK_ROOT=$(CDPATH='' cd -- "$parts/../.." && pwd)
list=${1:-$parts/pinned_packages.tsv}
for part in say versions folders host debian_packages; do
  # shellcheck source=/dev/null
  . "$parts/$part.sh"
done
work=$(mktemp -d)
trap 'rm -rf "$work" "$work.rows"' EXIT

# pinned_for ARCHITECTURE: architecture, name, version, size, SHA-256 and path below the mirror of each.
pinned_for() {
  architecture=$1
  unset APT_CONFIG
  rm -rf "$work"
  prepare_apt
  fetch_package_lists
  names=$(package_names)
  # shellcheck disable=SC2086  # a list of package names
  apt-cache show --no-all-versions $names | awk -v OFS='\t' '
    { value = $0; sub(/^[^ ]* /, "", value) }
    /^[A-Z][A-Za-z0-9-]*: / { field[$1] = value }
    /^$/ {
      print field["Architecture:"], field["Package:"], field["Version:"], field["Size:"], field["SHA256:"], field["Filename:"]
      split("", field)
    }
  ' >"$work/rows"
  [ "$(wc -l <"$work/rows")" = "$(printf '%s\n' "$names" | wc -l)" ] ||
    die "$EXIT_UNAVAILABLE" "apt-cache does not show each of the packages once for $architecture"
  cat "$work/rows" >>"$work.rows"
}

pinned_for amd64
pinned_for arm64
sort -u "$work.rows" >"$list.new"
mv "$list.new" "$list"
say "$list: $(wc -l <"$list" | tr -d ' ') packages"
