// What Magpie adds to Sparkplug: report headers and acknowledgements.

#include "tests/fuzz/fuzzer.hpp"
#include "wire/report/acknowledge.hpp"
#include "wire/report/header.hpp"

MAGPIE_FUZZER(bytes) {
    using namespace magpie;
    using fuzz::require;
    if (const auto header = decode_report_header(bytes)) {
        require(header->epoch != Epoch{}, "an epoch");
        require(header->range.first <= header->range.last && header->range.last <= header->newest,
                "numbers that were given out");
        require(header->range.first == ReportNumber{} || header->range.first >= header->oldest, "and are held");
        require(value(header->oldest) <= value(header->newest) + 1, "the oldest is not above the next");
        require(header->taken <= header->sent && header->taken >= Monotonic{}, "sent after it was taken");
        const auto again = decode_report_header(encode(*header));
        require(again && *again == *header, "a header is read as written");
        for (const auto& earlier : header->earlier) {
            require(value(earlier.oldest) <= value(earlier.last) + 1 && earlier.epoch != header->epoch,
                    "an earlier epoch is another one");
        }
    }
    if (const auto word = decode_acknowledge(bytes)) {
        require(word->safe <= word->received && word->received <= word->highest,
                "an acknowledgement agrees with itself");
        const auto again = decode_acknowledge(encode(*word));
        require(again && *again == *word, "an acknowledgement is read as written");
    }
}
