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
    case $found in
        "") return 0 ;;
        $'\tfile') compopt -o default; return 0 ;;
        $'\tdir') compopt -o dirnames; return 0 ;;
    esac
    # What a register says is typed as text: nothing in it is run.
    local value
    while IFS= read -r value; do
        case $word in
            # Behind an open quote only what means itself there.
            \'*) [[ $value == *\'* ]] || COMPREPLY+=("$value") ;;
            \"*) [[ $value == *[\"\$\`\\!]* ]] || COMPREPLY+=("$value") ;;
            *)
                printf -v value %q "$value"
                [[ $word == *:* && $COMP_WORDBREAKS == *:* ]] && value="${value#"${word%"${word##*:}"}"}"
                COMPREPLY+=("$value")
                ;;
        esac
    done <<<"$found"
}
complete -F _foerder_complete foerder
