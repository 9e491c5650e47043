#include "intel/claims_file.h"

#include "base/limits.h"

enum { FILE_BYTES = 64 << 20, MOST_PARTS = 10000 };

void yg_claims_note_add(yg_claims_file *file, yg_code code, const char *reason, size_t offset_bytes,
                        yg_str detail) {
    yg_claims_note note = {{code, reason, offset_bytes, file->records.n + 1},
                           yg_arena_copy(&file->arena, yg_str_sub(detail, 0, 300))};
    yg_vec_push(&file->notes, note);
}

yg_yaml *yg_claims_tree_add(yg_claims_file *file) {
    yg_vec_push(&file->trees, (yg_yaml){0});
    return &file->trees.at[file->trees.n - 1];
}

void yg_claims_file_free(yg_claims_file *file) {
    for (size_t i = 0; i < file->trees.n; i++)
        yg_yaml_free(&file->trees.at[i]);
    yg_vec_free(&file->trees);
    yg_vec_free(&file->records);
    yg_vec_free(&file->notes);
    yg_arena_free(&file->arena);
    *file = (yg_claims_file){0};
}

bool yg_claims_yaml_is(yg_str text) {
    yg_str line;
    if (!yg_yaml_first_line(text, &line))
        return false;
    size_t colon = yg_str_chr(line, ':');
    yg_str key = yg_str_sub(line, 0, colon);
    if (key.n > 1 && (key.p[0] == '"' || key.p[0] == '\'' || key.p[0] == '{'))
        key = yg_str_trim(yg_str_from(key, 1));
    return colon != SIZE_MAX && yg_str_starts(key, YG_STR("yagura-claims"));
}

static bool kind_of_key(yg_str key, yg_claims_kind *ret_kind) {
    for (int kind = 0; kind < YG_CLAIMS_KINDS; kind++) {
        if (yg_str_eqz(key, yg_claims_kind_words[kind])) {
            *ret_kind = (yg_claims_kind)kind;
            return true;
        }
    }
    return false;
}

static void take_records(yg_claims_file *file, yg_claims_kind kind, const yg_yaml_node *list) {
    if (list->kind != YG_YAML_LIST) {
        if (!yg_yaml_is_null(list))
            yg_claims_note_add(file, YG_ERR_INPUT, "not a list of records", list->offset_bytes,
                               list->key);
        return;
    }
    for (const yg_yaml_node *node = list->first; node != NULL; node = node->next)
        yg_vec_push(&file->records, ((yg_claims_record){kind, node}));
}

static void take_member(yg_claims_file *file, const yg_yaml_node *member) {
    yg_claims_kind kind;
    if (yg_str_eqz(member->key, "source"))
        file->source = member;
    else if (kind_of_key(member->key, &kind))
        take_records(file, kind, member);
    else if (yg_str_eqz(member->key, "yagura-claims") && !yg_str_eqz(member->text, "1"))
        yg_claims_note_add(file, YG_ERR_INPUT, "unknown version", member->offset_bytes,
                           member->text);
    else if (!yg_str_eqz(member->key, "yagura-claims") && !yg_str_starts(member->key, YG_STR("x-")))
        yg_claims_note_add(file, YG_ERR_INPUT, "unknown key", member->offset_bytes, member->key);
}

static bool check_version(const yg_yaml_node *version, yg_error *err) {
    if (version != NULL && version->kind == YG_YAML_SCALAR && yg_str_eqz(version->text, "1"))
        return true;
    return yg_fail(err, YG_ERR_INPUT,
                   "not yagura claims version 1: the first key must be \"yagura-claims: 1\"");
}

/* Parses the lines of one top-level key, or of one item of a list, alone. */
static const yg_yaml_node *parse_part(yg_claims_file *file, yg_str whole, yg_str part,
                                      size_t lines_before) {
    yg_yaml *tree = yg_claims_tree_add(file);
    yg_error err = {0};
    tree->before_bytes = (size_t)(part.p - whole.p);
    tree->before_lines = lines_before;
    if (yg_yaml_parse(tree, part, &err))
        return tree->root;
    yg_claims_note_add(file, err.code, "YAML error", tree->fault_offset_bytes, yg_str_of(err.text));
    return NULL;
}

typedef struct {
    yg_claims_file *file;
    yg_str whole;
    size_t line;         /* of the line in hand, from 0 */
    yg_claims_kind kind; /* of the list that is open */
    bool in_list;
    size_t indent;    /* of its items; SIZE_MAX: not seen yet */
    const char *part; /* where the part in hand begins, or NULL */
    size_t part_line;
} cutter;

static void end_part(cutter *c, const char *end) {
    if (c->part == NULL)
        return;
    yg_str part = {c->part, (size_t)(end - c->part)};
    const yg_yaml_node *root = parse_part(c->file, c->whole, part, c->part_line);
    c->part = NULL;
    if (root == NULL)
        return;
    if (c->in_list && root->kind == YG_YAML_LIST)
        take_records(c->file, c->kind, root);
    else if (!c->in_list && root->kind == YG_YAML_MAP)
        take_member(c->file, root->first);
}

/* "incidents:" or another key of the top of the file; *ret_kind is YG_CLAIMS_KINDS for the keys
 * that hold no records. */
static bool is_top_key(yg_str line, yg_claims_kind *ret_kind) {
    size_t colon = yg_str_chr(line, ':');
    yg_str key = yg_str_sub(line, 0, colon);
    *ret_kind = YG_CLAIMS_KINDS;
    if (colon == SIZE_MAX)
        return false;
    return kind_of_key(key, ret_kind) || yg_str_eqz(key, "source") ||
           yg_str_eqz(key, "yagura-claims") || yg_str_starts(key, YG_STR("x-"));
}

static void cut_line(cutter *c, yg_str line) {
    size_t indent = 0;
    yg_claims_kind kind;
    while (indent < line.n && line.p[indent] == ' ')
        indent++;
    yg_str rest = yg_str_trim(yg_str_from(line, indent));
    bool item = yg_str_starts(rest, YG_STR("- ")) || yg_str_eqz(rest, "-");
    if (yg_yaml_is_empty_line(line))
        return;
    if (indent == 0 && is_top_key(rest, &kind)) {
        end_part(c, line.p);
        c->in_list = kind != YG_CLAIMS_KINDS && rest.p[rest.n - 1] == ':';
        c->kind = kind;
        c->indent = SIZE_MAX;
        c->part = c->in_list ? NULL : line.p;
        c->part_line = c->line;
        return;
    }
    if (c->in_list && item && c->indent == SIZE_MAX)
        c->indent = indent;
    if (c->in_list && item && indent == c->indent) {
        end_part(c, line.p);
        c->part = line.p;
        c->part_line = c->line;
    }
}

/* The whole does not parse: reads what parses of its top-level keys and of the items of its lists.
 * Comments and blank lines stay with the part in front of them. */
static bool read_parts(yg_claims_file *file, yg_str text, const char *problem, yg_error *err) {
    cutter c = {.file = file, .whole = text};
    yg_str rest = yg_yaml_without_mark(text), line;
    file->is_cut = true;
    while (yg_yaml_next_line(&rest, &line)) {
        if (file->trees.n > MOST_PARTS)
            return yg_fail(err, YG_ERR_LIMIT, "%s; too many records to read them one by one",
                           problem);
        cut_line(&c, line);
        c.line++;
    }
    end_part(&c, text.p + text.n);
    return file->records.n > 0 || yg_fail(err, YG_ERR_INPUT, "%s", problem);
}

static bool read_yaml(yg_claims_file *file, yg_str text, yg_error *err) {
    yg_yaml *tree = yg_claims_tree_add(file);
    yg_error problem = {0};
    if (!yg_yaml_parse(tree, text, &problem)) {
        if (problem.code == YG_ERR_LIMIT)
            return yg_fail(err, YG_ERR_LIMIT, "%s", problem.text);
        return read_parts(file, text, problem.text, err);
    }
    if (tree->root == NULL || tree->root->kind != YG_YAML_MAP || tree->root->first == NULL)
        return yg_fail(err, YG_ERR_INPUT, "not yagura claims: the file is not a map of keys");
    if (!yg_str_eqz(tree->root->first->key, "yagura-claims"))
        return check_version(NULL, err);
    if (!check_version(tree->root->first, err))
        return false;
    for (const yg_yaml_node *member = tree->root->first; member != NULL; member = member->next)
        take_member(file, member);
    if (tree->root->next != NULL)
        yg_claims_note_add(file, YG_ERR_INPUT,
                           "more than one YAML document; only the first is read",
                           tree->root->next->offset_bytes, (yg_str){NULL, 0});
    return true;
}

bool yg_claims_csv_is(yg_str text, yg_claims_kind *ret_kind) {
    const yg_str mark = YG_STR("# yagura-claims:");
    yg_str rest = yg_yaml_without_mark(text), line, version;
    if (!yg_yaml_next_line(&rest, &line) || !yg_str_starts(line, mark))
        return false;
    line = yg_str_trim(yg_str_from(line, mark.n));
    yg_claims_kind kind = YG_CLAIMS_KINDS;
    if (yg_str_split(&line, ' ', &version) && yg_str_eqz(version, "1"))
        kind_of_key(yg_str_trim(line), &kind);
    if (ret_kind != NULL)
        *ret_kind = kind;
    return true;
}

bool yg_claims_file_read(yg_claims_file *file, yg_str text, yg_error *err) {
    yg_claims_kind kind;
    if (text.n > FILE_BYTES)
        return yg_fail(err, YG_ERR_LIMIT, "a file of claims has at most 64 MiB");
    if (!yg_claims_csv_is(text, &kind))
        return read_yaml(file, text, err);
    if (kind == YG_CLAIMS_KINDS)
        return yg_fail(err, YG_ERR_INPUT,
                       "line 1: must be \"# yagura-claims: 1 KIND\", KIND one of incidents, "
                       "statistics, aliases, claims");
    return yg_claims_csv_read(file, text, kind, err);
}
