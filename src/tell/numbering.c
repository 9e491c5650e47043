/* Numbers evidence and references in the order in which a reader meets them, and drops what nothing
 * in the report rests on. */
#include "tell/document.h"

static void *make(yg_report *doc, size_t count, size_t size) {
    if (size != 0 && count > SIZE_MAX / size)
        yg_mem_die("report");
    return yg_arena_alloc(&doc->arena, count * size);
}

typedef struct {
    uint32_t *number; /* old number - 1 -> new number, 0: not met yet */
    uint32_t next;
} numbering;

static void meet(numbering *n, yg_evidence_set set) {
    for (size_t i = 0; i < set.n; i++)
        if (n->number[set.at[i] - 1] == 0)
            n->number[set.at[i] - 1] = ++n->next;
}

static int by_number(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static void renumber(const numbering *n, yg_evidence_set *set) {
    for (size_t i = 0; i < set->n; i++)
        set->at[i] = n->number[set->at[i] - 1];
    if (set->n > 1)
        qsort(set->at, set->n, sizeof *set->at, by_number);
}

typedef void (*set_visit)(yg_report *doc, void *self, yg_evidence_set *set);

static void each_set_of_table(yg_report *doc, yg_table *table, set_visit visit, void *self) {
    for (size_t r = 0; r < table->rows.n; r++)
        for (size_t c = 0; table->rows.at[r].cells != NULL && c < table->columns_n; c++)
            visit(doc, self, &table->rows.at[r].cells[c].evidence);
}

static void each_set(yg_report *doc, set_visit visit, void *self) {
    for (size_t s = 0; s < doc->sections.n; s++)
        for (size_t b = 0; b < doc->sections.at[s]->blocks.n; b++) {
            yg_block *block = &doc->sections.at[s]->blocks.at[b];
            if (block->kind == YG_BLOCK_PARAGRAPH)
                visit(doc, self, &block->paragraph->evidence);
            else if (block->kind == YG_BLOCK_TABLE)
                each_set_of_table(doc, block->table, visit, self);
            else if (block->kind == YG_BLOCK_CHART)
                for (size_t f = 0; f < block->chart->figures.n; f++)
                    visit(doc, self, &doc->figures.at[block->chart->figures.at[f]]->evidence);
        }
}

static void meet_set(yg_report *doc, void *self, yg_evidence_set *set) {
    (void)doc;
    meet(self, *set);
}

static void renumber_set(yg_report *doc, void *self, yg_evidence_set *set) {
    (void)doc;
    renumber(self, set);
}

/* Figures outside any chart are not met by each_set; they are handled by their own loop. */
static void mark_charted(yg_report *doc, bool *charted) {
    for (size_t s = 0; s < doc->sections.n; s++)
        for (size_t b = 0; b < doc->sections.at[s]->blocks.n; b++) {
            yg_block *block = &doc->sections.at[s]->blocks.at[b];
            for (size_t f = 0; block->kind == YG_BLOCK_CHART && f < block->chart->figures.n; f++)
                charted[block->chart->figures.at[f]] = true;
        }
}

static void number_evidence(yg_report *doc) {
    numbering n = {make(doc, doc->evidence.n + 1, sizeof(uint32_t)), 0};
    bool *charted = make(doc, doc->figures.n + 1, sizeof *charted);
    mark_charted(doc, charted);
    each_set(doc, meet_set, &n);
    for (size_t i = 0; i < doc->figures.n; i++)
        meet(&n, doc->figures.at[i]->evidence);
    each_set(doc, renumber_set, &n);
    for (size_t i = 0; i < doc->figures.n; i++)
        if (!charted[i])
            renumber(&n, &doc->figures.at[i]->evidence);
    yg_evidence **sorted = make(doc, doc->evidence.n + 1, sizeof *sorted);
    for (size_t i = 0; i < doc->evidence.n; i++)
        if (n.number[i] != 0)
            sorted[n.number[i] - 1] = doc->evidence.at[i];
    doc->evidence.n = n.next;
    if (doc->evidence.n > 0)
        memcpy(doc->evidence.at, sorted, doc->evidence.n * sizeof(yg_evidence *));
}

void yg_report_number(yg_report *doc) {
    number_evidence(doc);
    numbering n = {make(doc, doc->references.n + 1, sizeof(uint32_t)), 0};
    for (size_t i = 0; i < doc->evidence.n; i++)
        meet(&n, doc->evidence.at[i]->references);
    for (size_t i = 0; i < doc->evidence.n; i++)
        renumber(&n, &doc->evidence.at[i]->references);
    yg_reference **sorted = make(doc, doc->references.n + 1, sizeof *sorted);
    for (size_t i = 0; i < doc->references.n; i++)
        if (n.number[i] != 0)
            sorted[n.number[i] - 1] = doc->references.at[i];
    doc->references.n = n.next;
    if (doc->references.n > 0)
        memcpy(doc->references.at, sorted, doc->references.n * sizeof(yg_reference *));
    yg_map_free(&doc->numbers); /* its numbers are the old ones */
    doc->numbers = (yg_map){0};
}
