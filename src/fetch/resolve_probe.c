/* Parents that answer for every name: a name that nobody has, once a parent, and what its answer
 * says of the names beside it (fetch/resolve.h). */
#include <stdlib.h>
#include <sys/random.h>

#include "fetch/resolve_part.h"

enum { PROBE_LETTERS = 20, HOST_BYTES = 253 };

yg_probe *yg_probe_of(yg_probes *probes, yg_str name) {
    size_t point = yg_str_chr(name, '.');
    yg_str parent = yg_str_from(name, point == SIZE_MAX ? name.n : point + 1);
    uint64_t *at = yg_map_put(&probes->by_parent, parent, NULL);
    if (*at == 0) {
        yg_probe *made = yg_alloc(1, sizeof *made);
        yg_vec_push(&probes->list, made);
        *at = probes->list.n;
    }
    return probes->list.at[*at - 1];
}

bool yg_probe_name(yg_str beside, yg_buf *ret_name) {
    unsigned char random[PROBE_LETTERS];
    size_t point = yg_str_chr(beside, '.');
    yg_str parent = yg_str_from(beside, point == SIZE_MAX ? beside.n : point);
    if (parent.n + PROBE_LETTERS > HOST_BYTES ||
        getrandom(random, sizeof random, 0) != sizeof random)
        return false;
    yg_buf_clear(ret_name);
    for (size_t i = 0; i < PROBE_LETTERS; i++)
        yg_buf_addc(ret_name, (char)('a' + random[i] % 26));
    yg_buf_add(ret_name, parent);
    return true;
}

void yg_probe_end(yg_probes *probes, yg_probe *probe, yg_probe_state state,
                  const yg_record_texts *a) {
    probe->state = state;
    for (size_t i = 0; state == YG_PROBE_ANSWERS && i < a->n; i++) {
        yg_str text = yg_arena_copy(&probes->arena, a->at[i]);
        if (text.p != NULL)
            probe->a.at[probe->a.n++] = text;
    }
}

/* A name with name servers of its own is delegated, whatever its addresses are. */
yg_name_status yg_probe_judge(const yg_probe *probe, const yg_resolved *resolved) {
    if (resolved->status != YG_NAME_EXISTS || resolved->ns.n > 0)
        return resolved->status;
    if (probe == NULL || (probe->state != YG_PROBE_ANSWERS && probe->state != YG_PROBE_NO_NAME))
        return YG_NAME_UNCLEAR;
    bool same = probe->state == YG_PROBE_ANSWERS && yg_answer_same(&resolved->a, &probe->a);
    return same ? YG_NAME_WILDCARD : YG_NAME_EXISTS;
}

void yg_probes_free(yg_probes *probes) {
    for (size_t i = 0; i < probes->list.n; i++)
        free(probes->list.at[i]);
    yg_vec_free(&probes->list);
    yg_map_free(&probes->by_parent);
    yg_arena_free(&probes->arena);
}
