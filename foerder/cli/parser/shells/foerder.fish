# Completion of foerder in fish; made by: foerder completion fish
function __foerder_complete
    set -l word (commandline -ct)
    set -l words (commandline -opc)
    set -l found (env _FOERDER_COMPLETE=fish _FOERDER_WORD="$word" $words 2>/dev/null)
    # A file's name may stand behind its option: --into=FILE
    set -l front (string match --regex -- '^--[^=]*=' "$word")
    set -l name (string replace --regex -- '^--[^=]*=' '' "$word")
    switch "$found[1]"
        case \tfile
            set found "$front"(__fish_complete_path "$name")
        case \tdir
            set found "$front"(__fish_complete_directories "$name" "")
    end
    test (count $found) -gt 0; and printf '%s\n' $found
end
complete --command foerder --no-files --arguments '(__foerder_complete)'
