# Completion of foerder in fish; made by: foerder completion fish
function __foerder_complete
    set -l word (commandline -ct)
    set -l words (commandline -opc)
    set -l found (env _FOERDER_COMPLETE=fish _FOERDER_WORD="$word" $words 2>/dev/null)
    if test (count $found) -gt 0
        printf '%s\n' $found
    else
        __fish_complete_path "$word"
    end
end
complete --command foerder --no-files --arguments '(__foerder_complete)'
