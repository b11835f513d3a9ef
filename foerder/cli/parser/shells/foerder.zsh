#compdef foerder
# Completion of foerder in zsh; made by: foerder completion zsh
_foerder() {
    local line value
    local -a found described
    found=("${(@f)$(_FOERDER_COMPLETE=zsh _FOERDER_WORD="${(Q)PREFIX}" "${(Q)words[1]}" "${(@Q)words[2,CURRENT-1]}" 2>/dev/null)}")
    if [[ -z "${found[1]}" ]]; then
        _files
        return
    fi
    for line in "${found[@]}"; do
        value="${line%%$'\t'*}"
        value="${value//:/\\:}"
        [[ "$line" == *$'\t'* ]] && value+=":${line#*$'\t'}"
        described+=("$value")
    done
    _describe -V 'foerder' described
}
if [[ "${funcstack[1]}" == _foerder ]]; then
    _foerder "$@"
else
    compdef _foerder foerder
fi
