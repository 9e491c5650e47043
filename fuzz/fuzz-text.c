/* Fuzz target of the text forms: CSV, YAML, refanging and normalising of indicators. Every view is
 * read to its end, and what is normal stays so when it is normalised again. */
#include <stdio.h>
#include <stdlib.h>

#include "text/csv.h"
#include "text/defang.h"
#include "text/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static size_t sum;

static void touch(yg_str s) {
    for (size_t i = 0; i < s.n; i++)
        sum += (unsigned char)s.p[i];
}

static void read_csv(yg_str text) {
    YG_CLEANUP_CSV yg_csv csv;
    size_t steps = 0, before = 0;
    yg_csv_start(&csv, text, (yg_csv_options){0});
    for (yg_csv_step step; (step = yg_csv_next(&csv)) != YG_CSV_END; steps++) {
        for (size_t i = 0; step == YG_CSV_ROW && i < csv.n; i++)
            touch(csv.cells[i]);
        if (csv.offset_bytes >= text.n || (steps > 0 && csv.offset_bytes <= before))
            abort();
        before = csv.offset_bytes;
    }
}

static void touch_node(const yg_yaml_node *node, yg_str text) {
    for (; node != NULL; node = node->next) {
        touch(node->key);
        touch(node->text);
        if (node->offset_bytes > text.n)
            abort();
        touch_node(node->first, text);
    }
}

static void read_yaml(yg_str text) {
    YG_CLEANUP_YAML yg_yaml yaml = {0};
    yg_error err = {0};
    bool fine = yg_yaml_parse(&yaml, text, &err);
    if (fine != (err.text[0] == '\0') || (!fine && yaml.fault_offset_bytes > text.n))
        abort();
    touch_node(yaml.root, text);
}

static void read_value(yg_str value) {
    YG_CLEANUP_BUF yg_buf refanged = {0};
    YG_CLEANUP_BUF yg_buf normal = {0};
    YG_CLEANUP_BUF yg_buf again = {0};
    yg_defang_refang(value, &refanged);
    const char *kind = yg_indicator_kind(yg_buf_str(&refanged));
    if (kind == NULL)
        return;
    if (!yg_indicator_normalise(yg_str_of(kind), yg_buf_str(&refanged), &normal) ||
        !yg_indicator_normalise(yg_str_of(kind), yg_buf_str(&normal), &again) ||
        !yg_str_eq(yg_buf_str(&normal), yg_buf_str(&again))) {
        fprintf(stderr, "%s: %.*s, then %.*s\n", kind, YG_FMT(yg_buf_str(&normal)),
                YG_FMT(yg_buf_str(&again)));
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    yg_str text = {(const char *)data, n};
    read_csv(text);
    read_yaml(text);
    read_value(text);
    return 0;
}
