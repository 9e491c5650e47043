/* What stands behind the head of a line, or in a line that has none. */
#include "event/log_part.h"

/* Where JSON begins that goes to the end of the text ("... stdout F {...}"); SIZE_MAX: nowhere. */
static size_t json_in(yg_str s, size_t at, size_t end) {
    while (end > at && yg_log_is_blank(s.p[end - 1]))
        end--;
    if (end < at + 5 || s.p[end - 1] != '}')
        return SIZE_MAX;
    size_t found = yg_str_find(yg_str_sub(s, at, end - at), YG_STR("{\""));
    return found == SIZE_MAX ? SIZE_MAX : at + found;
}

/* CEF and LEEF say so before their first bar, within the head of the line. */
static bool read_event_format(yg_log_record *r, size_t at, size_t end) {
    yg_str head = yg_str_sub(r->bytes, at, end - at < 1024 ? end - at : 1024);
    size_t cef = yg_str_find(head, YG_STR("CEF:")), leef = yg_str_find(head, YG_STR("LEEF:"));
    if (cef != SIZE_MAX && cef <= leef && yg_log_read_cef(r, at + cef, end)) {
        r->form = "cef";
        return true;
    }
    if (leef != SIZE_MAX && yg_log_read_leef(r, at + leef, end)) {
        r->form = "leef";
        return true;
    }
    return false;
}

void yg_log_read_message(yg_log_record *r, size_t at, size_t end) {
    bool is_head = strcmp(r->form, "text") == 0;
    if (at >= end)
        return;
    if (read_event_format(r, at, end))
        return;
    if (r->bytes.p[at] == '<' && yg_log_read_xml(r, at, end))
        return;
    size_t json = json_in(r->bytes, at, end);
    yg_log_add_as(r, "message", YG_ROLE_MESSAGE, at, end);
    if (json != SIZE_MAX && yg_log_read_json(r, json, end)) {
        if (is_head)
            r->form = "json";
        return;
    }
    if (yg_log_read_panos(r, at, end) || yg_log_read_service(r, at, end))
        return;
    if (yg_log_read_pairs(r, at, end, is_head ? 3 : 1) && is_head)
        r->form = "key-value";
}
