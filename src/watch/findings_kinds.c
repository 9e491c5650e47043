#include "watch/findings_kinds.h"

#include "match/name_judge.h"

yg_str yg_findings_kind(size_t i) {
    return i < YG_NAME_KINDS ? yg_look_kind_word((yg_look_kind)i) : (yg_str){0};
}
