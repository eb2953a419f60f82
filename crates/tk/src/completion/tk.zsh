#compdef tk
# Completion of tk in zsh, after compinit: source <(./tk completions zsh)
_tk() {
  local line value item program=${~words[1]}
  local -a typed lines complete open
  # Words as the command would get them; of the last one, what stands before the cursor.
  typed=("${(@Q)words[1,CURRENT-1]}" "${(Q)PREFIX}")
  lines=("${(@f)$("$program" __complete -- "${typed[@]}" 2>/dev/null)}")
  for line in "${lines[@]}"; do
    [[ -n $line ]] || continue
    value=${line%%$'\t'*}
    item=${value//:/\\:}
    [[ $line == *$'\t'?* ]] && item+=":${line#*$'\t'}"
    if [[ $value == *[/:=] ]]; then open+=("$item"); else complete+=("$item"); fi
  done
  if (( ${#complete} + ${#open} == 0 )); then
    _files
    return
  fi
  (( ${#complete} )) && _describe -t values value complete
  (( ${#open} )) && _describe -t parts part open -S ''
}
if [[ ${funcstack[1]-} == _tk ]]; then _tk "$@"; else compdef _tk tk; fi
