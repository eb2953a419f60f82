#!/bin/sh
# Which packages packages mode takes: those that are pinned; else the suite's current ones, and it says so.
. "$(dirname "$0")/harness.sh"

# The committed list: for both architectures, of the Bazel that .bazelversion names, and of no mirror.
list=$source_root/tools/bootstrap/pinned_packages.tsv
wanted=$(cat "$source_root/.bazelversion")
wrong=$(awk -F '\t' 'NF != 6 || $1 !~ /^(all|amd64|arm64)$/ || $4 !~ /^[0-9]+$/ || $5 !~ /^[0-9a-f]+$/ || length($5) != 64 ||
  $6 !~ /^pool\/main\/[^ ]*\.deb$/ || $0 ~ /:\/\//' "$list")
expect_equal "$wrong" "" "each line of the list has its six fields, and no address"
expect_equal "$(cut -f 1,2 "$list" | sort | uniq -d)" "" "each package is pinned once for each architecture"
names_for() { awk -F '\t' -v machine="$1" '$1 == machine || $1 == "all" { print $2 }' "$list" | sort; }
expect_equal "$(names_for amd64)" "$(names_for arm64)" "both architectures have the same packages"
parts=$source_root/tools/bootstrap
TK_ROOT=$source_root
. "$parts/versions.sh"
for name in bazel-bootstrap $SERVER_JARS $RULE_SETS $PREFIX_TOOLS $CLIENT_LIBRARIES; do
  names_for amd64 | grep -qx "$name" || fail "$name is not pinned"
done
for machine in amd64 arm64; do
  version=$(awk -F '\t' -v machine="$machine" '$1 == machine && $2 == "bazel-bootstrap" { print $3 }' "$list")
  case $version in
    "$wanted"[+-]*) pass "Bazel $wanted is pinned for $machine" ;;
    *) fail "Bazel '$version' is pinned for $machine, not $wanted" ;;
  esac
done

fresh_machine
tk build
expect_status 0 "with a mirror that has the pinned packages"
expect_text "$err" "3 of 3 pinned packages" "pinned packages are said to be that"
refuse_text "$err" "package lists" "with pinned packages no list is needed"
refuse_text "$(cat "$log/apt-get")" "Error-Mode=any update" "with pinned packages apt does not read lists"
expect_text "$(cat "$log/apt-helper")" "http://mirror.invalid/debian/pool/main/bazel-bootstrap_" "apt's own mirror is asked"

# What is pinned for the other architecture alone is not this machine's.
fresh_machine
printf 'arm64\tbazel-other\t1\t1\t%064d\tpool/main/o.deb\n' 0 >>"$checkout/tools/bootstrap/pinned_packages.tsv"
printf '#!/bin/sh\ncase $1 in -m) echo x86_64;; *) echo Linux;; esac\n' | replace uname
tk build
expect_status 0 "with packages of another architecture in the list"
expect_text "$err" "3 of 3 pinned packages" "those of another architecture are not wanted"

# expect_current WHAT: the suite's packages are taken, and one line says so.
expect_current() {
  tk build
  expect_status 0 "$1"
  expect_text "$err" "taking Debian forky's current ones, whose signature apt has checked" "$1: the fallback is told"
  expect_text "$(cat "$log/apt-get")" "Error-Mode=any update" "$1: apt reads the suite's signed lists"
  expect_equal "$(printf '%s\n' "$err" | grep -c "current ones")" 1 "$1: the fallback is told in one line"
  expect_no_leftovers "$1"
}

fresh_machine
echo bazel-fake >"$log/gone"
expect_current "with a mirror that has moved on"
expect_text "$err" "2 of 3 pinned packages" "what was there is counted"
expect_text "$err" "1 of 3 pinned packages are not there any more (bazel-fake" "what is gone is named"
expect_text "$err" "404  Not Found)" "what the mirror said is told"

fresh_machine
echo bazel-bootstrap >"$log/gone"
expect_current "with a mirror that has another Bazel"
expect_equal "$(calls apt-helper)" 1 "where Bazel is gone, the others are not asked for"

fresh_machine
pin_fakes 7.0.0+fake
expect_current "with packages that are pinned for another Bazel"
expect_text "$err" "no packages are pinned for Bazel $wanted" "another Bazel is named"
expect_equal "$(calls apt-helper)" 0 "packages of another Bazel are not asked for"

# Of the pinned packages those are kept that the suite still has; what else was there is not mixed in.
fresh_machine
echo bazel-fake >"$log/gone"
mv "$fake_path/apt-cache" "$fake_path/apt-cache-usual"
replace apt-cache <<'END'
#!/bin/sh
case "$*" in
  "show --no-all-versions bazel-bootstrap") ;;
  show*)
    sum=$(echo "openjdk-fake_7.7.1+fake_all.deb" | sha256sum)
    printf 'Package: openjdk-fake\nSHA256: %s\n' "${sum%% *}"
    exit
    ;;
esac
exec apt-cache-usual "$@"
END
echo 7.7.1 >"$checkout/.bazelversion"
pin_fakes
expect_current "with packages that the suite still has"
refuse_text "$(grep download "$log/apt-get")" "openjdk-fake" "a pinned package that is current is not downloaded twice"
expect_text "$(cat "$log/unpacked")" "openjdk-fake_7.7.1" "a pinned package that is current is used"
refuse_text "$(cat "$log/unpacked")" "bazel-bootstrap_7.7.1" "a pinned package that is not current is not mixed in"

# A mirror, or something before it, that answers with something else.
fresh_machine
sed -i '/bazel-fake/s/[0-9a-f]\{64\}/'"$(printf '%064d' 7)"'/' "$checkout/tools/bootstrap/pinned_packages.tsv"
tk build
expect_status 69 "with another package in a pinned one's place"
expect_text "$err" "bazel-fake $wanted+fake from http://mirror.invalid/debian/ is not the package that is pinned" "the package is named"
expect_text "$err" "not $(printf '%064d' 7)" "both hashes are told"
expect_text "$err" "TK_APT_MIRROR" "a way out is told"
expect_equal "$(prefixes)" "" "nothing of it is used"
refuse_text "$(cat "$log/apt-get")" "Error-Mode=any update" "the suite's packages are not taken in its place"
expect_no_leftovers "with another package in a pinned one's place"

# without_bazel VERSION TEXT: a suite that has another Bazel, or none.
without_bazel() {
  fresh_machine
  echo bazel >"$log/gone"
  printf '#!/bin/sh\n%s\n' "${1:+echo Version: $1}" | replace apt-cache
  tk build
  expect_status 69 "$2"
  expect_text "$err" "Debian forky has $2, but this repository needs Bazel $wanted" "$2: that is said"
  for way in "Put bazelisk on PATH" "TK_BAZEL" "TK_APT_MIRROR"; do
    expect_text "$err" "$way" "$2: $way is a way out"
  done
  expect_no_leftovers "$2"
}
without_bazel 8.0.0+ds-1 "Bazel 8.0.0+ds-1"
without_bazel '' "no Bazel"

finish
