#include "intel/incident_put.h"

yg_str yg_incident_id(const yg_incident_record *record, const yg_incident *incident,
                      char ret_id[YG_ID_BYTES]) {
    YG_CLEANUP_BUF yg_buf name = {0};
    yg_buf_add(&name, record->source->name);
    yg_buf_addc(&name, '|');
    yg_buf_add(&name, incident->key.n > 0 ? incident->key : record->raw);
    return yg_id_make("incident", yg_buf_str(&name), ret_id);
}

static void add_name(yg_buf *buf, const yg_incident_record *record, const yg_incident *incident) {
    if (record->name.n > 0) {
        yg_buf_add(buf, record->name);
        return;
    }
    yg_buf_add(buf, incident->victim.n > 0 ? incident->victim : incident->key);
    if (incident->date.n > 0)
        yg_buf_addf(buf, "%s(%.*s)", buf->n > 0 ? " " : "", YG_FMT(incident->date));
}

static bool put_actors(const yg_sink *sink, const yg_incident *incident, yg_error *err) {
    yg_str rest = incident->actors, name;
    while (rest.n > 0 && yg_str_split(&rest, '\n', &name)) {
        const yg_claim claim = {.predicate = YG_STR("attributed-to"),
                                .value = name,
                                .asserted_by = incident->asserted_by,
                                .references = incident->references,
                                .date = incident->date,
                                .known = incident->known,
                                .confidence = -1};
        if (name.n > 0 && !sink->claim(sink->self, &claim, err))
            return false;
    }
    return true;
}

yg_put yg_incident_put(const yg_sink *sink, const yg_incident_record *record,
                       const yg_incident *incident, yg_error *err) {
    YG_CLEANUP_BUF yg_buf name = {0};
    char id[YG_ID_BYTES];
    add_name(&name, record, incident);
    const yg_object object = {
        .id = yg_incident_id(record, incident, id),
        .type = YG_STR("incident"),
        .entry = YG_STR("incident"),
        .media = record->media,
        .name = yg_buf_str(&name),
        .external_id = incident->key,
        .text = record->text,
        .raw = record->raw,
        .created_us = YG_TIME_NONE,
        .modified_us = record->modified_us,
        .offset_bytes = record->offset_bytes,
    };
    yg_put put = sink->object(sink->self, &object, err);
    if (put != YG_PUT_TAKEN)
        return put;
    const yg_name victim = {.text = incident->victim, .kind = YG_NAME_PRIMARY};
    if ((victim.text.n > 0 && !sink->name(sink->self, &victim, err)) ||
        !sink->incident(sink->self, incident, err) || !put_actors(sink, incident, err))
        return YG_PUT_FAILED;
    return YG_PUT_TAKEN;
}
