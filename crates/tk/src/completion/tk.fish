# Completion of tk in fish: ./tk completions fish | source
function __tk_complete
    set -l words (commandline --current-process --tokenize --cut-at-cursor)
    set -l program (string replace --regex '^~/' "$HOME/" -- $words[1])
    $program __complete -- $words (commandline --current-token --cut-at-cursor) 2>/dev/null
end
complete --command tk --no-files --arguments '(__tk_complete)'
