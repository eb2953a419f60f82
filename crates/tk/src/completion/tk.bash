# Completion of tk in bash: source <(./tk completions bash)
# shellcheck disable=SC1003  # a backslash in quotes is what a word may begin with

# Splits a line into _tk_words as the shell does: COMP_WORDS is split at the : and = of labels and flags. Of the last word,
# _tk_quote is the quote that is open, and _tk_kept what stands before the part that readline replaces.
_tk_split() {
  local line=$1 char word='' begun='' i
  _tk_words=() _tk_quote='' _tk_kept=''
  for ((i = 0; i < ${#line}; i++)); do
    char=${line:i:1}
    case $_tk_quote$char in
      "''" | '""') _tk_quote='' _tk_kept=$word ;;
      "'" | '"') _tk_quote=$char _tk_kept=$word begun=1 ;;
      '\') ((++i)) && word+=${line:i:1} begun=1 ;;
      '"\')
        [[ ${line:i+1:1} == [\"\\\$\`] ]] && ((++i))
        word+=${line:i:1}
        ;;
      [\'\"]*) word+=$char ;;
      [[:space:]])
        [[ -n $begun ]] && _tk_words+=("$word")
        word='' begun='' _tk_kept=''
        ;;
      *)
        word+=$char begun=1
        [[ $COMP_WORDBREAKS == *"$char"* ]] && _tk_kept=$word
        # Readline takes this one with what follows it.
        [[ $char == @ ]] && _tk_kept=${word%@}
        ;;
    esac
  done
  _tk_words+=("$word")
}

# Quotes the replies that a shell would read otherwise, or all of them: readline inserts what they begin with in common.
_tk_quote_replies() {
  local i value plain='^[[:alnum:]_/.:=,@%+-]*$' escaped="'\\''"
  if [[ -z $_tk_quote ]]; then
    for value in "${COMPREPLY[@]}"; do
      [[ $value =~ $plain ]] || _tk_quote=new
    done
  fi
  [[ -n $_tk_quote ]] || return 0
  for i in "${!COMPREPLY[@]}"; do
    value=${COMPREPLY[i]}
    if [[ $_tk_quote == '"' ]]; then
      value=${value//\\/\\\\} value=${value//\"/\\\"} value=${value//\$/\\\$} value=${value//\`/\\\`}
    else
      value=${value//\'/"$escaped"}
    fi
    if [[ $_tk_quote == new ]]; then
      value="'$value"
      # A folder or package goes on behind the quote.
      [[ $value == *[/:=] ]] || value+="'"
    fi
    COMPREPLY[i]=$value
  done
}

_tk_complete() {
  local _tk_words=() _tk_quote _tk_kept value help
  COMPREPLY=()
  _tk_split "${COMP_LINE:0:COMP_POINT}"
  while [[ ${_tk_words[0]-} == *=* ]]; do _tk_words=("${_tk_words[@]:1}"); done
  [[ ${#_tk_words[@]} -gt 0 ]] || return 0
  # shellcheck disable=SC2034  # help: what stands behind the value is for other shells
  while IFS=$'\t' read -r value help; do
    [[ $value == "$_tk_kept"* ]] && COMPREPLY+=("${value#"$_tk_kept"}")
  done < <("${_tk_words[0]/#\~\//$HOME/}" __complete -- "${_tk_words[@]}" 2>/dev/null)
  [[ ${#COMPREPLY[@]} -eq 0 || ${COMPREPLY[0]} != *[/:=] ]] || compopt -o nospace 2>/dev/null || :
  _tk_quote_replies
}
complete -o default -F _tk_complete tk
