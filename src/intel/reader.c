#include "intel/reader.h"

const yg_intel_reader *yg_intel_reader_by_name(yg_str name) {
    for (const yg_intel_reader *reader = yg_intel_readers; reader->name != NULL; reader++) {
        if (yg_str_eqz(name, reader->name))
            return reader;
    }
    return NULL;
}

const yg_intel_reader *yg_intel_reader_probe(yg_str bytes, yg_str path) {
    const yg_intel_reader *best = NULL;
    int best_score = 0;
    for (const yg_intel_reader *reader = yg_intel_readers; reader->name != NULL; reader++) {
        int score = reader->probe(yg_str_sub(bytes, 0, 65536), path);
        if (score > best_score) {
            best = reader;
            best_score = score;
        }
    }
    return best;
}

yg_source yg_intel_source(const yg_intel_input *input, yg_source own) {
    if (input->source_name.n > 0)
        own.name = input->source_name;
    if (input->licence.n > 0)
        own.licence = input->licence;
    if (input->tlp.n > 0)
        own.tlp = input->tlp;
    return own;
}
