/* A file in the format "yagura claims 1", YAML or CSV, as one list of records. A YAML file with an
 * error in one record is cut at its list items, so that the other records are still read. Inside of
 * the reader "yagura-claims". */
#ifndef YG_INTEL_CLAIMS_FILE_H
#define YG_INTEL_CLAIMS_FILE_H

#include "base/vec.h"
#include "intel/claims_schema.h"

typedef struct {
    yg_claims_kind kind;
    const yg_yaml_node *node;
} yg_claims_record;

/* Something that could not be read, found before the source was known. */
typedef struct {
    yg_fault fault;
    yg_str detail;
} yg_claims_note;

/* Zero-initialise. Nodes and notes live until yg_claims_file_free. */
typedef struct {
    const yg_yaml_node *source; /* NULL: there is none */
    YG_VEC(yg_claims_record) records;
    YG_VEC(yg_claims_note) notes;
    YG_VEC(yg_yaml) trees;
    yg_arena arena;
    bool is_cut; /* the YAML is broken, records were read one by one */
} yg_claims_file;

/* Is this the first line of the CSV form? *ret_kind (may be NULL) is YG_CLAIMS_KINDS for a word
 * that is none. */
bool yg_claims_csv_is(yg_str text, yg_claims_kind *ret_kind);
/* Does the text begin with the key `yagura-claims: 1`, behind comments? */
bool yg_claims_yaml_is(yg_str text);
/* Reads either form. False when nothing of it can be used. */
bool yg_claims_file_read(yg_claims_file *file, yg_str text, yg_error *err);
void yg_claims_file_free(yg_claims_file *file);

/* For the two halves of the work. */
bool yg_claims_csv_read(yg_claims_file *file, yg_str text, yg_claims_kind kind, yg_error *err);
void yg_claims_note_add(yg_claims_file *file, yg_code code, const char *reason, size_t offset_bytes,
                        yg_str detail);
yg_yaml *yg_claims_tree_add(yg_claims_file *file);

#endif
