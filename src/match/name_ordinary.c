#include "match/name_ordinary.h"

#include "match/name_learned_walk.h"

bool yg_name_is_ordinary(yg_str registrable) {
    YG_CLEANUP_BUF yg_buf key = {0};
    yg_suffix_split split;
    if (registrable.n == 0 || registrable.n > 253)
        return false;
    yg_suffix_find(yg_suffixes_built_in(), registrable, &split);
    if (split.is_suffix || split.registrable > 0 || split.suffix == 0)
        return false;
    const feature it = {.kind = FEATURE_LABEL, .start = 0, .end = (uint16_t)(split.suffix - 1)};
    const ordinary *known = learned_ordinary();
    learned_feature_key(known, registrable, &split, &it, &key);
    /* The key is folded: what folding changes is no ordinary spelling. */
    const yg_str label = yg_str_sub(registrable, 0, it.end);
    return yg_str_ends(yg_buf_str(&key), label) && learned_ordinary_has(known, yg_buf_str(&key));
}
