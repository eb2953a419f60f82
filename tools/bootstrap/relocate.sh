# shellcheck shell=sh
# Makes the unpacked programs run from the prefix with the libraries they came with, so that the
# machine's own libc does not matter. Sourced by prefix.sh: uses new and prefix, sets lib and jvm.

relocate() {
  libc=$(find "$new/usr/lib" -name libc.so.6 | head -n 1)
  [ -n "$libc" ] || die "$EXIT_UNAVAILABLE" "Debian's packages have no libc.so.6"
  lib=$(dirname "${libc#"$new/"}")
  loader=$(cd "$new/$lib" && echo ld-linux*.so.*)
  jvm=$(cd "$new" && echo usr/lib/jvm/java-[2-9]*)
  attempt "relocating" relocate_programs
  link_relatively
  list_server_jars
}

relocate_programs() {
  patch_elf --set-interpreter "$prefix/$lib/$loader" --set-rpath "$prefix/$lib" \
    "$new/usr/bin/bazel" "$new"/usr/libexec/*/bazel/* &&
    patch_elf --set-interpreter "$prefix/$lib/$loader" --set-rpath "\$ORIGIN/../lib:$prefix/$lib" \
      "$new/$jvm/bin/java" "$new/$jvm/lib/jspawnhelper" &&
    patch_elf --set-rpath "\$ORIGIN:\$ORIGIN/..:$prefix/$lib" "$new/$jvm"/lib/*.so "$new/$jvm"/lib/server/*.so
}

patch_elf() { with_new_libraries "$new/usr/bin/patchelf" --force-rpath "$@"; }

# Runs a program of the prefix before the prefix is in its place.
with_new_libraries() { "$new/$lib/$loader" --library-path "$new/$lib:$new/$jvm/lib" "$@"; }

# Absolute links speak of the system's folders; here they must stay within the prefix.
link_relatively() {
  find "$new" -type l -lname '/*' | while IFS= read -r link; do
    target=$new$(readlink "$link")
    relative=$(realpath -sm --relative-to "$(dirname "$link")" "$target")
    ln -sfn "$relative" "$link"
  done
}

# The server's class path: the jars of Debian's list that are here, and the one it forgets.
list_server_jars() {
  list=$new/usr/share/bazel/bazel_classpath_debian_depends.txt
  { cat "$list" && echo /usr/share/java/perfmark-api.jar; } | while IFS= read -r jar; do
    [ ! -e "$new$jar" ] || echo "$prefix$jar"
  done >"$list.new"
  mv "$list.new" "$list"
}
