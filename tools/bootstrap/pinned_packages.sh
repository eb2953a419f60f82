# shellcheck shell=sh
# The packages that packages mode was made and tested with: pinned_packages.tsv, written by pin_packages.sh. A mirror has
# a package while it is the suite's current one, and some mirrors longer. Addresses come from apt's configuration alone.
# Sourced by prefix.sh: uses work, architecture and mirrors.

tab=$(printf '\t')

# Whether packages are pinned for this Bazel and machine: writes those to $work/pins, as name, version, SHA-256, path
# below the mirror and file.
are_pinned() {
  awk -F "$tab" -v OFS="$tab" -v machine="$architecture" '
    $1 == machine || $1 == "all" { file = $6; sub(/.*\//, "", file); print $2, $3, $5, $6, file }
  ' "$parts/pinned_packages.tsv" | sort -t "$tab" -k 1,1 >"$work/pins"
  case $(awk -F "$tab" '$1 == "bazel-bootstrap" { print $2 }' "$work/pins") in
    "$BAZEL_VERSION"[+-]*) ;;
    *) return 1 ;;
  esac
}

# Downloads what the mirrors have of them. Sets missing_pins to a sentence about the others; empty where there are none.
download_pinned_packages() {
  fetch_errors=
  for mirror in $mirrors; do
    # The first tells whether this mirror has any: one that does not answer is waited for once.
    ! fetch_pins "$mirror" bazel-bootstrap || fetch_pins "$mirror" || :
    [ -n "$(list_missing_pins)" ] || break
  done
  refuse_other_packages
  all=$(wc -l <"$work/pins" | tr -d ' ')
  missing=$(list_missing_pins | wc -l | tr -d ' ')
  detail="$((all - missing)) of $all pinned packages, $(size_of "$work/archives")"
  missing_pins=
  [ "$missing" = 0 ] || missing_pins="$missing of $all pinned packages are not there any more \
($(list_missing_pins | head -n 1)$(printf '%s\n' "$fetch_errors" | sed -n 's/^E: Failed to fetch [^ ]* *\(.*\)/: \1/; s/ \[IP.*//; /^: /p' | head -n 1))"
}

# fetch_pins MIRROR [NAME]: downloads those that are not there yet; sets fetch_errors.
fetch_pins() {
  base=${1%/}
  only=${2-}
  set --
  while IFS=$tab read -r name _ _ path file; do
    [ ! -s "$work/archives/$file" ] && [ "${only:-$name}" = "$name" ] || continue
    # No hash for apt: what is not as pinned is refused below, in words of its own.
    set -- "$@" "$base/$path" "$work/archives/$file" ""
  done <"$work/pins"
  [ $# -gt 0 ] || return 0
  fetch_errors=$(apt_helper -qq download-file "$@" 2>&1 >/dev/null) && return 0
  case $fetch_errors in *"No space left"*) cannot_write "$work" "$fetch_errors" ;; esac
  return 1
}

# Debian keeps it outside of PATH.
apt_helper() {
  helper=$(command -v apt-helper) || helper=/usr/lib/apt/apt-helper
  "$helper" "$@"
}

list_missing_pins() {
  while IFS=$tab read -r name version _ _ file; do
    [ -s "$work/archives/$file" ] || echo "$name $version"
  done <"$work/pins"
}

refuse_other_packages() {
  while IFS=$tab read -r name version pinned _ file; do
    [ -s "$work/archives/$file" ] || continue
    found=$(sha256sum <"$work/archives/$file")
    [ "${found%% *}" = "$pinned" ] || die "$EXIT_UNAVAILABLE" \
      "$name $version from $mirror is not the package that is pinned: SHA-256 ${found%% *}, not $pinned" \
      "Something between this machine and the mirror answered in its place, or changed it: look at $base/" \
      "with a browser, check apt's proxy, or set TK_APT_MIRROR to another Debian mirror."
  done <"$work/pins"
}
