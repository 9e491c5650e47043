/* YAML 1.1 over libyaml, as a tree of what is written: every scalar is text, and no plain word is
 * taken for a number, a date or a truth value here.
 *
 * Refused, each with line and column: anchors and aliases [ALIAS-BOMB], tags [TYPE-CONFUSION], keys
 * that are no scalars, duplicate keys [DUPLICATE-KEY], nesting beyond YG_LIMIT_DEPTH
 * [DEEP-NESTING], more than YG_LIMIT_YAML_NODES nodes, and bytes that are not UTF-8. */
#ifndef YG_TEXT_YAML_H
#define YG_TEXT_YAML_H

#include "base/error.h"
#include "base/mem.h"

typedef enum { YG_YAML_SCALAR, YG_YAML_LIST, YG_YAML_MAP } yg_yaml_kind;

typedef struct yg_yaml_node yg_yaml_node;
struct yg_yaml_node {
    yg_yaml_kind kind;
    bool quoted; /* a scalar in quotes or a block scalar, not a plain one */
    yg_str key;  /* of a member of a map; else empty */
    yg_str text; /* of a scalar */
    size_t line,
        column; /* of the node, or of its key in a map; both from 1, column in characters */
    size_t offset_bytes;        /* the same place as a byte offset */
    size_t n;                   /* elements or members */
    yg_yaml_node *first, *last; /* the first and last of them, in the order of the file */
    yg_yaml_node *next;         /* behind this one in the same list, map or stream of documents */
};

/* A parsed text. Nodes and their texts live until yg_yaml_free. Zero-initialise. */
typedef struct {
    yg_yaml_node *root; /* of the first document; further documents follow by `next` */
    yg_arena arena;
    size_t nodes;
    /* Set before parsing when the text is a part of a larger one: where it begins there. */
    size_t before_bytes, before_lines;
    /* Where parsing failed. */
    size_t fault_line, fault_column, fault_offset_bytes;
} yg_yaml;

/* Parses all documents of text. On failure *err names line and column, the fault_ fields are set
 * and there is no root. An empty text has no root either and is no error. */
bool yg_yaml_parse(yg_yaml *yaml, yg_str text, yg_error *err);
void yg_yaml_free(yg_yaml *yaml);
/* A node that hangs nowhere yet, for trees made from other syntaxes; NULL when the limit of nodes
 * is reached. yg_yaml_hang puts it at the end of a list or map. */
yg_yaml_node *yg_yaml_make(yg_yaml *yaml, yg_yaml_kind kind);
void yg_yaml_hang(yg_yaml_node *parent, yg_yaml_node *child);

/* The member of a map by its key; NULL when there is none or node is NULL or no map. */
const yg_yaml_node *yg_yaml_get(const yg_yaml_node *node, const char *key);
/* The text of a scalar member, empty when it is absent or no scalar. */
yg_str yg_yaml_str(const yg_yaml_node *node, const char *key);
/* Is this the plain word for "nothing": empty, ~ or null? */
bool yg_yaml_is_null(const yg_yaml_node *node);

/* For readers that cut a text before it is parsed. The text without a byte order mark. */
yg_str yg_yaml_without_mark(yg_str text);
/* Takes one line with its end off the front of *rest; false at the end. */
bool yg_yaml_next_line(yg_str *rest, yg_str *ret_line);
/* Does the line say nothing: blank, a comment or a document's start? */
bool yg_yaml_is_empty_line(yg_str line);
/* The first line that says something, trimmed; directives are none. False when there is none. */
bool yg_yaml_first_line(yg_str text, yg_str *ret_line);

#define YG_CLEANUP_YAML __attribute__((cleanup(yg_yaml_free)))

#endif
