# Completion of foerder in bash; made by: foerder completion bash
_foerder_complete() {
    # bash also divides words at = and :, which ids may hold; here they are put together again.
    local rest="${COMP_LINE:0:COMP_POINT}" piece word
    local -a words=()
    for piece in "${COMP_WORDS[@]:0:COMP_CWORD+1}"; do
        if [[ ${#words[@]} -eq 0 || $rest == [[:space:]]* ]]; then
            rest="${rest#"${rest%%[![:space:]]*}"}"
            words+=("${rest:0:${#piece}}")
        else
            words[${#words[@]}-1]+="${rest:0:${#piece}}"
        fi
        rest="${rest:${#piece}}"
    done
    word="${words[${#words[@]}-1]}"
    local found
    found="$(_FOERDER_COMPLETE=bash _FOERDER_WORD="$word" "$1" "${words[@]:1:${#words[@]}-2}" 2>/dev/null)"
    COMPREPLY=()
    [[ -n $found ]] || return 0
    mapfile -t COMPREPLY <<<"$found"
    if [[ $word == *:* && $COMP_WORDBREAKS == *:* ]]; then
        COMPREPLY=("${COMPREPLY[@]#"${word%"${word##*:}"}"}")
    fi
    # What a register says is typed as text: nothing in it is run.
    local number
    for number in "${!COMPREPLY[@]}"; do
        printf -v "COMPREPLY[number]" %q "${COMPREPLY[number]}"
    done
}
complete -o default -F _foerder_complete foerder
