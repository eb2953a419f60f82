#!/bin/sh
# Stands for a program that signs. What it reads of its own shows that it runs where its runfiles are.
#
#   fake_signer.sh sign|staple IDENTITY ENTITLEMENTS BUNDLE   puts a file into the bundle
#   fake_signer.sh write IDENTITY FILE OUT                    writes a signed copy
#   fake_signer.sh verify PATH                                fails unless the path is signed
set -eu
mark=$(cat "$0.runfiles/_main/rules/electron/tests/fake_signer.txt")
case $1 in
  sign | staple)
    mkdir -p "$4/Contents/_CodeSignature"
    { echo "$mark by $2"; cat "$3"; } >"$4/Contents/_CodeSignature/$1"
    ;;
  write)
    { cat "$3"; echo "$mark by $2"; } >"$4"
    ;;
  verify)
    if [ -d "$2" ]; then test -e "$2/Contents/_CodeSignature/sign"; else tail -n 1 "$2" | grep -aq "$mark by"; fi
    ;;
esac
