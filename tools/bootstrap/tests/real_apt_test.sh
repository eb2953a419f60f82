#!/bin/sh
# With this machine's own apt, and a small signed mirror in a folder: what apt itself finds, refuses and checks.
. "$(dirname "$0")/harness.sh"

command -v apt-get >/dev/null || { echo "SKIPPED: this machine has no apt, and so no packages mode"; exit 0; }
fixture=$tests/mirror
suite=$(sed -n 's/^DEBIAN_SUITE=\([a-z]*\).*/\1/p' "$source_root/tools/bootstrap/versions.sh")
names=$(sed -n 's/^Package: //p' "$fixture/Packages")

# machine_with_mirror: a fake machine with the real apt, whose only source is a mirror of its own.
machine_with_mirror() {
  fresh_machine
  for command in apt-get apt-cache apt-config apt-helper; do rm -f "$fake_path/$command"; done
  echo 7.7.1 >"$checkout/.bazelversion"
  mirror=$area/mirror
  for architecture in amd64 arm64; do
    mkdir -p "$mirror/dists/$suite/main/binary-$architecture"
    cp -L "$fixture/Packages" "$mirror/dists/$suite/main/binary-$architecture/"
  done
  cp -L "$fixture/InRelease" "$mirror/dists/$suite/"
  mkdir -p "$mirror/pool/main"
  for name in $names; do
    echo "$name" >"$mirror/pool/main/${name}_7.7.1+fixture-1_all.deb"
  done
  cp -L "$fixture/keyring.gpg" "$area/keys"
  pin_all 7.7.1+fixture-1
  settings="PATH=$fake_path:/usr/sbin:/usr/bin:/sbin:/bin TK_MODULES=packages TK_APT_MIRROR=file://$mirror"
}

# pin_all VERSION: what the mirror has, or had, as packages that hold their own name.
pin_all() {
  for name in $names; do
    [ "$name" != default-jre-headless ] || continue
    sum=$(echo "$name" | sha256sum)
    printf 'all\t%s\t%s\t%s\t%s\tpool/main/%s_%s_all.deb\n' "$name" "$1" "$((${#name} + 1))" "${sum%% *}" "$name" "$1"
  done >"$checkout/tools/bootstrap/pinned_packages.tsv"
}

machine_with_mirror
rm -r "$mirror/dists"
tk build
expect_status 0 "with the pinned packages, and no lists at all"
count=$(printf '%s\n' "$names" | grep -vcx default-jre-headless)
expect_text "$err" "$count of $count pinned packages" "apt downloads the pinned packages without lists"

machine_with_mirror
pin_all 7.7.1+fixture-0
tk build
expect_status 0 "with a mirror that has moved on"
expect_text "$err" "$count of $count pinned packages are not there any more (bazel-bootstrap 7.7.1+fixture-0: " "what is gone is named"
expect_text "$err" "taking Debian $suite's current ones, whose signature apt has checked" "the suite's packages are taken"
expect_text "$(cat "$log/unpacked")" "bazel-bootstrap_7.7.1+fixture-1_all.deb" "apt downloads the suite's packages"

machine_with_mirror
rm "$mirror"/pool/main/patchelf_*
sed -i '/\tpatchelf\t/d' "$checkout/tools/bootstrap/pinned_packages.tsv"
sed -i 's/pool\/main\/bazel-fake_/pool\/main\/other_/' "$checkout/tools/bootstrap/pinned_packages.tsv"
tk build
expect_status 69 "with a mirror that has lists and not all of what they name"
expect_text "$err" "the download failed" "apt's failure is told"
expect_no_leftovers "with a mirror that has lists and not all of what they name"

# expect_refused WHAT: neither the pinned packages nor lists that can be trusted are there.
expect_refused() {
  tk build
  expect_status 69 "$1"
  expect_text "$err" "cannot download the package lists of Debian $suite" "$1: no list is believed"
  expect_equal "$(cat "$log/unpacked" 2>/dev/null)" "" "$1: nothing is unpacked"
  expect_no_leftovers "$1"
}

machine_with_mirror
pin_all 7.7.1+fixture-0
sed -n '/^Origin/,/^-----BEGIN PGP SIGNATURE/p' "$mirror/dists/$suite/InRelease" | sed '/^-----/d' >"$mirror/dists/$suite/Release"
rm "$mirror/dists/$suite/InRelease"
expect_refused "with lists that nobody signed"
expect_text "$err" "not signed" "apt's own words about the signature are shown"

machine_with_mirror
pin_all 7.7.1+fixture-0
sed -i 's/^Origin: fixture/Origin: another/' "$mirror/dists/$suite/InRelease"
expect_refused "with lists that were changed after they were signed"

machine_with_mirror
pin_all 7.7.1+fixture-0
sed -i 's/^SHA256: ./SHA256: 0/' "$mirror"/dists/"$suite"/main/*/Packages
expect_refused "with a list that is not the signed one"

machine_with_mirror
pin_all 7.7.1+fixture-0
echo other >"$mirror/pool/main/patchelf_7.7.1+fixture-1_all.deb"
tk build
expect_status 69 "with a package of the suite that is not the one in its list"
expect_equal "$(cat "$log/unpacked" 2>/dev/null)" "" "nothing of it is unpacked"

machine_with_mirror
echo other >"$mirror/pool/main/patchelf_7.7.1+fixture-1_all.deb"
tk build
expect_status 69 "with a pinned package that was changed"
expect_text "$err" "patchelf 7.7.1+fixture-1 from file://$mirror is not the package that is pinned" "the changed package is named"

machine_with_mirror
echo 8.0.0 >"$checkout/.bazelversion"
tk build
expect_status 69 "with a suite that has another Bazel"
expect_text "$err" "Debian $suite has Bazel 7.7.1+fixture-1, but this repository needs Bazel 8.0.0" "both versions are named"

finish
