# Completion of foerder in PowerShell; made by: foerder completion powershell
Register-ArgumentCompleter -Native -CommandName foerder -ScriptBlock {
    param($word, $ast, $cursor)
    $words = @($ast.CommandElements |
        Where-Object { $_.Extent.EndOffset -lt $cursor } |
        Select-Object -Skip 1 |
        ForEach-Object {
            if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value }
            else { $_.Extent.Text }
        })
    $encoding = [Console]::OutputEncoding
    $env:_FOERDER_COMPLETE = 'powershell'
    $env:_FOERDER_WORD = $word
    try {
        [Console]::OutputEncoding = [System.Text.Encoding]::UTF8
        $found = @(& foerder $words)
        # Without an answer PowerShell would offer names of files.
        if ($found.Count -eq 0) { return '' }
        if ($found[0] -match "^`t") { return }
        $found | ForEach-Object {
            $value, $help = $_ -split "`t", 2
            if (-not $help) { $help = $value }
            # What a register says is typed as text: nothing in it is run.
            $typed = $value
            if ($value -notmatch '^[\w./:-][\w./:@=-]*$') { $typed = "'" + ($value -replace "['\u2018-\u201B]", '$0$0') + "'" }
            [System.Management.Automation.CompletionResult]::new($typed, $value, 'ParameterValue', $help)
        }
    }
    finally {
        [Console]::OutputEncoding = $encoding
        Remove-Item -Path 'Env:_FOERDER_COMPLETE', 'Env:_FOERDER_WORD' -ErrorAction SilentlyContinue
    }
}
