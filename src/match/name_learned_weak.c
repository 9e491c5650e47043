/* Stands in until the learned layers are linked; a real definition elsewhere wins over it. */
#include "match/name_learned.h"

__attribute__((weak)) bool yg_learned_find(const yg_learned *learned, const yg_name_text *text,
                                           yg_learned_hit *ret_hit) {
    return false;
}
