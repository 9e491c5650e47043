/* What people called false alarms (yagura findings set false-alarm), and scans print no more. */
#include "cli/scan.h"
#include "store/findings.h"

static yg_str key_of(yg_sight_alarms *alarms, yg_str indicator, yg_str actor) {
    yg_buf_clear(&alarms->key);
    yg_buf_addf(&alarms->key, "%zu:", indicator.n);
    yg_buf_add(&alarms->key, indicator);
    yg_buf_add(&alarms->key, actor);
    return yg_buf_str(&alarms->key);
}

static bool on_finding(void *self, const yg_finding_row *row, yg_error *err) {
    yg_sight_alarms *alarms = self;
    (void)err;
    yg_map_put(&alarms->known, key_of(alarms, row->subject, row->brand), NULL);
    return true;
}

bool yg_sight_alarms_read(yg_sight_alarms *alarms, yg_store *store, yg_error *err) {
    const yg_finding_filter filter = {.kind = YG_STR("indicator"),
                                      .states = YG_STR("false-alarm"),
                                      .since_us = INT64_MIN,
                                      .order = YG_FINDINGS_BY_NAME};
    return store == NULL || yg_store_findings(store, &filter, on_finding, alarms, err);
}

bool yg_sight_alarms_has(yg_sight_alarms *alarms, const yg_sighting *s) {
    bool is_one = alarms->known.n > 0 &&
                  yg_map_get(&alarms->known, key_of(alarms, s->indicator, s->known.actor)) != NULL;
    alarms->passed_over += is_one;
    alarms->counted += is_one ? s->count : 0;
    return is_one;
}

void yg_sight_alarms_free(yg_sight_alarms *alarms) {
    yg_map_free(&alarms->known);
    yg_buf_free(&alarms->key);
}
