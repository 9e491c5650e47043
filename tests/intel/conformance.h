/* What every intelligence reader must stand, whatever its format. One call runs all of it on one
 * small sample and fails the cmocka test that is running, with the case and the place in it:
 *
 *   the sample is probed as the reader's own, read without a rejected record (samples are sound;
 *   their folder may hold what is passed over on purpose), and read the same way twice;
 *   the user's source, licence and marking are laid over the sample's; damage is reported;
 *   empty, one byte, cut off at every byte (records before the cut are still given);
 *   every byte replaced in turn by hostile ones; deep nesting, a huge string and invalid UTF-8 put
 *   in at many places; a sink that fails at every record in turn.
 *
 * In all of it the recorder's checks hold (recorder.h). */
#ifndef YG_TESTS_CONFORMANCE_H
#define YG_TESTS_CONFORMANCE_H

#include "intel/reader.h"

/* path: as the reader will see it. The sample should have at most a few kilobytes. */
void yg_conformance_run(const yg_intel_reader *reader, yg_str path, yg_str sample);

#endif
