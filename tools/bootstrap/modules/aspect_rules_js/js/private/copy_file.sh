#!/bin/sh
# copy_file.sh SOURCE COPY
exec cp -L "$1" "$2"
