"""Public npm rules."""

load("//npm/private:npm_package.bzl", _npm_package = "npm_package")

npm_package = _npm_package
