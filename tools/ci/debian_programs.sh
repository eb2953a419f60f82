# shellcheck shell=sh
# Programs for checks from Debian's packages, unpacked as the launcher does it with Bazel's: no root is needed, and they lie
# in a folder of their own in the launcher's cache. Sourced by the scripts beside it, which set TK_ROOT, and define `unpack`
# (it calls download) and `set_up` (it calls find_libraries and relocate_own).

parts=$TK_ROOT/tools/bootstrap
for part in say versions folders host prefix; do
  # shellcheck source=/dev/null
  . "$parts/$part.sh"
done

# use_prefix NAME: sets prefix, work and new for what the script tools/ci/NAME unpacks. Another recipe is another folder.
use_prefix() {
  find_home
  find_cache
  recipe=$(cd "$parts" && cat "../ci/$1" ../ci/debian_programs.sh versions.sh debian_packages.sh relocate.sh | cksum | cut -d ' ' -f 1)
  prefix=$TK_CACHE/ci-$1-$(uname -m)-$recipe
  work=$prefix.work
  new=$prefix.new
}

# make_prefix_of WHAT
make_prefix_of() {
  say "unpacking $1 in $prefix"
  trap 'rm -rf "$work" "$new"' EXIT
  trap 'exit 130' INT
  rm -rf "$work" "$new" "$prefix"
  {
    check_host_for_packages
    make_folder "$work"
    make_folder "$new"
    find_architecture
    prepare_apt
    fetch_package_lists
    unpack
    set_up
  } >&2
  mv "$new" "$prefix"
}

# download PACKAGE...: with patchelf and their libraries. Libraries name libraries: those of three steps are all of them.
download() {
  names="$* patchelf"
  for _ in 1 2 3; do
    # shellcheck disable=SC2046,SC2086  # a list of package names
    names=$(printf '%s\n' $names $(for name in $names; do dependencies_of "$name"; done | grep -E '^(lib|zlib)') | sort -u)
  done
  # shellcheck disable=SC2086  # a list of package names
  attempt "the download" in_folder "$work/archives" apt-get -qq download $names
  unset APT_CONFIG
  attempt "unpacking" unpack_all
}

# Sets lib, loader and jvm, which relocate.sh reads: the libraries that came with the programs, not the machine's.
find_libraries() {
  libc=$(find "$new/usr/lib" -name libc.so.6 | head -n 1)
  [ -n "$libc" ] || die "$EXIT_UNAVAILABLE" "Debian's packages have no libc.so.6"
  lib=$(dirname "${libc#"$new/"}")
  loader=$(cd "$new/$lib" && echo ld-linux*.so.*)
  # shellcheck disable=SC2034  # there is no Java here
  jvm=$lib
}

# relocate_own PROGRAM...: they load these libraries.
relocate_own() {
  attempt "relocating" patch_elf --set-interpreter "$prefix/$lib/$loader" --set-rpath "$prefix/$lib" "$@"
}
