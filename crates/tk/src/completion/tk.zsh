#compdef tk
# Completion of tk in zsh, after compinit: source <(./tk completions zsh)
_tk() {
  local line value item program=${~words[1]}
  local -a lines complete open
  lines=("${(@f)$("$program" __complete -- "${(@)words[1,CURRENT]}" 2>/dev/null)}")
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
