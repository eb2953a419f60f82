# Completion of tk in fish: ./tk completions fish | source
function __tk_complete
    set -l words (commandline --current-process --tokenize --cut-at-cursor)
    set -l program (string replace --regex '^~/' "$HOME/" -- $words[1])
    # The word as the command would get it, also where its quote is still open.
    set -l token (commandline --current-token --cut-at-cursor)
    set -l current (string unescape -- $token; or string unescape -- $token"'"; or string unescape -- $token'"'; or echo $token)
    $program __complete -- $words "$current" 2>/dev/null
end
complete --command tk --no-files --arguments '(__tk_complete)'
