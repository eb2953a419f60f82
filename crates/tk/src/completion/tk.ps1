# Completion of tk in PowerShell: ./tk completions powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName tk -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements |
        Where-Object { $_.Extent.StartOffset -lt $cursorPosition } |
        ForEach-Object {
            # Words as the command would get them, without quotes.
            if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value }
            else { $_.Extent.Text }
        })
    # Older versions leave empty arguments out: a word that is not begun is said otherwise.
    $next = if ($wordToComplete) { @() } else { @('--next') }
    & $words[0] __complete @next '--' @words 2>$null | ForEach-Object {
        $value, $help = $_ -split "`t", 2
        if (-not $help) { $help = $value }
        # A leading @ and most other signs mean something in PowerShell.
        $text = if ($value -match '^[\w/:.][\w/:.+=~-]*$|^--?[\w-]+(=[\w.-]*)?$') { $value } else { "'" + $value.Replace("'", "''") + "'" }
        [System.Management.Automation.CompletionResult]::new($text, $value, 'ParameterValue', $help)
    }
}
