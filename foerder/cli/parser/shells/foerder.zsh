#compdef foerder
# Completion of foerder in zsh; made by: foerder completion zsh
_foerder() {
    local line
    local -a found values shown
    found=("${(@f)$(_FOERDER_COMPLETE=zsh _FOERDER_WORD="${(Q)PREFIX}" "${(Q)words[1]}" "${(@Q)words[2,CURRENT-1]}" 2>/dev/null)}")
    case "${found[1]}" in
        '') return 1 ;;
        $'\tfile') [[ "$PREFIX" == --*=* ]] && compset -P '*='; _files; return ;;
        $'\tdir') [[ "$PREFIX" == --*=* ]] && compset -P '*='; _path_files -/; return ;;
    esac
    for line in "${found[@]}"; do
        values+=("${line%%$'\t'*}")
        shown+=("${line/$'\t'/  -- }")
    done
    # What a register says is typed as text: compadd quotes it.
    compadd -V foerder -l -d shown -a values
}
if [[ "${funcstack[1]}" == _foerder ]]; then
    _foerder "$@"
else
    compdef _foerder foerder
fi
