#!/bin/sh
# drift_is_caught.sh TEST MESSAGE: the test fails and says MESSAGE.
set -u
if output=$("./$1" 2>&1); then
  echo "$1 passed although its file is not what the generator makes" >&2
  exit 1
fi
case $output in
*"$2"*) ;;
*)
  echo "$1 did not say \"$2\" but:" >&2
  echo "$output" >&2
  exit 1
  ;;
esac
