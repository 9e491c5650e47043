#include "text/yaml.h"

#include <yaml.h>

#include "base/limits.h"
#include "base/map.h"
#include "base/utf8.h"

enum { SMALL_MAP = 16 };

typedef struct {
    yg_yaml *yaml;
    yg_str text;                   /* without byte order mark */
    size_t skipped;                /* bytes of the byte order mark */
    size_t mark_index, mark_bytes; /* libyaml counts characters: the last place converted */
    yg_map keys;                   /* node number and key, to find duplicates */
    yg_yaml_node *last_root;
    yg_yaml_node *stack[YG_LIMIT_DEPTH];
    size_t ordinal[YG_LIMIT_DEPTH]; /* the open nodes' numbers */
    size_t depth;
    bool has_key; /* the open map waits for the value of `key` */
    yg_str key;
    yaml_mark_t key_mark;
    yg_error *err;
} job;

/* libyaml gives places in characters, and never goes back by more than a token. */
static size_t byte_offset(job *j, size_t index) {
    while (j->mark_index < index && j->mark_bytes < j->text.n) {
        j->mark_bytes++;
        while (j->mark_bytes < j->text.n && (j->text.p[j->mark_bytes] & 0xC0) == 0x80)
            j->mark_bytes++;
        j->mark_index++;
    }
    return j->mark_bytes + j->skipped + j->yaml->before_bytes;
}

static bool fail_at(job *j, yaml_mark_t mark, yg_code code, const char *what) {
    j->yaml->fault_line = mark.line + 1 + j->yaml->before_lines;
    j->yaml->fault_column = mark.column + 1;
    j->yaml->fault_offset_bytes = byte_offset(j, mark.index);
    return yg_fail(j->err, code, "line %zu, column %zu: %s", j->yaml->fault_line,
                   j->yaml->fault_column, what);
}

static bool fail_at_byte(job *j, size_t byte, const char *what) {
    yaml_mark_t mark = {0};
    for (size_t at = 0; at < byte && at < j->text.n;) {
        bool line_end = j->text.p[at] == '\n';
        yg_utf8_next(j->text, &at);
        mark.index++;
        mark.column = line_end ? 0 : mark.column + 1;
        mark.line += line_end;
    }
    return fail_at(j, mark, YG_ERR_INPUT, what);
}

/* Remembers the key of the map with that number; false when it was there. */
static bool remember_key(job *j, size_t map, yg_str key) {
    YG_CLEANUP_BUF yg_buf name = {0};
    bool is_new;
    yg_buf_add(&name, (yg_str){(const char *)&map, sizeof map});
    yg_buf_add(&name, key);
    yg_map_put(&j->keys, yg_buf_str(&name), &is_new);
    return is_new;
}

/* Small maps are looked through, large ones hashed [QUADRATIC]. */
static bool is_new_key(job *j, yg_str key) {
    const yg_yaml_node *map = j->stack[j->depth - 1];
    size_t number = j->ordinal[j->depth - 1];
    const yg_yaml_node *node = map->first;
    for (; map->n < SMALL_MAP && node != NULL; node = node->next) {
        if (yg_str_eq(node->key, key))
            return false;
    }
    for (; map->n == SMALL_MAP && node != NULL; node = node->next)
        remember_key(j, number, node->key);
    return map->n < SMALL_MAP || remember_key(j, number, key);
}

static bool take_key(job *j, const yaml_event_t *event) {
    if (event->type != YAML_SCALAR_EVENT)
        return fail_at(j, event->start_mark, YG_ERR_INPUT, "the key of a map must be plain text");
    yg_str key = {(const char *)event->data.scalar.value, event->data.scalar.length};
    if (!is_new_key(j, key))
        return fail_at(j, event->start_mark, YG_ERR_INPUT,
                       "the key is there already in the same map; remove one of the two");
    j->key = yg_arena_copy(&j->yaml->arena, key);
    j->key_mark = event->start_mark;
    j->has_key = true;
    return true;
}

void yg_yaml_hang(yg_yaml_node *parent, yg_yaml_node *child) {
    if (parent->last != NULL)
        parent->last->next = child;
    else
        parent->first = child;
    parent->last = child;
    parent->n++;
}

yg_yaml_node *yg_yaml_make(yg_yaml *yaml, yg_yaml_kind kind) {
    if (yaml->nodes >= YG_LIMIT_YAML_NODES)
        return NULL;
    yg_yaml_node *node = yg_arena_alloc(&yaml->arena, sizeof *node);
    node->kind = kind;
    yaml->nodes++;
    return node;
}

static void hang(job *j, yg_yaml_node *node) {
    if (j->depth == 0) {
        if (j->last_root != NULL)
            j->last_root->next = node;
        else
            j->yaml->root = node;
        j->last_root = node;
        return;
    }
    yg_yaml_hang(j->stack[j->depth - 1], node);
}

static yg_yaml_node *add_node(job *j, yg_yaml_kind kind, yaml_mark_t mark) {
    yg_yaml_node *node = yg_yaml_make(j->yaml, kind); /* take_event has checked the limit */
    if (j->has_key) {
        node->key = j->key;
        mark = j->key_mark;
        j->has_key = false;
    }
    node->line = mark.line + 1 + j->yaml->before_lines;
    node->column = mark.column + 1;
    node->offset_bytes = byte_offset(j, mark.index);
    hang(j, node);
    return node;
}

static bool is_wanted_key(const job *j) {
    return j->depth > 0 && j->stack[j->depth - 1]->kind == YG_YAML_MAP && !j->has_key;
}

static bool refuse_decoration(job *j, const yaml_event_t *event, const yaml_char_t *anchor,
                              const yaml_char_t *tag) {
    if (anchor != NULL)
        return fail_at(j, event->start_mark, YG_ERR_INPUT,
                       "anchors and aliases are not accepted; write the value out");
    if (tag != NULL)
        return fail_at(j, event->start_mark, YG_ERR_INPUT,
                       "tags are not accepted; write the value without it");
    return true;
}

static bool open_node(job *j, const yaml_event_t *event) {
    bool map = event->type == YAML_MAPPING_START_EVENT;
    if (!refuse_decoration(
            j, event, map ? event->data.mapping_start.anchor : event->data.sequence_start.anchor,
            map ? event->data.mapping_start.tag : event->data.sequence_start.tag))
        return false;
    if (is_wanted_key(j))
        return take_key(j, event);
    if (j->depth == YG_LIMIT_DEPTH)
        return fail_at(j, event->start_mark, YG_ERR_LIMIT, "nested too deep");
    yg_yaml_node *node = add_node(j, map ? YG_YAML_MAP : YG_YAML_LIST, event->start_mark);
    j->ordinal[j->depth] = j->yaml->nodes;
    j->stack[j->depth++] = node;
    return true;
}

static bool scalar(job *j, const yaml_event_t *event) {
    if (!refuse_decoration(j, event, event->data.scalar.anchor, event->data.scalar.tag))
        return false;
    if (is_wanted_key(j))
        return take_key(j, event);
    yg_yaml_node *node = add_node(j, YG_YAML_SCALAR, event->start_mark);
    node->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    node->text = yg_arena_copy(&j->yaml->arena, (yg_str){(const char *)event->data.scalar.value,
                                                         event->data.scalar.length});
    return true;
}

static bool take_event(job *j, const yaml_event_t *event) {
    if (j->yaml->nodes >= YG_LIMIT_YAML_NODES)
        return fail_at(j, event->start_mark, YG_ERR_LIMIT, "more nodes than the limit");
    switch (event->type) {
    case YAML_ALIAS_EVENT:
        return refuse_decoration(j, event, event->data.alias.anchor, NULL);
    case YAML_SCALAR_EVENT:
        return scalar(j, event);
    case YAML_SEQUENCE_START_EVENT:
    case YAML_MAPPING_START_EVENT:
        return open_node(j, event);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        j->depth--;
        return true;
    default:
        return true;
    }
}

static bool fail_to_parse(job *j, const yaml_parser_t *parser) {
    const char *what = parser->problem != NULL ? parser->problem : "not YAML";
    YG_CLEANUP_BUF yg_buf text = {0};
    if (parser->error == YAML_READER_ERROR)
        return fail_at_byte(j, parser->problem_offset, what);
    yg_buf_addz(&text, what);
    size_t at = byte_offset(j, parser->problem_mark.index) - j->skipped - j->yaml->before_bytes;
    if (at < j->text.n && j->text.p[at] == '\t')
        yg_buf_addz(&text, "; this is a tab, indent with blanks");
    /* A quote that never closes is noticed at the end; what helps is where it was opened. */
    if (parser->context != NULL && parser->context_mark.line < parser->problem_mark.line)
        yg_buf_addf(&text, " (%s that begins in line %zu)", parser->context,
                    parser->context_mark.line + 1 + j->yaml->before_lines);
    return fail_at(j, parser->problem_mark, YG_ERR_INPUT, yg_buf_z(&text));
}

static bool read_events(job *j, yaml_parser_t *parser) {
    for (;;) {
        yaml_event_t event;
        if (!yaml_parser_parse(parser, &event))
            return fail_to_parse(j, parser);
        bool end = event.type == YAML_STREAM_END_EVENT;
        bool fine = take_event(j, &event);
        yaml_event_delete(&event);
        if (end || !fine)
            return fine;
    }
}

bool yg_yaml_parse(yg_yaml *yaml, yg_str text, yg_error *err) {
    job j = {.yaml = yaml, .text = text, .err = err};
    yaml_parser_t parser;
    if (yg_str_starts(text, YG_STR("\xEF\xBB\xBF"))) {
        j.skipped = 3;
        j.text = yg_str_from(text, 3);
    }
    yg_yaml fresh = {.before_bytes = yaml->before_bytes, .before_lines = yaml->before_lines};
    yg_yaml_free(yaml);
    *yaml = fresh;
    size_t bad = yg_utf8_check(j.text); /* libyaml would call it a "control character" */
    if (bad < j.text.n)
        return fail_at_byte(&j, bad, "not UTF-8; save the file as UTF-8");
    /* libyaml looks through all earlier directives at each one [DIRECTIVE-FLOOD]. */
    size_t directive = yg_str_starts(j.text, YG_STR("%")) ? 0 : yg_str_find(j.text, YG_STR("\n%"));
    if (directive != SIZE_MAX)
        return fail_at_byte(&j, directive,
                            "YAML directives (%YAML, %TAG) are not read; delete them");
    if (!yaml_parser_initialize(&parser))
        yg_mem_die("YAML parser");
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)(j.text.p ? j.text.p : ""),
                                 j.text.n);
    bool fine = read_events(&j, &parser);
    yaml_parser_delete(&parser);
    yg_map_free(&j.keys);
    if (!fine)
        yaml->root = NULL;
    return fine;
}

void yg_yaml_free(yg_yaml *yaml) {
    yg_arena_free(&yaml->arena);
    *yaml = (yg_yaml){0};
}

const yg_yaml_node *yg_yaml_get(const yg_yaml_node *node, const char *key) {
    yg_str wanted = yg_str_of(key);
    if (node == NULL || node->kind != YG_YAML_MAP)
        return NULL;
    for (node = node->first; node != NULL; node = node->next) {
        if (yg_str_eq(node->key, wanted))
            return node;
    }
    return NULL;
}

yg_str yg_yaml_str(const yg_yaml_node *node, const char *key) {
    const yg_yaml_node *member = yg_yaml_get(node, key);
    return member != NULL && member->kind == YG_YAML_SCALAR ? member->text : (yg_str){NULL, 0};
}

bool yg_yaml_is_null(const yg_yaml_node *node) {
    return node == NULL ||
           (node->kind == YG_YAML_SCALAR && !node->quoted &&
            (node->text.n == 0 || yg_str_eqz(node->text, "~") || yg_str_eqz(node->text, "null")));
}

yg_str yg_yaml_without_mark(yg_str text) {
    return yg_str_from(text, yg_str_starts(text, YG_STR("\xEF\xBB\xBF")) ? 3 : 0);
}

bool yg_yaml_next_line(yg_str *rest, yg_str *ret_line) {
    size_t end = yg_str_chr(*rest, '\n');
    if (rest->n == 0)
        return false;
    *ret_line = yg_str_sub(*rest, 0, end == SIZE_MAX ? rest->n : end + 1);
    *rest = yg_str_from(*rest, ret_line->n);
    return true;
}

bool yg_yaml_is_empty_line(yg_str line) {
    line = yg_str_trim(line);
    return line.n == 0 || line.p[0] == '#' || yg_str_eqz(line, "---");
}

bool yg_yaml_first_line(yg_str text, yg_str *ret_line) {
    yg_str rest = yg_yaml_without_mark(text);
    do {
        if (!yg_yaml_next_line(&rest, ret_line))
            return false;
    } while (yg_yaml_is_empty_line(*ret_line) || ret_line->p[0] == '%');
    *ret_line = yg_str_trim(*ret_line);
    return true;
}
