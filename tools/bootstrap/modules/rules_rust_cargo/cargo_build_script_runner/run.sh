#!/bin/sh
# Runs a build script, and leaves no link in its folder that leads nowhere: cmake makes such links, to the package's files
# and within the folder by absolute paths, and Bazel refuses an output that has one when its sandbox is gone.
#
#   run.sh --out_dir=FOLDER [ARGUMENT...]     the arguments of rules_rust's runner
#
# Exit status: the runner's.
set -eu

runner=$(dirname "$0")/debian_runner
for found in "$0".runfiles/*/cargo/cargo_build_script_runner/debian_runner; do
  [ ! -e "$found" ] || runner=$found
done
"$runner" "$@"

for argument; do
  case $argument in --out_dir=*) out_dir=${argument#--out_dir=} ;; esac
done
find "$out_dir" -type l | while IFS= read -r link; do
  if [ ! -e "$link" ]; then
    rm "$link"
    continue
  fi
  case $(readlink "$link") in
    "$PWD"/*)
      cp -RL "$link" "$link.copied"
      rm "$link"
      mv "$link.copied" "$link"
      ;;
  esac
done
