# Completion of tk in PowerShell: ./tk completions powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName tk -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements |
        Where-Object { $_.Extent.StartOffset -lt $cursorPosition } |
        ForEach-Object { $_.Extent.Text })
    # Older versions leave empty arguments out: a word that is not begun is said otherwise.
    $next = if ($wordToComplete) { @() } else { @('--next') }
    & $words[0] __complete @next '--' @words 2>$null | ForEach-Object {
        $value, $help = $_ -split "`t", 2
        if (-not $help) { $help = $value }
        [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $help)
    }
}
