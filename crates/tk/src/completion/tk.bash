# Completion of tk in bash: source <(./tk completions bash)
_tk_complete() {
  local line=${COMP_LINE:0:COMP_POINT} words=() current prefix='' breaks='' value help
  # COMP_WORDS is split at the : and = of labels and flags: these words are not.
  read -ra words <<<"$line"
  while [[ ${words[0]-} == *=* ]]; do words=("${words[@]:1}"); done
  [[ ${#words[@]} -gt 0 ]] || return 0
  [[ $line == *[[:space:]] ]] && words+=('')
  current=${words[${#words[@]} - 1]}
  [[ $COMP_WORDBREAKS == *:* ]] && breaks+=:
  [[ $COMP_WORDBREAKS == *=* ]] && breaks+='='
  # Readline puts what is given in the place of what stands behind the last break.
  [[ -n $breaks ]] && prefix=${current%"${current##*["$breaks"]}"}
  COMPREPLY=()
  # shellcheck disable=SC2034  # help: what stands behind the value is for other shells
  while IFS=$'\t' read -r value help; do
    COMPREPLY+=("${value#"$prefix"}")
  done < <("${words[0]/#\~\//$HOME/}" __complete -- "${words[@]}" 2>/dev/null)
  [[ ${#COMPREPLY[@]} -eq 0 || ${COMPREPLY[0]} != *[/:=] ]] || compopt -o nospace 2>/dev/null || :
}
complete -o default -F _tk_complete tk
