#!/bin/sh
# drift_is_caught.sh TEST MESSAGE...: the test fails and says each MESSAGE.
set -u
if output=$("./$1" 2>&1); then
  echo "$1 passed although its file is not what the generator makes" >&2
  exit 1
fi
test=$1
shift
for message; do
  case $output in
  *"$message"*) ;;
  *)
    echo "$test did not say \"$message\" but:" >&2
    echo "$output" >&2
    exit 1
    ;;
  esac
done
